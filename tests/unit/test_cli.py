"""The command line on the reference facts: what it prints, and how it says that it cannot."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lien import __version__, cli, resources
from lien.store import Directory, open_directory

Run = Callable[..., Result]
TABLES = len(list(resources.folder("seed").glob("*.csv")))


@pytest.fixture
def run(seed_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in an empty folder, on the reference facts unless told otherwise."""
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: str, data: Path | None = seed_path, text: str = "") -> Result:
        where = [] if data is None else ["--data", str(data)]
        return CliRunner().invoke(cli.main, [*arguments, *where], input=text)

    return invoke


@pytest.fixture
def copied(seed_path: Path, tmp_path: Path) -> Path:
    """A data directory with the reference facts that may be written to."""
    return Path(shutil.copytree(seed_path, tmp_path / "copied"))


def quads(path: Path) -> list[str]:
    with open_directory(path) as directory:
        return sorted(directory.store.lines())


def refused(result: Result, *words: str) -> bool:
    """Whether a command ended with one line that says what, and one that says what to do."""
    message, hint = result.stderr.splitlines()
    assert message.startswith("lien: ")
    assert hint.startswith("  ")
    assert all(word in result.stderr for word in words), result.stderr
    return result.exit_code == 1 and result.stdout == ""


@pytest.mark.parametrize("command", sorted(cli.main.commands))
def test_every_command_has_help_that_says_what_it_does(command: str, run: Run):
    result = run(command, "--help", data=None)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()[2].strip()) > 20


def test_the_version_is_that_of_the_library(run: Run):
    assert run("--version", data=None).stdout == f"lien, version {__version__}\n"


def test_the_names_that_others_rely_on_are_there():
    promised = {"serve", "load", "ask", "query", "validate", "export", "status", "rebuild"}
    assert promised <= set(cli.main.commands)


def test_status_shows_the_journal_the_store_and_the_graphs(run: Run):
    lines = run("status").stdout.splitlines()
    assert lines[1].startswith("journal head    1  2026-11-22T12:00:00Z")
    assert lines[2] == "store position  1"
    graphs = [line.split() for line in lines[4:]]
    assert len(graphs) == TABLES + 2  # and the vocabulary, and what is derived
    hidden = [iri for _, visibility, iri in graphs if visibility == "restricted"]
    derived = [iri for _, visibility, iri in graphs if visibility == "derived"]
    assert derived == ["https://w3id.org/lien/graph/derived/restricted"]
    assert hidden == ["https://w3id.org/lien/graph/seed/unverified"]


def test_loading_the_reference_facts_twice_says_nothing_new(run: Run, tmp_path: Path):
    data = tmp_path / "new"
    first, second = run("load", data=data), run("load", data=data)
    assert "journal entry 1" in first.stdout
    assert "nothing new" in second.stdout
    assert "store position  1" in run("status", data=data).stdout


def test_the_reference_facts_hold_every_rule_and_validate_leaves_no_trace(run: Run, tmp_path: Path):
    result = run("validate", data=None)
    assert result.exit_code == 0
    assert f"in {TABLES + 1} graphs hold every rule" in result.stdout
    assert list(tmp_path.iterdir()) == []


def test_validate_writes_nothing_to_a_data_directory(run: Run, empty_directory: Directory):
    result = run("validate", data=empty_directory.path)
    assert result.exit_code == 0
    assert empty_directory.journal.head().seq == 0


def test_a_broken_row_is_named_and_nothing_is_written(run: Run, tmp_path: Path, seed: Path):
    facts = Path(shutil.copytree(seed, tmp_path / "facts"))
    sheet = facts / "agreements.csv"
    sheet.write_text(sheet.read_text("utf-8").replace("1978-01-21", "21/01/1978", 1), "utf-8")
    result = run("load", str(facts), data=tmp_path / "new")
    assert refused(result, "agreements.csv:2, column date_signed", "'21/01/1978' is not a date")
    assert quads(tmp_path / "new") == []


@pytest.fixture(scope="session")
def seed() -> Path:
    return Path(__file__).parents[2] / "data" / "seed"


def test_ask_without_a_name_lists_the_questions_with_their_parameters(run: Run):
    text = run("ask").stdout
    assert "neighbours" in text
    assert "body=  " in text
    assert "lang=  optional: " in text


@pytest.mark.parametrize("words", ["中国科学院", "CAS", "Académie des sciences de Chine", "中科院"])
def test_the_academy_is_found_under_any_of_its_names(words: str, run: Run):
    rows = json.loads(run("search", words, "--format", "json").stdout)
    assert rows[0]["thing"] == "https://w3id.org/lien/id/org-cas"


def test_ask_gives_the_same_rows_in_every_form(run: Run):
    ask = ("ask", "agreements", "body=org-cas")
    as_json = json.loads(run(*ask, "--format", "json").stdout)
    as_csv = list(csv.DictReader(io.StringIO(run(*ask, "--format", "csv").stdout)))
    assert [row["agreement"] for row in as_json] == [row["agreement"] for row in as_csv]
    assert run(*ask).stdout.endswith(f"({len(as_json)} rows)\n")


def test_a_month_stays_a_month_in_a_terminal(run: Run):
    first = run("ask", "agreements", "body=org-cas").stdout.splitlines()[1]
    assert "id/agr-cnrs-cas-1978" in first
    assert "1978-10 " in first


def test_a_question_without_rows_says_so(run: Run):
    assert run("search", "nothing-has-this-name").stdout == "no rows\n"


