"""Which published figure counts the same as which of the model's: three bases stay apart."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from pathlib import Path

import pytest

from calibration.fit.ask import read_ask
from calibration.fit.mapped import mapped
from calibration.fit.matched import SAME, caution_of, mixture_of
from calibration.sitrep.measures import MEASURES
from calibration.sitrep.rows import Row, tidy
from simulator.errors import InputError
from simulator.results.measures import REGISTRY
from tests.calibration.fit.places import FIT

BASES = {"dtoc": "dtoc", "nctr": "nctr", "nctr 2022": "nctr", "ready date": "ready date"}


def test_no_measure_of_the_model_is_paired_with_two_bases_of_delay():
    paired: dict[str, set[str]] = {}
    for published, pairs in SAME.items():
        basis = BASES.get(MEASURES[published].basis)
        for measure in pairs:
            assert measure in REGISTRY
            paired.setdefault(measure, set()).update({basis} - {None})
    assert {measure for measure, bases in paired.items() if len(bases) > 1} == set()
    assert paired["nctr_remaining"] == {"nctr"}
    assert paired["beds_after_ready_date"] == {"ready date"}


def test_beds_commissioned_are_not_beds_open():
    assert "community_beds" not in SAME


def test_whom_the_sitrep_counts_is_said():
    assert "planned stays" in caution_of("nctr_discharged")
    assert "16 and over" in caution_of("ready_bed_days")
    assert caution_of("beds_occupied") == ""


@pytest.mark.parametrize(
    ("published", "setting", "is_mixed"),
    [
        ("dtoc_delayed_days", "non-acute", True),
        ("dtoc_beds", "", True),
        ("dtoc_delayed_days", "acute", False),
        ("nctr_remaining", "", False),
    ],
)
def test_delays_outside_acute_hospitals_are_of_mental_health_beds_too(published, setting, is_mixed):
    assert bool(mixture_of(published, setting)) == is_mixed


def paired(folder, more=""):
    """620 non-acute delayed days in March 2019."""
    pair = f"""\
organisation: RXX
targets:
  - measure: delayed_bed_days
    where: {{care_setting: acute, reason: E}}
    rows: {{measure: dtoc_delayed_days, reason: E, setting: non-acute{more}}}
"""
    file = folder / "fit.yaml"
    file.write_text(FIT + pair, encoding="utf-8")
    last = date(2019, 3, monthrange(2019, 3)[1])
    row = Row(
        organisation="RXX",
        name="A trust",
        level="provider",
        start=date(2019, 3, 1),
        end=last,
        measure="dtoc_delayed_days",
        value=620.0,
        reason="E",
        setting="non-acute",
    )
    return mapped(read_ask(file), tidy([row]), Path("table.parquet")).observed


def test_a_mixture_is_refused_until_its_share_is_stated(tmp_path):
    with pytest.raises(InputError) as error:
        paired(tmp_path)
    (problem,) = error.value.problems
    assert "community and mental health beds together" in problem.says
    assert "times: 0.7" in problem.do
    (one,) = paired(tmp_path, ", times: 0.6")
    assert one.value == pytest.approx(0.6 * 20)
    assert "multiplied by 0.6, as stated" in one.caution
