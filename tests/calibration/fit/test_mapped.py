"""Targets from a table of published figures: paired on purpose, or left out and listed."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from calibration.fit.ask import read_ask
from calibration.fit.mapped import mapped
from calibration.sitrep.rows import Row, tidy
from simulator.errors import InputError
from tests.calibration.fit.places import FIT

PAIR = """\
organisation: RXX
targets:
  - title: waiting for a package
    measure: delayed_bed_days
    where: {care_setting: acute, reason: E}
    rows: {measure: dtoc_delayed_days, reason: E, setting: acute}
"""
FILE = Path("table.parquet")


def row(month, value, measure="dtoc_delayed_days", **named):
    named = {"reason": "E", "setting": "acute", "organisation": "RXX"} | named
    first, last = date(2019, month, 1), date(2019, month, monthrange(2019, month)[1])
    return Row(
        name="A trust",
        level="provider",
        start=first,
        end=last,
        measure=measure,
        value=value,
        **named,
    )


def asked(folder, pair=PAIR):
    file = folder / "fit.yaml"
    file.write_text(FIT + pair, encoding="utf-8")
    return read_ask(file)


def test_delayed_days_become_days_a_day(tmp_path):
    """59 days of January and February with 310 and 280 delayed days: 590 over 59."""
    rows = tidy([row(1, 310.0), row(2, 280.0)])
    (one,) = mapped(asked(tmp_path), rows, FILE).observed
    assert one.value == 10.0
    assert (one.key.measure, one.key.statistic) == ("delayed_bed_days", "per_day")
    assert (one.first, one.last) == (date(2019, 1, 1), date(2019, 2, 28))
    assert (one.sampling, one.discrepancy) == (0.0, 0.10)
    # Two months tell nothing of months: 10 % a month by judgement.
    assert one.monthly == pytest.approx(0.10 / (59 / 30.4375) ** 0.5)


def test_months_that_swing_are_a_standard_error_of_their_mean(tmp_path):
    """Up and down by turns: neighbours are not alike, so the plain standard error."""
    days = [monthrange(2019, month)[1] for month in range(1, 9)]
    rates = [8.0, 12.0] * 4
    rows = tidy([row(m, r * d) for m, r, d in zip(range(1, 9), rates, days, strict=True)])
    (one,) = mapped(asked(tmp_path), rows, FILE).observed
    assert one.monthly == pytest.approx(np.std(rates, ddof=1) / 8**0.5 / one.value, rel=1e-9)


def test_months_like_their_neighbours_tell_less(tmp_path):
    days = [monthrange(2019, month)[1] for month in range(1, 9)]
    rates = [8.0] * 4 + [12.0] * 4
    rows = tidy([row(m, r * d) for m, r, d in zip(range(1, 9), rates, days, strict=True)])
    (one,) = mapped(asked(tmp_path), rows, FILE).observed
    plain = np.std(rates, ddof=1) / 8**0.5 / one.value
    # Of eight products of neighbours seven are there, one of them of unlike months: 5 of 8.
    assert one.monthly == pytest.approx(plain * ((1 + 5 / 8) / (1 - 5 / 8)) ** 0.5, rel=1e-9)


def test_what_is_not_paired_is_left_out_and_counted(tmp_path):
    rows = tidy(
        [
            row(1, 310.0),
            row(1, 50.0, reason="A"),
            row(2, 40.0, reason="A"),
            row(1, 9.0, organisation="RYY"),
        ]
    )
    found = mapped(asked(tmp_path), rows, FILE)
    assert len(found.observed) == 1
    assert found.left_out.to_dict("records") == [
        {
            **{"measure": "dtoc_delayed_days", "reason": "A", "setting": "acute"},
            **{"responsible": "", "rows": 2},
        }
    ]


def refused(folder, pair, rows):
    with pytest.raises(InputError) as error:
        mapped(asked(folder, pair), tidy(rows), FILE)
    return [str(each) for each in error.value.problems]


def test_another_definition_is_refused_unless_it_is_said_why(tmp_path):
    other = PAIR.replace("measure: delayed_bed_days", "measure: nctr_remaining")
    other = other.replace(", reason: E}\n    rows", "}\n    rows")
    (says,) = refused(tmp_path, other, [row(1, 310.0)])
    assert "is not known to count the same as nctr_remaining" in says
    assert "the same counts delayed_bed_days, delayed_patients" in says
    why = other + "    definitions_differ: no other figure is there\n"
    (one,) = mapped(asked(tmp_path, why), tidy([row(1, 310.0)]), FILE).observed
    assert one.caution == "definitions differ: no other figure is there"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("organisation: RXX", "organisation: RZZ", "the table has nothing of 'RZZ'"),
        ("reason: E, setting", "reason: G, setting", "no figures of dtoc_delayed_days"),
        ("rows: {measure: dtoc_delayed_days", "rows: {measure: dtoc_days", "no table has"),
        ("organisation: RXX\n", "", "has 2 organisations and the fit file names none"),
        (
            "organisation: RXX\n",
            "organisation: RXX\nperiod: {first: 2024-01-01, last: 2024-12-31}\n",
            "the table has nothing from 2024-01-01",
        ),
    ],
)
def test_a_pairing_without_rows_is_named(tmp_path, old, new, says):
    rows = [row(1, 310.0), row(1, 9.0, organisation="RYY")]
    (found,) = refused(tmp_path, PAIR.replace(old, new), rows)
    assert says in found
    assert "fit.yaml:" in found


def test_a_period_leaves_out_other_months(tmp_path):
    dated = PAIR + "period: {first: 2019-02-01, last: 2019-03-31}\n"
    rows = tidy([row(1, 3100.0), row(2, 280.0), row(3, 310.0)])
    (one,) = mapped(asked(tmp_path, dated), rows, FILE).observed
    assert one.value == 10.0
    assert (one.first, one.last) == (date(2019, 2, 1), date(2019, 3, 31))