def test_a_hidden_row_is_only_there_for_its_level(run: Run):
    count = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/lien/ns#UnverifiedStatement> }"
    query = ("query", count, "--format", "csv")
    assert run(*query).stdout.split() == ["n", "0"]
    assert run(*query, "--level", "internal").stdout.split() == ["n", "0"]
    assert run(*query, "--level", "restricted").stdout.split() == ["n", "26"]


def test_a_query_is_read_from_a_file_and_from_standard_input(run: Run, tmp_path: Path):
    text = "SELECT (1 + 1 AS ?two) {}"
    (tmp_path / "two.rq").write_text(text, "utf-8")
    answers = [run("query", "@two.rq"), run("query", "-", text=text), run("query", text)]
    assert {answer.stdout for answer in answers} == {answers[0].stdout}
    assert json.loads(answers[0].stdout)["results"]["bindings"][0]["two"]["value"] == "2"


@pytest.mark.parametrize("form", ["turtle", "ntriples", "jsonld"])
def test_a_graph_is_answered_in_the_form_asked_for(form: str, run: Run):
    text = run("query", "DESCRIBE <https://w3id.org/lien/id/org-cas>", "--format", form).stdout
    assert "Chinese Academy of Sciences" in text
    assert text.startswith("[") == (form == "jsonld")
    assert all(line.endswith(" .") for line in text.splitlines()) == (form == "ntriples")


def test_a_form_that_a_question_does_not_have_is_refused(run: Run):
    assert refused(run("query", "ASK {}", "--format", "turtle"), "text/turtle", "text/csv")


def test_what_was_exported_loads_as_the_same_graph(run: Run, tmp_path: Path, seed_path: Path):
    new = tmp_path / "new"
    written = run("export", "trig", "--level", "restricted", "-o", "all.trig")
    assert written.exit_code == 0
    assert run("load", "all.trig", data=new).exit_code == 0
    assert quads(new) == quads(seed_path)


def test_an_export_says_what_it_leaves_out(run: Run):
    result = run("export", "trig", "-o", "public.trig")
    assert result.stderr == "left out: 1 graphs above level public\n"
    assert "UnverifiedStatement ;" not in Path("public.trig").read_text("utf-8")


def test_a_focus_that_would_not_count_is_refused(run: Run):
    result = run("export", "trig", "--focus", "org-cas")
    assert result.exit_code == 2
    assert "--focus" in result.stderr


@pytest.mark.parametrize("form", ["gexf", "graphml", "html"])
def test_every_form_of_export_holds_what_lies_around_the_focus(form: str, run: Run):
    result = run("export", form, "--focus", "act-e2p2l")
    assert result.exit_code == 0
    assert "org-solvay" in result.stdout
    assert len(result.stdout) > 10_000


@pytest.mark.parametrize(
    ("form", "word"),
    [
        ("vivo", "vivo:Position"),
        ("schemaorg", "schema:OrganizationRole"),
        ("schemaorg-jsonld", '"@type": "OrganizationRole"'),
    ],
)
def test_the_graph_is_written_in_the_words_of_another_vocabulary(form: str, word: str, run: Run):
    result = run("export", form)
    assert result.stderr == "left out: 1 graphs above level public\n"
    assert word in result.stdout
    assert "w3id.org/lien/ns#" not in result.stdout
    assert run("export", form, "--focus", "org-cas").exit_code == 2


def test_rebuild_makes_the_same_store_from_the_journal(run: Run, copied: Path):
    before = quads(copied)
    (copied / "store" / "snapshot.nq").unlink()
    result = run("rebuild", data=copied)
    assert result.stdout.endswith(f"{len(before)} quads, all equal\n")
    assert quads(copied) == before


def test_no_data_directory_is_one_line_and_what_to_do(run: Run, tmp_path: Path):
    none = tmp_path / "none"
    assert refused(run("status", data=none), "holds no Lien data", f"lien load --data {none}")
    assert not none.exists()


def test_an_unknown_question_lists_those_that_there_are(run: Run):
    assert refused(run("ask", "nobody"), "there is no question 'nobody'", "neighbours")


def test_a_parameter_without_its_name_is_shown_how_to_write_it(run: Run):
    assert refused(run("ask", "neighbours", "org-cas"), "not KEY=VALUE", "body=org-cas")


def test_an_unknown_parameter_lists_those_of_the_question(run: Run):
    assert refused(run("ask", "neighbours", "bdoy=org-cas"), "'bdoy'", "Parameters: body, lang")


def test_an_unknown_thing_is_said_to_be_unknown(run: Run):
    assert refused(run("ask", "neighbours", "body=org-nobody"), "org-nobody", "Search")


def test_malformed_sparql_is_named_by_line_and_column(run: Run):
    assert refused(run("query", "SELECT ?s\nWHERE { ?s ?p }"), "line 2, column")


def test_an_update_is_refused_with_a_reason(run: Run):
    assert refused(run("query", "DROP ALL"), "DROP is not allowed", "loading changes data")


def test_a_query_file_that_is_not_there_is_named(run: Run):
    result = run("query", "@missing.rq")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "lien: missing.rq: cannot be read: No such file or directory\n"


def test_a_file_that_cannot_be_written_is_named(run: Run):
    result = run("export", "trig", "-o", "no/such/folder.trig")
    assert result.exit_code == 1
    assert "no/such/folder.trig" in result.stderr


def test_an_unknown_setting_lists_the_settings(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LIEN_PROT", "8001")
    assert refused(run("status"), "LIEN_PROT is not a setting", "port")
