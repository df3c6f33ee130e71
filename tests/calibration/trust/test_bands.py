"""Bands of days after the ready date: what was published, what is predicted, and how far off."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from calibration.trust.bands import LATE, YEAR, ends_of, missed, shares
from calibration.trust.page import write_page
from calibration.trust.proof import READY
from simulator.results.measure import where
from simulator.results.measures import Key

KEY = Key("ready_date_bands", where(care_setting="acute", band="1"), "share_of_delayed")
COUNTS = {"0": 900, "1": 40, "2-3": 30, "4-6": 10, "7-13": 10, "14-20": 6, "21+": 4}


def published(code="RXX", **changed):
    rows = [
        {
            "organisation": code,
            "measure": "ready_discharges",
            "reason": band,
            "start": pd.Timestamp(YEAR[0]),
            "end": pd.Timestamp(YEAR[1]),
            "value": float(value),
        }
        for band, value in (COUNTS | changed).items()
    ]
    return pd.DataFrame(rows)


def test_shares_are_of_those_who_left_late():
    assert shares(published(), "rxx") == pytest.approx((0.4, 0.3, 0.1, 0.1, 0.06, 0.04))


def test_a_band_that_is_missing_is_not_taken_for_none():
    table = published()
    assert shares(table[table["reason"] != "21+"], "RXX") is None
    assert shares(published(**{"7-13": np.nan}), "RXX") is None
    assert shares(table.assign(end=pd.Timestamp("2024-09-30")), "RXX") is None


def test_what_is_put_elsewhere_is_half_of_all_differences():
    bands = [
        {"observed": 0.5, "middle": 0.4, "england": 0.5},
        {"observed": 0.3, "middle": 0.3, "england": 0.1},
        {"observed": 0.2, "middle": 0.3, "england": 0.4},
    ]
    assert missed(bands, "middle") == pytest.approx(0.1)
    assert missed(bands, "england") == pytest.approx(0.2)


def test_runs_that_agree_leave_the_discrepancy():
    """A tenth of a share of 0.3, on log odds: 1.645 x 0.03 either way, within its own chance."""
    low, middle, high = ends_of(KEY, 0.3, np.full(40, 0.3))
    assert middle == pytest.approx(0.3)
    assert low == pytest.approx(0.3 - 1.645 * 0.03, abs=0.006)
    assert high == pytest.approx(0.3 + 1.645 * 0.03, abs=0.006)


def test_the_page_says_who_is_nearer(tmp_path):
    england = (0.36, 0.26, 0.18, 0.1, 0.06, 0.04)
    record = {
        "code": "RXX",
        "part": READY,
        "bands": [
            {"band": band, "observed": seen, "low": 0, "middle": one, "high": one, "england": all_}
            for band, seen, one, all_ in zip(
                LATE,
                (0.4, 0.3, 0.1, 0.1, 0.06, 0.04),
                (0.5, 0.2, 0.1, 0.1, 0.06, 0.04),
                england,
                strict=True,
            )
        ],
    }
    page, *pictures = write_page([record], pd.Series({"RXX": 400.0}), tmp_path)
    text = page.read_text(encoding="utf-8")
    assert "| RXX | 10.0 % | 8.0 % | 40; 50 (0 to 50) |" in text
    assert "in 0 of 1 trusts the fit was no worse than England's shares" in text
    assert "Intervals hold 5 of 6 (83%; 90 % is asked)." in " ".join(text.split())
    assert [file.name for file in pictures] == ["trusts-bands.svg"]
