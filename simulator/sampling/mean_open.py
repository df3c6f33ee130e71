"""How much of a unit is open on average, where closures and absences are left to chance.

Nothing is drawn: at any time the closures of one cause that are under way are Poisson in number, as
in a queue with a server for everyone (M/G/infinity), and nurses present are binomial. Causes and
shifts are independent. Where closures differ by month, their mean is taken month by month.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from simulator.network.capacity import THOUSAND, Effect, Layer, level_of
from simulator.network.network import DAY, NEVER
from simulator.network.plan import ClosureDraws, RosterDraws, ShiftDraws, UnitDraws
from simulator.sampling.chance import Numbers
from simulator.sampling.distributions import distribution
from simulator.sampling.rare import DAYS_A_YEAR

Reals = NDArray[np.float64]
# Chances below this are left out, and lengths beyond this many days.
_LITTLE, _LONGEST_DAYS = 1e-12, 3650


@dataclass(frozen=True, slots=True)
class _State:
    """What is certain in some stretch of time, and how many closures are under way on average.

    ``own``: base less what is out of use; ``limit``, ``add``: of dated changes; ``on_duty``: shifts
    by number; ``under_way``: by cause.
    """

    own: int
    limit: int
    add: int
    on_duty: tuple[int, ...]
    under_way: tuple[float, ...]


def mean_open(draws: UnitDraws, start: dt.date, begins: int, ends: int, weight: int = 1) -> float:
    """Mean capacity over a span of time, in whole patients who take ``weight`` places each."""
    total = Counter[_State]()
    for state, length in _states(draws, start, begins, ends):
        total[state] += length
    opened = (length * _expected(draws, state, weight) for state, length in total.items())
    return sum(opened) / (ends - begins)


def _states(
    draws: UnitDraws, start: dt.date, begins: int, ends: int
) -> Iterator[tuple[_State, int]]:
    shifts = draws.roster.shifts if draws.roster is not None else ()
    months = _month_starts(start, begins, ends)
    moments = [begins, ends, *months]
    spans = [(each.begins, each.ends) for each in draws.layers]
    spans += [(each.begins, each.ends) for each in shifts]
    for first, last in spans:
        moments += [*first, *last]
    edges = np.unique(np.array(moments, dtype=np.int64))
    edges = edges[(edges >= begins) & (edges <= ends)]
    times = edges[:-1]
    own, limit, add = _certain(draws.layers, times)
    duty = [_is_on(shift, times) for shift in shifts]
    month = np.searchsorted(months, times, side="right")
    under_way = [_under_way(each, start, begins, ends, months) for each in draws.closures]
    for i, length in enumerate(np.diff(edges).tolist()):
        state = _State(
            int(own[i]),
            int(limit[i]),
            int(add[i]),
            tuple(number for number, is_on in enumerate(duty) if is_on[i]),
            tuple(float(by_month[month[i]]) for by_month in under_way),
        )
        yield state, length


def _certain(layers: Sequence[Layer], times: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Base less what is out of use, the least limit, and what is added, at each time."""
    nothing = np.zeros(len(times), dtype=np.int64)
    own, add, limit = nothing, nothing, np.full(len(times), NEVER)
    for layer in layers:
        level = level_of(layer, times)
        if layer.effect is Effect.BASE:
            own = own + level
        elif layer.effect is Effect.OUT_OF_USE:
            own = own - level
        elif layer.effect is Effect.ADD:
            add = add + level
        else:
            ones = Layer(layer.effect, layer.begins, layer.ends, (1,) * len(layer.begins))
            limit = np.where(level_of(ones, times) > 0, np.minimum(limit, level), limit)
    return own, limit, add


def _is_on(shift: ShiftDraws, times: Numbers) -> NDArray[np.bool_]:
    ones = Layer(Effect.NURSES, shift.begins, shift.ends, (1,) * len(shift.begins))
    return level_of(ones, times) > 0


