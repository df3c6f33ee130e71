"""Beds, episodes and the community audit: tables give back their numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from calibration.sitrep.registry import read
from simulator.errors import InputError
from tests.calibration.sitrep.printed import text, workbook

SECTORS = ("General & Acute", "Learning Disabilities", "Maternity", "Mental Illness")
TRUSTS = (("Y56", "RX1", "Ambridge NHS Trust"), ("Y60", "RX2", "Borsetshire NHS Trust"))
AVAILABLE = np.array([[400.25, 0, 30.5, 0], [210.5, 12.25, 0, 80]])
OCCUPIED = np.array([[380.125, 0, 20.25, 0], [214.5, 10, 0, 75.5]])


def kh03(per_cent=False):
    """A quarterly workbook, April to June 2024."""
    head = [None, "Year", "Period End", "Region Code", "Org Code", "Org Name"]
    names = ["Total", *SECTORS]
    rows = [[None, "Title:", "Beds"], *[[]] * 12]
    rows.append([None] * 6 + ["Available", *[None] * 5, "Occupied", *[None] * 5, "% Occupied"])
    rows.append([*head, *names, None, *names, None, *names])
    england = [None, "2024-25", "June", "-", "-", "England"]
    rows += [[*england, *across(AVAILABLE.sum(0), OCCUPIED.sum(0), per_cent)], []]
    for trust, has, uses in zip(TRUSTS, AVAILABLE, OCCUPIED, strict=True):
        rows.append([None, "2024-25", "June", *trust, *across(has, uses, per_cent)])
    return rows


def across(has, uses, per_cent):
    has, uses = [has.sum(), *has], [uses.sum(), *uses]
    scale = 100 if per_cent else 1
    shares = [scale * u / h if h else "-" for h, u in zip(has, uses, strict=True)]
    return [*has, None, *uses, None, *shares]


def values(rows, measure, **where):
    mine = rows[rows["measure"] == measure]
    for name, value in where.items():
        mine = mine[mine[name] == value]
    return mine


@pytest.mark.parametrize("per_cent", [False, True])
def test_beds_of_a_quarter_come_back(tmp_path, per_cent):
    reading = read(workbook(tmp_path / "a.xlsx", {"NHS Trust by Sector": kh03(per_cent)}))
    assert reading.layout == "KH03 overnight beds, one quarter"
    assert all(check.holds for check in reading.checks)
    for trust, has, uses in zip(TRUSTS, AVAILABLE, OCCUPIED, strict=True):
        mine = reading.rows[reading.rows["organisation"] == trust[1]]
        for measure, expected in (("beds_available", has), ("beds_occupied", uses)):
            given = values(mine, measure)["value"].tolist()
            assert given == [expected.sum(), *expected]
        share = values(mine, "bed_occupancy")["value"].to_numpy()
        np.testing.assert_allclose(share[0], uses.sum() / has.sum())
        np.testing.assert_allclose(share[1], uses[0] / has[0])
    assert set(reading.rows["start"]) == {pd.Timestamp("2024-04-01")}
    assert set(reading.rows["end"]) == {pd.Timestamp("2024-06-30")}
    (england,) = values(reading.rows, "beds_available", level="nation", reason="")["value"]
    assert england == AVAILABLE.sum()


def test_occupancy_of_no_beds_is_not_applicable(tmp_path):
    rows = read(workbook(tmp_path / "a.xlsx", {"NHS Trust by Sector": kh03()})).rows
    one = values(rows, "bed_occupancy", organisation="RX1", reason="learning disabilities")
    assert one["missing"].tolist() == ["not applicable"]


def test_wrong_beds_are_named(tmp_path):
    cells = kh03()
    cells[17][7] += 10
    reading = read(workbook(tmp_path / "a.xlsx", {"NHS Trust by Sector": cells}))
    failed = [check.what for check in reading.checks if not check.holds]
    assert any("sectors" in what and "Ambridge" in what for what in failed)
    assert any("general and acute, all providers" in what for what in failed)
    assert any("bed_occupancy, general and acute" in what for what in failed)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda c: c[17].__setitem__(2, "May"), "cell E18: no quarter"),
        (lambda c: c[18].insert(3, None), "cell G19: 'Borsetshire NHS Trust' is neither a number"),
        (lambda c: c[14].__setitem__(8, "Dentistry"), "cell I15: column 'Dentistry' is not known"),
        (
            lambda c: c.append(c[18]),
            "cell G20: beds_available of RX2 from 2024-04-01 is given twice",
        ),
        (lambda c: c.extend(c[13:]), "cell B21: a second table begins here"),
        (
            lambda c: c[13].__setitem__(12, "Staffed"),
            "nearest is 'KH03 overnight beds, one quarter'",
        ),
    ],
)
def test_a_quarter_with_a_fault_is_refused(tmp_path, change, says):
    cells = kh03()
    change(cells)
    with pytest.raises(InputError) as caught:
        read(workbook(tmp_path / "a.xlsx", {"NHS Trust by Sector": cells}))
    assert says in str(caught.value)


HES = [
    *[[None]] * 4,
    ["Hospital Admitted Patient Care Activity, 2023-24: Provider level analysis"],
    *[[None]] * 7,
    [
        *["Provider code", "Provider", None, "Finished consultant episodes"],
        *["Finished Admission Episodes", "Zero bed day cases", "Emergency (FAE)", "Waiting list"],
        *["Planned", "Other admission method", "Mean time waited (days)", "Median time waited"],
        *["Mean length of stay (days)", "Median length of stay", "Mean age (years)"],
    ],
    [None, "England", None, 1200, 1000, 5, 400, 300, 200, 100, 80.5, 30, 4.5, 1, 55.25],
    ["Y56", "London region", None, 1200, 1000, 5, 400, 300, 200, 100, 80.5, 30, 4.5, 1, 55.25],
    ["RX1", "Ambridge NHS Trust", None, 700, 600, 5, "*", 300, 200, "*", "-", "-", 3.5, 1, 50],
    ["RX2", "Borsetshire NHS Trust", None, 500, 400, 0, 100, 200, 50, 50, 20, 10, 6, 2, 60],
]


def test_episodes_of_a_year_come_back(tmp_path):
    reading = read(workbook(tmp_path / "a.xlsx", {"Hospital Providers": HES}))
    assert reading.layout == "HES admissions by provider, one year"
    rows = reading.rows
    mine = rows[rows["organisation"] == "RX2"].set_index("measure")["value"]
    assert mine.to_dict() == {
        "finished_consultant_episodes": 500,
        "finished_admissions": 400,
        "emergency_admissions": 100,
        "waiting_list_admissions": 200,
        "planned_admissions": 50,
        "other_admissions": 50,
        "wait_mean": 20,
        "wait_median": 10,
        "los_mean": 6,
        "los_median": 2,
        "age_mean": 60,
    }
    assert set(rows["start"]) == {pd.Timestamp("2023-04-01")}
    assert set(rows["end"]) == {pd.Timestamp("2024-03-31")}
    assert dict(zip(rows["organisation"], rows["level"], strict=True)) == {
        "ENGLAND": "nation",
        "Y56": "region",
        "RX1": "provider",
        "RX2": "provider",
    }
    assert any("no column of bed_days" in note.says for note in reading.notes)


def test_a_suppressed_count_is_one_to_seven(tmp_path):
    rows = read(workbook(tmp_path / "a.xlsx", {"Hospital Providers": HES})).rows
    (one,) = values(rows, "emergency_admissions", organisation="RX1").itertuples()
    assert (one.missing, one.low, one.high) == ("suppressed", 1, 7)
    assert np.isnan(one.value)


def test_methods_that_do_not_add_to_admissions_are_named(tmp_path):
    cells = [list(row) for row in HES]
    cells[13][6] = 450
    checks = read(workbook(tmp_path / "a.xlsx", {"Hospital Providers": cells})).checks
    (failed,) = [check for check in checks if not check.holds]
    assert (failed.what, failed.cell) == ("England: finished_admissions, by method", "E14")


def test_a_year_that_cannot_be_told_is_refused(tmp_path):
    cells = [["2022-23 and 2023-24"], *HES[:4], *HES[5:]]
    with pytest.raises(InputError, match="2 financial years above the table"):
        read(workbook(tmp_path / "a.xlsx", {"Hospital Providers": cells}))


FLAT_HES = [
    [
        *["level", "code", "name", "finished_consultant_episodes", "finished_admission_episodes"],
        *["emergency_admissions", "waiting_list_admissions", "planned_admissions"],
        *["other_admission_method", "bed_days", "mean_time_waited_days"],
        *["median_time_waited_days", "mean_length_of_stay_days", "median_length_of_stay_days"],
        "mean_age",
    ],
    *[
        ["Provider", f"RX{n}", "A trust", 2000, 1000 + 5 * n, 400, 300, 200, 100, 9, 8, 7, 6, 5, 4]
        for n in range(6)
    ],
]


def test_rounded_counts_of_reshaped_text_have_bounds(tmp_path):
    reading = read(text(tmp_path / "hes_2022-23.csv", FLAT_HES))
    (one,) = values(reading.rows, "emergency_admissions", organisation="RX3").itertuples()
    assert (one.value, one.low, one.high) == (400, 397.5, 402.5)
    assert set(reading.rows["start"]) == {pd.Timestamp("2022-04-01")}
    failed = [check.what for check in reading.checks if not check.holds]
    # 5, 10 lie within the rounding of a total and four parts; 15 and more do not.
    assert len(failed) == 3
    assert any("from the file's name only" in note.says for note in reading.notes)


def test_reshaped_text_of_no_period_is_refused(tmp_path):
    with pytest.raises(InputError, match="which period"):
        read(text(tmp_path / "hes.csv", FLAT_HES))


def test_an_unknown_level_of_reshaped_text_is_refused(tmp_path):
    lines = [FLAT_HES[0], ["Planet", "X", "Mars", *FLAT_HES[1][3:]]]
    with pytest.raises(InputError, match="A2: level 'Planet'"):
        read(text(tmp_path / "hes_2022-23.csv", lines))


PURPOSES = [
    *["Step-up", "Assessment", "Homelessness recovery", "Post hospital rehab", "Amputee rehab"],
    *["Bariatric rehab", "Complex specialist rehab", "Confusion, delirium, dementia"],
    *["Stroke / neuro rehab", "Other"],
]
BEDS = np.array([[5, 0, 1, 200, 0, 0, 4, 0, 10, 2], [3, 7, 0, 90, 0, 1, 0, 2, 0, 0]])


def audit():
    """The four tables."""
    top = [
        ["Community bed audit, position on 4 March 2026"],
        ["Published: 14 May 2026"],
        *[[]] * 13,
    ]
    codes = (["South", None, "QX1", "Ambridge"], ["North", None, "QX2", "Borsetshire"])
    whole = [["Region", None, "ICB code", "ICB", "Total beds", *PURPOSES]]
    whole += [["England", None, None, "England", int(BEDS.sum()), *BEDS.sum(0).tolist()]]
    stays = [["Region", None, "ICB code", "ICB", "Overall", *PURPOSES]]
    contract = [["Region", None, "ICB code", "ICB", "Block contract", "Block %", "Spot purchase"]]
    owner = [["Region", None, "ICB code", "ICB", "NHS trust", "NHS %", "Non-NHS", "Non-NHS %"]]
    for code, beds in zip(codes, BEDS.tolist(), strict=True):
        count = sum(beds)
        whole.append([*code, count, *beds])
        stays.append([*code, 30.5, *[20.25 if x else "-" for x in beds]])
        contract.append([*code, count - 5, 0.9, 5 if code[2] == "QX1" else 9])
        owner.append([*code, 50, 0.2, count - 50, 0.8])
    tables = (whole, stays, contract, owner)
    return {f"Table {n}": [*top, *table] for n, table in enumerate(tables, 1)}


def test_the_audit_comes_back(tmp_path):
    reading = read(workbook(tmp_path / "a.xlsx", audit()))
    assert reading.layout == "community bed audit"
    rows = reading.rows
    for code, beds in zip(("QX1", "QX2"), BEDS, strict=True):
        mine = values(rows, "community_beds", organisation=code)
        assert mine["value"].tolist() == [*beds, beds.sum()] or mine["value"].tolist() == [
            beds.sum(),
            *beds,
        ]
        stays = values(rows, "community_los_mean", organisation=code)
        assert (stays["missing"] == "not applicable").sum() == (beds == 0).sum()
        owners = values(rows, "community_beds_by_owner", organisation=code)
        assert owners.set_index("reason")["value"].to_dict() == {
            "NHS trust": 50,
            "other than NHS": beds.sum() - 50,
        }
    assert set(rows["start"]) == {pd.Timestamp("2026-03-04")}
    assert set(rows["setting"]) == {"community"}
    assert all(check.holds for check in reading.checks)
    (note,) = [note for note in reading.notes if "more beds by contract" in note.says]
    assert note.says == "Borsetshire: 4 more beds by contract than beds in all"


def test_purposes_that_do_not_add_up_are_named(tmp_path):
    cells = audit()
    cells["Table 1"][17][8] += 1
    checks = read(workbook(tmp_path / "a.xlsx", cells)).checks
    failed = [check.what for check in checks if not check.holds]
    assert "Ambridge: all beds, community_beds by 10 kinds" in failed
    assert len(failed) == 2


def test_an_audit_of_two_days_is_refused(tmp_path):
    cells = audit()
    cells["Table 2"][0] = ["Position on 5 March 2026"]
    with pytest.raises(InputError, match="which day the audit is of cannot be told"):
        read(workbook(tmp_path / "a.xlsx", cells))


@pytest.mark.parametrize(
    "sheets", [{"NHS Trust by Sector": kh03()}, {"Hospital Providers": HES}, audit()]
)
def test_a_layout_known_only_from_its_description_says_so(tmp_path, sheets):
    notes = read(workbook(tmp_path / "a.xlsx", sheets)).notes
    assert any("has not been tried on a published file" in note.says for note in notes)
