"""The canonical work as SimPy is usually written: a process a patient and a ``Resource`` a ward."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import simpy

from benchmarks.wards import Answer, second_stays
from simulator.sampling.patients import Patients


def plain_simpy(patients: Patients, end: int, beds: Sequence[int]) -> Answer:
    """Run everybody through."""
    env = simpy.Environment()
    wards = [simpy.Resource(env, capacity=n) for n in beds]
    # When each patient took a bed, left the acute ward, took a second place, left.
    acute, vacated, moved, left = ([-1] * len(patients) for _ in range(4))
    first = patients.duration[patients.first[:-1]].tolist()
    later = second_stays(patients).tolist()
    second = patients.route.tolist()

    def journey(p: int):
        bed = wards[0].request()
        yield bed
        acute[p] = env.now
        yield env.timeout(first[p])
        if second[p]:
            place = wards[second[p]].request()
            yield place
            moved[p] = vacated[p] = env.now
            wards[0].release(bed)
            yield env.timeout(later[p])
            wards[second[p]].release(place)
        else:
            vacated[p] = env.now
            wards[0].release(bed)
        left[p] = env.now

    def arrivals():
        for p, time in enumerate(patients.arrives.tolist()):
            yield env.timeout(time - env.now)
            env.process(journey(p))

    env.process(arrivals())
    env.run(until=end)
    return _answer(acute, vacated, [acute, moved, left], end)


def _answer(
    acute: Sequence[int], vacated: Sequence[int], kept: Sequence[Sequence[int]], end: int
) -> Answer:
    began, gone = np.array(acute), np.array(vacated)
    gone = np.where(gone < 0, end, gone)
    inside = np.maximum(gone, end // 2) - np.maximum(began, end // 2)
    times = np.array(kept)
    return Answer(int(inside[began >= 0].sum()), int(times[times >= 0].sum()))
