"""A scenario as a workbook and back: nothing lost, edits meant, every problem with its cell."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.errors import InputError
from simulator.exchange.convert import convert
from simulator.exchange.path_text import parsed, written
from simulator.exchange.sheets import Rebuilt, lay_out
from simulator.scenario.document import read
from simulator.scenario.load import load
from simulator.scenario.short_form import lengthen
from tests.exchange.workbooks import cells, edited, find, sheets

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = sorted((ROOT / "scenarios").rglob("*.yaml"))
SMALL = ROOT / "tests" / "scenario" / "small.yaml"


def plain_of(file: Path):
    root = read(file.read_text(encoding="utf-8"), str(file), [])
    lengthen(root)
    return root.plain()


def in_order(plain):
    """With the order of every mapping, and 1.0 as 1."""
    if isinstance(plain, dict):
        return [(name, in_order(value)) for name, value in plain.items()]
    if isinstance(plain, list):
        return [in_order(each) for each in plain]
    return plain


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A copy of the library, so that files can be written beside it."""
    folder = tmp_path_factory.mktemp("place")
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    return folder / "scenarios"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    file = folder / "small.yaml"
    shutil.copy(SMALL, file)
    convert(file, folder / "small.xlsx")
    return folder / "small.xlsx"


@pytest.mark.parametrize("file", LIBRARY, ids=lambda file: file.stem)
def test_every_scenario_of_the_library_is_laid_out_whole(file):
    plain = plain_of(file)
    made, rebuilt = lay_out(plain), Rebuilt()
    for path, value in made.values():
        rebuilt.put(path, value)
    for path, names in made.order:
        rebuilt.reorder(path, names)
    assert in_order(rebuilt.plain) == in_order(plain)
    # Each value once.
    paths = [path for path, value in made.values() if not hasattr(value, "__dict__")]
    assert len(paths) == len(set(paths))


# One of each kind: whole, extending with changes, with a lever, with data files, nested branches.
@pytest.mark.parametrize(
    "name",
    [
        *("baseline", "hub_of_24", "end_of_life_at_home", "response_two_days", "out_of_area"),
        *("examples/full_start/place", "examples/stroke", "examples/mental_health_shorter_stays"),
    ],
)
def test_there_and_back_gives_the_same_scenario(place, name):
    file = place / f"{name}.yaml"
    book, again = file.with_suffix(".xlsx"), file.with_name(f"{file.stem}_again.yaml")
    before = convert(file, book).loaded
    done = convert(book, again)
    assert done.loaded.resolved == before.resolved
    assert in_order(plain_of(again)) == in_order(plain_of(file))
    assert done.loaded.scenario == before.scenario
    assert [(c.path, c.after, c.source) for c in done.loaded.changes] == [
        (c.path, c.after, c.source) for c in before.changes
    ]


def test_equal_scenarios_have_equal_workbooks(small, tmp_path):
    shutil.copy(SMALL, tmp_path / "small.yaml")
    convert(tmp_path / "small.yaml", tmp_path / "small.xlsx")
    assert (tmp_path / "small.xlsx").read_bytes() == small.read_bytes()


def test_a_workbook_of_another_folder_names_what_it_extends(place, tmp_path):
    (tmp_path / "scenarios").mkdir()
    inner = place / "sub"
    inner.mkdir(exist_ok=True)
    convert(place / "hub_of_24.yaml", inner / "hub.xlsx")
    convert(inner / "hub.xlsx", inner / "hub.yaml")
    assert plain_of(inner / "hub.yaml")["extends"] == "../baseline.yaml"


def test_it_reads_as_a_planner_expects(small):
    names = sheets(small)
    assert names[:2] == ["Contents", "Scenario"]
    assert {"Patient groups", "Beds and teams", "Handoffs", "Steps", "Standards"} <= set(names)
    contents = {row[0]: row[1] for row in cells(small, "Contents")}
    assert set(names) - {"Contents", "Order of names"} <= set(contents)
    assert contents["Back to a scenario"] == "stepdown convert small.xlsx small.yaml --overwrite"
    beds = cells(small, "Beds and teams")
    assert beds[2][:3] == ["care settings", "name", "beds (beds)"]
    assert beds[4][:3] == ["acute", "General and acute", 60]
    # A number is a number, a duration the text that the schema has.
    lengths = cells(small, "Lengths of stay")
    assert 5.0 in lengths[4]
    assert "6 days" in lengths[4]


