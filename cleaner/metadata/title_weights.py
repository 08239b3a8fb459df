"""How much each sign of a headline counts, learned from pages: written by `cleaner.training.metadata_titles`.

From the 917 pages of the benchmark (789 of WCXB, Foley 2026, CC-BY-4.0; 128 test pages of flairNLP/fundus, counted
twice), a softmax over the titles of each page with a ridge of 1. The highest sum of weights is the title.
Right on pages of sites that were not trained on: .886 of WCXB, .786 of the English and .884 of the other news pages.
"""

WEIGHTS: dict[str, float] = {
    "h1 and og:title": 0.95,
    "og:title of a news article whose h1 differs": 1.28,
    "headline of a news article's data": 1.55,
    "share of the address's words": 1.34,
    "far from og:title": -0.57,
    "all words of the h1 and more": -0.61,
    "ends with another title": -1.16,
    "first h1": 0.9,
    "only h1": -0.79,
    "element called a title": 0.43,
    "in an article": 0.61,
    "in furniture": -1.47,
    "site's name": -0.9,
    "bar": -1.73,
    "few words": -0.95,
    "many words": -0.86,
}
