"""Real published files, where they lie beside the repository: each is read, and totals agree."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from calibration.sitrep.gather import differences, gather
from calibration.sitrep.registry import read
from calibration.sitrep.rows import KEY
from simulator.errors import InputError
from tests.calibration.sitrep.printed import REAL

MONTHS = sorted(REAL.glob("dtoc/la-type-b/*.xls"))
SERIES = REAL / "dtoc/DTOC-England-Data_Set.xls"
OPEN = REAL / "open-2024-25"

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="../shared/data is not there")


@pytest.fixture(scope="module")
def months():
    """Every month by local authority, and the time series."""
    return gather([*MONTHS, SERIES])


def national(gathered, of):
    """England by month, reason, setting and who, of the time series or summed over authorities."""
    rows = pd.concat([each.rows for each in gathered.readings])
    rows = rows[rows["measure"] == "dtoc_delayed_days"]
    if of == "series":
        rows = rows[rows["file"] == SERIES.name]
    else:
        rows = rows[rows["level"] == "local authority"]
    return rows.groupby(["start", "reason", "setting", "responsible"])["value"].sum(min_count=1)


def test_every_month_is_read_and_its_printed_totals_agree(months):
    assert months.problems == ()
    assert len(MONTHS) == 26
    for reading in months.readings[:-1]:
        assert reading.layout == "DTOC by local authority, one month"
        assert len(reading.checks) > 750
        assert [check for check in reading.checks if not check.holds] == []
        places = reading.rows[reading.rows["level"] == "local authority"]
        assert places["organisation"].nunique() == 154


def test_the_time_series_is_read_and_its_printed_totals_agree(months):
    reading = months.readings[-1]
    assert reading.layout == "DTOC in England, time series"
    assert reading.rows["start"].nunique() == 115
    assert len(reading.checks) > 1900
    assert [check for check in reading.checks if not check.holds] == []


def test_authorities_add_to_the_national_series_to_within_revisions(months):
    """At most five months in a row are there: all 26 from 2011 to 2019 are compared instead."""
    authorities, series = national(months, "authorities"), national(months, "series")
    both = pd.DataFrame({"authorities": authorities, "series": series}).dropna()
    totals = both.xs(("", "", ""), level=("reason", "setting", "responsible"))
    assert len(totals) == 26
    ratio = totals["authorities"] / totals["series"]
    # Late revisions reached one publication after the other; before that all agree to the day.
    is_early = both.index.get_level_values("start") < pd.Timestamp("2018-11-01")
    early, late = both[is_early], both[~is_early]
    assert len(early) > 21 * 15
    assert (early["authorities"] == early["series"]).all()
    assert (ratio - 1).abs().max() < 0.003
    assert (late["authorities"] / late["series"] - 1).abs().max() < 0.025


def test_an_authority_has_one_code_through_all_years(months):
    places = months.rows[months.rows["level"] == "local authority"]
    by_month = places.groupby("start")["organisation"].nunique()
    assert set(by_month) == {154}
    assert places["organisation"].nunique() <= 158
    assert not months.rows.duplicated(list(KEY)).any()


def test_what_two_files_say_differently_is_known_and_small(months):
    apart = differences(months.repeats)
    assert 0 < len(apart) < 0.05 * len(months.repeats)
    assert (apart["file"] == SERIES.name).all()


@pytest.mark.parametrize(
    ("file", "layout", "organisations"),
    [
        ("kh03_provider_quarter_2024_25.csv", "KH03 overnight beds, re-shaped to text", 115),
        ("hes_apc_2024_25.csv", "HES admissions by provider, re-shaped to text", 150),
        ("community_bed_audit_2026_03_04.csv", "community bed audit, re-shaped to text", 43),
    ],
)
def test_the_reshaped_tables_are_read_and_add_up(file, layout, organisations):
    reading = read(OPEN / file)
    assert reading.layout == layout
    assert reading.rows["organisation"].nunique() >= 0.9 * organisations
    assert len(reading.checks) > 90
    assert [check for check in reading.checks if not check.holds] == []


def test_every_figure_is_what_its_cell_holds():
    """Against pandas reading the same text."""
    path = OPEN / "kh03_provider_quarter_2024_25.csv"
    given = pd.read_csv(path)
    rows = read(path).rows
    for measure, column, scale in (
        ("beds_available", "available", 1),
        ("beds_occupied", "occupied", 1),
        ("bed_occupancy", "occupancy_percent", 100),
    ):
        mine = rows[rows["measure"] == measure].set_index(["organisation", "start", "reason"])
        assert len(mine) == len(given)
        np.testing.assert_allclose(mine["value"] * scale, given[column])


def test_systems_under_more_contracts_than_beds_are_noted():
    notes = read(OPEN / "community_bed_audit_2026_03_04.csv").notes
    over = [note.says for note in notes if "more beds by contract than beds in all" in note.says]
    assert len(over) == 2


def test_a_table_that_joins_others_is_refused():
    """Its short names say neither basis nor period."""
    with pytest.raises(InputError, match="joined, of one year"):
        read(OPEN / "providers_2024_25.csv")
