"""Tables that are known and not read: said so in words, each with what to use instead."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from calibration.sitrep import registry
from calibration.sitrep.not_read import KNOWN
from simulator.errors import InputError

DATA = Path(__file__).parents[4] / "shared" / "data"
REFUSED = (
    *("intermediate-care/figure1.csv", "intermediate-care/figure3.csv"),
    *("intermediate-care/figure4.csv", "intermediate-care/figure5.csv"),
    *("open-2024-25/providers_2024_25.csv", "profiles/HES_field_metadata.csv"),
    *("profiles/LOS_model.csv", "profiles/stranded_data.csv", "profiles/ae_attendances.csv"),
    "profiles/ae_arrivals_hour_by_weekday_2024_25.csv",
)


def written(folder, known, above=""):
    file = folder / "a.csv"
    head = ",".join(sorted(column.upper() for column in known.columns))
    file.write_text(f"{above}{head},more\n{',' * len(known.columns)}1\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.says[:30])
def test_each_is_refused_in_its_own_words(tmp_path, known):
    with pytest.raises(InputError) as error:
        registry.read(written(tmp_path, known, above="A title,\n,\n"))
    (problem,) = error.value.problems
    assert problem.says == f"a.csv: {known.says}"
    assert problem.do == known.do


def test_a_table_that_lacks_a_column_is_not_taken_for_one(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("date,metric\n2024-01-01,5\n", encoding="utf-8")
    with pytest.raises(InputError, match="no known layout"):
        registry.read(file)


@pytest.mark.parametrize("name", REFUSED)
def test_real_copies_are_refused_in_words(name):
    if not (DATA / name).is_file():
        pytest.skip("the published files are not here")
    with pytest.raises(InputError) as error:
        registry.read(DATA / name)
    assert "no known layout" not in str(error.value)


HEAD = "ADMIDATE,DISDATE,ADMIMETH,CLASSPAT,PROCODE,NHSNUMBER\n"
LINE = "2024-04-01,2024-04-05,21,1,RXX,9434765919\n"


@pytest.mark.parametrize("ending", [".csv", ".csv.gz"])
def test_a_patient_level_file_is_never_read_whole(tmp_path, monkeypatch, ending):
    """By its first line it is known, and then read row by row: nothing may load it as a book."""
    file = tmp_path / f"a{ending}"
    content = (HEAD + 20 * LINE).encode()
    file.write_bytes(gzip.compress(content) if ending.endswith("gz") else content)

    def refuse(*_):
        raise AssertionError("read whole")

    monkeypatch.setattr(registry, "read_book", refuse)
    found = registry.read(file)
    assert found.layout == "patient-level stays, HES or SUS names"
    assert "9434765919" not in found.rows.to_csv()


def test_a_damaged_patient_level_file_is_said_to_be_one(tmp_path):
    file = tmp_path / "a.csv.gz"
    whole = gzip.compress((HEAD + 5_000 * (LINE + os.urandom(8).hex() + "\n")).encode())
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="cannot be read as comma-separated text"):
        registry.read(file)


def test_nothing_under_five_is_written_of_patient_level_rows(tmp_path):
    """Nineteen stays of four nights and one of nine: the one is an interval and no number.

    So is a second of each group, or the one could be had by taking away.
    """
    file = tmp_path / "a.csv"
    odd = LINE.replace("2024-04-05", "2024-04-10")
    file.write_text(HEAD + 19 * LINE + odd, encoding="utf-8")
    rows = registry.read(file).rows
    small = rows[(rows["value"] > 0) & (rows["value"] < 5)]
    assert small.empty
    suppressed = rows[rows["missing"] == "suppressed"]
    assert len(suppressed) >= 2
    assert (suppressed["high"] - suppressed["low"] >= 3).all()
