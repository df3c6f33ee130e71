"""The extract by provider and authority: sums by each, and faults named by line."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from calibration.sitrep.registry import read
from simulator.errors import InputError
from tests.calibration.sitrep.delayed_month import REASONS, SETTINGS, WHO
from tests.calibration.sitrep.printed import text

CODES = dict(
    zip(
        REASONS,
        [
            *["A_COMPLETION_ASSESSMENT", "B_PUBLIC_FUNDING", "C_FURTHER_NON_ACUTE_NHS"],
            *["DI_RESIDENTIAL_HOME", "DII_NURSING_HOME", "E_CARE_PACKAGE_IN_HOME"],
            *["F_COMMUNITY_EQUIP_ADAPT", "G_PATIENT_FAMILY_CHOICE", "H_DISPUTES", "I_HOUSING"],
            "O_OTHER",
        ],
        strict=True,
    )
)
HEAD = [
    *["Year", "Period Name", "Provider Parent Org Code", "Provider Parent Name"],
    *["Provider Org Code", "Provider Org Name", "Local Authority Code", "Local Authority Name"],
    *["Acute Or Non Acute Description", "Reason For Delay"],
    *[f"{who} {letter} SUM" for who in WHO for letter in "AB"],
]
PROVIDERS = (("RX1", "AMBRIDGE NHS TRUST"), ("RX2", "BORSETSHIRE NHS TRUST"))
AUTHORITIES = (("907", "Ambridge"), ("00KX", "Camberwick"), ("911", "Trumpton"))


def figures(seed=3):
    """By provider, authority, care, reason, who, and A or B; zero where none can be reported."""
    found = np.random.default_rng(seed).integers(1, 40, (2, 3, 2, 10, 3, 2))
    for code in ("C", "I"):
        found[:, :, :, REASONS.index(code), 1:] = 0
    for code in ("Di", "G", "H"):
        found[:, :, :, REASONS.index(code), 2] = 0
    return found


def lines(given, year="2016-17", month="OCTOBER"):
    """One line a provider, authority, care and reason."""
    return [
        [
            *[year, month, "Q70", "A REGION", *PROVIDERS[p], *AUTHORITIES[a], SETTINGS[s]],
            *[CODES[REASONS[r]], *given[p, a, s, r].ravel().tolist()],
        ]
        for p, a, s, r in np.ndindex(given.shape[:4])
    ]


def made(tmp_path, rows, head=HEAD, above=3, encoding="utf-8-sig"):
    top = [["Delayed transfers of care"], *[[""]] * (above - 1)]
    return read(text(tmp_path / "x.csv", [*top, head, *rows], encoding))


def one(rows, code, **of):
    mine = rows[rows["organisation"] == code]
    for name, value in of.items():
        mine = mine[mine[name] == value]
    (row,) = mine.itertuples()
    return row


@pytest.mark.parametrize("above", [3, 4])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "windows-1252"])
def test_sums_by_provider_and_by_authority_come_back(tmp_path, above, encoding):
    given = figures()
    reading = made(tmp_path, lines(given), above=above, encoding=encoding)
    assert reading.layout == "DTOC by provider and local authority, monthly extract"
    rows = {
        (x.organisation, x.measure, x.setting, x.reason, x.responsible): x.value
        for x in reading.rows.itertuples()
    }
    assert len(rows) == len(reading.rows) == 5 * 2 * 2 * 10 * 3
    for letter, measure in enumerate(("dtoc_patients", "dtoc_delayed_days")):
        for axis, organisations in ((1, PROVIDERS), (0, AUTHORITIES)):
            sums = given[..., letter].sum(axis)
            for at, (code, _) in enumerate(organisations):
                for s, r, w in np.ndindex(2, 10, 3):
                    of = (SETTINGS[s].lower(), REASONS[r], WHO[w].lower())
                    value, expected = rows[code, measure, *of], sums[at, s, r, w]
                    assert value == expected or (np.isnan(value) and expected == 0)
    assert set(reading.rows["start"]) == {pd.Timestamp("2016-10-01")}


def test_a_sum_names_its_first_line_and_how_many_more(tmp_path):
    rows = made(tmp_path, lines(figures())).rows
    of = {"measure": "dtoc_delayed_days", "setting": "acute", "reason": "A", "responsible": "nhs"}
    assert one(rows, "RX1", **of).cell == "L5 +2"
    assert one(rows, "907", **of).cell == "L5 +1"


def test_a_line_without_a_figure_makes_the_sum_missing_with_what_is_known_as_least(tmp_path):
    given = figures()
    rows = lines(given)
    rows[0][11] = ""
    reading = made(tmp_path, rows)
    of = {"measure": "dtoc_delayed_days", "setting": "acute", "reason": "A", "responsible": "nhs"}
    found = one(reading.rows, "RX1", **of)
    assert np.isnan(found.value)
    assert found.missing == "not reported"
    assert found.low == given[0, 1:, 0, 0, 0, 1].sum()


def test_from_april_2017_patients_at_midnight_are_left_out(tmp_path):
    reading = made(tmp_path, lines(figures(), "2017-18", "MAY"))
    assert set(reading.rows["measure"]) == {"dtoc_delayed_days"}
    assert any("not collected from April 2017" in note.says for note in reading.notes)


def test_an_extract_of_two_months_keeps_them_apart(tmp_path):
    first, second = figures(1), figures(2)
    rows = made(tmp_path, [*lines(first), *lines(second, month="NOVEMBER")]).rows
    of = {"measure": "dtoc_delayed_days", "setting": "acute", "reason": "B", "responsible": "both"}
    for start, given in (("2016-10-01", first), ("2016-11-01", second)):
        found = one(rows, "RX2", start=pd.Timestamp(start), **of)
        assert found.value == given[1, :, 0, 1, 2, 1].sum()


def test_the_older_column_names_of_regions_do_not_matter(tmp_path):
    head = [x.replace("Parent Org", "SHA").replace("Parent", "SHA") for x in HEAD]
    assert len(made(tmp_path, lines(figures()), head).rows) == 5 * 2 * 10 * 3 * 2


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        (0, "2016", "cell A5: no month: year '2016'"),
        (1, "OCTEMBER", "cell A5: no month"),
        (4, "", "cell E5: a line without both codes"),
        (8, "Community", "cell I5: care 'Community' is not Acute or Non-Acute"),
        (9, "Z_NEW", "cell J5: reason 'Z_NEW' does not begin with a code"),
        (11, "many", "cell L5: 'many' is neither a number"),
    ],
)
def test_a_line_with_a_fault_is_refused_by_its_cell(tmp_path, column, value, says):
    rows = lines(figures())
    rows[0][column] = value
    with pytest.raises(InputError) as caught:
        made(tmp_path, rows)
    assert says in str(caught.value)


def test_a_line_given_twice_is_refused(tmp_path):
    rows = lines(figures())
    with pytest.raises(
        InputError, match=r"RX1, 907, A, acute, October 2016 is there twice, also in"
    ):
        made(tmp_path, [*rows, rows[0]])


def test_many_faults_are_counted_not_listed(tmp_path):
    rows = lines(figures())
    for row in rows:
        row[8] = "?"
    with pytest.raises(InputError) as caught:
        made(tmp_path, rows)
    assert len(caught.value.problems) == 26
    assert str(caught.value.problems[-1]) == "x.csv: and 95 more of the kind"
