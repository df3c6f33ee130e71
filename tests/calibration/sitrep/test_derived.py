"""Figures worked out from published ones: by hand, and never where one is printed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from calibration.sitrep.derived import with_derived
from calibration.sitrep.rows import COLUMNS, Row, tidy


def row(first, last, measure, value, **named):
    named = {"setting": "acute", "missing": "not reported" if np.isnan(value) else ""} | named
    return Row(
        organisation="RXX",
        name="A trust",
        level="provider",
        start=first,
        end=last,
        measure=measure,
        value=value,
        file="a.csv",
        cell="B2",
        **named,
    )


def day(number, measure, value, month=6):
    at = date(2024, month, number)
    return row(at, at, measure, value)


def worked_out(rows, measure):
    table = with_derived(tidy(rows))
    found = table[(table["measure"] == measure) & table["cell"].str.startswith("worked out")]
    assert list(table.columns) == list(COLUMNS)
    return found


def test_remaining_is_patients_less_those_who_left():
    rows = [day(3, "nctr_patients", 100.0), day(3, "nctr_discharged", 30.0)]
    rows += [day(4, "nctr_patients", 90.0), day(4, "nctr_discharged", np.nan)]
    rows += [day(5, "nctr_patients", 20.0), day(5, "nctr_discharged", 30.0)]
    found = worked_out(rows, "nctr_remaining")
    assert found["value"].tolist() == [70.0]
    assert found["start"].tolist() == [pd.Timestamp("2024-06-03")]
    assert found["kind"].tolist() == ["stock"]


def test_what_is_printed_is_not_worked_out_again():
    rows = [day(3, "nctr_patients", 100.0), day(3, "nctr_discharged", 30.0)]
    rows.append(day(3, "nctr_remaining", 71.0))
    assert worked_out(rows, "nctr_remaining").empty


def test_a_month_of_weekends_and_weekdays():
    """June 2024 has ten days of weekends: 60 on each of them, 100 on others."""
    days = pd.date_range("2024-06-01", "2024-06-30")
    rows = [day(at.day, "nctr_discharged", 60.0 if at.day_of_week >= 5 else 100.0) for at in days]
    found = worked_out(rows, "discharge_weekend_ratio")
    assert found["value"].tolist() == [pytest.approx(0.6)]
    assert found["end"].tolist() == [pd.Timestamp("2024-06-30")]
    assert worked_out(rows[:20], "discharge_weekend_ratio").empty


def test_the_share_after_the_ready_date():
    first, last = date(2024, 6, 1), date(2024, 6, 30)
    rows = [row(first, last, "ready_discharges", 200.0)]
    rows.append(row(first, last, "ready_discharges", 30.0, reason="1+"))
    found = worked_out(rows, "ready_delayed_share")
    assert found["value"].tolist() == [0.15]


def test_a_table_without_any_of_it_stays_as_it_is():
    rows = tidy([row(date(2024, 6, 1), date(2024, 6, 30), "beds_occupied", 5.0, setting="")])
    assert with_derived(rows).equals(rows)
