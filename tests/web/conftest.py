"""The application on the reference facts, and the addresses that the tests walk through."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tests.web.asking import answered

from lien.query import competencies
from lien.settings import Settings
from lien.store import Reader
from lien_webapp.factory import create_app

LANGUAGES = ("fr", "en", "zh")
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
THINGS = (
    "org-cas",
    "org-cnrs-bureau-chine",
    "unit-e2p2l",
    "act-e2p2l",
    "agr-france-china-1978",
    "per-patrick-nedellec",
    "fund-phc-cai-yuanpei",
    "ind-missions-2010",
    "evt-relations-1964",
    "pub-letter-03",
    "src-cnrsbeijing-bureau",
    "rol-patrick-nedellec-1",
    "act-e2p2l.org-cnrs.1",
    "desk-chine-2004",
)
PAGES = (
    "/",
    "/search",
    "/search?q=CAS",
    "/search?q=nothing-has-this-name",
    "/agreements",
    "/agreements?body=org-cas&from=1978&to=1990",
    "/agreements?state=ending&on=2015-06-30&months=24",
    "/agreements?state=undated",
    "/agreements/watch?on=2012-06-30&months=60",
    "/gaps",
    "/gaps?way=agreements&on=2023",
    "/laboratories",
    "/laboratories?territory=hk&view=table",
    "/structure",
    "/funding",
    "/timeline",
    "/timeline?with=org-cas&to=1990",
    "/map",
    "/map?territory=hk&view=matrix",
    "/indicators",
    "/visit",
    "/visit/org-cas?on=2020",
    "/changes?from=2015&to=2020&about=org-cas",
    "/works-with?place=shanghai&without=hk",
    "/funding/tools?territory=hk",
    "/things/Body",
    "/things/Person",
    "/introductions?from=per-patrick-nedellec&to=org-fudan&ended=1",
    "/interlocutors?partner=org-cnrs-bureau-chine",
    "/interlocutors?sides=both&undated=1",
    "/departures",
    "/departures?person=per-patrick-nedellec&on=2015",
    "/questions",
    "/sparql",
    "/limits",
    "/about",
    "/help",
    "/ontology",
    "/ontology/modules/agreements",
    "/ontology/modules/core",
    "/ontology/terms/Agreement",
    "/ontology/terms/renews",
    "/ontology/questions",
    f"/ontology/questions/{competencies()[0].slug}",
    "/scheme/action-kind",
    "/scheme/action-kind/irl",
    "/graph/seed/organisations",
    "/graph/derived/public",
    "/questions/gaps?limit=20",
    "/questions/pairs?kind=co-publication",
    "/id/org-cnrs-bureau-chine?on=2000",
    "/scheme/place/wuhan",
    *(f"/id/{slug}" for slug in THINGS),
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`page_path` walks through the pages, `page_lang` through the languages."""
    if "page_path" in metafunc.fixturenames:
        metafunc.parametrize("page_path", PAGES)
    if "page_lang" in metafunc.fixturenames:
        metafunc.parametrize("page_lang", LANGUAGES)


@pytest.fixture(scope="session")
def app(seed_store: Reader) -> Flask:
    made = create_app(Settings(), seed_store)
    made.testing = True
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def page(client: FlaskClient) -> Callable[..., str]:
    """HTML of an address in a language; the status must be 200."""

    def get(path: str, lang: str = "en") -> str:
        joint = "&" if "?" in path else "?"
        answer = answered(client, f"{path}{joint}lang={lang}", headers=HTML)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    return get
