"""The canonical work as Ciw is written: three nodes, blocking after service, routes as given.

Ciw counts in days as floating-point numbers, so its times agree to about a millisecond.
"""

from __future__ import annotations

from collections.abc import Sequence

import ciw
import numpy as np

from benchmarks.wards import second_stays
from simulator.network.network import DAY
from simulator.sampling.patients import Patients


class _Stay(ciw.dists.Distribution):
    """Each individual's own sampled stay; individuals are numbered from 1 as they arrive."""

    def __init__(self, days: Sequence[float]) -> None:
        self.days = days

    def sample(self, t=None, ind=None):
        return self.days[ind.id_number - 1]


class _Needs(ciw.routing.NodeRouting):
    """From the acute ward to the second stay that an individual needs, or out."""

    def __init__(self, second: Sequence[int]) -> None:
        self.second = second

    def next_node(self, ind):
        need = self.second[ind.id_number - 1]
        return self.simulation.nodes[need + 1 if need else -1]


def ciw_network(patients: Patients, end: int, beds: Sequence[int]) -> ciw.network.Network:
    """The wards; the arrivals given are followed by one after the end."""
    arrives = np.append(patients.arrives, 2 * end) / DAY
    acute = (patients.duration[patients.first[:-1]] / DAY).tolist()
    later = _Stay((second_stays(patients) / DAY).tolist())
    ways = [_Needs(patients.route.tolist()), ciw.routing.Leave(), ciw.routing.Leave()]
    return ciw.create_network(
        arrival_distributions=[
            ciw.dists.Sequential(np.diff(arrives, prepend=0.0).tolist()),
            None,
            None,
        ],
        service_distributions=[_Stay(acute), later, later],
        routing=ciw.routing.NetworkRouting(routers=ways),
        number_of_servers=list(beds),
        queue_capacities=[float("inf"), 0, 0],
    )


def run_ciw(network: ciw.network.Network, end: int) -> ciw.Simulation:
    """One run to the end."""
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(end / DAY)
    return simulation


def census(simulation: ciw.Simulation, end: int) -> float:
    """Mean patients in acute beds in the second half of the run."""
    half, last = end / 2 / DAY, end / DAY
    stays = [
        (record.service_start_date, record.exit_date)
        for record in simulation.get_all_records(only=["service"])
        if record.node == 1
    ]
    # Those still there have no record; one whose service has ended waits to move on.
    stays += [
        (each.service_start_date, last)
        for each in simulation.nodes[1].all_individuals
        if each.service_start_date is not False
    ]
    return sum(max(0, min(out, last) - max(into, half)) for into, out in stays) / (last - half)