def test_no_sheet_tells_a_number_as_text(small):
    for name in sheets(small)[1:]:
        for row in cells(small, name)[4:]:
            # Beside the values of the whole stand words on what is allowed.
            for value in row[:2] if name == "Scenario" else row:
                is_number = isinstance(value, str) and value.replace(".", "", 1).isdigit()
                assert not is_number, (name, value)


def test_choices_and_bounds_of_the_schema_stand_beside_the_cells(small, tmp_path):
    import zipfile

    text = ""
    with zipfile.ZipFile(small) as whole:
        for name in whole.namelist():
            if name.startswith("xl/worksheets/sheet"):
                text += whole.read(name).decode("utf-8")
    assert 'type="list"' in text
    assert "nhs,social_care,both" in text
    assert "beds,places,visits" in text
    # Beds: whole numbers from 0 to a million.
    assert 'type="whole"' in text
    assert "<formula2>1000000</formula2>" in text


def test_an_edited_cell_changes_the_scenario(small, tmp_path):
    beds = find(small, "Beds and teams", "beds", name="Ashby")
    wait = find(small, "Handoffs", "staff", name="assessment")
    book = edited(
        small,
        tmp_path / "edited.xlsx",
        {("Beds and teams", beds): 14, ("Handoffs", wait): 5, ("Scenario", "B6"): "Larger"},
    )
    done = convert(book, tmp_path / "edited.yaml")
    before = load(SMALL).scenario
    after = done.loaded.scenario
    assert [unit.beds for unit in after.care_settings["community"].units] == [14, 8]
    assert [unit.beds for unit in before.care_settings["community"].units] == [10, 8]
    assert after.handoffs["assessment"].staff == 5
    assert after.title == "Larger"
    assert after.patient_groups == before.patient_groups
    assert load(tmp_path / "edited.yaml").scenario == after


def test_a_row_more_is_a_unit_more(small, tmp_path):
    rows = cells(small, "Beds and teams")
    new = len(rows) + 1
    changes = {("Beds and teams", f"A{new}"): "community", ("Beds and teams", f"B{new}"): "West"}
    changes["Beds and teams", f"C{new}"] = 6
    done = convert(edited(small, tmp_path / "a.xlsx", changes), tmp_path / "a.yaml")
    names = [unit.name for unit in done.loaded.scenario.care_settings["community"].units]
    assert names == ["Ashby", "St. Mary's", "West"]


def test_an_emptied_cell_leaves_the_default(small, tmp_path):
    cell = find(small, "Handoffs", "organisation", name="equipment")
    book = edited(small, tmp_path / "a.xlsx", {("Handoffs", cell): ""})
    done = convert(book, tmp_path / "a.yaml")
    assert done.loaded.scenario.handoffs["equipment"].organisation == "nhs"


def test_every_problem_is_told_at_once_by_sheet_and_cell(small, tmp_path):
    beds = find(small, "Beds and teams", "beds", name="Ashby")
    kind = find(small, "Care settings", "kind", name="community")
    start = next(
        f"B{at}" for at, row in enumerate(cells(small, "Scenario"), 1) if row[0] == "calendar.start"
    )
    book = edited(
        small,
        tmp_path / "bad.xlsx",
        {
            ("Beds and teams", beds): -3,
            ("Care settings", kind): "bed",
            ("Scenario", start): "next April",
        },
    )
    with pytest.raises(InputError) as error:
        convert(book, tmp_path / "bad.yaml")
    told = [problem.says for problem in error.value.problems]
    for sheet, cell, words in (
        ("Beds and teams", beds, "out of bounds"),
        ("Care settings", kind, "'bed' is not allowed"),
        ("Scenario", start, "is not a date"),
    ):
        assert any(f"bad.xlsx: sheet {sheet}, cell {cell}: " in s and words in s for s in told), (
            told
        )
    assert not (tmp_path / "bad.yaml").exists()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({("Who units take", "B5"): "Ashbi"}, "sheet Who units take, cell B5: there is no 'Ashbi'"),
        ({("Beds and teams", "A6"): "comunity"}, "cell A6: there is no 'comunity' on sheet"),
        ({("Beds and teams", "A6"): ""}, "cell A6: is empty: which of care_settings"),
        ({("Handoffs", "A6"): "assessment"}, "cell A6: has a row already: sheet Handoffs, cell A5"),
        ({("Handoffs", "A4"): "x"}, "the row of paths is gone"),
        ({("Scenario", "A8"): "title"}, "is given in sheet Scenario, cell B6 too"),
        ({("Scenario", "A6"): "a..b"}, "'a..b' is not the path of a value"),
        ({("Scenario", "B6"): "#REF!"}, "sheet Scenario, cell B6: the formula"),
        ({("Lists", "C5"): ""}, "sheet Lists, cell C5: is empty within a list"),
    ],
)
def test_a_workbook_that_does_not_hold_together_is_told(small, tmp_path, changes, says):
    with pytest.raises(InputError) as error:
        convert(edited(small, tmp_path / "bad.xlsx", changes), tmp_path / "bad.yaml")
    told = [problem.says for problem in error.value.problems]
    assert any(says in each for each in told), told


