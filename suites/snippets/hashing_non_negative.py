"""Text to sparse rows by hashing its words, without negative values."""

from workbench.contracts import Workload

TEXTS = ["a simple toy example", "another one", "a third and last example of a text"] * 1000


class AsPrinted(Workload):
    """`non_negative` is gone since scikit-learn 0.21."""

    name = "HashingVectorizer, as printed"
    score_name = "smallest value"

    def run(self, data, context):
        from sklearn.feature_extraction.text import HashingVectorizer

        return HashingVectorizer(n_features=2**18, non_negative=True, norm=None).transform(TEXTS)

    def score(self, data, rows):
        return float(rows.min())


class Mended(AsPrinted):
    """Signs that alternate are switched off by name."""

    name = "HashingVectorizer, mended"

    def run(self, data, context):
        from sklearn.feature_extraction.text import HashingVectorizer

        return HashingVectorizer(n_features=2**18, alternate_sign=False, norm=None).transform(TEXTS)
