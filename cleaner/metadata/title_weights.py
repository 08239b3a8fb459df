"""How much each sign of a headline counts, learned from pages: written by `cleaner.training.metadata_titles`.

From 1,114 pages of the benchmark (789 of WCXB, Foley 2026, CC-BY-4.0; 128 test pages of flairNLP/fundus, counted
twice; 197 news pages of 2023), a softmax over the titles of each page with a ridge of 1. The highest sum of weights is
the title. Right on pages of sites that were not trained on: .894 of WCXB, .810 of the English and .907 of the other
news pages of fundus, .944 of those of 2023; with weights of the other sets alone .892, .810, .884 and .919.
"""

WEIGHTS: dict[str, float] = {
    "h1 and og:title": 1.33,
    "og:title and a news article's data, not the h1": 1.48,
    "share of the address's words": 1.29,
    "all words of the h1 and more": -0.38,
    "ends with another title": -1.32,
    "first h1": 1.03,
    "only h1": -0.73,
    "element called a title": 0.42,
    "in an article": 0.52,
    "in furniture": -1.34,
    "site's name": -0.99,
    "bar": -1.69,
    "few words": -1.36,
    "many words": -0.14,
}
