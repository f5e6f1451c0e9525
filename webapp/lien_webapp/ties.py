"""Who is tied to whom, as a reader sees it: read once for a state of the data, then kept."""

from __future__ import annotations

from lien.mediation.ties import Ties
from lien.projection import network as projection
from lien.projection.network import Network
from lien.store import Reader
from lien_webapp.known import Answers, patiently


def ties() -> Ties | None:
    """The ties that the reader of this request sees; None while they are being read.

    Raises:
        LienError: they could not be read; the next request tries again.
    """
    return patiently(Ties.read, "ties")


def all_ties(kept: Answers, store: Reader, state: str) -> Ties:
    """The same ties for `store` in the version `state` of the data, waited for."""
    return kept.of(store, state, lambda: Ties.read(store), "ties")


def whole_network(kept: Answers, store: Reader, state: str) -> Network:
    """The network as columns that `store` sees in the version `state` of the data, waited for."""
    return kept.of(store, state, lambda: projection.read(store.tsv), "columns")
