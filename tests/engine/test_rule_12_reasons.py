"""Rule 12: each moment of delay has one reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from simulator.network.network import DAY, LetsGo, Network, Reason
from simulator.network.network import HOUR as H
from simulator.results.delay_part import delay_parts
from simulator.results.run import Run
from tests.engines import Engine, each_engine
from tests.small_networks import (
    Draw,
    Person,
    handoff,
    leave,
    network,
    patients,
    stay,
    task,
    unit,
    windows,
)

NOT_READ: Any = None


def parts(simulate: Engine, place: Network, person: Person) -> list[tuple[int, int, str]]:
    """Spans of delay in hours, and the code of their reason."""
    people = patients([person])
    record = simulate(place, people)
    found = delay_parts(Run(NOT_READ, place, people, record, (0, place.end)))
    spans = zip(found.begin.tolist(), found.finish.tolist(), found.reason.tolist(), strict=True)
    return [(a // H, b // H, place.reasons[reason].code) for a, b, reason in spans]


def place_with_reasons(waits_for: tuple[int, ...], lets_go: LetsGo = LetsGo.NEXT_PLACE) -> Network:
    """Handoffs under A and B, a second ward (open from 12) under C, its doors (from 20) under D."""
    route = [
        stay(lets_go=lets_go),
        task(0, [0]),
        task(1, [0]),
        stay(1, after=[0, 1, 2], units=[1], waits_for=waits_for),
        leave([3]),
    ]
    second = unit([(0, 0), (12 * H, 1)], setting=1, discharges=windows((20 * H, 21 * H)))
    place = network([unit(1), second], [handoff(1), handoff(1)], [route], end=DAY)
    first, last = place.care_settings
    return replace(
        place,
        handoffs=tuple(replace(h, reason=i) for i, h in enumerate(place.handoffs)),
        care_settings=(first, replace(last, waiting_reason=2, leaving_reason=3)),
        reasons=tuple(Reason(code, "nhs") for code in "ABCD"),
    )


@each_engine
def test_rule_12_the_first_listed_handoff_not_ended_then_the_place_then_the_doors(
    simulate: Engine,
):
    draws = [Draw(4 * H), Draw(2 * H), Draw(5 * H), Draw(3 * H), Draw(0)]
    found = parts(simulate, place_with_reasons((1, 2)), Person(0, draws))
    assert found == [(4, 6, "A"), (6, 9, "B"), (9, 12, "C"), (15, 20, "D")]


@each_engine
def test_rule_12_what_is_listed_later_and_ends_sooner_has_no_part(simulate: Engine):
    draws = [Draw(4 * H), Draw(2 * H), Draw(5 * H), Draw(3 * H), Draw(0)]
    found = parts(simulate, place_with_reasons((2, 1)), Person(0, draws))
    assert found == [(4, 9, "B"), (9, 12, "C"), (15, 20, "D")]


@each_engine
def test_rule_12_what_is_not_needed_has_no_part(simulate: Engine):
    draws = [Draw(4 * H), Draw(-1), Draw(5 * H), Draw(16 * H), Draw(0)]
    found = parts(simulate, place_with_reasons((1, 2)), Person(0, draws))
    assert found == [(4, 9, "B"), (9, 12, "C")]


@each_engine
def test_rule_12_delay_is_counted_until_he_has_given_up_his_place(simulate: Engine):
    draws = [Draw(4 * H), Draw(2 * H), Draw(5 * H), Draw(3 * H), Draw(0)]
    found = parts(simulate, place_with_reasons((1, 2), LetsGo.AT_END), Person(0, draws))
    assert found == [(15, 20, "D")]
