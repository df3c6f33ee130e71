"""`stepdown targets`: what it prints, what it writes, and its exit codes."""

from __future__ import annotations

import json
import sys

import pandas as pd
import pytest

from calibration.sitrep.organisation import known_instead
from simulator.cli import main
from tests.calibration.sitrep import delayed_month as month
from tests.calibration.sitrep.printed import text, workbook


def made(folder, year, change=None):
    """Write a month of one of the layouts."""
    variant = month.VARIANTS[year]
    cells = month.sheets(variant, month.days(variant))
    if change:
        change(cells)
    return workbook(folder / f"{year}.xlsx", cells)


@pytest.fixture
def targets(tmp_path, monkeypatch, capsys):
    """Run the command in a folder of its own; gives its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["stepdown", "targets", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


def test_files_are_recognised_told_and_kept(targets, tmp_path):
    files = made(tmp_path, "2017"), made(tmp_path, "2019")
    code, out, _ = targets(*files, "--out", "kept/targets.parquet")
    assert code == 0
    assert "2017.xlsx: DTOC by local authority, one month" in out
    assert "April 2017; 1 nation, 3 local authorities" in out
    assert "all add up" in out
    assert "not there: dtoc_beds by nation, 2017-05 to 2019-03" in out
    kept = pd.read_parquet(tmp_path / "kept/targets.parquet")
    beside = pd.read_csv(tmp_path / "kept/targets.csv", keep_default_na=False)
    assert len(kept) == len(beside) > 200
    assert sorted(x.name for x in (tmp_path / "kept").iterdir()) == [
        "targets.csv",
        "targets.parquet",
    ]
    assert set(kept["file"]) == {"2017.xlsx", "2019.xlsx"}
    assert out.splitlines()[-1] == "written: kept/targets.csv"


def test_without_out_nothing_is_written_and_the_next_step_is_named(targets, tmp_path):
    code, out, _ = targets(made(tmp_path, "2017"))
    assert code == 0
    assert "--out targets.parquet" in out.splitlines()[-1]
    assert [x.name for x in tmp_path.iterdir()] == ["2017.xlsx"]


def test_a_total_that_does_not_add_up_is_shown_with_its_cell(targets, tmp_path):
    def wrong(cells):
        cells["LA - by reason"][16][-1] += 7

    code, out, _ = targets(made(tmp_path, "2017", wrong))
    assert code == 0
    assert "3 do not add up" in out
    assert "does not add up: Ambridge UA: dtoc_delayed_days, parts of the total: printed" in out
    assert "(LA - by reason, Q17)" in out


def test_the_older_code_of_an_authority_becomes_its_later_one(targets, tmp_path):
    files = made(tmp_path, "2011"), made(tmp_path, "2019")
    code, out, _ = targets(*files, "--out", "a.parquet", "--organisation", "E06000901")
    assert code == 0
    kept = pd.read_parquet(tmp_path / "a.parquet")
    assert set(kept["organisation"]) == {"E06000901"}
    assert set(kept["file"]) == {"2011.xlsx", "2019.xlsx"}
    assert "step in definition, 2017-04-01: reason O begins" in out


def test_files_that_print_no_older_codes_keep_their_own(targets, tmp_path):
    head = ["code", "name", "quarter", "sector", "available", "occupied", "occupancy_percent"]
    lines = [["RX1", "Ambridge", "2024-25 Q1", "total", 10, 9, 90]]
    code, out, _ = targets(text(tmp_path / "x.csv", [head, *lines]), "--out", "a.parquet")
    assert code == 0
    assert "2024-04-01 to 2024-06-30; 1 provider; none missing" in out
    assert pd.read_parquet(tmp_path / "a.parquet")["value"].tolist() == [10, 9, 0.9]


def test_what_was_looked_for_is_told_once(targets, tmp_path):
    files = [text(tmp_path / f"{name}.csv", [["eggs"], ["6"]]) for name in "xyz"]
    _, _, err = targets(*files)
    assert err.count("What was looked for:") == 1
    assert err.count("listed with the first such file") == 2


def test_an_organisation_may_be_named_and_a_wrong_one_is_refused(targets, tmp_path):
    file = made(tmp_path, "2019")
    code, _, _ = targets(file, "--out", "a.parquet", "--organisation", "ambridge ua")
    assert code == 0
    assert set(pd.read_parquet(tmp_path / "a.parquet")["organisation"]) == {"E06000901"}
    code, _, err = targets(file, "--organisation", "E06000900")
    assert code == 2
    assert "no file has figures of an organisation 'E06000900'" in err
    assert "Near are: E06000901" in err


def test_one_unknown_file_stops_the_writing_but_the_others_are_told(targets, tmp_path):
    good, bad = made(tmp_path, "2017"), text(tmp_path / "x.csv", [["eggs"], ["6"]])
    code, out, err = targets(good, bad, tmp_path / "gone.xls", "--out", "a.parquet")
    assert code == 2
    assert "2017.xlsx: DTOC by local authority, one month" in out
    assert "x.csv: no known layout" in err
    assert "gone.xls: no such file" in err
    assert "Traceback" not in err
    assert not (tmp_path / "a.parquet").exists()


def test_two_files_that_differ_are_told(targets, tmp_path):
    def revised(cells):
        for row in (14, 16):
            cells["LA - by reason"][row][5] += 1

    first = made(tmp_path, "2017")
    (tmp_path / "b").mkdir()
    second = made(tmp_path / "b", "2017", revised)
    code, out, _ = targets(first, second)
    assert code == 0
    assert "the file named first is kept; 2 differ, at most by" in out


def test_json_is_one_document_of_plain_values(targets, tmp_path):
    code, out, _ = targets(made(tmp_path, "2019"), "--json", "--out", "a.parquet")
    assert code == 0
    document = json.loads(out)
    (file,) = document["files"]
    assert file["layout"] == "DTOC by local authority, one month"
    assert file["periods"] == ["2019-04-01"]
    assert "E06000901" in file["organisations"]
    assert file["totals_that_do_not_add_up"] == []
    assert document["figures"] == file["figures"]


def test_a_name_that_is_no_parquet_is_refused(targets, tmp_path):
    code, _, err = targets(made(tmp_path, "2017"), "--out", "a.csv")
    assert code == 2
    assert "must end in .parquet" in err


def test_codes_of_another_kind_are_said_to_be_so_and_names_offered(targets, tmp_path):
    code, _, err = targets(made(tmp_path, "2019"), "--organisation", "QZZ")
    assert code == 2
    assert "()" not in err
    assert "by codes of the Office for National Statistics, as E" in err
    assert "'QZZ' looks like one of the codes of the NHS's organisation data service" in err
    assert "A name will do too, as " in err


def test_organisations_without_names_are_told_by_their_codes():
    said = known_instead("QZZ", {"E54000956": "", "E54000957": ""})
    assert "The files have 2 organisations" in said
    assert "as E54000956." in said
    assert "()" not in said
    assert "give no names" in said
