"""A run that stopped in a loop of full places, in words."""

from __future__ import annotations

import datetime as dt

from simulator.engine.journeys import PlacesLocked
from simulator.errors import Problem, StoppedError
from simulator.network.network import Network
from simulator.scenario.schema import Scenario

TO_DO = (
    "`loops_of_full_places: swap` lets them change places, and the run goes on; or add room in one "
    "of these units, or let one of these stays let go `at end`"
)


def stopped(
    locked: PlacesLocked, scenario: Scenario, network: Network, replication: int
) -> StoppedError:
    """Which units, when, and what to do about it."""
    start = dt.datetime.combine(scenario.calendar.start, dt.time())
    when = start + dt.timedelta(microseconds=locked.time)
    units = [network.units[at] for at in (*locked.units, locked.units[0])]
    loop = " → ".join(
        f"{network.care_settings[unit.care_setting].name} ({unit.name})" for unit in units
    )
    says = (
        f"replication {replication} stopped on {when:%A} {when.day} {when:%B %Y} at {when:%H:%M}: "
        f"all of these were full, and each held somebody who waited for the next: {loop}"
    )
    return StoppedError([Problem(says, path="loops_of_full_places", do=TO_DO)])
