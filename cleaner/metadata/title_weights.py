"""How much each sign of a headline counts, learned from pages: written by `cleaner.training.metadata_titles`.

From the 917 pages of the benchmark (789 of WCXB, Foley 2026, CC-BY-4.0; 128 test pages of flairNLP/fundus, counted
twice), a softmax over the titles of each page with a ridge of 1. The highest sum of weights is the title.
Right on pages of sites that were not trained on: .886 of WCXB, .786 of the English and .884 of the other news pages.
"""

WEIGHTS: dict[str, float] = {"h1 and og:title": 1.36,
 "og:title and a news article's data, not the h1": 1.26,
 "share of the address's words": 1.82,
 "all words of the h1 and more": -0.5,
 "ends with another title": -1.11,
 "first h1": 0.81,
 "only h1": -0.73,
 "element called a title": 0.3,
 "in an article": 0.57,
 "in furniture": -1.52,
 "site's name": -1.15,
 "bar": -1.71,
 "many words": -0.73}
