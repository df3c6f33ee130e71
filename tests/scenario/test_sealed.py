"""Files with a row for each person: kept out of all that is written, and known by their hash."""

from __future__ import annotations

import hashlib
import shutil

import pytest

from simulator.errors import InputError
from simulator.scenario.data_reading import PUT_BACK
from simulator.scenario.full_start import full_start_in_words
from simulator.scenario.load import Loaded, load, load_text
from tests.scenario.test_data_files import LENGTHS, TIMES, written
from tests.scenario.test_full_start import EXAMPLE

NAME = "Ada Lovelace, bed 4"
LAW = "{family: table, file: los.csv}"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def full(folder, note: str = NAME) -> Loaded:
    """A place whose census has a note about somebody, in a folder of its own."""
    shutil.copytree(EXAMPLE.parent, folder / "inner")
    census = (folder / "inner" / "census.csv").read_text(encoding="utf-8")
    head, first, *others = census.splitlines()
    text = "\n".join([head, f'{first}"{note}"', *others])
    (folder / "inner" / "census.csv").write_text(text, encoding="utf-8")
    return load("inner/place.yaml")


def again(loaded: Loaded, text: str = "") -> Loaded:
    return load_text(text or loaded.to_yaml(), loaded.path, ".")


def test_no_row_of_a_census_is_in_what_is_written(folder):
    loaded = full(folder)
    written = loaded.to_yaml()
    assert NAME in str(loaded.resolved)
    assert NAME not in written
    assert "General ward,in need" not in written
    text = (folder / "inner" / "census.csv").read_text(encoding="utf-8")
    assert f"sha256: {hashlib.sha256(text.encode()).hexdigest()}" in written
    assert "rows: 23" in written


def test_it_loads_to_the_same_where_its_files_lie(folder):
    loaded = full(folder)
    assert again(loaded).scenario == loaded.scenario
    assert again(loaded).resolved == loaded.resolved
    assert again(loaded).to_yaml() == loaded.to_yaml()


def test_times_and_lengths_of_single_patients_are_kept_out_too(folder):
    files = {"times.csv": TIMES, "los.csv": LENGTHS}
    loaded = load(written(folder, files, "times: times.csv", LAW))
    assert "06:30" not in loaded.to_yaml()
    assert LENGTHS not in str(loaded.to_yaml())
    assert again(loaded).resolved == loaded.resolved


def test_fewer_than_five_rows_are_not_counted(folder):
    loaded = load(written(folder, {"times.csv": TIMES}, "times: times.csv"))
    assert "rows: fewer than 5" in loaded.to_yaml()


def test_a_file_that_a_parent_in_another_folder_names_is_found(folder):
    full(folder)
    (folder / "scenarios").mkdir()
    child = "extends: ../inner/place.yaml\ntitle: The same\n"
    (folder / "scenarios" / "child.yaml").write_text(child, encoding="utf-8")
    loaded = load("scenarios/child.yaml")
    assert "lies: ../inner/census.csv" in loaded.to_yaml()
    assert again(loaded).resolved == loaded.resolved
    assert again(loaded).to_yaml() == loaded.to_yaml()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda file: file.unlink(), "there is no file 'inner/census.csv'"),
        (
            lambda file: file.write_text(file.read_text("utf-8").replace("3", "4"), "utf-8"),
            "is no longer the file that this was made with",
        ),
    ],
)
def test_a_file_that_is_gone_or_changed_is_told_without_its_words(folder, spoil, says):
    loaded = full(folder)
    text = loaded.to_yaml()
    spoil(folder / "inner" / "census.csv")
    with pytest.raises(InputError) as caught:
        again(loaded, text)
    (problem,) = caught.value.problems
    assert says in problem.says
    assert problem.do == PUT_BACK
    assert NAME not in str(problem)


def test_without_a_folder_it_says_that_there_is_no_copy(folder):
    with pytest.raises(InputError, match="a text without a folder reads no files"):
        load_text(full(folder).to_yaml())


def test_a_hash_lets_nothing_be_read_outside(folder):
    loaded = full(folder)
    shutil.copy("inner/census.csv", folder.parent / "census.csv")
    text = loaded.to_yaml().replace("file: census.csv", "file: ../../census.csv")
    with pytest.raises(InputError, match="lies outside the folder of the scenario"):
        again(loaded, text)


def test_few_people_are_not_counted_by_status(folder):
    loaded = full(folder)
    said = full_start_in_words(loaded.scenario.starts_full)
    assert said.startswith("census.csv has 23 people")
    rows = (folder / "inner" / "census.csv").read_text(encoding="utf-8").splitlines()[:4]
    (folder / "inner" / "census.csv").write_text("\n".join(rows), encoding="utf-8")
    few = load("inner/place.yaml").scenario.starts_full
    assert full_start_in_words(few) == "census.csv has fewer than 5 people"
    assert "(fewer than 5 rows, " in str(few.file)
