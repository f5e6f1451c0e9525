"""Who may ask when: turns, queues and fair shares of the questions that users ask.

Pure bookkeeping with a clock that is passed in; `lien.store.door` acts on it. A client's share
is a bucket that fills with what the client uses and leaks at a steady rate; whoever is over it
is told how long to wait, and whoever asks on regardless is shut out for a while. (The Wikidata
Query Service does likewise.)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Generic, Self, TypeVar

from lien.errors import Busy, TooManyQuestions
from lien.settings import Settings

_MINUTE: Final = 60.0
_BURST: Final = 2.0
"""How many minutes' worth a client may use at once."""
_PATIENCE: Final = 60.0
"""Refusals in a minute that a client may collect before it is shut out."""
_KNOWN: Final = 10_000
"""Clients remembered at most; those whose shares are whole again are forgotten first."""
_SOON: Final = 1.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shares:
    """The limits; see the settings of the same names."""

    questions: int
    queue_length: int
    client_questions: int
    client_seconds: float
    client_errors: float
    client_ban: float

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The limits that the settings state."""
        return cls(
            settings.questions,
            settings.queue_length,
            settings.client_questions,
            settings.client_seconds,
            settings.client_errors,
            settings.client_ban,
        )


@dataclass(slots=True)
class _Bucket:
    level: float = 0.0
    at: float = 0.0

    def add(self, amount: float, rate: float, now: float) -> None:
        """Fill in `amount`, after what has leaked since; `rate` is per minute."""
        self.level = self._left(rate, now) + amount
        self.at = now

    def over(self, rate: float, now: float) -> float:
        """Seconds until there is room again; 0 when there is."""
        return max(0.0, self._left(rate, now) - rate * _BURST) / rate * _MINUTE

    def _left(self, rate: float, now: float) -> float:
        return max(0.0, self.level - (now - self.at) * rate / _MINUTE)

    def empty(self, rate: float, now: float) -> bool:
        """Whether everything has leaked."""
        return not self._left(rate, now)


@dataclass(slots=True)
class _Client:
    present: int = 0
    running: int = 0
    shut_until: float = 0.0
    seconds: _Bucket = field(default_factory=_Bucket)
    errors: _Bucket = field(default_factory=_Bucket)
    refusals: _Bucket = field(default_factory=_Bucket)


class Admission(Generic[T]):
    """Turns for tickets of the kind `T`: each enters, is run, finished, and leaves.

    `now` is in seconds of any steady clock.
    """

    def __init__(self, shares: Shares) -> None:
        self._shares = shares
        self._clients: dict[str, _Client] = {}
        self._waiting: dict[T, str] = {}
        self._running: dict[T, str] = {}
        self._served: dict[T, str] = {}

    def enter(self, ticket: T, client: str, now: float) -> None:
        """Let a question in; it waits for its turn.

        Raises:
            TooManyQuestions: the client's own share is used up.
            Busy: as many as may be here are here.
        """
        known = self._known(client, now)
        setting, wait = self._refusal(known, now)
        if setting:
            known.refusals.add(1, _PATIENCE, now)
            if known.refusals.over(_PATIENCE, now) and known.shut_until <= now:
                known.shut_until = now + self._shares.client_ban
                setting, wait = "client_ban", self._shares.client_ban
            raise TooManyQuestions(setting, wait)
        present = len(self._waiting) + len(self._running) + len(self._served)
        if present >= self._shares.questions + self._shares.queue_length:
            raise Busy("queue_length", _SOON)
        known.present += 1
        self._waiting[ticket] = client

    def _refusal(self, known: _Client, now: float) -> tuple[str, float]:
        """Name of the share that is used up, and the time to wait; empty when there is none."""
        shares = self._shares
        if known.shut_until > now:
            return "client_ban", known.shut_until - now
        if wait := known.seconds.over(shares.client_seconds, now):
            return "client_seconds", wait
        if wait := known.errors.over(shares.client_errors, now):
            return "client_errors", wait
        if known.present >= shares.client_questions:
            return "client_questions", _SOON
        return "", 0.0

    def next(self) -> T | None:
        """Whose turn it is: of the clients with the fewest turns now, the one that came first."""
        if not self._waiting or len(self._running) >= self._shares.questions:
            return None
        ticket = min(self._waiting, key=lambda one: self._clients[self._waiting[one]].running)
        client = self._running[ticket] = self._waiting.pop(ticket)
        self._clients[client].running += 1
        return ticket

    def finish(self, ticket: T, seconds: float, now: float, *, failed: bool) -> None:
        """A turn is over; the ticket stays until it leaves. Its client is charged."""
        client = self._served[ticket] = self._running.pop(ticket)
        known = self._clients[client]
        known.running -= 1
        known.seconds.add(seconds, self._shares.client_seconds, now)
        if failed:
            known.errors.add(1, self._shares.client_errors, now)

    def leave(self, ticket: T) -> None:
        """A ticket that waited or was finished goes."""
        client = self._waiting.pop(ticket, None) or self._served.pop(ticket)
        self._clients[client].present -= 1

    def _known(self, client: str, now: float) -> _Client:
        if client not in self._clients and len(self._clients) >= _KNOWN:
            self._forget(now)
        return self._clients.setdefault(client, _Client())

    def _forget(self, now: float) -> None:
        """Forget clients that owe nothing; if there is none, the one that came first."""
        idle = [name for name, known in self._clients.items() if not known.present]
        whole = [name for name in idle if self._is_whole(self._clients[name], now)]
        for name in whole or idle[:1]:
            del self._clients[name]

    def _is_whole(self, known: _Client, now: float) -> bool:
        shares = self._shares
        return (
            known.shut_until <= now
            and known.seconds.empty(shares.client_seconds, now)
            and known.errors.empty(shares.client_errors, now)
            and known.refusals.empty(_PATIENCE, now)
        )
