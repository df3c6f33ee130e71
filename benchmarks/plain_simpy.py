"""The canonical work as SimPy is usually written: a process a patient and a ``Resource`` a ward."""

from __future__ import annotations

from collections.abc import Sequence

import simpy

from simulator.sampling.patients import Patients


def plain_simpy(patients: Patients, end: int, beds: Sequence[int]) -> int:
    """Run everybody through; the sum of when stays started and when people left."""
    env = simpy.Environment()
    wards = [simpy.Resource(env, capacity=n) for n in beds]
    times: list[int] = []
    first = patients.first[:-1]
    acute = patients.duration[first].tolist()
    later = patients.duration[first + 1].tolist()
    second = patients.route.tolist()

    def journey(p: int):
        bed = wards[0].request()
        yield bed
        times.append(env.now)
        yield env.timeout(acute[p])
        if second[p]:
            place = wards[second[p]].request()
            yield place
            times.append(env.now)
            wards[0].release(bed)
            bed = place
            yield env.timeout(later[p])
        wards[second[p]].release(bed)
        times.append(env.now)

    def arrivals():
        for p, time in enumerate(patients.arrives.tolist()):
            yield env.timeout(time - env.now)
            env.process(journey(p))

    env.process(arrivals())
    env.run(until=end)
    return sum(times)
