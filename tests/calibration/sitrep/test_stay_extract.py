"""Patient-level extracts: counted by group, small counts hidden, nothing of a patient kept."""

import itertools
import random
from datetime import date, timedelta
from math import isnan

import numpy as np
import pytest

from calibration.sitrep import registry, stay_extract
from calibration.sitrep.los_band import bands
from calibration.sitrep.stay_table import LOS, hidden
from simulator.errors import InputError
from tests.calibration.sitrep.pages import said, text_file

HEAD = (
    "NHSNUMBER",
    "NAME",
    "PROCODE",
    "ADMIDATE",
    "ADMIMETH",
    "STARTAGE",
    "CLASSPAT",
    "DISREADYDATE",
    "DISDATE",
    "DISMETH",
    "DISDEST",
    "POSTCODE",
)
FIRST = date(2024, 4, 3)
SECRET = ("9434765919", "Ada Lovelace", "ZZ99 3VZ")


def row(admitted, days, *, ready=None, age=80, method="21", kind="1", ended="1", to="19"):
    left = "1800-01-01" if days is None else f"{admitted + timedelta(days=days)}"
    when = "" if ready is None else f"{admitted + timedelta(days=ready)}"
    number, name, place = SECRET
    return (number, name, "RAA", f"{admitted}", method, age, kind, when, left, ended, to, place)


def made_up(number=400, seed=4):
    draw = random.Random(seed)
    rows = []
    for _ in range(number):
        days = int(draw.lognormvariate(1.5, 1.1))
        ready = draw.randint(0, days) if draw.random() < 0.7 else None
        age = draw.choice([30, 70, 80, 90])
        start = FIRST + timedelta(days=draw.randrange(300))
        rows.append(row(start, days, ready=ready, age=age))
    return rows


def read(tmp_path, rows, head=HEAD, name="extract.csv"):
    return registry.read(text_file(tmp_path / name, [head, *rows]))


def test_stays_are_counted_as_numpy_counts_them(tmp_path):
    rows = made_up()
    found = read(tmp_path, rows)
    assert found.layout == stay_extract.name
    table = bands(found.rows, "stays_by_los", "RAA", "emergency 75-84")
    days = [(date.fromisoformat(x[8]) - date.fromisoformat(x[3])).days for x in rows if x[5] == 80]
    counts, _ = np.histogram(days, [*LOS, np.inf])
    for count, each in zip(counts, table.itertuples(), strict=True):
        assert each.low <= count <= each.high
        if each.low == each.high:
            assert each.low == count
    assert (table["low"] == table["high"]).sum() >= 8


def test_no_count_of_one_to_four_is_shown_anywhere(tmp_path):
    found = read(tmp_path, made_up())
    shown = found.rows["value"].dropna()
    assert not shown.between(0.5, 4.5).any()
    assert (found.rows["missing"] == "suppressed").sum() > 10


def test_nothing_that_tells_a_patient_leaves_the_reader(tmp_path):
    found = read(tmp_path, made_up())
    everything = found.rows.to_csv() + repr(found.notes) + repr(found.checks)
    for secret in SECRET:
        assert secret not in everything
    assert "NHSNUMBER" not in everything
    assert (found.rows["cell"] == "").all()


def test_an_error_shows_no_words_of_the_row(tmp_path):
    rows = made_up(6)
    rows[2] = (*rows[2][:3], "Lovelace", *rows[2][4:])
    with pytest.raises(InputError) as refused:
        read(tmp_path, rows)
    assert "row 4, column ADMIDATE: is no date" in str(refused.value)
    assert "Lovelace" not in str(refused.value)


def test_null_dates_are_open_stays_and_invalid_ones_are_left_out(tmp_path):
    later = FIRST + timedelta(days=30)
    rows = [row(FIRST, 5)] * 10 + [row(FIRST, None, ended="8")] * 7 + [row(later, 1)] * 5
    bad = row(FIRST, 5)
    rows += [(*bad[:3], "1801-01-01", *bad[4:])] * 6 + [(*bad[:8], "2024-03-01", *bad[9:])]
    # Gone, nobody knows when: by the date, or by how he was discharged.
    rows += [(*bad[:8], "1801-01-01", "8", *bad[10:])] * 5 + [row(FIRST, None)] * 5
    found = read(tmp_path, rows)
    still = bands(found.rows, "stays_open_by_days", "RAA", "emergency 75-84")
    # 31 days after the 3rd of April the extract ends.
    assert dict(zip(still["first"], still["low"], strict=True))[28] == 7
    assert "16 rows left out: without valid dates" in said(found)
    assert "fewer than 5 rows left out: discharged before they were admitted" in said(found)
    assert "7 are open" in said(found)


