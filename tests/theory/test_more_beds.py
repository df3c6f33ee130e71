"""More beds never delay anyone longer: patient by patient, where nobody can be overtaken."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engines import Engine, each_engine
from tests.small_networks import leave, network, stay, unit
from tests.theory.population import LATER, population, step

N = 2_000


def people_and_place(beds, arrives, needs):
    units = [unit(n, setting=k) for k, n in enumerate(beds)]
    route = [stay(k, after=[k - 1] if k else (), units=[k]) for k in range(len(beds))]
    place = network(units, routes=[[*route, leave([len(beds) - 1])]], end=LATER)
    return place, population(place, arrives, needs)


def starts(simulate, beds, arrives, needs):
    place, people = people_and_place(beds, arrives, needs)
    record = simulate(place, people)
    columns = [step(people, record.started, k) for k in range(len(beds))]
    columns.append(step(people, record.left, len(beds) - 1))
    return np.array(columns)


def arrivals(seed, mean_gap):
    """On so coarse a grid that many fall together."""
    rng = np.random.default_rng(seed)
    return np.cumsum(np.rint(rng.exponential(mean_gap, N)).astype(np.int64))


@each_engine
@pytest.mark.parametrize("beds", [1, 3])
def test_one_more_bed_in_a_ward_makes_nobody_wait_longer(simulate: Engine, beds: int) -> None:
    arrives = arrivals(71, 2.0)
    needs = [np.rint(np.random.default_rng(72).gamma(0.5, 3.6 * beds, N)).astype(np.int64)]
    fewer, more = (starts(simulate, [n], arrives, needs) for n in (beds, beds + 1))

    assert (more <= fewer).all()
    assert (more < fewer)[0].mean() > 0.2


@each_engine
@pytest.mark.parametrize("added", [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1)])
def test_one_more_bed_anywhere_in_a_chain_makes_nobody_wait_longer(
    simulate: Engine, added: tuple[int, int, int]
) -> None:
    """Stays as long for everyone keep the order of arrival through the whole chain."""
    arrives = arrivals(73, 3.0)
    needs = [np.full(N, length, dtype=np.int64) for length in (5, 8, 3)]
    beds = np.array([2, 3, 1])
    fewer = starts(simulate, beds.tolist(), arrives, needs)
    more = starts(simulate, (beds + added).tolist(), arrives, needs)

    assert (more <= fewer).all()
    if added[2]:
        assert (more < fewer)[-1].mean() > 0.2
