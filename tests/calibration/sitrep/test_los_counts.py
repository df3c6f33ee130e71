"""Counts of stays by band of length, in the format that this project states."""

from math import inf

import pytest

from calibration.sitrep import los_counts, registry
from calibration.sitrep.los_band import LosBand, bands
from calibration.stay.bins import Bins
from simulator.errors import InputError
from tests.calibration.sitrep.pages import text_file

HEAD = los_counts.COLUMNS
YEAR = ("RAA", "2024-04-01", "2025-03-31")
ROWS = [
    HEAD,
    (*YEAR, "emergency 75-84", 0, 0, 120),
    (*YEAR, "emergency 75-84", 1, 6, 600),
    (*YEAR, "emergency 75-84", 7, 13, "<5"),
    (*YEAR, "emergency 75-84", 14, "", "1,050"),
    (*YEAR, "elective", 1, 3, 40),
    (*YEAR, "elective", 4, "", "*"),
]


def read(tmp_path, rows):
    return registry.read(text_file(tmp_path / "any.csv", rows))


def test_bands_come_back_with_suppressed_counts_as_bounds(tmp_path):
    found = read(tmp_path, ROWS)
    assert found.layout == los_counts.name
    table = bands(found.rows, "stays_by_los", "RAA", "emergency 75-84")
    assert [*zip(table["first"], table["last"], table["low"], table["high"], strict=True)] == [
        (0, 0, 120, 120),
        (1, 6, 600, 600),
        (7, 13, 1, 4),
        (14, inf, 1050, 1050),
    ]
    hidden = found.rows[found.rows["reason"] == "elective:4+"].iloc[0]
    assert (hidden["low"], hidden["missing"]) == (0, "suppressed")


def test_bands_go_straight_into_a_fit_of_lengths(tmp_path):
    table = bands(read(tmp_path, ROWS).rows, "stays_by_los", "RAA", "emergency 75-84")
    counts = [
        int(row.low) if row.low == row.high else (int(row.low), int(row.high))
        for row in table.itertuples()
    ]
    edges = [*table["first"].astype(float), table["last"].iloc[-1] + 1]
    made = Bins.of(edges, counts)
    assert made.counts.low.tolist() == [120, 600, 1, 1050]
    assert made.edges[-1] == inf


@pytest.mark.parametrize(
    ("at", "column", "value", "says"),
    [
        (2, 4, 2, "a band begins at 2 after one that ends at 0"),
        (2, 5, 8, "a band begins at 7 after one that ends at 8"),
        (1, 5, "", "a band begins at 1 after one that ends at inf"),
        (2, 4, "one", "'one' to '6' is no band of whole days"),
        (2, 5, 0, "'1' to '0' is no band"),
        (1, 1, "April", "'April' to '2025-03-31' is no first and last day"),
        (1, 3, "a:b", "the group without a colon"),
        (1, 6, "lots", "'lots' is neither a number"),
        (1, 6, 1.5, "'1.5' is no whole number of stays"),
        (1, 6, "<1", "'<1' is neither a number"),
    ],
)
def test_what_is_no_band_is_refused(tmp_path, at, column, value, says):
    rows = [list(row) for row in ROWS]
    rows[at][column] = value
    with pytest.raises(InputError) as refused:
        read(tmp_path, rows)
    assert says in str(refused.value)


def test_a_group_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="group 'nobody'"):
        bands(read(tmp_path, ROWS).rows, "stays_by_los", "RAA", "nobody")


@pytest.mark.parametrize("code", ["x:0-0", "emergency 75-84:21+", ":7-13"])
def test_codes_go_there_and_back(code):
    assert LosBand.of(code).code == code


@pytest.mark.parametrize("code", ["P0.home", "7-13", "x:13-", "x:a-b"])
def test_other_reasons_are_no_bands(code):
    assert LosBand.of(code) is None
