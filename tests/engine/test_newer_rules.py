"""Random places with the newer rules: the witnesses agree on them as on the rest."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from simulator.engine import compiled
from simulator.engine.journeys import Exit
from tests import random_chance
from tests.random_networks import random_case
from tests.twins import difference


@pytest.fixture(autouse=True)
def _newer_rules(monkeypatch):
    monkeypatch.setattr(random_chance, "NEW", True)


@pytest.mark.parametrize("block", range(4))
def test_the_witnesses_agree_on_places_with_the_newer_rules(block):
    for seed in range(20 * block, 20 * (block + 1)):
        network, patients = random_case(Random(seed), people=60)
        assert difference(network, patients)[0] == "", seed


def test_the_newer_rules_act_in_such_places():
    relapsed = again = elsewhere = inside = grown = lighter = 0
    for seed in range(80):
        network, patients = random_case(Random(seed), people=60)
        record = compiled.simulate(network, patients)
        relapsed += int((record.relapsed >= 0).sum())
        again += int((record.ready_again >= 0).sum())
        elsewhere += int((record.exit == Exit.SWITCHED).sum())
        inside += int((patients.begins_in >= 0).sum())
        need = np.where(record.ended >= 0, record.ended - record.started, patients.duration)
        grown += int(
            ((record.started >= 0) & (need > patients.duration) & (record.unit >= 0)).sum()
        )
        lighter += sum(bool(step.profile) for route in network.routes for step in route.steps)
    assert min(relapsed, again, elsewhere, inside, grown, lighter) > 30
