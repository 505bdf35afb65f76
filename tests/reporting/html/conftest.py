"""A page taken apart, so that a test asks what is in it and not how it is written."""

from html.parser import HTMLParser

import pytest

VOID = {"meta", "link", "br", "hr", "col"}


class Page(HTMLParser):
    """Elements as (name, attributes), the text as it reads, and whether every element was closed in its turn."""

    def __init__(self, document):
        super().__init__()
        self.elements, self.words, self.open, self.crossed = [], [], [], []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self):
        return "".join(self.words)

    def all(self, name):
        return [attributes for tag, attributes in self.elements if tag == name]


@pytest.fixture
def parse():
    return Page