def test_what_stands_beside_a_long_text_is_not_taken_for_its_end(tmp_path):
    source = tmp_path / "long.yaml"
    text = SMALL.read_text(encoding="utf-8")
    source.write_text(f"rationale: {'x' * 70_000}\n{text}", encoding="utf-8")
    book = convert(source, tmp_path / "long.xlsx").file
    assert convert(book, tmp_path / "a.yaml").loaded.scenario.rationale == "x" * 70_000
    row = next(at for at, x in enumerate(cells(book, "Other values"), 1) if x[0] == "rationale")
    beside = edited(book, tmp_path / "beside.xlsx", {("Other values", f"E{row}"): 0})
    with pytest.raises(InputError, match=f"cell E{row}: only a text too long for one cell"):
        convert(beside, tmp_path / "b.yaml")


def test_what_is_no_workbook_of_a_scenario_is_told(small, tmp_path):
    (tmp_path / "no.xlsx").write_text("hello", encoding="utf-8")
    with pytest.raises(InputError, match="no workbook that can be read"):
        convert(tmp_path / "no.xlsx", tmp_path / "no.yaml")
    other = edited(small, tmp_path / "other.xlsx", {}, left_out=["Scenario"])
    with pytest.raises(InputError, match="there is no sheet 'Scenario'"):
        convert(other, tmp_path / "no.yaml")
    with pytest.raises(InputError, match="No such file"):
        convert(tmp_path / "none.xlsx", tmp_path / "no.yaml")


def test_nothing_is_written_over_unless_asked(small, tmp_path):
    target = tmp_path / "there.yaml"
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is there already"):
        convert(small, target)
    assert target.read_text(encoding="utf-8") == "mine"
    convert(small, target, overwrite=True)
    assert load(target).scenario.title == "A small place"


@pytest.mark.parametrize("names", [("a.yaml", "b.yaml"), ("a.xlsx", "b.xlsx"), ("a.txt", "b.xlsx")])
def test_the_names_say_which_way(tmp_path, names):
    with pytest.raises(InputError, match=r"one must end in \.yaml"):
        convert(tmp_path / names[0], tmp_path / names[1])


KEYS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12
)
VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**18), 10**18),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(st.characters(codec="utf-8"), max_size=20),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)
WHOLE = st.fixed_dictionaries(
    {},
    optional={
        "title": VALUES,
        "care_settings": st.dictionaries(
            KEYS,
            st.fixed_dictionaries(
                {}, optional={"units": st.lists(VALUES, max_size=3), "cost": VALUES, "x": VALUES}
            ),
            max_size=3,
        ),
        "pathways": st.dictionaries(
            KEYS, st.fixed_dictionaries({"steps": st.lists(VALUES, max_size=4)}), max_size=2
        ),
        "changes": st.lists(VALUES, max_size=4),
        "anything": VALUES,
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WHOLE)
def test_any_document_at_all_is_laid_out_whole(plain):
    made, rebuilt = lay_out(plain), Rebuilt()
    for path, value in made.values():
        rebuilt.put(path, value)
    for path, names in made.order:
        rebuilt.reorder(path, names)
    assert not rebuilt.gaps()
    assert json.dumps(in_order(rebuilt.plain)) == json.dumps(in_order(plain))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(KEYS, st.integers(0, 99)), min_size=1, max_size=6))
def test_any_path_is_read_as_it_was_written(path):
    parts = [
        part if isinstance(part, str) else int(part[0]) for part in parsed(written(tuple(path)))
    ]
    assert parts == path
