"""Rule 15, out of area and back: what obeys passes the checker, and what does not is named."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.engine.checker import check
from simulator.engine.journeys import Exit
from simulator.network.network import NONE, Trigger
from tests.checker_scenes import (
    TIMELESS,
    WARD,
    Broken,
    Scene,
    but,
    in_ward,
    instead,
    lived,
    unnoticed,
)
from tests.small_networks import (
    At,
    Draw,
    Person,
    Went,
    handoff,
    leave,
    network,
    patients,
    reviews,
    stay,
    task,
    unit,
    went,
    windows,
)

NEAR, AWAY = 0, 1
FIRST_NEAR = [stay(units=[NEAR, AWAY]), leave([0])]


def came_back(asked: int, back: int, ended: int, unit: int = NEAR) -> Went:
    """Out of area from the time of asking, and then home from a unit nearer."""
    steps = [
        At(asked, asked, asked, ended, ended, ended, unit, moved_back=back, away_unit=AWAY),
        went(ended),
    ]
    return Went(asked, ended, Exit.LEFT, steps)


def back_when_free() -> Scene:
    """The bed at 10 goes to the second, not to the fourth, who asked later; the third is gone."""
    people = [in_ward(0, 10), in_ward(2, 20), in_ward(3, 5), in_ward(4, 10)]
    record = [lived(0, 0, 10), came_back(2, 10, 22), lived(3, 3, 8, 1), lived(4, 8, 18, 1)]
    return Scene(network([unit(1), unit(2, away=True)], routes=[FIRST_NEAR]), people, record)


def in_one_queue() -> Scene:
    """Higher priority first, then he who is away, whose place at 15 goes to who asked at 2."""
    urgent = [stay(priority=1), leave([0])]
    people = [in_ward(0, 10), in_ward(1, 30), in_ward(2, 6), Person(3, [Draw(5), Draw(0)], 1)]
    record = [lived(0, 0, 10), came_back(1, 15, 31), lived(2, 15, 21, 1), lived(3, 10, 15)]
    net = network([unit(1), unit(1, away=True)], routes=[FIRST_NEAR, urgent])
    return Scene(net, people, record)


def under_new_hours() -> Scene:
    """Seen at 24 and home at 26, as the nearer unit has it; the place away is clean at 13."""
    near = unit(1, reviewed=reviews((10, 1), (24, 1)), discharges=windows((10, 11), (26, 40)))
    away = unit(1, away=True, reviewed=reviews((16, 1), (22, 1)), turnaround=3)
    first = Went(0, 10, Exit.LEFT, [At(0, 0, 0, 8, 10, 10, NEAR), went(10)])
    second = [At(1, 1, 1, 21, 24, 26, NEAR, moved_back=10, away_unit=AWAY), went(24, 26)]
    third = Went(2, 16, Exit.LEFT, [At(2, 13, 13, 15, 16, 16, AWAY), went(16)])
    people = [in_ward(0, 8), in_ward(1, 20), in_ward(2, 2)]
    net = network([near, away], routes=[FIRST_NEAR])
    return Scene(net, people, [first, Went(1, 26, Exit.LEFT, second), third])


def usable_later() -> Scene:
    """The nearer unit, empty, is one of his from 5 on."""
    route = [stay(units=[(NEAR, 5), AWAY]), leave([0])]
    net = network([unit(1), unit(1, away=True)], routes=[route])
    return Scene(net, [in_ward(0, 9)], [came_back(0, 5, 9)])


def back_at_once() -> Scene:
    """He prefers to be away, and waits there for the nearer bed, which is free: back at once."""
    route = [stay(units=[AWAY, NEAR]), leave([0])]
    net = network([unit(1), unit(1, away=True)], routes=[route])
    return Scene(net, [in_ward(3, 9)], [came_back(3, 3, 12)])


def after_the_move() -> Scene:
    """Away from 5, after a move of 3; only then he waits for the bed that is free at 4."""
    route = [stay(units=[NEAR, AWAY], move=3), leave([0])]
    net = network([unit(1), unit(1, away=True)], routes=[WARD, route])
    second = [At(2, 2, 5, 15, 15, 15, NEAR, moved_back=5, away_unit=AWAY), went(15)]
    people = [in_ward(0, 4), Person(2, [Draw(10), Draw(0)], 1)]
    return Scene(net, people, [lived(0, 0, 4), Went(2, 15, Exit.LEFT, second)])


def away_at_the_start() -> Scene:
    """Out of area when the run begins, and back at 3."""
    net = network([unit([(0, 0), (3, 1)]), unit(1, away=True)], routes=[FIRST_NEAR])
    person = Person(0, [Draw(10), Draw(0)], begins_at=0, begins_in=AWAY)
    return Scene(net, [person], [came_back(0, 3, 10)])


def need_ends_as_bed_is_free() -> Scene:
    """At 10 the first two leave: the third has the nearer bed."""
    net = network([unit(1), unit(1, away=True)], routes=[FIRST_NEAR])
    people = [in_ward(0, 10), in_ward(0, 10), in_ward(5, 5)]
    return Scene(net, people, [lived(0, 0, 10), lived(0, 0, 10, 1), lived(5, 10, 15)])


def stays_away() -> Scene:
    """Need ends at 30, before there is any room nearer."""
    net = network([unit(1), unit(1, away=True)], routes=[FIRST_NEAR])
    people = [in_ward(0, 35), in_ward(0, 30), in_ward(5, 5)]
    return Scene(net, people, [lived(0, 0, 35), lived(0, 0, 30, 1), lived(5, 30, 35, 1)])


def not_let_out() -> Scene:
    """Free at 10, but he is let out at 12, and who asked after him may not pass."""
    away = unit(1, away=True, moves_out=windows((12, 20)))
    net = network([unit(1), away], routes=[FIRST_NEAR, WARD])
    people = [in_ward(0, 10), in_ward(1, 21), Person(3, [Draw(4), Draw(0)], 1)]
    return Scene(net, people, [lived(0, 0, 10), came_back(1, 12, 22), lived(3, 22, 26)])


def lost(limit: int, step: At) -> Scene:
    """A task begun ahead that nobody does, with a limit, while he is away; the bed is free at 5."""
    route = [stay(units=[NEAR, AWAY]), task(0, [0], begins_before=100), leave([0, 1])]
    net = network([unit(1), unit(1, away=True)], [handoff(0)], [route, WARD])
    people = [
        Person(0, [Draw(5), Draw(0)], 1),
        Person(0, [Draw(20), Draw(1, limit=limit), Draw(0)]),
        Person(6, [Draw(5), Draw(0)], 1),
    ]
    gone = Went(0, limit, Exit.LOST, [step, At(0), TIMELESS])
    return Scene(net, people, [lived(0, 0, 5), gone, lived(6, 6, 11)])


def lost_away() -> Scene:
    """Lost at 4, he is in no queue at 5."""
    return lost(4, At(0, 0, 0, left=4, unit=AWAY))


def back_as_he_is_lost() -> Scene:
    """A start beats a limit: back at 5, and lost then."""
    return lost(5, At(0, 0, 0, left=5, unit=NEAR, moved_back=5, away_unit=AWAY))


def dies_back() -> Scene:
    """Back at 10, he dies when need ends; away, the other does."""
    people = [in_ward(0, 10), in_ward(2, 20, dies=1), in_ward(3, 5, dies=1)]
    second = At(2, 2, 2, 22, left=22, unit=NEAR, moved_back=10, away_unit=AWAY)
    third = At(3, 3, 3, 8, left=8, unit=AWAY)
    record = [
        lived(0, 0, 10),
        Went(2, 22, Exit.DIED, [second, TIMELESS]),
        Went(3, 8, Exit.DIED, [third, TIMELESS]),
    ]
    return Scene(network([unit(1), unit(2, away=True)], routes=[FIRST_NEAR]), people, record)


def cut_off() -> Scene:
    """The bed is free at the end of the run."""
    net = network([unit(1), unit(1, away=True)], routes=[FIRST_NEAR], end=10)
    away = Went(2, NONE, Exit.OPEN, [At(2, 2, 2, unit=AWAY), TIMELESS])
    there = Went(0, NONE, Exit.OPEN, [At(0, 0, 0, unit=NEAR), TIMELESS])
    return Scene(net, [in_ward(0, 10), in_ward(2, 20)], [there, away])


def opens_a_unit() -> Scene:
    """He who is away is in the queue that opens a unit, to which he comes back at 7."""
    route = [stay(units=[NEAR, AWAY, 2]), leave([0])]
    units = [unit(1), unit(1, away=True), unit(1, trigger=Trigger(0, 5, 1, 0))]
    record = [lived(0, 0, 50), came_back(2, 7, 22, 2)]
    return Scene(network(units, routes=[route]), [in_ward(0, 50), in_ward(2, 20)], record,
                 [(2, 7, 8)])  # fmt: skip


SCENES: list[Callable[[], Scene]] = [
    back_when_free,
    in_one_queue,
    under_new_hours,
    usable_later,
    back_at_once,
    after_the_move,
    away_at_the_start,
    need_ends_as_bed_is_free,
    stays_away,
    not_let_out,
    lost_away,
    back_as_he_is_lost,
    dies_back,
    cut_off,
    opens_a_unit,
]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_coming_back_by_the_contract_passes(scene: Callable[[], Scene]) -> None:
    made = scene()
    assert check(made.network, patients(made.people), made.journeys()) == []


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_no_single_number_can_be_changed(scene: Callable[[], Scene]) -> None:
    assert unnoticed(scene()) == []


def broken_columns() -> list[Broken]:
    """Records of coming back that cannot be, whatever the others do."""
    free, later, moved, start = (
        back_when_free(),
        need_ends_as_bed_is_free(),
        after_the_move(),
        away_at_the_start(),
    )
    hours = under_new_hours()
    return [
        Broken("back as need ends", "15 away", later,
               but(later, 1, 0, moved_back=10, unit=NEAR, away_unit=AWAY)),
        Broken("back after need", "15 away", free, but(free, 1, 0, moved_back=22)),
        Broken("back before he is there", "15 away", moved, but(moved, 1, 0, moved_back=4)),
        Broken("back from nowhere", "15 away", free, but(free, 1, 0, away_unit=NONE)),
        Broken("from no such unit", "15 away", free, but(free, 1, 0, away_unit=5)),
        Broken("back to a unit away", "15 away", free, but(free, 1, 0, unit=AWAY)),
        Broken("from a unit that is near", "15 away", free,
               but(free, 0, 0, moved_back=5, away_unit=NEAR)),
        Broken("away and never back", "15 away", free, but(free, 2, 0, away_unit=AWAY)),
        Broken("back for leaving", "15 away", free,
               but(free, 1, 1, moved_back=22, away_unit=AWAY)),
        Broken("back after loss", "15 away", lost_away(),
               but(lost_away(), 1, 0, unit=NEAR, moved_back=5, away_unit=AWAY)),
        Broken("back at the end", "15 away", cut_off(),
               but(cut_off(), 1, 0, unit=NEAR, moved_back=10, away_unit=AWAY)),
        Broken("begins near", "17 unit", start,
               but(start, 0, 0, moved_back=NONE, away_unit=NONE)),
        Broken("seen as if away", "10 ready", hours, but(hours, 1, 0, ready=22)),
        Broken("home as if away", "14", hours, but(hours, 1, 1, left=24)),
        Broken("begins again when back", "10 need", free, but(free, 1, 0, ended=30)),
    ]  # fmt: skip


def broken_instants() -> list[Broken]:
    """Records that bring back the wrong people, or at the wrong time."""
    free, queue, hours, out = back_when_free(), in_one_queue(), under_new_hours(), not_let_out()
    both = need_ends_as_bed_is_free()
    opens = opens_a_unit()
    away_all_along = lived(2, 2, 22, AWAY)
    fourth_back = [At(4, 8, 8, 18, 18, 18, NEAR, moved_back=10, away_unit=AWAY), went(18)]
    not_clean = Went(2, 16, Exit.LEFT, [At(2, 10, 10, 12, 16, 16, AWAY), went(16)])
    return [
        Broken("not brought back", "15 not brought back", free, instead(free, p1=away_all_along)),
        Broken("brought back late", "15 not brought back", free,
               instead(free, p1=came_back(2, 11, 22))),
        Broken("not brought back at once", "15 not brought back", back_at_once(),
               instead(back_at_once(), p0=lived(3, 3, 12, AWAY))),
        Broken("nor at the start", "15 not brought back", away_at_the_start(),
               instead(away_at_the_start(), p0=lived(0, 0, 10, AWAY))),
        Broken("no room to come back", "7", free, instead(free, p1=came_back(2, 9, 22))),
        Broken("another brought back", "5 order", free,
               instead(free, p1=came_back(2, 18, 22), p3=Went(4, 18, Exit.LEFT, fourth_back))),
        Broken("back before the urgent", "5 order", queue,
               instead(queue, p1=came_back(1, 10, 31), p2=lived(2, 10, 16, 1),
                       p3=lived(3, 31, 36))),
        Broken("a later one before him", "5 order", queue,
               instead(queue, p1=came_back(1, 21, 31), p2=lived(2, 15, 21))),
        Broken("not his unit yet", "5 choice", usable_later(),
               instead(usable_later(), p0=came_back(0, 4, 9))),
        Broken("place away not clean", "7", hours, instead(hours, p2=not_clean)),
        Broken("not let out", "5 moves out", out, instead(out, p1=came_back(1, 10, 22))),
        Broken("passed while not let out", "5 order", out,
               instead(out, p1=came_back(1, 14, 22), p2=lived(3, 10, 14))),
        Broken("place away kept", "5 waiting beside room", queue,
               instead(queue, p2=lived(2, 31, 37))),
        Broken("waits though need has ended", "5 waiting beside room", both,
               instead(both, p2=lived(5, 11, 16))),
        Broken("not counted in the queue", "7 opening", opens,
               instead(opens, p1=lived(2, 2, 22, AWAY)), []),
        Broken("loss takes him first", "15 not brought back", back_as_he_is_lost(),
               but(back_as_he_is_lost(), 1, 0, unit=AWAY, moved_back=NONE, away_unit=NONE)),
    ]  # fmt: skip


@pytest.mark.parametrize("case", broken_columns(), ids=lambda case: case.name)
def test_what_cannot_be_is_named(case: Broken) -> None:
    assert case.rules()[0] == case.rule


@pytest.mark.parametrize("case", broken_instants(), ids=lambda case: case.name)
def test_a_wrong_return_is_all_that_is_found(case: Broken) -> None:
    assert case.rules() == [case.rule]
