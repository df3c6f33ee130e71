"""The engines that every test of what happens is run on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.engine import compiled, reference
from simulator.engine.journeys import Journeys
from simulator.network.network import Network
from simulator.sampling.patients import Patients

Engine = Callable[[Network, Patients], Journeys]

ENGINES: dict[str, Engine] = {
    "simpy": reference.simulate,
    "compiled": compiled.simulate,
}

each_engine = pytest.mark.parametrize("simulate", ENGINES.values(), ids=ENGINES)
