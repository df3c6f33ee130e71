"""The community discharge sitrep, before, in and after the month its definitions changed."""

from datetime import date, timedelta

import pytest

from calibration.sitrep import community_workbook, registry
from calibration.sitrep.delay_reasons import _OLDER, delay_reason
from calibration.sitrep.destinations import COMMUNITY, COMMUNITY_2023, KNOWN
from calibration.sitrep.layout import DEFINITION
from calibration.sitrep.wording import plain
from tests.calibration.sitrep.acute_pages import LEFT, NCTR, STAYED, TRUSTS
from tests.calibration.sitrep.pages import said, values, workbook

OLD = [x.words for x in KNOWN if COMMUNITY_2023 in x.schemes]
NEW = [x.words for x in KNOWN if COMMUNITY in x.schemes]
REASONS_OLD = [words for _, schemes, words in _OLDER if COMMUNITY_2023 in schemes]
REASONS_NEW = [words for _, schemes, words in _OLDER if COMMUNITY in schemes]


def both(first, second):
    """All labels, those in both lists once."""
    return list({plain(x): x for x in [*first, *second]}.values())


def sheet(title, labels, figure):
    rows = [[None, title], [], [None, None, None, None, *labels]]
    rows += [[None, None, None, "ENGLAND", *(3 * figure(at) for at in range(len(labels)))]]
    rows += [
        [None, None, None, region, *(many * figure(at) for at in range(len(labels)))]
        for region, many in (("NORTH", 2), ("SOUTH", 1))
    ]
    rows += [[], [None, "Region", "Org Code", "Org Name"]]
    return rows + [[None, *x, *(figure(at) for at in range(len(labels)))] for x in TRUSTS]


def book(start, to, why):
    days = [start + timedelta(days=at) for at in range(3)]
    labels = [NCTR, LEFT, STAYED] * 3
    daily = sheet("Table 2: Number of patients", labels, lambda at: (90, 30, 60)[at % 3])
    daily.insert(2, [None] * 4 + [x for day in days for x in (day, None, None)])
    return {
        "Cover Sheet": [
            [],
            [None, "Title:", "Community Discharge Situation Report"],
            [None, "Period:", start],
        ],
        "Table 2": daily,
        "Table 4": sheet("Table 4: discharges by destination", to, lambda at: 10 + at),
        "Table 5": sheet("Table 5: snapshot average (LoS >14 days), by reason", why, lambda at: at),
    }


@pytest.mark.parametrize(
    ("start", "to", "why", "suffixes"),
    [
        (date(2023, 8, 1), OLD, REASONS_OLD, {"_2023"}),
        (date(2023, 10, 1), both(OLD, NEW), both(REASONS_OLD, REASONS_NEW), {"", "_2023"}),
        (date(2024, 2, 1), NEW, REASONS_NEW, {""}),
    ],
)
def test_columns_of_both_definitions_are_kept_apart(tmp_path, start, to, why, suffixes):
    found = registry.read(workbook(tmp_path / "x.xlsx", book(start, to, why)))
    assert found.layout == community_workbook.name
    measures = set(found.rows["measure"])
    for stem in ("community_discharges_by_destination", "community_delayed_patients_los14"):
        assert {x.removeprefix(stem) for x in measures if x.startswith(stem)} == suffixes
    monthly = found.rows[found.rows["reason"] != ""]
    mine = monthly[monthly["organisation"] == "RBB"]
    assert mine["value"].sum() == sum(10 + at for at in range(len(to))) + sum(range(len(why)))
    assert len(mine) == len(to) + len(why)
    assert set(found.rows["setting"]) == {"community"}
    assert all(check.holds for check in found.checks)
    assert ("October 2023 has the columns of both" in said(found, DEFINITION)) == (
        len(suffixes) == 2
    )


def test_daily_counts_come_back(tmp_path):
    start = date(2024, 2, 1)
    found = registry.read(workbook(tmp_path / "x.xlsx", book(start, NEW, REASONS_NEW)))
    left = values(found, measure="community_nctr_discharged")
    assert left["RCC", "2024-02-03", ""] == 30
    assert left["ENGLAND", "2024-02-01", ""] == 90


def test_each_list_has_the_number_of_reasons_that_was_published():
    assert (len(REASONS_OLD), len(REASONS_NEW)) == (18, 20)
    assert (len(OLD), len(NEW)) == (11, 14)
    codes = [delay_reason(words).code for words in REASONS_NEW]
    assert len(set(codes)) == 20
