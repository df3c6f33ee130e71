"""The programs of the canonical work do the same work: every time equal, on one sampled input."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.canonical import CIW_TOLERANCE, COMPILED, C, Work, answers, ciw_census
from benchmarks.plain_c import compiler
from benchmarks.wards import DAYS, STEP_DOWN, Answer, people, place
from simulator.engine import compiled

SHORT, FEW_BEDS = 30, 60


@pytest.fixture(scope="module")
def work() -> Work:
    """Few days, but so few step-down beds that the acute ward is soon blocked and full."""
    return Work(place(FEW_BEDS, SHORT), people(1, SHORT), FEW_BEDS)


def test_there_is_waiting_for_both_stays(work: Work) -> None:
    journeys = compiled.simulate(work.network, work.patients)
    waited = journeys.started > journeys.asked
    in_acute = np.isin(np.arange(len(waited)), work.patients.first[:-1])
    assert min(waited[in_acute].sum(), waited[~in_acute].sum()) > 50


def test_every_program_gives_the_same(work: Work, tmp_path: Path) -> None:
    found = answers(work, tmp_path)
    assert len(found) == 3 + (compiler() is not None)
    assert len(set(found.values())) == 1
    expected = found[COMPILED].census(work.network.end)
    assert ciw_census(work)[1] == pytest.approx(expected, rel=CIW_TOLERANCE)


@pytest.mark.parametrize("setting", ["A", "B"])
def test_a_setting_has_its_beds_and_days(setting: str) -> None:
    work = Work.of(setting)
    capacity = [unit.capacity.values for unit in work.network.units]
    assert capacity == [(700,), (STEP_DOWN[setting],), (150,)]
    assert work.network.end == DAYS * 86_400_000_000
    assert work.beds == (700, STEP_DOWN[setting], 150)


def test_census_of_a_known_answer() -> None:
    # Ten days, of which the second five count; 50 patient-days in them are 10 patients.
    assert Answer(acute=50, times=0).census(10) == 10


def test_patients_are_those_of_the_work() -> None:
    patients = people(1, 200)
    # Poisson with mean 20,000: within 4.5 standard errors; shares of routes alike.
    assert abs(len(patients) - 20_000) < 4.5 * 20_000**0.5
    shares = [(patients.route == route).mean() for route in range(3)]
    for share, typed in zip(shares, (0.75, 0.15, 0.10), strict=True):
        assert abs(share - typed) < 4.5 * (typed * (1 - typed) / len(patients)) ** 0.5


def test_plain_c_is_skipped_without_a_compiler(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("benchmarks.canonical.compiler", lambda: None)
    work = Work.of("B", 5)
    assert C not in answers(work, tmp_path)
    assert C not in work.programs(tmp_path)
