"""Tables as text: what a spreadsheet would work out is told to it as text, numbers as numbers."""

from __future__ import annotations

import csv

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.results.csv_file import SIGNS, escaped, is_formula, unescaped, write_csv

FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://example.org","here")',
    "+cmd|' /C calc'!A0",
    "-1+1",
    "-inf",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1",
    "\n=1",
    "\uff1d1+1",
    "-",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_begins_like_a_formula_is_quoted(text):
    assert is_formula(text)
    assert escaped(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1", "+3.5", "-1e-5", "", "a=b", "1-2", "'quoted'", "é"])
def test_other_texts_and_numbers_stay(text):
    assert escaped(text) == text


@given(st.text(max_size=8) | st.sampled_from(FORMULAS))
def test_nothing_is_lost(text):
    assert unescaped(escaped(text)) == text
    assert not escaped(text).startswith(SIGNS) or not is_formula(text)


def test_a_table_is_written_without_a_formula_in_it(tmp_path):
    table = pd.DataFrame(
        {
            "=head": ["=1+1", "plain", None],
            "number": [-1.5, 2.0, float("nan")],
            "kind": pd.Categorical(["@x", "b", "@x"]),
            "text": pd.array(["+1+1", "-7", None], dtype="string"),
        }
    )
    write_csv(table, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["'=head", "number", "kind", "text"],
        ["'=1+1", "-1.5", "'@x", "'+1+1"],
        ["plain", "2.0", "b", "-7"],
        ["", "", "'@x", ""],
    ]
    assert table["=head"][0] == "=1+1"
    assert b"\r" not in (tmp_path / "a.csv").read_bytes()


def test_a_table_without_any_is_written_as_pandas_does(tmp_path):
    table = pd.DataFrame({"a": ["x", 'with "quotes", and commas'], "b": [1, -2]})
    write_csv(table, tmp_path / "a.csv")
    table.to_csv(tmp_path / "b.csv", index=False)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
