"""Organisations of the Research Organization Registry, or mixed from them, as N-Quads lines.

The sample `tests/search/ror.jsonl.gz` (CC0) holds records of China, Hong Kong, Macao, Mongolia,
France and a few of the rest of the world, without those that the reference facts have already.
From a program: `Directory.commit(as_mapping(sample()), ...)`.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any, Final

from rdflib.namespace import DCTERMS, RDF, SKOS, XSD

from lien.terms import GRAPH, ID, LIEN, SCHEME, slugify

GRAPH_NAME: Final = str(GRAPH["ror/organisations"])
_SAMPLE: Final = Path(__file__).parent.parent / "tests" / "search" / "ror.jsonl.gz"
_KINDS: Final = {
    "education": "university",
    "facility": "research-institute",
    "company": "company",
    "government": "ministry",
}
_TYPE, _LABEL, _OTHER_LABEL = str(RDF.type), str(SKOS.prefLabel), str(SKOS.altLabel)
_KIND, _CONCEPT, _BROADER = str(DCTERMS.type), str(SKOS.Concept), str(SKOS.broader)
_BODY, _ACRONYM, _TERRITORY, _PLACE, _ROR, _STATUS, _WIKIDATA, _GRID, _START, _VISIBILITY = (
    str(LIEN[name])
    for name in (
        "Body", "acronym", "territory", "place", "ror", "rorStatus", "wikidata", "grid", "start",
        "visibility",
    )
)  # fmt: skip
_SCHEME: Final = str(SCHEME)
Record = dict[str, Any]


def sample() -> list[Record]:
    """The records of the sample, by ROR id."""
    with gzip.open(_SAMPLE, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def slug(record: Record) -> str:
    """The slug under which a record is committed: `ror-034t30j35`."""
    return f"ror-{record['id'].rsplit('/', 1)[1]}"


def mixed(number: int, *, seed: int = 1) -> Iterator[Record]:
    """The sample, then records with the words of two names each, `number` in all."""
    known = sample()
    yield from known[:number]
    rng = random.Random(seed)  # noqa: S311  not a secret
    for serial in islice(count(), max(0, number - len(known))):
        one, other = rng.choice(known), rng.choice(known)
        names = [_mix(name, rng.choice(other["names"])[0], rng) for name in one["names"]]
        yield {**one, "id": f"https://ror.org/x{serial:08d}", "names": names, "city": other["city"],
               "wikidata": f"Q9{serial:07d}", "grid": f"grid.9{serial:06d}.x"}  # fmt: skip


def _mix(name: list[Any], other: str, rng: random.Random) -> list[Any]:
    value, types, lang = name
    if "acronym" in types:
        return ["".join(rng.sample(value, len(value))) + rng.choice("ABCDEF"), types, lang]
    cut, rest = value.split(), other.split()
    if len(cut) == 1:
        half = max(1, len(value) // 2)
        return [value[:half] + other[len(other) // 2 :], types, lang]
    return [" ".join([*cut[: -(-len(cut) // 2)], *rest[len(rest) // 2 :]]), types, lang]


def as_mapping(records: Iterable[Record]) -> dict[str, list[str]]:
    """Lines by graph, as `Directory.commit` takes them."""
    public = f"<{GRAPH_NAME}> <{_VISIBILITY}> <{SCHEME}visibility/public>"
    lines = [line for record in records for line in _triples(record)]
    return {GRAPH_NAME: [f"{line} <{GRAPH_NAME}> ." for line in dict.fromkeys([public, *lines])]}


def _triples(record: Record) -> Iterator[str]:
    thing = f"<{ID}{slug(record)}>"
    territory = f"<{_SCHEME}territory/{record['country'].lower()}>"
    yield f"{thing} <{_TYPE}> <{_BODY}>"
    yield f"{thing} <{_TERRITORY}> {territory}"
    yield f"{thing} <{_ROR}> <{record['id']}>"
    yield f"{thing} <{_STATUS}> <{_SCHEME}ror-status/{record['status']}>"
    kind = next((_KINDS[name] for name in record["types"] if name in _KINDS), "laboratory")
    yield f"{thing} <{_KIND}> <{_SCHEME}body-kind/{kind}>"
    for predicate, value in _names(record["names"]):
        yield f"{thing} <{predicate}> {value}"
    if record["wikidata"]:
        yield f"{thing} <{_WIKIDATA}> <http://www.wikidata.org/entity/{record['wikidata']}>"
    if record["grid"]:
        yield f"{thing} <{_GRID}> {_text(record['grid'])}"
    if record["city"]:
        place = f"<{_SCHEME}place/{slugify(record['city'])}>"
        yield f"{thing} <{_PLACE}> {place}"
        yield f"{place} <{_TYPE}> <{_CONCEPT}>"
        yield f"{place} <{_BROADER}> {territory}"
        yield f"{place} <{_LABEL}> {_text(record['city'])}"
    if record["established"]:
        year = f"{record['established']:04d}"
        yield f'{thing} <{_START}> "{year}"^^<{XSD.gYear}>'
        yield f'{thing} <{_START}Earliest> "{year}-01-01"^^<{XSD.date}>'
        yield f'{thing} <{_START}Latest> "{year}-12-31"^^<{XSD.date}>'


def _names(names: list[list[Any]]) -> Iterator[tuple[str, str]]:
    """Property and value of each name; one preferred name a language."""
    taken: set[str] = set()
    for value, types, lang in sorted(names, key=lambda name: "ror_display" not in name[1]):
        if "acronym" in types:
            yield _ACRONYM, _text(value)
        elif "alias" in types or (lang or "") in taken:
            yield _OTHER_LABEL, _text(value)
        else:
            taken.add(lang or "")
            yield _LABEL, _text(value) + (f"@{lang}" if lang else "")


def _text(value: str) -> str:
    clean = " ".join(value.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{clean}"'
