"""Finished pages are kept, and never shown for other data or in another language."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event

import pytest

from lien.settings import Settings
from lien.store import Directory, Level, Node, Reader, Table
from lien_webapp.context import reader
from lien_webapp.factory import create_app
from lien_webapp.known import Answers
from lien_webapp.pages import Page, kept
from lien_webapp.shelf import Shelf

NOW = datetime(2026, 11, 22, tzinfo=UTC)
GRAPH = "https://w3id.org/lien/graph/test/kept"
HTML = {"Accept": "text/html"}


def commit(directory: Directory, name: str) -> None:
    body, ns = "<https://w3id.org/lien/id/org-kept>", "https://w3id.org/lien/"
    lines = [
        f"{body} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ns}ns#Body> <{GRAPH}> .",
        f'{body} <http://www.w3.org/2004/02/skos/core#prefLabel> "{name}" <{GRAPH}> .',
        f"<{GRAPH}> <{ns}ns#visibility> <{ns}scheme/visibility/public> <{GRAPH}> .",
    ]
    directory.commit({GRAPH: lines}, actor="test", operation="import", summary={}, now=NOW)


def test_a_change_of_the_data_is_seen_at_once(empty_directory: Directory) -> None:
    commit(empty_directory, "First name")
    app = create_app(Settings(), empty_directory.store.reader)
    client = app.test_client()
    for _ in range(2):
        assert "First name" in client.get("/id/org-kept", headers=HTML).text
    commit(empty_directory, "Second name")
    assert "Second name" in client.get("/id/org-kept", headers=HTML).text


def test_a_change_of_what_is_hidden_leaves_the_pages_where_they_are(
    empty_directory: Directory,
) -> None:
    commit(empty_directory, "Name")
    app = create_app(Settings(), empty_directory.store.reader)
    pages = app.extensions["lien-pages"]
    app.test_client().get("/id/org-kept", headers=HTML)
    before = dict(pages._kept)
    hidden = {f"{GRAPH}/hidden": [f"<urn:a> <urn:b> <urn:c> <{GRAPH}/hidden> ."]}
    empty_directory.commit(hidden, actor="test", operation="import", summary={}, now=NOW)
    app.test_client().get("/id/org-kept", headers=HTML)
    assert dict(pages._kept) == before


def test_a_page_made_while_the_data_moved_is_not_kept(empty_directory: Directory) -> None:
    commit(empty_directory, "First name")
    app = create_app(Settings(), empty_directory.store.reader)

    def make(name: str) -> str:
        page = reader().select(
            "SELECT ?n { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?n }"
        )
        commit(empty_directory, name)
        return str(page.rows)

    with app.test_request_context("/x"):
        assert "First name" in kept(lambda: make("Second name")).get_data(as_text=True)
    with app.test_request_context("/x"):
        assert "Second name" in kept(lambda: make("First name")).get_data(
            as_text=True
        )  # as it was at the beginning
    with app.test_request_context("/x"):
        assert "First name" in kept(lambda: make("First name")).get_data(as_text=True)
    assert len(app.extensions["lien-pages"]) == 1


def test_each_language_has_its_own_page(empty_directory: Directory) -> None:
    commit(empty_directory, "Name")
    client = create_app(Settings(), empty_directory.store.reader(Level.PUBLIC)).test_client()
    for lang in ("fr", "en", "zh"):
        answer = client.get("/id/org-kept", headers=HTML | {"Accept-Language": lang})
        assert f'<html lang="{lang}">' in answer.text


@pytest.mark.parametrize("form", ["json", "csv", "html"])
def test_a_named_question_is_evaluated_once(seed_store: Reader, form: str) -> None:
    evaluated = []

    class Watching:
        def __getattr__(self, name: str) -> object:
            return getattr(seed_store, name)

        def select(self, text: str, /, **values: Node | None) -> Table:
            evaluated.append(text)
            return seed_store.select(text, **values)

    client = create_app(Settings(), Watching()).test_client()  # type: ignore[arg-type]
    path = f"/questions/neighbours?body=org-cas&format={form}"
    first = client.get(path)
    count = len(evaluated)
    assert (first.status_code, count > 0) == (200, True)
    again = client.get(path)
    assert (again.data, again.headers["Content-Type"]) == (
        first.data,
        first.headers["Content-Type"],
    )
    assert again.headers.get("Content-Disposition") == first.headers.get("Content-Disposition")
    assert len(evaluated) == count
    assert client.get(f"{path}&lang=zh").status_code == 200
    assert len(evaluated) > count


def test_the_shelf_holds_no_more_than_it_has_room_for() -> None:
    pages = Shelf[Page](100, lambda page: len(page.body))
    for key in "abc":
        pages.put(key, "1", Page(b"x" * 30, ()))
    assert pages.find("a", "1") is not None
    pages.put("d", "1", Page(b"x" * 40, ()))
    assert [pages.find(key, "1") is not None for key in "abcd"] == [True, False, True, True]
    assert pages.find("a", "2") is None
    pages.put("a", "2", Page(b"x" * 20, ()))
    assert [pages.find("a", version) is not None for version in "12"] == [False, True]
    pages.put("a", "2", Page(b"x" * 101, ()))
    assert len(pages) == 0


def test_an_answer_is_made_once_however_many_ask_and_again_after_an_error(
    seed_store: Reader,
) -> None:
    answers, made, first, going = Answers(), [], Event(), Event()

    def make() -> int:
        made.append(1)
        first.set()
        going.wait(10)
        return len(made)

    def ask(what: str) -> int:
        return answers.of(seed_store, seed_store.version, make, what)

    with ThreadPoolExecutor() as threads:
        asking = threads.submit(ask, "one")
        assert first.wait(10)
        others = [threads.submit(ask, "one") for _ in range(3)]
        background = answers.in_background(seed_store, seed_store.version, make, "one")
        going.set()
        assert [background, asking.result(), *(other.result() for other in others)] == [
            None,
            *[1] * 4,
        ]
    assert answers.in_background(seed_store, seed_store.version, make, "one") == 1
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            answers.of(seed_store, seed_store.version, lambda: 1 // 0, "two")
    assert answers.of(seed_store, "of another version", make, "three") == 2
    assert (ask("three"), ask("two"), ask("one")) == (3, 4, 1)
