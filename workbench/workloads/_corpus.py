"""Labelled documents: split so that no group is in both parts, and kept on disk as UTF-8 and offsets.

A workload on any text yields `Document`s; the rest is here.
"""

from __future__ import annotations

import json
import os
from collections import Counter, OrderedDict
from typing import Any, Dict, Iterable, List, NamedTuple, Sequence, Set, Tuple

from workbench.workloads._split import Split

TEST_SHARE = 0.2


class Document(NamedTuple):
    """A text, its label, and the group (file, thread, author) that must not be in both parts."""

    label: str
    group: str
    text: str


def most_frequent(documents: Iterable[Document], labels: int) -> List[Document]:
    """The documents of the `labels` labels that have most, among labels of at least two groups.

    A label with a single group could be in one part only. Ties go by name.
    """
    kept = list(documents)
    groups: Dict[str, Set[str]] = {}
    for document in kept:
        groups.setdefault(document.label, set()).add(document.group)
    counts = Counter(document.label for document in kept if len(groups[document.label]) > 1)
    chosen = set(sorted(counts, key=lambda label: (-counts[label], label))[:labels])
    return [document for document in kept if document.label in chosen]


def split_by_group(documents: Sequence[Document], seed: int) -> Tuple[List[Document], List[Document]]:
    """(train, test). Of each label about a fifth of the documents, in whole groups, is held out.

    Groups are taken in a seeded order; one that would bring the test part over twice its share is passed
    over, unless nothing smaller is left. At least one group of each label stays in each part.
    """
    import numpy as np

    random = np.random.default_rng(seed)
    held_out: Set[Tuple[str, str]] = set()
    sizes: Dict[str, Counter[str]] = OrderedDict()
    for document in documents:
        sizes.setdefault(document.label, Counter())[document.group] += 1
    for label, groups in sizes.items():
        names = sorted(groups)
        order = [names[index] for index in random.permutation(len(names))]
        held_out.update((label, group) for group in _chosen(order, groups))
    train = [document for document in documents if (document.label, document.group) not in held_out]
    test = [document for document in documents if (document.label, document.group) in held_out]
    return train, test


def _chosen(order: Sequence[str], sizes: Dict[str, int]) -> List[str]:
    wanted = TEST_SHARE * sum(sizes.values())
    chosen: List[str] = []
    held = 0
    for group in order[: len(order) - 1]:
        if held < wanted and held + sizes[group] <= 2 * wanted:
            chosen.append(group)
            held += sizes[group]
    return chosen or [min(order, key=lambda group: (sizes[group], group))]


def write_corpus(folder: str, train: Sequence[Document], test: Sequence[Document]) -> None:
    """Write each part's texts, their offsets and label codes, and the label names."""
    names = sorted({document.label for part in (train, test) for document in part})
    with open(os.path.join(folder, "labels.json"), "w", encoding="utf-8") as file:
        json.dump(names, file)
    for part, documents in (("train", train), ("test", test)):
        _write_part(folder, part, documents, names)


def _write_part(folder: str, part: str, documents: Sequence[Document], names: Sequence[str]) -> None:
    import numpy as np

    offsets = [0]
    with open(os.path.join(folder, part + ".txt"), "wb") as file:
        for document in documents:
            offsets.append(offsets[-1] + file.write(document.text.encode("utf-8")))
    codes = {name: code for code, name in enumerate(names)}
    np.save(os.path.join(folder, part + "_offsets.npy"), np.array(offsets, dtype="<i8"))
    labels = np.array([codes[document.label] for document in documents], dtype="<i4")
    np.save(os.path.join(folder, part + "_labels.npy"), labels)


def open_corpus(folder: str) -> Split:
    """X are lists of str, y label codes."""
    return Split(*_read_part(folder, "train"), *_read_part(folder, "test"))


def _read_part(folder: str, part: str) -> Tuple[List[str], Any]:
    import numpy as np

    with open(os.path.join(folder, part + ".txt"), "rb") as file:
        blob = file.read()
    offsets = np.load(os.path.join(folder, part + "_offsets.npy"), allow_pickle=False).tolist()
    texts = [blob[start:end].decode("utf-8") for start, end in zip(offsets, offsets[1:])]
    return texts, np.load(os.path.join(folder, part + "_labels.npy"), allow_pickle=False)
