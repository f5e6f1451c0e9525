"""Places of nodes in a picture."""

from __future__ import annotations

import math

from lien.export.layout import spread


def test_linked_things_stand_nearer_than_others_and_no_two_in_one_place() -> None:
    nodes = [str(number) for number in range(60)]
    links = [(str(number), str(number - number % 10)) for number in range(60)]  # six stars
    places = spread(nodes, links)

    def apart(one: str, other: str) -> float:
        return math.dist(places[one], places[other])

    joined = [apart(*link) for link in links if link[0] != link[1]]
    every = [apart(one, other) for one in nodes for other in nodes if one < other]
    assert min(every) > 0.2
    assert max(every) < 20
    assert sum(joined) / len(joined) < 0.5 * sum(every) / len(every)


def test_the_same_links_give_the_same_picture_and_nothing_gives_none() -> None:
    links = [("a", "b"), ("b", "c"), ("c", "c")]
    assert spread(["a", "b", "c"], links) == spread(["a", "b", "c"], links)
    assert spread([], []) == {}
    assert spread(["a"], [("a", "a")]) == {"a": (0.0, 0.0)}
