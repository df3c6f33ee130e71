"""Scenario files that no person wrote: refused in words, whatever is in them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import InputError
from simulator.scenario.census_file import CensusTable
from simulator.scenario.demand_file import ArrivalTimes, DemandTable
from simulator.scenario.length_file import LengthTable
from simulator.scenario.load import load_text
from simulator.scenario.remaining_file import RemainingTable
from tests.fuzz.mutation import text_changed
from tests.fuzz.targets import EXAMPLE, SCENARIOS

KINDS = (CensusTable, ArrivalTimes, DemandTable, LengthTable, RemainingTable)
SMALL = (SCENARIOS / "small.yaml").read_bytes()
CENSUS = (EXAMPLE / "census.csv").read_bytes()


def read(text: str) -> None:
    try:
        load_text(text)
    except InputError as error:
        str(error)


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 2**32))
def test_a_scenario_with_anything_changed_is_read_or_refused(seed):
    changed = text_changed(SMALL, random.Random(seed), [SMALL, CENSUS])
    read(changed.decode("utf-8", "replace"))


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    read(text)


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(st.sampled_from(KINDS), st.integers(0, 2**32))
def test_a_data_file_with_anything_changed_is_read_or_its_faults_are_told(kind, seed):
    changed = text_changed(CENSUS, random.Random(seed), [CENSUS, SMALL])
    rows, faults = kind.parse(changed.decode("utf-8", "replace"))
    assert rows or faults
    assert all(fault.says and fault.line >= 1 and fault.column >= 1 for fault in faults)


@pytest.mark.parametrize("name", ["=3 -", "[key]", "=name", "=shifts"])
def test_a_field_with_the_name_of_a_tag_is_unknown(name):
    with pytest.raises(InputError, match=f"unknown field '{name}'".replace("[", r"\[")):
        load_text(SMALL.decode() + f'\n"{name}": 1\n')


def test_the_tags_of_alternatives_are_known_where_faults_are_told():
    from simulator.scenario import fault

    files = (SCENARIOS.parents[1] / "simulator" / "scenario").glob("*.py")
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    tags = {part.split('"')[0] for part in text.split('Tag("')[1:]}
    assert tags
    assert tags <= fault._NOT_IN_IT


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(50)),
        "[" * 10_000,
        "a: " * 10_000,
        "- " * 10_000,
        "{" * 1000 + "}" * 1000,
        "title: " + "x" * 100_000,
        "!!python/object/apply:os.system [true]",
        "? " * 10_000,
        "a: !!binary " + "A" * 10_000,
        "a:\n" * 2_000,
    ],
)
def test_bombs_are_refused_soon(bomb):
    with pytest.raises(InputError) as caught:
        load_text(bomb)
    assert len(caught.value.problems) < 300
    assert len(str(caught.value)) < 2_500_000
