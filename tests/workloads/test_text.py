import codecs
import os
import pickle

import numpy as np
import pytest

from workbench.errors import DataError
from workbench.workloads._corpus import Document, most_frequent, open_corpus, split_by_group, write_corpus
from workbench.workloads._newsgroups import FILE
from workbench.workloads.text import Text, standard_library
from workbench.workloads.vectorizing import Vectorizing


@pytest.fixture(autouse=True)
def data_home(tmp_path_factory, monkeypatch):
    """scikit-learn's data folder, empty."""
    folder = tmp_path_factory.mktemp("scikit_learn_data")
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(folder))
    return folder


def library(root, **packages):
    """Packages of files: name → {file: number of lines}."""
    for package, files in packages.items():
        (root / package).mkdir()
        for name, lines in files.items():
            path = root / package / name
            path.parent.mkdir(exist_ok=True)
            path.write_text("".join("%s line %d\n" % (name, number) for number in range(lines)), encoding="utf-8")
    return root


def test_pieces_have_twenty_lines_and_short_ends_are_left_out(tmp_path):
    library(tmp_path, alpha={"__init__.py": 0, "a.py": 49, "b.py": 50, "notes.txt": 100})
    found = list(standard_library(str(tmp_path)))
    assert [(one.label, one.group, one.text.count("\n") + 1) for one in found] == [
        ("alpha", "alpha/a.py", 20),
        ("alpha", "alpha/a.py", 20),
        ("alpha", "alpha/b.py", 20),
        ("alpha", "alpha/b.py", 20),
        ("alpha", "alpha/b.py", 10),
    ]


def test_tests_installed_packages_and_plain_folders_are_left_out(tmp_path):
    library(
        tmp_path,
        alpha={"__init__.py": 30, "tests/t.py": 30},
        test={"__init__.py": 30},
        folder={"a.py": 30},
    )
    library(tmp_path / "folder", inner={"__init__.py": 30})
    (tmp_path / "site-packages").mkdir()
    library(tmp_path / "site-packages", other={"__init__.py": 30})
    assert {one.group for one in standard_library(str(tmp_path))} == {"alpha/__init__.py"}


def test_a_file_that_is_no_text_is_passed_over(tmp_path):
    library(tmp_path, alpha={"__init__.py": 30})
    (tmp_path / "alpha" / "bad.py").write_bytes(b"\xff\xfe" * 300)
    (tmp_path / "alpha" / "odd.py").write_bytes(b"# coding: no-such-encoding\n" * 30)
    assert {one.group for one in standard_library(str(tmp_path))} == {"alpha/__init__.py"}


def some(label, groups):
    return [
        Document(label, group, "%s %s %d" % (label, group, n)) for group, count in groups.items() for n in range(count)
    ]


def test_a_label_of_a_single_group_is_left_out():
    kept = most_frequent([*some("many", {"a": 2, "b": 2}), *some("one", {"a": 9}), *some("few", {"a": 1, "b": 1})], 2)
    assert {one.label for one in kept} == {"many", "few"}


@pytest.mark.parametrize(
    "sizes", [{"a": 1, "b": 1}, {"a": 100, "b": 1}, {"a": 1, "b": 100}, {"c%d" % n: 5 for n in range(20)}]
)
def test_no_group_is_in_both_parts_and_every_label_is(sizes):
    for seed in range(5):
        train, test = split_by_group(some("x", sizes), seed)
        assert train
        assert test
        assert {one.group for one in train}.isdisjoint(one.group for one in test)
        assert len(test) <= max(len(train), 0.4 * (len(train) + len(test)))


def test_what_is_written_is_read_back(tmp_path):
    train = [Document("b", "1", "grüße\n€"), Document("a", "2", "")]
    write_corpus(str(tmp_path), train, [Document("a", "3", "\U0001f600")])
    split = open_corpus(str(tmp_path))
    assert split.X_train == ["grüße\n€", ""]
    assert split.y_train.tolist() == [1, 0]
    assert split.X_test == ["\U0001f600"]


