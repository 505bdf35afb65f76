"""What are the columns of a vectoriser called?"""

from workbench.contracts import Workload

TEXTS = ["a simple toy example", "another one", "a third and last example of a text"] * 1000


class AsPrinted(Workload):
    """`get_feature_names` is gone since scikit-learn 1.2."""

    name = "get_feature_names, as printed"
    score_name = "names"

    def run(self, data, context):
        from sklearn.feature_extraction.text import TfidfVectorizer

        return TfidfVectorizer().fit(TEXTS).get_feature_names()

    def score(self, data, names):
        return len(names)


class Mended(AsPrinted):
    """It got a suffix that says which side they are of."""

    name = "get_feature_names, mended"

    def run(self, data, context):
        from sklearn.feature_extraction.text import TfidfVectorizer

        return TfidfVectorizer().fit(TEXTS).get_feature_names_out()
