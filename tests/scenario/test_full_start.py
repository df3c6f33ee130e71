"""The census of a full start: read, and told where it is wrong with file, line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import InputError
from simulator.experiment.prepare import prepare
from simulator.scenario.checks import warn
from simulator.scenario.load import load_text

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "scenarios" / "examples" / "full_start" / "place.yaml"
PLACE = EXAMPLE.read_text(encoding="utf-8")
HEAD = (
    "patient_group,pathway,locality,care_setting,unit,status,since,ready_since,remaining_days,done"
)
WARD = "older,home,north,acute,General ward"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inner").mkdir()
    return tmp_path


def told(folder: Path, *rows: str, head: str = HEAD, place: str = PLACE) -> list[str]:
    (folder / "inner" / "place.yaml").write_text(place, encoding="utf-8")
    (folder / "inner" / "census.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        prepare("inner/place.yaml")
    return [str(problem).replace("\n", "|") for problem in caught.value.problems]


FAULTS = {
    "no status": (f"{WARD},,2 days,,,", ":2:37:", "status is empty"),
    "another status": (f"{WARD},asleep,2 days,,,", ":2:37:", "'asleep' is no status|"),
    "no since": (f"{WARD},in need,,,,", ":2:45:", "since is empty"),
    "no time": (f"{WARD},in need,soon,,,", ":2:45:", "'soon' is neither a time nor a length"),
    "working time": (f"{WARD},in need,2 working days,,,", ":2:45:", "is in working time"),
    "a later time": (f"{WARD},in need,2026-03-03,,,", ":2:45:", "comes after the run begins"),
    "no group": (",home,,acute,General ward,ready,1,,,", ":2:1:", "patient_group is empty"),
    "another group": ("old,,,acute,General ward,ready,1,,,", ":2:1:", "no patient group 'old'"),
    "another pathway": ("older,hom,,acute,General ward,ready,1,,,", ":2:7:", "no pathway 'hom'"),
    "another locality": ("older,,east,acute,General ward,ready,1,,,", ":2:8:", "locality 'east'"),
    "another setting": ("older,,,acut,General ward,ready,1,,,", ":2:9:", "no care setting 'acut'"),
    "another unit": ("older,,,acute,Oak,ready,1,,,", ":2:15:", "there is no unit of 'acute' 'Oak'"),
    "not on his pathway": (
        "older,home,,rehabilitation,Rehabilitation ward,ready,1,,,",
        ":2:13:",
        "nobody stays in 'rehabilitation' on his pathway",
    ),
    "in need outside": ("older,home,,acute,,in need,1,,,", ":2:19:", "no unit is given"),
    "waits for nothing": ("older,home,,,,waiting,1,,,", ":2:15:", "not said what he waits for"),
    "waits for another step": (
        "older,home,,,,waiting for assessment,1,,,",
        ":2:15:",
        "no step 'assessment' is on his pathway",
    ),
    "not done there": (
        f"{WARD},ready,3,2,,assessment",
        ":2:48:",
        "no handoff 'assessment' stands before his next move",
    ),
    "ready, with need": (f"{WARD},ready,3,,2,", ":2:46:", "remaining_days of somebody who is"),
    "less than nothing": (f"{WARD},in need,3,,-2,", ":2:48:", "-2 is out of bounds"),
    "ready before he came": (f"{WARD},ready,3,4,,", ":2:45:", "he was ready before he came"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_with_a_row_is_told(name, folder):
    row, at, says = FAULTS[name]
    (said,) = told(folder, row)
    assert said.startswith(f"inner/census.csv{at} starts_full.file: ")
    assert says in said
    assert row in said


def test_every_fault_is_told_at_once(folder):
    said = told(
        folder,
        f"{WARD},in need,2 days,,,",
        "old,hom,,acute,General ward,ready,1,,,",
        "older,home,east,acute,General ward,ready,2026-04-01,,,",
    )
    assert [each.split(" ")[0] for each in said] == [
        "inner/census.csv:3:1:",
        "inner/census.csv:3:5:",
        "inner/census.csv:4:12:",
        "inner/census.csv:4:42:",
    ]


def test_very_many_faults_are_counted(folder):
    said = told(folder, *["old,,,acute,General ward,ready,1,,,"] * 30)
    assert len(said) == 21
    assert "10 more faults in these rows" in said[-1]


def test_a_person_is_there_once(folder):
    head = f"{HEAD},person"
    (said,) = told(folder, f"{WARD},ready,2,,,,ann", f"{WARD},ready,3,,,,ann", head=head)
    assert "inner/census.csv:3:" in said
    assert "person 'ann' stands in line 2 too" in said


def test_time_spent_beyond_the_end_of_the_law_is_told_and_not_guessed(folder):
    law = "acute: {family: lognormal, mean: 6 days, sd: 6}"
    place = PLACE.replace(law, "acute: {family: uniform, low: 1 day, high: 9}")
    (said,) = told(folder, f"{WARD},in need,9 days,,,", place=place)
    assert "he has been there for 9 days, and no stay of his lasts longer than 9 days" in said
    assert "give remaining_days, call him ready, or let the length of stay be longer" in said
    (folder / "inner" / "census.csv").write_text(
        "\n".join([HEAD, f"{WARD},in need,9 days,,3,", f"{WARD},in need,8.9,,,"]), encoding="utf-8"
    )
    assert len(prepare("inner/place.yaml").scenario.starts_full.file.rows) == 2


def test_branches_that_are_not_there_are_told(folder):
    head = f"{HEAD},branches"
    (said,) = told(folder, f"{WARD},in need,2,,,,way=up", head=head)
    assert "there is no branch 'way'" in said
    (said,) = told(folder, f"{WARD},in need,2,,,,up", head=head)
    assert "'up' does not say which way he goes" in said


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("{spent: 1 day, quantiles: {0: 0 days, 1: 50 days}}", "rows begin at 0 days spent"),
        ("{spent: 0 days, quantiles: {0: 0 days, 0.9: 50 days}}", "levels from 0 to 1, both given"),
        ("{spent: 0 days, quantiles: {0: 9 days, 1: 5 days}}", "values of quantiles must not fall"),
    ],
)
def test_a_table_of_what_remains_that_cannot_be_read_is_told(given, says, folder):
    row = "{spent: 0 days, quantiles: {0: 0 days, 0.5: 15 days, 0.9: 28 days, 1: 50 days}}"
    assert row in PLACE
    (said,) = told(folder, f"{WARD},ready,1,,,", place=PLACE.replace(row, given))
    assert says in said


def test_a_file_of_what_remains_is_read_and_told(folder):
    i, j = PLACE.index("        rows:"), PLACE.index("    units:\n      - {name: Rehab")
    place = PLACE[:i] + "        file: left.csv\n" + PLACE[j:]
    good = "spent_days,level,remaining_days\n0,0,0\n0,1,30\n14,0,0\n14,0.5,4\n14,1,20\n"
    (folder / "inner" / "left.csv").write_text(good.replace("14,1,20\n", ""), encoding="utf-8")
    (said,) = told(folder, f"{WARD},ready,1,,,", place=place)
    assert said.startswith("inner/left.csv:4:1:")
    assert "levels of 14 days spent lack 0 or 1" in said
    (folder / "inner" / "left.csv").write_text(good, encoding="utf-8")
    law = prepare("inner/place.yaml").scenario.care_settings["rehabilitation"].length_of_stay
    assert law.remaining.bands == ((0, ((0, 0), (1, 30))), (14, ((0, 0), (0.5, 4), (1, 20))))


def test_the_example_is_right_and_needs_no_warm_up():
    loaded = prepare(EXAMPLE)
    assert len(loaded.scenario.starts_full.file.rows) == 23
    said = [str(each) for each in warn(loaded, lambda _: 6.0, lambda _: 6.0)]
    assert not [each for each in said if "warm-up" in each]
    again = load_text(loaded.to_yaml(), str(EXAMPLE), ".").scenario
    assert again == loaded.scenario
