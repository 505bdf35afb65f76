"""The application behind HTTP, called as a server calls it."""

import io
from types import SimpleNamespace

import numpy as np
import pytest

from workbench.solvers import _http_service
from workbench.solvers._http_service import application


class Largest:
    """A model that answers the place of a row's largest number."""

    features = 4

    def __init__(self, folder, mapped):
        self.made_of = (folder, mapped)

    def predict(self, rows):
        return rows.argmax(axis=1)


@pytest.fixture
def service(monkeypatch):
    monkeypatch.setattr(_http_service, "Largest", Largest, raising=False)
    return application("workbench.solvers._http_service:Largest", "folder", False)


def asked(service, body, method="POST", length=None):
    said = {}

    def start_response(status, headers):
        said.update(status=status, headers=dict(headers))

    length = str(len(body)) if length is None else length
    environ = {"REQUEST_METHOD": method, "CONTENT_LENGTH": length, "wsgi.input": io.BytesIO(body)}
    return said, b"".join(service(environ, start_response))


def test_a_row_gets_its_answer(service):
    said, answer = asked(service, np.array([0, 1, 9, 2], dtype="<f4").tobytes())
    assert (said["status"], answer) == ("200 OK", b"2")
    assert said["headers"]["Content-Length"] == "1"


@pytest.mark.parametrize(
    ("body", "method", "length"),
    [
        (b"", "POST", None),
        (b"x" * 17, "POST", None),
        (b"x" * 16, "GET", None),
        (b"x" * 16, "POST", "1e9"),
        (b"", "POST", ""),
    ],
)
def test_what_is_no_row_is_refused_unread(service, body, method, length):
    said, answer = asked(service, body, method, length)
    assert (said["status"], answer) == ("400 Bad Request", b"")


def test_a_worker_says_that_it_has_loaded(monkeypatch, tmp_path):
    monkeypatch.setenv(_http_service.READY_FOLDER, str(tmp_path))
    _http_service.post_worker_init(SimpleNamespace(pid=42))
    assert [path.name for path in tmp_path.iterdir()] == ["42"]


def test_a_model_is_made_of_its_folder(monkeypatch):
    monkeypatch.setattr(_http_service, "Largest", Largest, raising=False)
    model = _http_service.loaded("workbench.solvers._http_service:Largest", "there", True)
    assert model.made_of == ("there", True)
