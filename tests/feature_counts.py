"""How often each rule of the contract acted in a run, so that tests can show what they covered."""

from __future__ import annotations

from collections import Counter

import numpy as np

from simulator.engine.journeys import Journeys
from simulator.network.network import Network
from simulator.sampling.patients import Patients
from tests.away_counts import AWAY
from tests.handoff_counts import HANDOFFS
from tests.journey_counts import DELAYS, JOURNEYS, LIMITS
from tests.journey_steps import Count, Record
from tests.loop_counts import LOOPS
from tests.relapse_counts import RELAPSES
from tests.room_counts import ROOM
from tests.service_counts import SERVICES
from tests.start_counts import STARTS
from tests.stay_counts import STAYS
from tests.switch_counts import GROWTH, SWITCHES, WEIGHTS
from tests.trigger_counts import TRIGGERS

COUNTS: dict[str, Count] = {
    name: count
    for part in (STAYS, HANDOFFS, LIMITS, JOURNEYS, DELAYS, SERVICES, ROOM, RELAPSES, WEIGHTS,
                 GROWTH, SWITCHES, STARTS, TRIGGERS, AWAY, LOOPS)
    for name, count in part.items()
}  # fmt: skip


def feature_counts(network: Network, patients: Patients, journeys: Journeys) -> Counter[str]:
    """How often each rule acted in these journeys; rules that never did stand at zero."""
    record = Record(network, patients, journeys)
    return Counter({name: int(np.sum(acted(record))) for name, acted in COUNTS.items()})
