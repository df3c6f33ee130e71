"""Fit files and targets that cannot be used: every problem, with its line."""

from __future__ import annotations

from textwrap import dedent

import pytest

from calibration.fit import put
from calibration.fit.ask import read_ask
from calibration.fit.member import altered
from calibration.fit.stands import stands_at
from calibration.recovery.measured import proof_in_words
from simulator.errors import InputError
from simulator.scenario.document import read
from tests.calibration.fit.places import FIT, TARGETS, written

LAW = "gamma, mean 2 days, sd 3"
LOW = "low: 1.5 days, high: 9 days"


def problems(folder, **texts):
    with pytest.raises(InputError) as refused:
        put(*written(folder, **texts))
    return refused.value.problems


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("package.lead_time.mean", "packet.lead_time.mean", 3, "states no value at"),
        (LOW, "low: 9 days, high: 1.5 days", 4, "below high"),
        (LOW, "low: 0.2, high: 9", 4, "the place states 3 days there"),
        (LOW, "low: 1 working day, high: 9 working days", 4, "the place states 3 days there"),
        (LOW, "low: 1 day, high: 9 hours", 4, "different units"),
        (LOW, "low: soon, high: 9 days", 4, "'soon' is no bound"),
        ("low: 0.1, high: 0.5", "low: 0.1, high: 1.5", 8, "logit-normal is for shares"),
        ("makes_up: patient_groups.adults.pathways.home", "makes_up: batch.seed", 7, "no value"),
        ("family: logit-normal", "family: normal", 8, "beta"),
        ("    source: judgement\n  - path: handoffs", "  - path: handoffs", 6, "source"),
        ("low: 50 %", "lower: 50 %", 11, "lower"),
    ],
)
def test_a_fault_of_the_fit_file_has_its_line(tmp_path, old, new, line, says):
    assert old in FIT
    found = problems(tmp_path, fit=FIT.replace(old, new))
    assert any(says in str(each) for each in found), [str(each) for each in found]
    places = {each.place.line for each in found if each.place is not None}
    assert line in places, [str(each) for each in found]


def test_a_law_a_number_and_many_at_once_may_be_scaled(tmp_path):
    every = FIT.replace("handoffs.transport.lead_time", "patient_groups.*.arrivals.per_day")
    question = put(*written(tmp_path, fit=every), members=20)
    (change,) = question.frees[2].changes(150.0)
    place = altered(question.place, [change])
    assert place.resolved["patient_groups"]["adults"]["arrivals"]["per_day"] == 18
    (change,) = put(*written(tmp_path), members=20).frees[2].changes(150.0)
    law = altered(question.place, [change]).resolved["handoffs"]["transport"]["lead_time"]
    assert law == {"family": "gamma", "mean": "9 hours", "sd": 3}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{a: {family: gamma, mean: 2 days, sd: 3, source: a, note: b, confidence: A}}", LAW),
        ("{a: 0.2, b: 0.2, c: 0.4}", "0.2, 0.4"),
        ("{a: 0.2, b: 12.3456, c: 0.4, d: 3}", "0.2 to 12.3 (4 values)"),
        ("{a: 2 days, b: 1 day, c: 9 days}", "1 to 9 days (3 values)"),
        ("{a: 2 days, b: {family: gamma, mean: 1 day, sd: 1}, c: 9}", "3 laws or values"),
    ],
)
def test_what_the_place_says_of_many_values_is_said_in_short(text, says):
    found = read(f"v: {text}", "a.yaml", [])
    inner = [node for path, node in found.walk() if len(path) == 2]
    assert stands_at(inner) == says


def test_all_problems_of_both_files_come_at_once(tmp_path):
    found = problems(
        tmp_path,
        fit=FIT.replace("package", "packet").replace("low: 50 %", "low: some"),
        targets=TARGETS.replace("delayed_patients", "delayed_patient").replace(",3,", ",three,"),
    )
    assert len(found) == 4
    assert {each.place.file.rpartition("/")[2] for each in found} == {"fit.yaml", "targets.csv"}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("reason: E", "reasons: E", "is not split by 'reasons'"),
        ("reason: E", "reason: Q", "a run has no delayed_patients with"),
        (",15,", ",0,", "0 is not above 0"),
        ("leaving", "waiting", "two targets have this name"),
        ("2025-03-23,2025-06-30\nleaving", "2025-03-23,2025-01-30\nleaving", "before the first"),
        ("delayed_patients,care_setting: acute", "delayed_bed_days,statistic: total", "how long"),
    ],
)
def test_a_target_that_cannot_be_used_is_named(tmp_path, old, new, says):
    assert old in TARGETS
    found = problems(tmp_path, targets=TARGETS.replace(old, new))
    assert any(says in str(each) for each in found), [str(each) for each in found]


def test_a_prior_that_reaches_what_cannot_be_run_is_refused_before_anything_is_run(tmp_path):
    more = """\
  - path: pathways.supported.steps.transport.needed_by
    prior: {family: lognormal, low: 0.5, high: 1.4}
    source: judgement
"""
    (problem,) = problems(tmp_path, fit=FIT + more)
    assert problem.place.line == 14
    assert "needed_by at 1.4 the place cannot be run" in problem.says


def test_without_a_fit_file_it_is_said_what_to_write(tmp_path):
    place, targets = written(tmp_path)
    (tmp_path / "fit.yaml").unlink()
    with pytest.raises(InputError, match="there is no file") as refused:
        put(place, targets)
    # What is shown to be copied can be read.
    shown = refused.value.problems[0].do.partition("\n")[2]
    (tmp_path / "fit.yaml").write_text(dedent(shown), encoding="utf-8")
    assert read_ask(tmp_path / "fit.yaml").says.unknowns[0].prior.low == "2 working days"


def test_a_period_before_the_model_s_is_a_caution(tmp_path):
    earlier = TARGETS.replace("2025-03-23,2025-06-30\nleaving", "2019-01-01,2019-12-31\nleaving")
    question = put(*written(tmp_path, targets=earlier), members=20)
    proof, caution, trial = question.cautions
    assert proof == proof_in_words()
    assert trial.startswith("A trial of 20 members, where 100 are asked for")
    assert caution.startswith("Observed 2019-01-01 to 2019-12-31, and the model runs 2025-03-23")
    assert ": waiting. What changed" in caution
    # 10 % from month to month over the square root of twelve months.
    assert question.observed[0].monthly == pytest.approx(0.10 / 12**0.5, rel=1e-3)
