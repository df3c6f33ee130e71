"""``stepdown library`` as it is typed, on a folder of two small scenarios."""

from __future__ import annotations

import re

import pytest

from simulator.errors import InputError
from simulator.experiment import workers
from simulator.experiment.library import questions, reference_of, references
from simulator.report.comparison_landing import make_ready, run_comparison
from simulator.report.landing import Asked
from simulator.report.library_landing import AskedLibrary, run_library
from tests.cli.test_run import stepdown
from tests.experiment.compared import QUEUE

CHILD = """
extends: {parent}
title: {title}
question: What do more beds do?
changes: [{{path: care_settings.ward.units.Ward.beds, set: {beds}}}]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("library") / "scenarios"
    (made / "more").mkdir(parents=True)
    (made / "ward.yaml").write_text(QUEUE.format(beds=5), encoding="utf-8")
    (made / "six.yaml").write_text(
        CHILD.format(parent="ward.yaml", title="Six beds", beds=6), encoding="utf-8"
    )
    (made / "more" / "seven.yaml").write_text(
        CHILD.format(parent="../six.yaml", title="Seven beds", beds=7), encoding="utf-8"
    )
    return made


@pytest.fixture(scope="module")
def ran(folder):
    done = stepdown("library", "scenarios", "-r", 3, "-j", 1, cwd=folder.parent)
    assert done.returncode == 0, done.stderr
    return done


def test_each_scenario_is_set_against_the_one_it_extends(folder):
    every = questions(folder)
    assert [each.name for each in every] == ["six", "ward", "seven"]
    assert reference_of(folder / "ward.yaml") is None
    by = {
        reference.relative_to(folder).as_posix(): [each.name for each in some]
        for reference, some in references(every).items()
    }
    assert by == {"ward.yaml": ["six"], "six.yaml": ["seven"]}


def test_it_says_the_question_the_answer_and_a_row_of_figures(ran):
    lines = ran.stdout.splitlines()
    assert lines[0] == "six: What do more beds do?"
    assert "ready to leave, all places together" in lines[1] or "nothing moves" in lines[1]
    rows = [re.split(r"\s{2,}", line) for line in lines]
    table = {row[0]: row for row in rows if len(row) >= 4}
    assert table["six"][1] == "ward"
    assert table["seven"][1] == "six"
    assert lines[-2] == "set against none, so not in the table: ward"
    assert lines[-1] == "next: stepdown describe scenarios/six.yaml says what one changes"
    assert "3 replications on the same patients" in ran.stdout


def test_what_was_kept_is_used_by_it_and_by_compare(folder, tmp_path, monkeypatch):
    def told():
        said = []
        run_library(AskedLibrary(folder, tmp_path, replications=2, jobs=1), said.append, len)
        return said

    first = told()

    def refuse(*_):
        raise AssertionError("a replication that was kept is run again")

    monkeypatch.setattr(workers, "replicate", refuse)
    assert told() == first
    asked = Asked(replications=2, jobs=1)
    ready = make_ready([folder / "ward.yaml", folder / "six.yaml"], asked)
    assert run_comparison(ready, tmp_path).comparison.replications == 2


def test_nothing_is_run_where_one_of_them_cannot_be(folder, tmp_path):
    bad = tmp_path / "scenarios"
    bad.mkdir()
    for file in ("ward.yaml", "six.yaml"):
        (bad / file).write_text((folder / file).read_text(encoding="utf-8"), encoding="utf-8")
    (bad / "zero.yaml").write_text(
        CHILD.format(parent="ward.yaml", title="None", beds="none"), encoding="utf-8"
    )
    done = stepdown("library", "scenarios", "-r", 2, cwd=tmp_path)
    assert done.returncode == 2
    assert "zero.yaml:5" in done.stderr
    assert "running" not in done.stderr
    assert not (tmp_path / "outputs").exists()


def test_what_cannot_be_used_is_told(folder, tmp_path):
    with pytest.raises(InputError, match="has no scenario files"):
        run_library(AskedLibrary(tmp_path, tmp_path), print, print)
    with pytest.raises(InputError, match=r"evidence\.yaml"):
        run_library(AskedLibrary(folder, tmp_path, pages=tmp_path), print, print)


def test_copies_that_runs_left_are_no_questions(folder, tmp_path):
    for file in folder.rglob("*.yaml"):
        place = tmp_path / "all" / file.relative_to(folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.read_bytes())
    left = tmp_path / "all" / "outputs" / "six" / "20240101T000000Z-12345678"
    (left / "scenarios").mkdir(parents=True)
    (left / "manifest.json").write_text("{}", encoding="utf-8")
    (left / "scenarios" / "six.yaml").write_bytes((folder / "ward.yaml").read_bytes())
    (tmp_path / "all" / ".parts").mkdir()
    (tmp_path / "all" / ".parts" / "old.yaml").write_bytes((folder / "ward.yaml").read_bytes())
    assert [each.name for each in questions(tmp_path / "all")] == ["six", "ward", "seven"]


def test_a_folder_without_anything_to_compare_is_refused(folder, tmp_path):
    (tmp_path / "ward.yaml").write_bytes((folder / "ward.yaml").read_bytes())
    with pytest.raises(InputError, match="nothing to compare"):
        questions(tmp_path)
