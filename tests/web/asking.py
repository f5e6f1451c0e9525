"""Asking again for what is being made, as its answer says."""

from __future__ import annotations

import time
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def answered(client: FlaskClient, address: str, **options: Any) -> TestResponse:
    """The answer, once what it needs is made; for at most a minute."""
    until = time.monotonic() + 60
    while "Retry-After" in (answer := client.get(address, **options)).headers:
        assert time.monotonic() < until, address
        time.sleep(0.1)
    return answer