def _month_starts(start: dt.date, begins: int, ends: int) -> list[int]:
    """00:00 of each first of a month within a span, in microseconds."""
    days = range(begins // DAY, -(-ends // DAY))
    return [day * DAY for day in days if (start + dt.timedelta(days=day)).day == 1]


def _under_way(
    cause: ClosureDraws, start: dt.date, begins: int, ends: int, months: Sequence[int]
) -> Reals:
    """Mean closures under way before the first of some months, from it on, and so forth."""
    law = distribution(cause.lasts)
    always = cause.per_year * law.mean() / DAYS_A_YEAR
    if len(set(cause.by_month)) == 1:
        return np.full(len(months) + 1, always)
    longest = math.ceil(float(law.ppf(np.array([1 - 1e-9]))[0]))
    ages = np.arange(0.5, min(max(longest, 1), _LONGEST_DAYS))
    lasting = 1 - law.cdf(ages)
    # Of each closure, its days by how long ago it began; the sum is the mean length exactly.
    lasting = lasting * law.mean() / lasting.sum() if lasting.sum() > 0 else lasting
    first, last = begins // DAY, -(-ends // DAY)
    dates = [start + dt.timedelta(days=day) for day in range(first - len(ages), last)]
    rate = np.array([cause.by_month[date.month - 1] for date in dates]) * cause.per_year
    by_day = np.convolve(rate / DAYS_A_YEAR, lasting)[len(ages) : len(ages) + last - first]
    which = np.searchsorted(months, np.arange(first, last) * DAY, side="right")
    days = np.bincount(which, minlength=len(months) + 1)
    return np.bincount(which, by_day, minlength=len(months) + 1) / np.maximum(days, 1)


def _expected(draws: UnitDraws, state: _State, weight: int) -> float:
    """Mean of what is open in whole patients of a weight, in one state."""
    causes = list(zip(draws.closures, state.under_way, strict=True))
    is_open = math.exp(-sum(mean for cause, mean in causes if not cause.beds))
    out = _out_of_use([(c.beds, mean) for c, mean in causes if c.beds], max(state.own, 0))
    total = 0.0
    for allowed, likely in _allowed(draws.roster, state.on_duty):
        most = min(state.limit, allowed)
        for beds, chance in enumerate(out):
            held = max(min(state.own - beds, most), 0) + state.add
            total += likely * chance * (held // weight)
    return is_open * total


def _out_of_use(causes: Sequence[tuple[int, float]], most: int) -> list[float]:
    """Chance of each number of beds out of use, ``most`` and more counted as ``most``."""
    chances = np.zeros(most + 1)
    chances[0] = 1.0
    for beds, mean in causes:
        found, likely, n = np.zeros(most + 1), math.exp(-mean), 0
        left = 1.0
        while left > _LITTLE and n < 10_000:
            np.add.at(found, np.minimum(np.arange(most + 1) + n * beds, most), likely * chances)
            left -= likely
            n += 1
            likely *= mean / n
        chances = found
    return [float(chance) for chance in chances]


def _allowed(roster: RosterDraws | None, on_duty: tuple[int, ...]) -> Iterator[tuple[int, float]]:
    """Beds that nurses present allow, and how likely; nothing where too few are for anything."""
    if roster is None:
        yield NEVER, 1.0
        return
    absent = roster.absence * (1 - roster.cover)
    shifts = [roster.shifts[number] for number in on_duty]
    for present in product(*(range(shift.nurses + 1) for shift in shifts)):
        if sum(present) < roster.least_on_shift:
            continue
        beds = sum(n * shift.nurse_beds for n, shift in zip(present, shifts, strict=True))
        likely = math.prod(
            math.comb(shift.nurses, n) * (1 - absent) ** n * absent ** (shift.nurses - n)
            for n, shift in zip(present, shifts, strict=True)
        )
        if likely > _LITTLE:
            yield beds // THOUSAND, likely
