"""Extra beds opened by the queue almost at once: a Markov chain of beds in use and of the queue."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.engine.journeys import Journeys
from simulator.network.network import Network, Trigger
from simulator.sampling.patients import Patients
from tests.engines import Engine, each_engine
from tests.small_networks import leave, network, stay, unit
from tests.theory.formulas import erlang_c, mean_wait, stationary
from tests.theory.interval import Interval, census_interval
from tests.theory.population import LATER, days, poisson_arrivals, population, step

USUAL, EXTRA = 0, 1
PEOPLE = 16_000
LONGEST = 60

# In use of the usual beds, of the extra ones, waiting, and whether the extra beds are open.
State = tuple[int, int, int, bool]


def place_with(beds: tuple[int, int], above: int, shuts_at: int) -> Network:
    """Usual beds, and extra ones a microsecond after there are more than so many waiting."""
    trigger = Trigger(opens_above=above, opens_after=1, stays_open=0, shuts_at=shuts_at)
    route = [stay(units=[USUAL, EXTRA]), leave([0])]
    return network([unit(beds[0]), unit(beds[1], trigger=trigger)], routes=[route], end=LATER)


def ran(simulate: Engine, place: Network, per_day: float, seed: int) -> tuple[Patients, Journeys]:
    """Arrivals at random with needs of a day on average."""
    rng = np.random.default_rng(seed)
    arrives = poisson_arrivals(rng, per_day, PEOPLE)
    people = population(place, arrives, [days(rng.exponential(1, PEOPLE))])
    return people, simulate(place, people)


def intervals(people: Patients, record: Journeys) -> tuple[Interval, Interval, Interval]:
    """Of the number waiting, of the extra beds in use, and of the time for which they are open."""
    until = int(people.arrives[-1])
    is_extra = step(people, record.unit, 0) == EXTRA
    started, left = step(people, record.started, 0), step(people, record.left, 0)
    shut = np.where(record.shut_at < 0, LATER, record.shut_at)
    return (
        census_interval(people.arrives, started, until),
        census_interval(started[is_extra], left[is_extra], until),
        census_interval(record.opened_at, shut, until),
    )


def settled(state: State, beds: tuple[int, int], above: int, shuts_at: int) -> State:
    """What starts, opens and shuts in no time from here."""
    usual, extra, waiting, is_open = state
    starts = min(waiting, beds[0] - usual)
    usual, waiting = usual + starts, waiting - starts
    if not is_open and waiting <= above:
        return usual, extra, waiting, False
    starts = min(waiting, beds[1] - extra)
    extra, waiting = extra + starts, waiting - starts
    return usual, extra, waiting, waiting > shuts_at


def chain(beds: tuple[int, int], per_day: float, above: int, shuts_at: int) -> dict[State, float]:
    """Chances of each state, with at most so many waiting."""

    def moves(state: State) -> dict[State, float]:
        usual, extra, waiting, is_open = state
        happen = [
            ((usual - 1, extra, waiting, is_open), float(usual)),
            ((usual, extra - 1, waiting, is_open), float(extra)),
            ((usual, extra, waiting + 1, is_open), per_day if waiting < LONGEST else 0.0),
        ]
        out: dict[State, float] = {}
        for then, rate in happen:
            if rate:
                other = settled(then, beds, above, shuts_at)
                out[other] = out.get(other, 0.0) + rate
        return out

    return stationary(moves, (0, 0, 0, False))


@each_engine
@pytest.mark.parametrize(("beds", "per_day"), [((2, 1), 2.0), ((3, 3), 4.5)])
def test_opened_for_anybody_who_waits_it_is_one_queue_for_all_beds(
    simulate: Engine, beds: tuple[int, int], per_day: float
) -> None:
    """A birth-death chain, M/M/c with all beds; open while somebody waits, since all are full."""
    people, record = ran(simulate, place_with(beds, 0, 0), per_day, 81)
    waiting, _, open_for = intervals(people, record)
    servers = sum(beds)

    assert per_day * mean_wait(servers, per_day) in waiting
    assert per_day * mean_wait(servers + 1, per_day) not in waiting
    somebody_waits = erlang_c(servers, per_day) * per_day / servers
    assert somebody_waits in open_for
    assert erlang_c(servers, per_day) not in open_for


def mean_of(chances: dict[State, float], position: int) -> float:
    return sum(chance * state[position] for state, chance in chances.items())


@each_engine
@pytest.mark.parametrize(
    ("beds", "per_day", "above", "shuts_at"),
    [((2, 1), 2.0, 2, 2), ((2, 2), 2.4, 3, 3), ((2, 2), 2.8, 3, 0), ((1, 3), 2.0, 4, 1)],
)
def test_opened_by_a_longer_queue_it_follows_its_markov_chain(
    simulate: Engine, beds: tuple[int, int], per_day: float, above: int, shuts_at: int
) -> None:
    """Nobody is turned out of the extra beds; who starts there is there until need has ended."""
    people, record = ran(simulate, place_with(beds, above, shuts_at), per_day, 82)
    waiting, in_extra, open_for = intervals(people, record)
    chances = chain(beds, per_day, above, shuts_at)
    later = chain(beds, per_day, above + 2, shuts_at)

    for position, interval in ((2, waiting), (1, in_extra), (3, open_for)):
        assert mean_of(chances, position) in interval
    assert mean_of(later, 2) not in waiting
    # More are in use than are open: they are shut behind those who start there.
    assert beds[1] * mean_of(chances, 3) not in in_extra
