"""Random people who come to a random place, and what their steps take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from simulator.network.network import (
    DAY,
    HOUR,
    NONE,
    AtClose,
    AtLimit,
    Handoff,
    Network,
    Step,
    StepKind,
)
from simulator.sampling.patients import Patients
from tests.random_chance import Chance
from tests.random_routes import TOO_BIG
from tests.random_scenes import DRAWS, GOING, RING, may_have_limits
from tests.small_networks import Draw, Person, patients


def patients_of(network: Network, chance: Chance, people: int) -> Patients:
    """First arrivals in order, then those who come only as returns."""
    limited = [may_have_limits(chance, route) for route in network.routes]
    firsts = sorted(
        (first_arrival(network, chance, limited) for _ in range(people)),
        key=lambda who: (who.begins_at < 0, who.arrives, network.routes[who.route].group),
    )
    everyone, depth = list(firsts), [0] * people
    add_instead(network, chance, limited, everyone, depth, row=0)
    before_returns = len(everyone)
    for _ in range(sum(chance.uses("returns", 1.6) for _ in range(people))):
        latest = people if len(everyone) > people and chance.with_probability(0.6) else 0
        before = chance.whole(latest, len(everyone) - 1)
        if everyone[before].returns_as == NONE:
            gap = 0 if chance.with_probability(0.2) else chance.span(4 * DAY)
            again = replace(everyone[before], returns_as=len(everyone), returns_after=gap)
            everyone[before] = again
            everyone.append(person(network, chance, limited, NONE))
            depth.append(depth[before] + 1)
    add_instead(network, chance, limited, everyone, depth, row=before_returns)
    table = patients(everyone)
    groups = [network.routes[who.route].group for who in everyone]
    return replace(table, group=np.array(groups, np.int32), depth=np.array(depth, np.int32))


def add_instead(
    network: Network, chance: Chance, limited: list[list[bool]], everyone: list[Person],
    depth: list[int], *, row: int,
) -> None:  # fmt: skip
    """Somebody who comes when a limit leads elsewhere, for many from a row on that it may lead."""
    while row < len(everyone):
        who = everyone[row]
        may_go = any(s.at_limit is AtLimit.ELSEWHERE for s in network.routes[who.route].steps)
        if may_go and chance.uses("comes instead", 1.2):
            everyone[row] = replace(who, instead_as=len(everyone))
            everyone.append(person(network, chance, limited, NONE))
            depth.append(depth[row])
        row += 1


def first_arrival(network: Network, chance: Chance, limited: list[list[bool]]) -> Person:
    """Somebody who arrives, or is in or waits when the run begins."""
    kinds = {route.pathway for route in network.routes}
    is_ring = RING in kinds
    if GOING in kinds and not is_ring and chance.with_probability(0.2):
        who = person(network, chance, limited, 0, of=GOING)
        return begun(network, chance, who, is_in=True)
    if chance.uses("people in at the start", 0.005 if is_ring else 0.3):
        return begun(network, chance, person(network, chance, limited, 0), is_in=True)
    if chance.uses("waiting at the start", 0.35):
        return begun(network, chance, person(network, chance, limited, 0), is_in=False)
    return person(network, chance, limited, chance.moment(network.end))


def begun(network: Network, chance: Chance, who: Person, *, is_in: bool) -> Person:
    """The same person in one of his stays, in any unit of its setting, or waiting for any step."""
    steps = network.routes[who.route].steps
    stays = [k for k, step in enumerate(steps) if step.kind is StepKind.STAY]
    if not is_in or not stays:
        return replace(who, begins_at=chance.below(len(steps)))
    at = chance.pick(stays)
    units = network.care_settings[steps[at].target].units
    if steps[at].profile:
        units = tuple(u for u in units if not network.units[u].away)
    if not units:
        return replace(who, begins_at=at)
    unit = chance.pick(units)
    draws = list(who.draws)
    if chance.uses("no need left", 0.5):
        draws[at] = replace(draws[at], duration=0)
    if draws[at].relapses_after != NONE and chance.uses("relapse at a turn"):
        turns = turns_of_place(network, steps, at, unit)
        later = [turn - draws[at].duration for turn in turns if turn > draws[at].duration]
        if later:
            draws[at] = replace(draws[at], relapses_after=min(later))
    return replace(who, draws=draws, begins_at=at, begins_in=unit)


def turns_of_place(network: Network, steps: Sequence[Step], at: int, unit: int) -> tuple[int, ...]:
    """When the unit of a stay begins to discharge, or, without hours, the next changes in size."""
    discharges = network.units[unit].discharges
    if discharges is not None:
        return discharges.opens
    later = (step for step in steps[at + 1 :] if step.kind is StepKind.STAY)
    after = next(later, steps[at])
    units = network.care_settings[after.target].units
    return tuple(time for u in units for time in network.units[u].capacity.times)


def person(
    network: Network, chance: Chance, limited: list[list[bool]], arrives: int, of: str | None = None
) -> Person:
    """Somebody on one of the routes, or those ``of`` a pathway, with a draw for each step."""
    routes = [r for r, route in enumerate(network.routes) if of in (None, route.pathway)]
    route = chance.pick(routes)
    steps = network.routes[route].steps
    is_ring = network.routes[route].pathway == RING
    draws = [
        draw(network, chance, step, can_wait_too_long, is_ring)
        for step, can_wait_too_long in zip(steps, limited[route], strict=True)
    ]
    if tune := DRAWS.get(network.routes[route].pathway):
        return Person(arrives, tune(chance, draws), route, chance.below(len(network.localities)))
    if chance.uses("death at a turn"):
        draws = at_a_turn(chance, steps, draws)
    if chance.uses("relapse at a turn"):
        draws = relapse_at_a_turn(chance, steps, draws)
    locality = chance.below(len(network.localities))
    return Person(arrives, draws, route=route, locality=locality)


def at_a_turn(chance: Chance, steps: Sequence[Step], draws: list[Draw]) -> list[Draw]:
    """Death while waiting comes as a later limit runs out, or as the booking comes round."""
    stays = [k for k, step in enumerate(steps) if step.kind is StepKind.STAY]
    for stay in stays:
        later = [m for m in range(stay + 1, len(steps)) if draws[m].limit != NONE]
        if later:
            turn = later[0]
            turns = (0, steps[turn].postpone_by)
            dies = draws[turn].limit + chance.pick(turns)
            draws[stay] = replace(draws[stay], dies_waiting=dies)
    return draws


def relapse_at_a_turn(chance: Chance, steps: Sequence[Step], draws: list[Draw]) -> list[Draw]:
    """Relapse as a later limit runs out, the booking comes round, work is done or death is due."""
    for stay, step in enumerate(steps):
        if step.kind is StepKind.STAY and draws[stay].relapses_after != NONE:
            turns = list(later_turns(steps, draws, stay, chance.grain))
            if turns:
                draws[stay] = replace(draws[stay], relapses_after=chance.pick(turns))
            elif draws[stay].dies_waiting != NONE:
                late = chance.pick((0, draws[stay].relapse_lasts))
                dies = draws[stay].relapses_after + late
                draws[stay] = replace(draws[stay], dies_waiting=dies)
    return draws


def later_turns(steps: Sequence[Step], draws: list[Draw], stay: int, grain: int) -> Iterator[int]:
    """How long after a stay something may be due: a limit, a booking again, the end of work."""
    for k in range(stay + 1, len(steps)):
        if draws[k].limit > 0:
            yield draws[k].limit
            if steps[k].at_limit is AtLimit.POSTPONED:
                yield draws[k].limit + steps[k].postpone_by
                yield draws[k].limit + steps[k].postpone_by // 2 // grain * grain
        if steps[k].kind is not StepKind.HANDOFF:
            return
        if draws[k].duration > 0:
            yield draws[k].duration
            yield draws[k].duration // 2 // grain * grain


def draw(
    network: Network, chance: Chance, step: Step, can_wait_too_long: bool, is_ring: bool
) -> Draw:
    """What one step takes, on the grid; in a ring, need is short and people seldom die."""
    limit = NONE
    is_too_big = step.weight == TOO_BIG
    often = 2 if is_too_big or step.at_limit is AtLimit.ELSEWHERE else 1
    if can_wait_too_long and chance.uses("limits", often):
        is_none = chance.uses("limits of nothing", 2 if is_too_big or is_ring else 0.7)
        limit = 0 if is_none else chance.span(DAY)
    if step.kind is StepKind.LEAVE:
        return Draw(0)
    if step.kind is StepKind.HANDOFF:
        is_needed = not chance.uses("handoffs not needed", 0.7)
        return Draw(work(network.handoffs[step.target], chance) if is_needed else NONE, limit)
    if step.profile and chance.uses("death as a weight falls", 0.3):
        return Draw(step.profile[0][0], limit, dies=1)
    seldom = 0.1 if is_ring else 1
    if chance.uses("death at once", 0.7 * seldom):
        return Draw(0, limit, dies=1)
    relapses = chance.uses("relapse", 2 * seldom)
    return Draw(
        need_in_a_ring(chance, step) if is_ring else chance.span(DAY),
        limit,
        error=chance.pick((-1, 1)) * chance.span(DAY) if chance.uses("error", 2) else 0,
        level=chance.pick((0, 499_999, 500_000, 999_999)),
        dies=int(chance.uses("death", 0.3 * seldom)),
        dies_waiting=chance.span(DAY) if chance.uses("death while waiting", 0.7 * seldom) else NONE,
        relapses_after=chance.span(DAY) if relapses else NONE,
        relapse_lasts=max(chance.grain, chance.span(DAY)) if relapses else 0,
    )


def need_in_a_ring(chance: Chance, step: Step) -> int:
    """An hour at most, or so on the grid; longer where he may wait to come back from afar."""
    is_first = not step.after and any(len(own) > 1 for own in step.choices)
    if is_first and chance.uses("out of area", 1.4) and chance.with_probability(0.6):
        return chance.span(DAY)
    return chance.whole(0, max(1, HOUR // chance.grain)) * chance.grain


def work(handoff: Handoff, chance: Chance) -> int:
    """How long a handoff takes: hours or a day, and where it is to fit into a window, it may."""
    longest = chance.pick((DAY // 4, DAY))
    if handoff.at_close is AtClose.FIT and chance.with_probability(0.65):
        if handoff.hours is not None and handoff.hours.opens and chance.with_probability(0.6):
            return handoff.longest_window
        longest = min(longest, handoff.longest_window)
    return chance.span(longest)
