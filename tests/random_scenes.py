"""Routes made for what would come about too seldom by chance, and the draws that go with them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from simulator.network.network import (
    DAY,
    HOUR,
    NONE,
    AtLimit,
    Choice,
    LetsGo,
    Route,
    Step,
    StepKind,
)
from tests.random_chance import Chance
from tests.random_routes import TOO_BIG, RouteMaker
from tests.small_networks import Draw

CROWD, RING, BOOKED, GOING, DESK, AWAY, AWAY_LATER, FALLS = (
    "crowd", "ring", "booked", "going", "desk", "away", "away later", "falls",
)  # fmt: skip


def crowd_at_a_door(chance: Chance, group: int, setting: int, units: list[int]) -> list[Route]:
    """Those who block a door until their limits run out, and those who wait behind them.

    Behind them some die as they get in, with a handoff asked for at that very time.
    """
    choices = (tuple(Choice(unit, 0) for unit in units),) * 2
    blocking = Step(StepKind.STAY, setting, (), 3, TOO_BIG, choices)
    beside = Step(StepKind.HANDOFF, 0, (), at_limit=AtLimit.POSTPONED,
                  postpone_by=chance.usual, postpone_most=2)  # fmt: skip
    behind = Step(StepKind.STAY, setting, (), choices=choices)
    routes = (
        (blocking, Step(StepKind.LEAVE, 0, (0,))),
        (beside, beside, beside, behind, Step(StepKind.LEAVE, 0, (3,))),
    )
    return [Route(group, CROWD, (), steps) for steps in routes]


def ring_units(chance: Chance, units: Sequence[int], away: Collection[int], k: int) -> list[int]:
    """Which units he may use: one or two, or at home and out of area by turns."""
    far, near = ([u for u in units if (u in away) is is_far] for is_far in (True, False))
    if not far or not near or chance.with_probability(0.2):
        return chance.shuffled(units)[: chance.whole(1, 2)]
    return (
        [chance.pick(near), chance.pick(far)] if k == 0 else [chance.pick(far if k % 2 else near)]
    )


def places_in_a_ring(
    chance: Chance, group: int, settings: list[list[int]], turn: int, away: Collection[int]
) -> Route:
    """Stay after stay in the settings in turn, each for one unit or two, so that all wait for all.

    ``turn``: how many settings further on the next one is. Nearly everybody needs one bed.
    """
    at = chance.below(len(settings))
    maker = RouteMaker(chance, settings, 0, 2)
    heavy = chance.below(5) if chance.uses("weights", 0.3) else NONE
    steps: list[Step] = []
    for k in range(chance.whole(4, 7)):
        units = [ring_units(chance, settings[at], away, k) for _ in range(2)]
        widens = chance.uses("widening", 0.5)
        choices = tuple(
            tuple(Choice(u, chance.span(DAY) if i and widens else 0) for i, u in enumerate(own))
            for own in units
        )
        steps.append(
            Step(
                StepKind.STAY, at, (k - 1,) if k else (), maker.priority(),
                2 if k == heavy else 1, choices,
                move=chance.span(HOUR) if chance.uses("moves that take time") else 0,
                **maker.limit(),
            )
        )  # fmt: skip
        if not chance.uses("the same setting again"):
            at = (at + turn) % len(settings)
    return Route(group, RING, (), (*steps, Step(StepKind.LEAVE, 0, (len(steps) - 1,))))


def all_units(units: Sequence[int]) -> tuple[tuple[Choice, ...], ...]:
    """Any of the units at once, wherever he is from."""
    return (tuple(Choice(unit, 0) for unit in units),) * 2


def stay_with_a_booking(chance: Chance, group: int, settings: list[list[int]], _: int) -> Route:
    """A stay, and another that is hard to get, which is booked again and again."""
    one, other = (chance.pick(range(len(settings))) for _ in range(2))
    booked = Step(
        StepKind.STAY, other, (0,), weight=chance.pick((1, 2, 3)),
        choices=all_units(settings[other]), at_limit=AtLimit.POSTPONED,
        postpone_by=4 * chance.usual, postpone_most=3,
    )  # fmt: skip
    first = Step(StepKind.STAY, one, (), choices=all_units(settings[one]))
    return Route(group, BOOKED, (), (first, booked, Step(StepKind.LEAVE, 0, (1,))))


def booked_draws(chance: Chance, draws: list[Draw]) -> list[Draw]:
    """Relapse in the queue, while a booking is put off or as it comes round; short or long."""
    usual = chance.usual
    first, booked, leave = draws
    first = replace(
        first, dies=0, dies_waiting=NONE, relapses_after=usual * chance.pick((1, 2, 3, 3, 6, 7, 9)),
        relapse_lasts=chance.pick((chance.grain, usual, usual, 2 * usual, 4 * usual)),
    )  # fmt: skip
    if chance.with_probability(0.1):
        dies = first.relapses_after + first.relapse_lasts + usual
        first = replace(first, dies_waiting=dies)
    return [first, replace(booked, limit=2 * usual), leave]


def stay_with_work_at_its_end(
    chance: Chance, group: int, settings: list[list[int]], handoffs: int
) -> Route:
    """A stay, and work that leaving waits for, or the next stay."""
    at, work = chance.below(len(settings)), Step(StepKind.HANDOFF, chance.below(handoffs), (0,))
    lets_go = chance.pick((*LetsGo, LetsGo.AT_END, LetsGo.AT_END))
    stay = Step(StepKind.STAY, at, (), choices=all_units(settings[at]), lets_go=lets_go)
    leave = Step(StepKind.LEAVE, 0, (0, 1), waits_for=(1,))
    if chance.with_probability(0.42):
        return Route(group, GOING, (), (stay, work, leave))
    on = chance.below(len(settings))
    other = Step(
        StepKind.STAY, on, (0, 1), choices=all_units(settings[on]), waits_for=(1,)
    )  # fmt: skip
    return Route(group, GOING, (), (stay, work, other, Step(StepKind.LEAVE, 0, (2,))))


def going_draws(chance: Chance, draws: list[Draw]) -> list[Draw]:
    """Relapse before the work is done, for less time or for more, or death just then."""
    stay, work, *rest = draws
    work = replace(work, duration=2 * chance.usual)
    if chance.with_probability(0.15):
        return [replace(stay, dies=0, dies_waiting=2 * chance.usual, relapses_after=NONE,
                        relapse_lasts=0), work, *rest]  # fmt: skip
    stay = replace(
        stay, dies=0, dies_waiting=NONE, relapses_after=chance.usual * chance.pick((0, 1, 1, 2)),
        relapse_lasts=chance.usual * chance.pick((1, 2, 4, 8)),
    )  # fmt: skip
    return [stay, work, *rest]


def several_at_a_desk(
    chance: Chance, group: int, settings: list[list[int]], handoffs: int
) -> Route:
    """Work asked for on arrival, each with a limit that leads somewhere else."""
    target = chance.below(handoffs)
    limits = chance.shuffled((AtLimit.LOST, AtLimit.ELSEWHERE, AtLimit.POSTPONED))
    limits = limits[: chance.whole(2, 3)]
    work = tuple(
        Step(StepKind.HANDOFF, target, (), at_limit=at_limit,
             postpone_by=chance.usual * (at_limit is AtLimit.POSTPONED),
             postpone_most=2 * (at_limit is AtLimit.POSTPONED))
        for at_limit in limits
    )  # fmt: skip
    every = tuple(range(len(work)))
    return Route(group, DESK, (), (*work, Step(StepKind.LEAVE, 0, every, waits_for=every)))


def desk_draws(chance: Chance, draws: list[Draw]) -> list[Draw]:
    """The same limit for all of the work."""
    limit = chance.usual * chance.pick((0, 1, 1, 2))
    duration = chance.usual * chance.whole(1, 3)
    return [replace(draw, limit=limit, duration=duration) for draw in draws[:-1]] + draws[-1:]


def weights_that_fall(chance: Chance, group: int, settings: list[list[int]], _: int) -> Route:
    """Two stays in one setting, the weight of the first falling as he moves to the next."""
    at, usual = chance.below(len(settings)), chance.usual
    units = all_units(settings[at])
    first = Step(StepKind.STAY, at, (), 0, 3, units, profile=((usual, 2), (2 * usual, 1)))
    then = Step(StepKind.STAY, at, (0,), choices=units, move=chance.pick((0, usual, 2 * usual)))
    return Route(group, FALLS, (), (first, then, Step(StepKind.LEAVE, 0, (1,))))


def falling_draws(chance: Chance, draws: list[Draw]) -> list[Draw]:
    """Need that ends before a fall or with it."""
    return [replace(draws[0], duration=chance.usual * chance.pick((1, 1, 2))), *draws[1:]]


def booking_out_of_area(
    chance: Chance, group: int, settings: list[list[int]], handoffs: int, away: Collection[int]
) -> Route:
    """A stay at home or out of area, where there is such a choice; put off, and planned ahead."""
    mixed = [s for s, units in enumerate(settings) if set(units) & set(away)]
    at = chance.pick(mixed) if mixed else 0
    before = Step(StepKind.STAY, chance.below(len(settings)), ())
    before = replace(before, choices=all_units(settings[before.target]))
    far, near = chance.usual * chance.pick((0, 2)), chance.usual * chance.pick((0, 2, 3))
    units = chance.shuffled(settings[at])
    choices = [Choice(unit, far if unit in away else near) for unit in units]
    number = int(chance.with_probability(0.5))
    booked = Step(
        StepKind.STAY, at, tuple(range(number)), weight=chance.pick((1, 1, 2)),
        choices=(tuple(choices),) * 2, at_limit=AtLimit.POSTPONED, postpone_by=chance.usual,
        postpone_most=3, growth=1_000_000 * number,
    )  # fmt: skip
    steps = [before, booked] if number else [booked]
    after = (number,)
    if handoffs:
        steps.append(
            Step(StepKind.HANDOFF, chance.below(handoffs), after, begins_before=chance.usual)
        )
        after = (number, number + 1)
    leave = Step(StepKind.LEAVE, 0, after, waits_for=after[1:])
    return Route(group, AWAY_LATER if number else AWAY, (), (*steps, leave))


def away_draws(chance: Chance, draws: list[Draw]) -> list[Draw]:
    """A short limit, and need that lasts for a while."""
    lasts = chance.usual * chance.whole(2, 8)
    return [replace(draws[0], limit=chance.usual, duration=lasts, error=0), *draws[1:]]


def away_later_draws(chance: Chance, draws: list[Draw]) -> list[Draw]:
    """The same of the second stay."""
    return [draws[0], *away_draws(chance, draws[1:])]


Scene = Callable[[Chance, int, list[list[int]], int], Route]
SCENES: dict[str, Scene] = {
    "a booking and relapse": stay_with_a_booking,
    "work at the end and relapse": stay_with_work_at_its_end,
    "several at a desk": several_at_a_desk,
    "weights that fall on the way": weights_that_fall,
}
WITH_HANDOFFS = {"work at the end and relapse", "several at a desk"}
DRAWS: dict[str, Callable[[Chance, list[Draw]], list[Draw]]] = {
    BOOKED: booked_draws, GOING: going_draws, DESK: desk_draws, AWAY: away_draws,
    AWAY_LATER: away_later_draws,
    FALLS: falling_draws,
}  # fmt: skip


def scenes(
    chance: Chance, group: int, settings: list[list[int]], handoffs: int, away: Collection[int]
) -> list[Route]:
    """The scenes that this place has."""
    local = [[unit for unit in units if unit not in away] for units in settings]
    found = [
        scene(chance, group, local, handoffs)
        for name, scene in SCENES.items()
        if chance.uses(name, 1.4) and (handoffs or name not in WITH_HANDOFFS)
    ]
    if chance.uses("a booking out of area", 2) and away:
        found.append(booking_out_of_area(chance, group, settings, handoffs, away))
    return found


def may_have_limits(chance: Chance, route: Route) -> list[bool]:
    """Steps that may carry a limit: stays, handoffs that the next move waits for, perhaps all."""
    if route.pathway == RING and not chance.uses("limits of a ring"):
        return [False] * len(route.steps)
    if route.pathway == RING:
        return [bool(step.after) and step.kind is StepKind.STAY for step in route.steps]
    if chance.uses("limits on any handoff", 2):
        return [step.kind is not StepKind.LEAVE for step in route.steps]
    allowed = []
    for k, step in enumerate(route.steps):
        moves = (later for later in route.steps[k:] if later.kind is not StepKind.HANDOFF)
        is_waited_for = step.kind is StepKind.HANDOFF and k in next(moves).waits_for
        allowed.append(step.kind is StepKind.STAY or is_waited_for)
    return allowed
