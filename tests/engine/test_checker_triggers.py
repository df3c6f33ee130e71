"""Rule 7, units that a queue opens: what obeys passes the checker, and what does not is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from simulator.engine.checker import check
from simulator.engine.journeys import Exit
from simulator.network.network import NONE, AtLimit, Trigger
from tests.checker_scenes import (
    TIMELESS,
    WARD,
    Broken,
    Scene,
    in_ward,
    instead,
    lived,
    rules,
    unnoticed,
)
from tests.small_networks import (
    At,
    Draw,
    Person,
    Went,
    journeys,
    leave,
    network,
    patients,
    stay,
    unit,
    went,
)

EITHER = [stay(units=[0, 1]), leave([0])]


def opened() -> Scene:
    """Two wait at 3, so it opens at 7; at 17 nobody waits, and it shuts around the third."""
    units = [unit(1), unit(1, trigger=Trigger(1, 4, 10, 0))]
    people = [in_ward(0, 30), in_ward(2, 6), in_ward(3, 20), in_ward(20, 3)]
    record = [lived(0, 0, 30), lived(2, 7, 13, 1), lived(3, 13, 33, 1), lived(20, 30, 33)]
    return Scene(network(units, routes=[EITHER]), people, record, [(1, 7, 17)])


def opened_again() -> Scene:
    """At 6 somebody waits still; it shuts with the last of the queue at 7, and again at 16."""
    units = [unit(1), unit(1, trigger=Trigger(1, 2, 3, 0))]
    people = [in_ward(0, 100), *(in_ward(t, 4) for t in (1, 1, 8, 9))]
    record = [
        lived(0, 0, 100),
        lived(1, 3, 7, 1),
        lived(1, 7, 11, 1),
        lived(8, 11, 15, 1),
        lived(9, 15, 19, 1),
    ]
    return Scene(network(units, routes=[EITHER]), people, record, [(1, 3, 7), (1, 11, 15)])


def opened_together() -> Scene:
    """Both are called at 1, open at 4 and shut at the end of that instant."""
    both = Trigger(0, 3, 0, 0)
    units = [unit(1), unit(1, trigger=both), unit(1, trigger=both)]
    people = [in_ward(0, 50), in_ward(1, 5), in_ward(1, 5)]
    record = [lived(0, 0, 50), lived(1, 4, 9, 1), lived(1, 4, 9, 2)]
    net = network(units, routes=[[stay(units=[0, 1, 2]), leave([0])]])
    return Scene(net, people, record, [(1, 4, 4), (2, 4, 4)])


def open_at_the_end() -> Scene:
    """One is open when the run ends at 10, the other would open then."""
    units = [unit(1), *(unit(0, trigger=Trigger(0, after, 20, 0)) for after in (4, 9))]
    people = [in_ward(0, 9), in_ward(1, 5)]
    there = Went(1, NONE, Exit.OPEN, [At(1, 9, 9, unit=0), TIMELESS])
    net = network(units, routes=[WARD], end=10)
    return Scene(net, people, [lived(0, 0, 9), there], [(1, 5, NONE)])


def opened_for_others() -> Scene:
    """He who waits may not use the unit that he opens at 3, and shuts when he starts at 20."""
    units = [unit(1), unit(1, trigger=Trigger(0, 2, 5, 0))]
    people = [in_ward(0, 20), in_ward(1, 5)]
    record = [lived(0, 0, 20), lived(1, 20, 25)]
    return Scene(network(units, routes=[WARD]), people, record, [(1, 3, 20)])


def postponed_is_not_waiting() -> Scene:
    """Away from 3 to 8, the second is not in the queue with the third at 4, but at 8."""
    again = stay(units=[0, 1], at_limit=AtLimit.POSTPONED, postpone_by=5, postpone_most=2)
    units = [unit(1), unit(1, trigger=Trigger(1, 2, 1, 0))]
    people = [
        in_ward(0, 50),
        Person(1, [Draw(5, limit=2), Draw(0)], 1),
        in_ward(4, 2),
    ]
    second = Went(1, 15, Exit.LEFT, [At(1, 10, 10, 15, 15, 15, 1, 1), went(15)])
    record = [lived(0, 0, 50), second, lived(4, 15, 17, 1)]
    return Scene(network(units, routes=[EITHER, [again, leave([0])]]), people, record,
                 [(1, 10, 15)])  # fmt: skip


def on_its_path() -> Scene:
    """Open from 11 with its first bed from 12; the second from 30 is of no use before 39."""
    units = [unit(1), unit([(0, 0), (12, 1), (30, 2)], trigger=Trigger(0, 10, 2, 0))]
    people = [in_ward(0, 100), in_ward(1, 4), in_ward(29, 3)]
    record = [lived(0, 0, 100), lived(1, 12, 16, 1), lived(29, 39, 42, 1)]
    return Scene(network(units, routes=[EITHER]), people, record, [(1, 11, 13), (1, 39, 41)])


def not_above() -> Scene:
    """As many as ``opens_above`` wait from 1, which opens nothing; one less from 20."""
    units = [unit(1), unit(1, trigger=Trigger(1, 2, 5, 0))]
    people = [in_ward(0, 20), in_ward(1, 5)]
    return Scene(network(units, routes=[EITHER]), people, [lived(0, 0, 20), lived(1, 20, 25)])


SCENES: list[Callable[[], Scene]] = [
    opened,
    opened_again,
    opened_together,
    open_at_the_end,
    opened_for_others,
    postponed_is_not_waiting,
    on_its_path,
    not_above,
]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_openings_that_obey_the_contract_pass(scene: Callable[[], Scene]) -> None:
    made = scene()
    assert check(made.network, patients(made.people), made.journeys()) == []


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_no_single_number_can_be_changed(scene: Callable[[], Scene]) -> None:
    assert unnoticed(scene()) == []


def broken() -> list[Broken]:
    """Records in which other units open, or people start in others than those open."""
    one, again, both, last = opened(), opened_again(), opened_together(), open_at_the_end()
    others, away, path = opened_for_others(), postponed_is_not_waiting(), on_its_path()
    never = instead(one, p1=lived(2, 30, 36), p2=lived(3, 36, 56), p3=lived(20, 56, 59))
    late = instead(one, p1=lived(2, 8, 14, 1), p2=lived(3, 14, 34, 1))
    early = instead(one, p1=lived(2, 6, 12, 1), p2=lived(3, 12, 32, 1))
    once = instead(again, p3=lived(8, 100, 104), p4=lived(9, 104, 108))
    alone = instead(not_above(), p1=lived(1, 3, 8, 1))
    return [
        Broken("never opened", "7 opening", one, never, []),
        Broken("opened late", "7 opening", one, late, [(1, 8, 18)]),
        Broken("opened early", "7 opening", one, early, [(1, 6, 16)]),
        Broken("another opened", "7 opening", one, one.record, [(0, 7, 17)]),
        Broken("no such unit", "7 opening", one, one.record, [(9, 7, 17)]),
        Broken("opened twice", "7 opening", one, one.record, [(1, 7, 17), (1, 25, 35)]),
        Broken("opened after all", "7 opening", one, one.record, [(1, 7, 17), (1, 900, NONE)]),
        Broken("opened though few wait", "7 opening", not_above(), alone, [(1, 3, 8)]),
        Broken("not opened again", "7 opening", again, once, [(1, 3, 7)]),
        Broken("highest first", "7 opening", both, both.record, [(2, 4, 4), (1, 4, 4)]),
        Broken("one of two", "7 opening", both, both.record, [(1, 4, 4)]),
        Broken("opened at the end", "7 opening", last, last.record,
               [(1, 5, NONE), (2, 10, NONE)]),
        Broken("counted while away", "7 opening", away, away.record, [(1, 6, 15)]),
        Broken("only counts his own", "7 opening", others, others.record, []),
        Broken("not shut", "7 shutting", one, one.record, [(1, 7, NONE)]),
        Broken("shut late", "7 shutting", one, one.record, [(1, 7, 20)]),
        Broken("shut too soon", "7 shutting", one, one.record, [(1, 7, 13)]),
        Broken("shut before it opens", "7 shutting", one, one.record, [(1, 7, 6)]),
        Broken("shut while some wait", "7 shutting", again, again.record,
               [(1, 3, 6), (1, 11, 15)]),
        Broken("shut at the end", "7 shutting", last, last.record, [(1, 5, 10)]),
        Broken("starts before it opens", "7 shut", one, instead(one, p1=lived(2, 5, 11, 1))),
        Broken("starts after it shuts", "7 shut", again, instead(again, p3=lived(8, 9, 13, 1))),
        Broken("on the path though shut", "7 shut", path, instead(path, p2=lived(29, 30, 33, 1))),
        Broken("before there is a bed", "7", path, instead(path, p1=lived(1, 11, 15, 1))),
        Broken("waits beside it", "5 waiting beside room", one,
               instead(one, p1=lived(2, 8, 14, 1), p2=lived(3, 14, 34, 1))),
    ]  # fmt: skip


@pytest.mark.parametrize("case", broken(), ids=lambda case: case.name)
def test_a_wrong_opening_or_start_is_all_that_is_found(case: Broken) -> None:
    assert case.rules() == [case.rule]


def test_openings_where_no_queue_opens_anything_are_found() -> None:
    scene = not_above()
    net = replace(scene.network, units=(unit(1), unit(0)))
    record = journeys(scene.record, [(1, 3, NONE)])
    assert rules(replace(scene, network=net), record) == ["7 opening"]


def test_openings_with_nobody_there_are_found() -> None:
    scene = replace(opened(), people=[])
    assert rules(scene, journeys([])) == []
    assert rules(scene, journeys([], [(1, 7, 17)])) == ["7 opening"]


def test_columns_of_openings_are_of_one_length() -> None:
    scene = opened()
    columns = replace(scene.journeys(), shut_at=journeys([]).shut_at)
    assert rules(scene, columns) == ["record"]


def test_a_wrong_opening_says_which_and_when() -> None:
    scene = opened()
    record = journeys(scene.record, [(1, 7, 20)])
    (found,) = check(scene.network, patients(scene.people), record)
    assert (found.patient, found.step, found.time) == (NONE, NONE, 17)
    assert "unit 'u1'" in found.says
    assert "shuts with 0 waiting" in found.says
