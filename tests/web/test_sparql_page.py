"""The SPARQL page as the server makes it: views of an answer, sorting, files, examples, terms."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from lien.query import QUESTIONS, competencies
from lien.terms import fold
from lien_webapp.sparql_chart import ticks

HTML = {"Accept": "text/html"}
PREFIXES = """\
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX lien: <https://w3id.org/lien/ns#>
"""
KINDS = f"""{PREFIXES}
SELECT ?kind (COUNT(*) AS ?n) {{ ?a a lien:Agreement ; dcterms:type ?kind }} GROUP BY ?kind"""
PARTNERS = f"{PREFIXES} SELECT ?action ?body {{ ?action lien:partner ?body }}"
YEARS = "SELECT ?year ?n { VALUES (?year ?n) { (2001 3) (1999 -1) (2000 'none') } }"


def html(client: FlaskClient, text: str, lang: str = "en", **values: str) -> str:
    given = {"query": text, "lang": lang, **values}
    answer = client.get("/sparql", query_string=given, headers=HTML)
    assert answer.status_code == 200
    return answer.text


def column(page: str, number: int) -> list[str]:
    """Plain texts of a column of the result table."""
    body = (
        page[page.index('<table class="result') :].partition("<tbody>")[2].partition("</tbody>")[0]
    )
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)[number] for row in rows]
    return [re.sub(r"<code.*?</code>|<[^>]+>", "", cell).strip() for cell in cells]


@pytest.mark.parametrize(
    ("lang", "name"),
    [
        ("fr", "Académie des sciences de Chine"),
        ("en", "Chinese Academy of Sciences"),
        ("zh", "中国科学院"),
    ],
)
def test_our_iris_are_links_with_names_in_the_language_of_the_page(
    client: FlaskClient, lang: str, name: str
) -> None:
    page = html(client, f"{PARTNERS} VALUES ?body {{ <https://w3id.org/lien/id/org-cas> }}", lang)
    assert f'<a href="/id/org-cas?lang={lang}">' in page
    assert set(column(page, 1)) == {name}
    assert '<code class="iri">org-cas</code>' in page


def test_rows_are_sorted_by_name_and_by_value_without_scripts(client: FlaskClient) -> None:
    up = column(html(client, PARTNERS, sort="body"), 1)
    down = column(html(client, PARTNERS, sort="-body"), 1)
    assert len(up) == len(down) == 253
    assert up == sorted(up, key=fold)
    assert down == sorted(up, key=fold, reverse=True)
    numbers = [int(n) for n in column(html(client, KINDS, sort="-n"), 1)]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] == 12  # agreements on associated international laboratories
    assert 'aria-sort="descending"' in html(client, KINDS, sort="-n")


def test_a_column_of_numbers_can_be_a_chart_and_its_rows_are_all_accounted_for(
    client: FlaskClient,
) -> None:
    bars = html(client, YEARS, view="chart", mark="bar")
    assert column(bars, 0) == ["2001", "1999"]
    assert column(bars, 2) == ["3", "-1"]
    assert re.findall(r'<rect x="([\d.]+)" y="0" width="([\d.]+)"', bars) == [
        ("25.0", "75.0"), ("0.0", "25.0"),
    ]  # fmt: skip
    assert "1 row has no number there and is left out." in bars
    line = html(client, YEARS, view="chart")
    path = re.search(r'<path class="curve" d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"', line)
    assert path is not None
    assert float(path[1]) < float(path[3])  # 1999 stands left of 2001
    assert float(path[2]) > float(path[4])  # -1 stands below 3
    text_only = html(client, "SELECT ?a { VALUES ?a { 'x' } }", view="chart")
    assert 'name="view" value="chart"' not in text_only


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 10, [0, 2, 4, 6, 8, 10]),
        (0, 12, [0, 2.5, 5, 7.5, 10, 12.5]),
        (1978, 2024, [1970, 1980, 1990, 2000, 2010, 2020, 2030]),
        (-0.3, 0.1, [-0.3, -0.2, -0.1, 0, 0.1]),
        (5, 5, [5, 5.2, 5.4, 5.6, 5.8, 6]),
    ],
)
def test_an_axis_has_round_numbers_from_end_to_end(
    low: float, high: float, expected: list[float]
) -> None:
    assert ticks(low, high) == pytest.approx(expected)


def test_links_are_a_picture_of_at_most_500_things_and_what_is_left_out_is_counted(
    client: FlaskClient,
) -> None:
    links = f"{PREFIXES} CONSTRUCT {{ ?a lien:partner ?b }} WHERE {{ ?a lien:partner ?b }}"
    for text in (PARTNERS, links):
        page = html(client, text, view="graph")
        things = set(re.findall(r'<a href="(/id/[\w-]+)[^>]*tabindex="-1">', page))
        assert f"{len(things)} things, 253 links." in page
        assert page.count('<line class="link"') == 253
        assert "left out" not in page
    many = html(client, "SELECT ?a ?b { ?a a ?b }", view="graph")
    drawn, left = re.search(
        r"500 things, ([\d,]+) links\. .*? ([\d,]+) further links", many
    ).groups()  # type: ignore[union-attr]
    total = html(client, "SELECT (COUNT(*) AS ?n) { ?a a ?b }")
    assert int(drawn.replace(",", "")) + int(left.replace(",", "")) == int(column(total, 0)[0])


def test_towns_and_coordinates_are_a_map_and_every_row_is_accounted_for(
    client: FlaskClient,
) -> None:
    where = "?body a lien:Body OPTIONAL { ?body lien:place ?town }"
    towns = f"{PREFIXES} SELECT ?body ?town {{ {where} }}"
    table = html(client, towns)
    rows = int(re.search(r'data-rows="(\d+)"', table)[1])  # type: ignore[index]
    page = html(client, towns, lang="zh", view="map")
    assert {"巴黎", "北京", "香港"} <= set(column(page, 0))
    without = int(re.search(r"(\d+) 行在该列没有地点", page)[1])  # type: ignore[index]
    told = page.partition('<p role="status">')[2].partition("</p>")[0]
    off = sum(map(int, re.findall(r"\((\d+)\)", told)))
    assert sum(map(int, column(page, 1))) + without + off == rows
    assert re.search(r'<use class="land" href="/static/[0-9a-f]{12}/map/land-', page)
    values = "('here' 48.85 2.35) ('far' 40.7 -74) ('there' 91 0) ('nowhere' 'x' 0)"
    point = html(
        client, f"SELECT ?a ?lat ?long {{ VALUES (?a ?lat ?long) {{ {values} }} }}", view="map"
    )
    assert (column(point, 0), column(point, 1)) == (["far", "here"], ["1", "1"])
    assert "Outside the map: far" in point
    assert "2 rows have no place there and are left out." in point
    assert 'name="view" value="map"' not in html(client, YEARS)


def test_files_for_spreadsheets_hold_every_row_and_nothing_that_is_calculated(
    client: FlaskClient,
) -> None:
    text = "SELECT ?a ?n { VALUES (?a ?n) { ('=1+1' 7) ('@x\\ty' -2.5) ('中国' UNDEF) } }"

    def file(name: str) -> tuple[str, bytes]:
        answer = client.post("/sparql", data={"query": text, "download": name}, headers=HTML)
        assert answer.status_code == 200
        disposition = answer.headers["Content-Disposition"]
        assert disposition == f'attachment; filename="answer.{name}"'
        return answer.mimetype, answer.data

    kind, data = file("csv")
    assert kind == "text/csv"
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
    assert rows == [["a", "n"], ["'=1+1", "7"], ["'@x\ty", "-2.5"], ["中国", ""]]
    assert file("tsv")[1].decode("utf-8") == "a\tn\r\n'=1+1\t7\r\n'@x y\t-2.5\r\n中国\t\r\n"
    with zipfile.ZipFile(io.BytesIO(file("xlsx")[1])) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314  our own file
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    assert list(sheet.iter(f"{space}f")) == []
    cells = [
        (cell.get("t"), "".join(cell.itertext())) for cell in sheet.iter(f"{space}c")
    ]  # fmt: skip
    assert cells == [
        ("inlineStr", "a"), ("inlineStr", "n"), ("inlineStr", "=1+1"), (None, "7"),
        ("inlineStr", "@x\ty"), (None, "-2.5"), ("inlineStr", "中国"),
    ]  # fmt: skip
    assert json.loads(file("json")[1])["results"]["bindings"][0]["a"]["value"] == "=1+1"
    exact = client.post("/sparql", data={"query": text, "format": "csv"})
    assert exact.text.splitlines()[1] == "=1+1,7"
    assert client.post("/sparql", data={"query": text, "download": "turtle"}).status_code == 406


def test_a_link_reproduces_the_question_in_its_view(client: FlaskClient) -> None:
    page = html(client, YEARS, lang="zh", view="chart", mark="line", x="year", y="n")
    link = re.search(r'<a href="([^"]+)" id="share"', page)
    assert link is not None
    again = client.get(unescape(link[1]), headers=HTML).text
    main = [re.sub(r"[\d.]+ 秒", "", each.partition("<main")[2]) for each in (page, again)]
    assert main[0] == main[1]
    long = html(client, f"ASK {{}} #{'字' * 2000}")
    assert 'id="share"' not in long


@pytest.mark.parametrize("lang", ["fr", "en", "zh"])
def test_every_example_is_offered_and_runs(client: FlaskClient, lang: str) -> None:
    page = client.get(f"/sparql?lang={lang}", headers=HTML).text
    names = re.findall(r'href="/sparql\?example=([\w-]+)&amp;run=1', page)
    assert sorted(names) == sorted([*QUESTIONS, *(each.slug for each in competencies())])
    form = client.get(f"/sparql?lang={lang}&example=neighbours&body=act-liama", headers=HTML).text
    assert '<input id="p-body" name="body" value="act-liama" required' in form
    assert "&lt;https://w3id.org/lien/id/act-liama&gt;" in form
    assert 'id="share"' not in form
    done = client.get(f"/sparql?lang={lang}&example=neighbours&body=act-liama&run=1", headers=HTML)
    assert '<table class="result">' in done.text
    assert client.get("/sparql?example=nonsense", headers=HTML).status_code == 404
    assert client.get("/sparql?example=things&limit=x", headers=HTML).status_code == 400


def test_a_limit_is_told_on_the_page_with_its_name_and_where_to_read_more(
    client: FlaskClient,
) -> None:
    given = {"query": f"ASK {'{' * 25}{'}' * 25}", "lang": "en"}
    answer = client.get("/sparql", query_string=given, headers=HTML)
    assert (answer.status_code, answer.headers["Lien-Limit"]) == (400, "query_depth=24")
    assert "<code>Lien-Limit: query_depth=24</code>" in answer.text
    assert '<a href="/limits?lang=en#query_depth">' in answer.text


def test_an_error_says_its_line_and_column_where_a_script_finds_them(client: FlaskClient) -> None:
    given = {"query": "SELECT *\n{ ?s ?p }", "lang": "zh"}
    answer = client.get("/sparql", query_string=given, headers=HTML)
    assert answer.status_code == 400
    assert re.search(r'id="problem" role="alert" data-line="2" data-column="\d+"', answer.text)


def test_terms_are_there_for_completion_in_three_languages(client: FlaskClient) -> None:
    answer = client.get("/ontology/terms.json")
    assert answer.headers["ETag"]
    terms = {term["name"]: term for term in answer.json["terms"]}  # type: ignore[index]
    body = terms["lien:Body"]
    assert body["labels"] == {"en": "body", "fr": "organisme", "zh": "机构"}
    assert body["kind"] == "class"
    assert terms["skos:prefLabel"]["kind"] == "other"
    irl = terms["<https://w3id.org/lien/scheme/action-kind/irl>"]
    assert (irl["kind"], set(irl["labels"])) == ("concept", {"en", "fr", "zh"})
    ours = [name for name in terms if name.startswith("lien:")]
    assert len(ours) >= 173
    assert all(set(terms[name]["labels"]) == {"en", "fr", "zh"} for name in ours)


def test_what_is_kept_for_the_views_is_not_shown_for_other_graphs(
    client: FlaskClient, page: Callable[..., str]
) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/lien/ns#Agreement> }"
    assert column(html(client, count), 0) == ["55"]
    graph = "https://w3id.org/lien/graph/seed/organisations"
    assert column(html(client, count, **{"default-graph-uri": graph}), 0) == ["0"]
    assert column(html(client, count), 0) == ["55"]
