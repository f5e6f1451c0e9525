"""Who is tied to whom, as the reader of a request sees it: read in the background, then kept."""

from __future__ import annotations

from lien.mediation.ties import Ties
from lien_webapp.known import patiently


def ties() -> Ties | None:
    """The ties that the reader of this request sees; None while they are being read.

    Raises:
        LienError: they could not be read; the next request tries again.
    """
    return patiently(Ties.read, "ties")