def test_times_of_day_are_read_as_days(tmp_path):
    rows = [(*x[:3], f"{x[3]}T13:20:00", *x[4:8], f"{x[8]} 09:05:00", *x[9:]) for x in made_up(60)]
    assert read(tmp_path, rows).rows.equals(read(tmp_path, made_up(60)).rows)


def test_day_cases_are_left_out_and_infants_are_children(tmp_path):
    rows = [row(FIRST, 2, age=7003)] * 9 + [row(FIRST, 0, kind="2")] * 12
    found = read(tmp_path, rows)
    assert {x.split(":")[0] for x in found.rows["reason"]} == {"emergency 0-17"}
    assert "12 rows left out: day cases" in said(found)


def test_how_admitted_and_how_ended(tmp_path):
    rows = [row(FIRST, 3, method="11")] * 8 + [row(FIRST, 3, method="2A", ended="4", to="79")] * 6
    rows += [row(FIRST, 3, method="81", to="65")] * 7
    found = read(tmp_path, rows).rows
    ends = found[(found["measure"] == "stays_by_end") & (found["value"] > 0)]
    assert dict(zip(ends["reason"], ends["value"], strict=True)) == {
        "elective 75-84:home": 8,
        "emergency 75-84:died": 6,
        "transfer 75-84:care home": 7,
    }


def test_to_ready_and_after_it_add_to_the_stay(tmp_path):
    found = read(tmp_path, [row(FIRST, 9, ready=5)] * 6 + [row(FIRST, 9)] * 6).rows
    ready = bands(found, "stays_by_days_to_ready", "RAA", "emergency 75-84")
    delay = bands(found, "stays_by_delay", "RAA", "emergency 75-84")
    assert ready[ready["high"] > 0]["first"].tolist() == [5]
    assert delay[delay["high"] > 0]["first"].tolist() == [4]
    assert delay["high"].sum() == 6


def test_stays_without_a_ready_date_and_those_begun_before_are_counted_apart(tmp_path):
    # The period begins with the month of the first discharge.
    early = FIRST - timedelta(days=10)
    rows = [row(FIRST, 9, ready=5)] * 6 + [row(FIRST, 2)] * 7 + [row(early, 12)] * 8
    found = read(tmp_path, rows).rows
    untimed = bands(found, "stays_without_ready_by_los", "RAA", "emergency 75-84")
    some = untimed[untimed["high"] > 0]
    assert dict(zip(some["first"], some["low"], strict=True)) == {2: 7, 10: 8}
    begun = found[found["measure"] == "stays_by_begin"]
    assert dict(zip(begun["reason"], begun["value"], strict=True)) == {
        "emergency 75-84:before": 8,
        "emergency 75-84:within": 13,
    }
    none = read(tmp_path, [row(FIRST, 2)] * 7, name="none.csv").rows
    assert "stays_without_ready_by_los" not in set(none["measure"])


def test_episodes_cannot_tell_open_stays(tmp_path):
    head = (*HEAD, "EPIORDER")
    rows = [(*row(FIRST, None, ended="8"), 1)] * 8 + [(*row(FIRST, 6), 2)] * 8
    found = read(tmp_path, rows, head)
    assert "stays_open_by_days" not in set(found.rows["measure"])
    assert "open stays cannot be told" in said(found)


def test_a_large_file_is_read_row_by_row_to_the_same(tmp_path):
    path = text_file(tmp_path / "extract.csv.gz", [HEAD, *made_up()])
    whole, by_row = registry.read(path), stay_extract.read_extract(path)
    assert whole.rows.equals(by_row.rows)
    assert whole.notes == by_row.notes
    with pytest.raises(InputError, match="it lacks ADMIDATE, DISDATE"):
        stay_extract.read_extract(
            text_file(tmp_path / "x.csv", [("PROCODE", "ADMIMETH", "CLASSPAT")])
        )


@pytest.mark.parametrize("small", [1, 2, 3, 4])
@pytest.mark.parametrize("other", [5, 6, 9, 10, 37, 44])
def test_a_known_total_tells_neither_hidden_count(small, other):
    shown = hidden([0, small, other, 80])
    assert isnan(shown[1][0])
    assert isnan(shown[2][0])
    assert shown[2][1] <= other <= shown[2][2]
    possible = [
        (a, b)
        for a, b in itertools.product(range(1, 5), range(int(shown[2][1]), int(shown[2][2]) + 1))
        if a + b == small + other
    ]
    assert {a for a, _ in possible} == {1, 2, 3, 4}