def test_few_documents_hold_every_label_and_are_a_part_of_more(prepared):
    few, more = (Text().load(str(prepared(Text(documents=n), str(n)))) for n in (200, 400))
    assert set(few.X_train) <= set(more.X_train)
    assert min(np.bincount(few.y_train)) >= 3
    assert few.X_test == more.X_test


def test_words_tell_the_package(prepared):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.naive_bayes import MultinomialNB
    from sklearn.pipeline import make_pipeline

    workload = Text(documents=500)
    split = workload.load(str(prepared(workload)))
    model = make_pipeline(TfidfVectorizer(), MultinomialNB(alpha=0.01)).fit(split.X_train, split.y_train)
    assert workload.score(split, model) > 0.4


def test_too_many_documents_are_refused_with_how_many_there_are(tmp_path):
    with pytest.raises(DataError, match=r"this corpus has \d+"):
        Text(documents=10**7).prepare(str(tmp_path))
    with pytest.raises(DataError, match="documents is -1"):
        Text(documents=-1)


def test_another_corpus_brings_only_its_documents(prepared):
    class Letters(Text):
        def documents(self):
            return iter([*some("x", {"a": 4, "b": 1}), *some("y", {"a": 4, "b": 1})])

    split = Letters().load(str(prepared(Letters())))
    assert len(split.X_train) == 8
    assert sorted(split.X_test) == ["x b 0", "y b 0"]


@pytest.fixture
def newsgroups(data_home):
    """Puts a cache as scikit-learn writes it there: messages on two subjects, `train` and `test` of each."""
    from sklearn.utils import Bunch

    def message(subject, number):
        return f"From: {subject}@example.org\nSubject: {subject}\n\nabout {subject} {number}\n\n--\n{subject}"

    def part(count):
        names = ["rec.sailing", "sci.logic"]
        texts = [message(names[number % 2], number) for number in range(count)]
        return Bunch(
            data=texts,
            target=np.arange(count) % 2,
            target_names=names,
            filenames=np.array([str(number) for number in range(count)]),
        )

    def put(train=60, test=40):
        kept = {"train": part(train), "test": part(test)}
        (data_home / FILE).write_bytes(codecs.encode(pickle.dumps(kept), "zlib_codec"))

    return put


def test_newsgroups_are_taken_where_scikit_learns_cache_holds_them(newsgroups, prepared):
    assert Text().title is None
    before = Text().key()
    newsgroups()
    text = Text()
    assert text.title == "text of 20 newsgroups"
    assert "20 newsgroups" in text.notes()[0]
    assert text.key() != before
    split = text.load(str(prepared(text)))
    assert (len(split.X_train), len(split.X_test)) == (60, 40)
    assert split.X_train[0].startswith("about ")


def test_what_gives_a_message_away_is_not_in_it(newsgroups, prepared):
    newsgroups()
    split = Text().load(str(prepared(Text())))
    for found in (*split.X_train, *split.X_test):
        assert "@" not in found
        assert "--" not in found


def test_every_solver_of_newsgroups_gets_the_same_bytes(newsgroups, prepared):
    newsgroups()
    first, second = (prepared(Text(documents=20), name) for name in ("first", "second"))
    assert [path.read_bytes() for path in sorted(first.iterdir())] == [
        path.read_bytes() for path in sorted(second.iterdir())
    ]


def test_another_file_of_newsgroups_is_other_data(newsgroups):
    newsgroups()
    before = Text().key()
    newsgroups(train=62)
    assert Text().key() != before


def test_what_is_vectorised_are_newsgroups_too(newsgroups, prepared):
    newsgroups()
    workload = Vectorizing(megabytes=0.1)
    assert workload.title == "vectorizing of 20 newsgroups"
    assert len(workload.load(str(prepared(workload))).X_train) > 60


@pytest.mark.parametrize("content", [b"", b"not what scikit-learn writes"])
def test_a_cache_that_cannot_be_read_is_said_and_how_to_go_on(content, data_home, prepared):
    (data_home / FILE).write_bytes(content)
    with pytest.raises(DataError, match="remove it"):
        prepared(Text())


def test_looking_for_newsgroups_makes_no_folder(data_home, monkeypatch):
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(data_home / "none"))
    assert Text().title is None
    assert not os.path.exists(data_home / "none")
