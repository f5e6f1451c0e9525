"""T14: no client takes more than its share, and everybody is told how long to wait."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest

from lien.errors import Busy, TooManyQuestions
from lien.store.admission import Admission, Shares

pytestmark = [pytest.mark.threat("T14"), pytest.mark.alone]

TICKETS = itertools.count(1_000_000)
SHARES = Shares(
    questions=2,
    queue_length=3,
    client_questions=4,
    client_seconds=60.0,
    client_errors=30.0,
    client_ban=600.0,
)


def asked(
    door: Admission[int], client: str, now: float, *, seconds: float = 0.0, failed: bool = False
) -> None:
    """One question from its entry to its leaving."""
    ticket = next(TICKETS)
    door.enter(ticket, client, now)
    assert door.next() == ticket
    door.finish(ticket, seconds, now + seconds, failed=failed)
    door.leave(ticket)


@pytest.mark.parametrize("each", range(1, 7))
def test_a_client_has_as_many_questions_at_once_as_the_setting_says(each):
    shares = replace(SHARES, client_questions=each, queue_length=10)
    door: Admission[int] = Admission(shares)
    for ticket in range(each):
        door.enter(ticket, "a", 0.0)
    with pytest.raises(TooManyQuestions) as refusal:
        door.enter(each, "a", 0.0)
    assert (refusal.value.setting, refusal.value.wait) == ("client_questions", 1.0)
    door.enter(each, "b", 0.0)


@pytest.mark.parametrize("length", range(6))
def test_the_queue_is_as_long_as_the_setting_says(length):
    door: Admission[int] = Admission(replace(SHARES, queue_length=length))
    for ticket in range(length + 2):
        door.enter(ticket, f"client {ticket}", 0.0)
    with pytest.raises(Busy) as refusal:
        door.enter(99, "one more", 0.0)
    assert refusal.value.setting == "queue_length"


@pytest.mark.parametrize("others", range(1, 5))
def test_a_client_with_many_questions_does_not_hold_up_the_others(others):
    """The greedy one came first with 4 questions; every other client is heard before its second."""
    door: Admission[str] = Admission(replace(SHARES, questions=1 + others, queue_length=10))
    for number in range(4):
        door.enter(f"greedy {number}", "greedy", 0.0)
    for number in range(others):
        door.enter(f"other {number}", f"other {number}", 0.0)
    turns = [door.next() for _ in range(1 + others)]
    assert turns == ["greedy 0", *(f"other {number}" for number in range(others))]
    assert door.next() is None


@pytest.mark.parametrize(
    ("used", "wait"), [(119.0, 0.0), (120.0, 0.0), (121.0, 1.0), (150.0, 30.0), (180.0, 60.0)]
)
@pytest.mark.parametrize("start", [0.0, 1e6])
def test_evaluation_is_counted_in_seconds_of_a_minute(used, wait, start):
    """A burst of 2 minutes is allowed; then one waits until what is over it has leaked."""
    door: Admission[int] = Admission(SHARES)
    door.enter(1, "a", start)
    door.next()
    door.finish(1, used, start, failed=False)
    door.leave(1)
    if not wait:
        asked(door, "a", start)
        return
    with pytest.raises(TooManyQuestions) as refusal:
        door.enter(2, "a", start)
    assert (refusal.value.setting, refusal.value.wait) == ("client_seconds", wait)
    with pytest.raises(TooManyQuestions):
        door.enter(2, "a", start + wait - 0.1)
    asked(door, "a", start + wait + 0.01)


@pytest.mark.parametrize(("errors", "wait"), [(59, 0.0), (60, 0.0), (61, 2.0), (75, 30.0)])
def test_errors_are_counted_in_a_minute(errors, wait):
    door: Admission[int] = Admission(SHARES)
    for ticket in range(4):
        door.enter(ticket, "a", 0.0)
    client = door._clients["a"]
    client.errors.add(errors, SHARES.client_errors, 0.0)
    for ticket in range(4):
        door.leave(ticket)
    if not wait:
        asked(door, "a", 0.0, failed=True)
        return
    with pytest.raises(TooManyQuestions) as refusal:
        door.enter(9, "a", 0.0)
    assert (refusal.value.setting, refusal.value.wait) == ("client_errors", wait)
    asked(door, "b", 0.0)


@pytest.mark.parametrize("ban", [60.0, 600.0])
def test_a_client_that_asks_on_is_shut_out_and_let_in_again(ban):
    door: Admission[int] = Admission(replace(SHARES, client_ban=ban))
    door.enter(1, "a", 0.0)
    door.next()
    door.finish(1, 1000.0, 0.0, failed=False)
    door.leave(1)
    settings = []
    for _ in range(125):
        with pytest.raises(TooManyQuestions) as refusal:
            door.enter(2, "a", 0.0)
        settings.append(refusal.value.setting)
    assert settings[:120] == ["client_seconds"] * 120
    assert set(settings[121:]) == {"client_ban"}
    assert refusal.value.wait == ban
    asked(door, "b", 0.0)
    asked(door, "a", max(ban, 880.0) + 0.1)


class Life:
    """A random life of a door, beside plain counting of who is where."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  a seeded life, not a secret
        self.door: Admission[int] = Admission(SHARES)
        self.waiting: dict[int, str] = {}
        self.running: dict[int, str] = {}
        self.served: dict[int, str] = {}
        self.now = 0.0

    def step(self, ticket: int) -> None:
        self.now += self.chance.random() * 0.2
        client = f"client {self.chance.randrange(5)}"
        everybody = [*self.waiting.values(), *self.running.values(), *self.served.values()]
        refused = self.refusal(ticket, client)
        if not refused:
            self.waiting[ticket] = client
        own, all_ = everybody.count(client) >= 4, len(everybody) == 5
        assert refused in {"client_seconds", "client_errors", "client_ban"} or refused == (
            "client_questions" if own else "queue_length" if all_ else ""
        )
        while (turn := self.door.next()) is not None:
            self.running[turn] = self.waiting.pop(turn)
        assert len(self.running) == min(2, len(self.running) + len(self.waiting))

    def refusal(self, ticket: int, client: str) -> str:
        try:
            self.door.enter(ticket, client, self.now)
        except (Busy, TooManyQuestions) as error:
            return error.setting
        return ""

    def somebody_goes(self) -> None:
        for one in [one for one in self.running if self.chance.random() < 0.3]:
            failed = self.chance.random() < 0.1
            self.door.finish(one, self.chance.random(), self.now, failed=failed)
            self.served[one] = self.running.pop(one)
        for place in (self.waiting, self.served):
            for one in [one for one in place if self.chance.random() < 0.3]:
                self.door.leave(one)
                del place[one]


@pytest.mark.parametrize("seed", range(30))
def test_whatever_happens_nobody_is_over_a_limit_and_nobody_is_refused_without_reason(seed, cases):
    life = Life(seed)
    for ticket in range(cases.number(300, 5_000)):
        life.step(ticket)
        life.somebody_goes()


def test_clients_are_forgotten_when_they_owe_nothing():
    door: Admission[int] = Admission(SHARES)
    asked(door, "debtor", 0.0, seconds=100.0)
    for number in range(10_050):
        asked(door, f"client {number}", 1.0)
    assert len(door._clients) <= 10_000
    assert "debtor" in door._clients
