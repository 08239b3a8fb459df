"""How much each sign of a headline counts, learned from pages: written by `cleaner.training.metadata_titles`.

From the 917 pages of the benchmark (789 of WCXB, Foley 2026, CC-BY-4.0; 128 test pages of flairNLP/fundus, counted
twice), a softmax over the titles of each page with a ridge of 1. The highest sum of weights is the title.
Right on pages of sites that were not trained on: .894 of WCXB, .833 of the English and .907 of the other news pages,
with the titles that pages offer today; the weights are those of the titles before lesser headings were among them, for
new ones are right no more often.
"""

WEIGHTS: dict[str, float] = {
    "h1 and og:title": 1.22,
    "og:title and a news article's data, not the h1": 1.15,
    "share of the address's words": 1.54,
    "all words of the h1 and more": -0.62,
    "ends with another title": -1.2,
    "first h1": 0.84,
    "only h1": -0.74,
    "element called a title": 0.29,
    "in an article": 0.6,
    "in furniture": -1.45,
    "site's name": -0.98,
    "bar": -1.69,
    "few words": -1.08,
    "many words": -0.72,
}
