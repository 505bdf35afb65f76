"""The hashing trick by hand: which column of HashingVectorizer is a word's?"""

from workbench.contracts import Workload

COLUMNS = 2**18
WORDS = [f"word{number}" for number in range(5_000)]


class AsPrinted(Workload):
    """It runs, but half of all hashes are negative, and HashingVectorizer takes those without their sign."""

    name = "murmurhash, as printed"
    score_name = "share of columns right"

    def run(self, data, context):
        from sklearn.utils import murmurhash3_32

        return [murmurhash3_32(word, seed=0) % COLUMNS for word in WORDS]

    def score(self, data, columns):
        from sklearn.feature_extraction.text import HashingVectorizer

        rows = HashingVectorizer(n_features=COLUMNS).transform(WORDS)
        return float((rows.indices == columns).mean())


class Mended(AsPrinted):
    """The absolute value of the signed hash is what it counts columns by."""

    name = "murmurhash, mended"

    def run(self, data, context):
        from sklearn.utils import murmurhash3_32

        return [abs(murmurhash3_32(word, seed=0)) % COLUMNS for word in WORDS]
