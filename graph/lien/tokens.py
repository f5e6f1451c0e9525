"""Tokens: who may see more than the public, in a TOML file that only its owner may read.

Its entries are `[[token]]` tables with `name`, `level`, `sha256` (of the token, which is stored
nowhere) and, if it ends, `expires`: the last day (UTC) on which it is valid.
"""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from typing import Any, Final

from lien.errors import SettingsError
from lien.store import Level

PREFIX: Final = "lien_"
"""How every token begins, so that a scanner of leaked secrets can recognise it."""

_BYTES: Final = 32
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,63}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_LEVELS: Final = {level.name.lower(): level for level in (Level.INTERNAL, Level.RESTRICTED)}


@dataclass(frozen=True, slots=True)
class Token:
    """What the file says of one token: `digest` is its SHA-256, `expires` its last day."""

    name: str
    level: Level
    digest: str
    expires: date | None = None

    @property
    def entry(self) -> str:
        """The entry of the file, with a line end."""
        lines = [
            "[[token]]",
            f'name = "{self.name}"',
            f'level = "{self.level.name.lower()}"',
            f'sha256 = "{self.digest}"',
            *([f"expires = {self.expires}"] if self.expires else []),
        ]
        return "\n".join(lines) + "\n"


class Tokens:
    """The tokens of a file, which is looked at for every answer: a change counts at once."""

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            SettingsError: as `find`.
        """
        self._path = path
        self._text = b""
        self._tokens: tuple[Token, ...] = ()
        self._refresh()

    def find(self, secret: str, today: date) -> Token | None:
        """The token that `secret` is; None when there is none such, or it has expired.

        Every entry is compared, in constant time.

        Raises:
            SettingsError: the file cannot be read, others may read it, or an entry breaks a rule.
        """
        self._refresh()
        digest = _digest(secret)
        found = [one for one in self._tokens if compare_digest(one.digest, digest)]
        return next((one for one in found if not one.expires or today <= one.expires), None)

    def _refresh(self) -> None:
        text = _private(self._path)
        if text != self._text:
            self._tokens = _parsed(self._path, text)
            self._text = text


def add(path: Path, name: str, level: Level, expires: date | None = None) -> str:
    """Write a new token's entry to the file, which is made if it is missing; returns the token.

    Raises:
        SettingsError: the name is taken or breaks a rule, or the file cannot be used.
    """
    secret = PREFIX + secrets.token_urlsafe(_BYTES)
    token = Token(name, level, _digest(secret), expires)
    before = _private(path) if path.exists() else b""
    joint = b"\n" if before else b""
    text = before.rstrip() + joint * 2 + token.entry.encode()
    _parsed(path, text)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise _wrong(path, f"cannot be written: {error.strerror}") from None
    finally:
        beside.unlink(missing_ok=True)
    return secret


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def _private(path: Path) -> bytes:
    """Content of a file that nobody but its owner may read."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if mode & 0o077:
                raise _wrong(path, "others may read it", hint=f"Run: chmod 600 {path}")
            return file.read()
    except OSError as error:
        raise _wrong(path, f"cannot be read: {error.strerror}") from None


def _parsed(path: Path, text: bytes) -> tuple[Token, ...]:
    try:
        document = tomllib.loads(text.decode("utf-8"))
    except UnicodeDecodeError:
        raise _wrong(path, "it is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise _wrong(path, f"it is not TOML: {error}") from None
    entries = document.pop("token", [])
    if document or not isinstance(entries, list):
        raise _wrong(path, "it may hold [[token]] entries and nothing else")
    tokens = tuple(_token(path, place, entry) for place, entry in enumerate(entries, 1))
    for what, values in (
        ("name", [token.name for token in tokens]),
        ("sha256", [token.digest for token in tokens]),
    ):
        for place, value in enumerate(values, 1):
            if value in values[: place - 1]:
                shown = f" {value!r}" if what == "name" else ""
                raise _wrong(path, f"token {place}: the {what}{shown} stands there twice")
    return tokens


def _token(path: Path, place: int, entry: Any) -> Token:
    def check(fine: object, rule: str) -> None:
        if not fine:
            raise _wrong(path, f"token {place}: {rule}")

    check(isinstance(entry, Mapping), "it is not a table")
    unknown = sorted(entry.keys() - {"name", "level", "sha256", "expires"})
    check(not unknown, f"there is no key {', '.join(map(repr, unknown))}")
    name, level, digest = (str(entry.get(key, "")) for key in ("name", "level", "sha256"))
    check(_NAME.fullmatch(name), "name is a letter, then up to 63 letters, digits, . _ -")
    check(level in _LEVELS, f"level is {' or '.join(_LEVELS)}")
    check(_DIGEST.fullmatch(digest), "sha256 is 64 hexadecimal digits in lower case")
    expires = entry.get("expires")
    day = isinstance(expires, date) and not isinstance(expires, datetime)
    check(expires is None or day, "expires is a day without quotes, such as 2027-06-30")
    return Token(name, _LEVELS[level], digest, expires)


def _wrong(path: Path, rule: str, *, hint: str = "") -> SettingsError:
    return SettingsError(f"{path}: {rule}", hint=hint)
