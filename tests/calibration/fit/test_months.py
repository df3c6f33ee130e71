"""Rows of published figures as months: no figure twice, days put together, held-out rows apart."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from calibration.fit.held_out_part import HeldOutPart, fitted_rows
from calibration.fit.months import FEWEST_DAYS, by_month, finest


def rows(*spans):
    """Rows of (first, last, value)."""
    table = pd.DataFrame(spans, columns=["start", "end", "value"])
    return table.assign(start=pd.to_datetime(table["start"]), end=pd.to_datetime(table["end"]))


def days(first, values):
    each = pd.date_range(first, periods=len(values))
    return rows(*zip(each, each, values, strict=True))


def test_a_year_beside_its_months_is_the_same_figure_again():
    table = rows(
        ("2024-04-01", "2025-03-31", 9.0),
        ("2024-06-01", "2024-06-30", 1.0),
        ("2024-07-01", "2024-07-31", 2.0),
        ("2023-04-01", "2024-03-31", 5.0),
    )
    assert sorted(finest(table)["value"]) == [1.0, 2.0, 5.0]


def test_a_month_beside_its_days_is_left_out_though_days_go_on_for_years():
    table = pd.concat([days("2023-01-01", [1.0] * 800), rows(("2024-02-01", "2024-02-29", 7.0))])
    assert set(finest(table)["value"]) == {1.0}


def test_days_become_months_by_their_mean_and_flows_by_the_days_reached_over():
    """January: 10 on half of its days, 20 on the rest; of February only five days, left out."""
    values = [10.0] * 16 + [20.0] * 15 + [99.0] * 5
    mean = (16 * 10 + 15 * 20) / 31
    assert by_month(days("2024-01-01", values), is_sum=False)["value"].tolist() == [mean]
    summed = by_month(days("2024-01-01", values), is_sum=True)
    assert summed["value"].tolist() == [pytest.approx(31 * mean)]
    assert summed["end"].tolist() == [pd.Timestamp("2024-01-31")]


def test_days_not_reported_do_not_lower_a_flow():
    table = days("2024-01-01", [4.0] * 31).drop(index=range(3, 3 + 31 - FEWEST_DAYS))
    assert by_month(table, is_sum=True)["value"].tolist() == [4.0 * 31]


def test_a_month_in_which_few_days_were_reported_stays_where_there_is_no_other():
    assert by_month(days("2024-01-01", [4.0] * 5), is_sum=False)["value"].tolist() == [4.0]


def test_what_is_held_out_is_never_fitted():
    """A year that reaches into held-out months is not fitted either."""
    table = rows(
        ("2024-02-01", "2024-02-29", 1.0),
        ("2024-03-01", "2024-03-31", 2.0),
        ("2024-04-01", "2024-04-30", 3.0),
        ("2023-05-01", "2024-04-30", 4.0),
    )
    part = HeldOutPart.model_validate({"from": "2024-04"})
    assert fitted_rows(table, part)["value"].tolist() == [1.0, 2.0]
    assert len(fitted_rows(table, None)) == 4


@pytest.mark.parametrize("given", ["2024-13", "2024", "2024-4", 202404])
def test_a_month_is_a_month(given):
    with pytest.raises(ValueError, match="is no month; write year and month like 2024-04"):
        HeldOutPart.model_validate({"from": given})


def test_the_last_day_of_what_is_held_out():
    part = HeldOutPart.model_validate({"from": "2024-01", "to": "2024-02"})
    assert (part.first, part.last) == (date(2024, 1, 1), date(2024, 2, 29))
