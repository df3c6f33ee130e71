"""Published files that were made to do harm: refused in words, before they take memory or time."""

from __future__ import annotations

import gzip
import io
import zipfile
from contextlib import suppress

import pytest
import xlsxwriter

from calibration.sitrep import grid, limits
from calibration.sitrep.grid import read_book
from calibration.sitrep.limits import refuse_absurd_workbook
from simulator.errors import InputError

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a11 SYSTEM "file:' + "//" + '/etc/hostname">]>'
)


def workbook(path, cell="a plain word"):
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("one").write_string(0, 0, cell)
    return path


def repacked(path, change=None, **more):
    """A workbook with one of its parts changed, and parts added."""
    with zipfile.ZipFile(path) as packed:
        parts = {each.filename: packed.read(each) for each in packed.infolist()}
    if change is not None:
        name, old, new = change
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in {**parts, **more}.items():
            packed.writestr(name, content)
    return path


def told(path):
    with pytest.raises(InputError) as caught:
        read_book(path)
    (problem,) = caught.value.problems
    return problem.says


def test_a_text_that_unpacks_to_a_thousand_times_its_size_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "NO_BOMB", 100_000)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"0" * 5_000_000))
    assert "its text is larger than" in told(tmp_path / "a.csv.gz")


def test_one_packed_twice_is_refused(tmp_path):
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(gzip.compress(b"a,b\n1,2\n")))
    assert told(tmp_path / "a.csv.gz") == "a.csv.gz: it is packed twice"


def test_a_workbook_that_unpacks_to_a_thousand_times_its_size_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "NO_BOMB", 100_000)
    path = repacked(workbook(tmp_path / "a.xlsx"), **{"xl/more.xml": b"0" * 5_000_000})
    assert "its content is larger than" in told(path)


def test_a_part_that_lies_about_its_size_is_refused(tmp_path):
    path = repacked(workbook(tmp_path / "a.xlsx"), **{"xl/more.xml": b"0" * 50_000})
    content = path.read_bytes()
    for size in (b"\x50\xc3\x00\x00",):  # 50,000, in both headers
        assert content.count(size) >= 1
        path.write_bytes(content.replace(size, b"\x10\x00\x00\x00"))
    with pytest.raises(InputError, match="damaged"):
        refuse_absurd_workbook(path)


def test_thousands_of_parts_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_PARTS", 20)
    parts = {f"xl/p{n}.xml": b"" for n in range(30)}
    assert "is larger than" in told(repacked(workbook(tmp_path / "a.xlsx"), **parts))


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE])
def test_entities_are_not_put_in(tmp_path, head):
    path = workbook(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as packed:
        strings = packed.read("xl/sharedStrings.xml").decode()
    body = strings.partition("?>")[2].replace("a plain word", "&a11;")
    with zipfile.ZipFile(path) as packed:
        parts = {each.filename: packed.read(each) for each in packed.infolist()}
    parts["xl/sharedStrings.xml"] = (head + body).encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    path.write_bytes(made.getvalue())
    try:
        (sheet,) = read_book(path).sheets
    except InputError:
        return
    assert len(str(sheet.at(0, 0))) < 20


def test_a_link_to_another_workbook_is_not_followed_and_its_last_value_read(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        book.add_worksheet("one").write_formula(0, 0, "='[other.xlsx]one'!A1", None, 7)
    (sheet,) = read_book(tmp_path / "a.xlsx").sheets
    assert sheet.at(0, 0) == 7


def test_a_text_of_very_many_short_rows_is_refused_while_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(grid, "MAX_CELLS", 1000)
    (tmp_path / "a.csv").write_text("\n" * 5000, encoding="utf-8")
    assert "more cells than are read" in told(tmp_path / "a.csv")


@pytest.mark.parametrize("at", [4, 20, 40, 100])
def test_a_workbook_changed_in_any_place_is_damaged_and_no_fault_of_ours(tmp_path, at):
    content = bytearray(workbook(tmp_path / "a.xlsx").read_bytes())
    for place in range(len(content) - at, len(content) - at + 4):
        content[place] = 0xFF
    (tmp_path / "a.xlsx").write_bytes(content)
    with suppress(InputError):
        read_book(tmp_path / "a.xlsx")
