"""The library of scenarios: each asks a question of the baseline, and says what it rests on."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from simulator.experiment.prepare import prepare

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
FILES = sorted(path for path in FOLDER.glob("*.yaml") if path.name != "baseline.yaml")
MOST_LINES = 80
PARTS = {"localities", "patient_groups", "care_settings", "handoffs", "pathways", "standards"}

# What each asked-for question must be found under.
ASKED = """
seven_day_response seven_day_response_same_staff response_two_hours response_two_days
more_step_down fewer_step_down hub_for_ten_bed_units hub_of_24 mobile_working
sickness_and_rostering single_point_of_access trusted_assessor pooled_budget home_iv_antibiotics
end_of_life_at_home torbay stay_of_five_and_a_half_days winter out_of_area
"""


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def file(request):
    return request.param


@pytest.fixture(scope="module")
def written(file):
    return YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def loaded(file):
    return prepare(file)


def test_every_question_that_is_asked_has_its_file():
    assert set(ASKED.split()) <= {path.stem for path in FILES}


def test_it_can_be_read_aloud(file):
    assert len(file.read_text(encoding="utf-8").splitlines()) < MOST_LINES


def test_it_states_its_question_rationale_source_and_confidence(written):
    for field in ("title", "question", "rationale", "source", "confidence"):
        assert written.get(field), f"says no {field} of its own"
    assert written["question"].strip().endswith("?")


def test_it_extends_the_baseline_or_says_why_not(written):
    if written["extends"] != "baseline.yaml":
        assert "not the baseline" in " ".join(written["rationale"].split())


def test_it_says_from_when_its_changes_hold(written):
    said = " ".join(" ".join(each["says"].split()) for each in written["assumptions"])
    dated = ("In force from", "opens on", "from December", "those of the baseline")
    assert any(words in said for words in dated)


def test_it_runs_and_changes_something(loaded):
    changed = [one for one in loaded.changes if is_of_the_place(one)]
    assert any(one.before != one.after for one in changed)


def test_every_value_that_it_changes_has_a_source_and_a_confidence(loaded):
    """Its own, or that of the file for all that it changes."""
    own = [one for one in loaded.changes if is_of_the_place(one) and loaded.is_own(one.place)]
    assert own
    for one in own:
        assert one.source, one.path
        assert one.confidence, one.path


def is_of_the_place(one) -> bool:
    """Whether a change is of the place, not of the words about the scenario."""
    return one.path.partition(".")[0].partition("[")[0] in PARTS
