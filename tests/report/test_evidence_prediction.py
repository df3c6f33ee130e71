"""Figures of a line of evidence, from values put in by hand; then a file of claims, whole."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.experiment.library import Runner
from simulator.report.evidence_claim import Line, read_evidence
from simulator.report.evidence_page import evidence_page
from simulator.report.evidence_prediction import Ran, predict, values_of
from simulator.report.evidence_verdict import Judged
from simulator.report.library_landing import AskedLibrary, run_library
from simulator.results.measure import where
from simulator.results.measures import Key, Measured
from tests.experiment.compared import child, written
from tests.report.test_evidence_claim import TEXT

ROOT = Path(__file__).resolve().parents[2]
A, B = (Key("census", where(care_setting=name), "mean") for name in ("a", "b"))
PLACES = [{"care_setting": "a"}, {"care_setting": "b"}]


def measured(*rows, keys=(A, B)):
    return tuple(Measured(keys, np.array(row, dtype=float)) for row in rows)


def line(figure, mean=False, **more):
    return Line(
        says="x",
        standing="output",
        because="x",
        published={"value": 1},
        figure=figure,
        reads={"measure": "census", "where": more.pop("where", PLACES), "mean": mean},
        ways=("w",),
        **more,
    )


BEFORE = measured([10, 2], [20, 4])
AFTER = measured([9, 1], [14, 4])


@pytest.mark.parametrize(
    ("asked", "values"),
    [
        (line("level"), [10, 18]),
        (line("level", mean=True), [5, 9]),
        (line("level", where=PLACES[:1], times=365), [3285, 5110]),
        (line("change"), [-2, -6]),
        (line("relative_change"), [-2 / 12, -6 / 24]),
        (line("relative_change", times=5), [-10 / 12, -30 / 24]),
        (
            line("ratio_of_changes", where=PLACES[:1], over={"measure": "census", "where": PLACES}),
            [1 / 2, 1],
        ),
    ],
)
def test_figures_are_taken_replication_by_replication(asked, values):
    assert values_of(asked, Ran(AFTER, BEFORE)) == pytest.approx(values)


def test_a_place_that_the_reference_does_not_have_held_nobody_there():
    before = measured([10], [20], keys=(A,))
    assert list(values_of(line("change"), Ran(AFTER, before))) == [0, -2]
    assert np.isnan(values_of(line("change"), Ran(before, AFTER))).all()


def test_nothing_is_divided_by_no_change():
    same = line(
        "ratio_of_changes", where=PLACES[:1], over={"measure": "census", "where": PLACES[1:]}
    )
    assert np.isnan(values_of(same, Ran(AFTER, BEFORE))).tolist() == [False, True]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A page of one claim on a small place in which forty beds of sixty are closed."""
    folder = tmp_path_factory.mktemp("evidence")
    calendar = "{path: calendar.run_for, set: 28 days}"
    beds = "{path: care_settings.acute.units.General and acute.beds, set: 20}"
    written(folder, fewer=child(calendar, beds), short=child(calendar))
    text = TEXT.replace("reference: small.yaml", "reference: short.yaml")
    (folder / "evidence.yaml").write_text(text, encoding="utf-8")
    evidence = read_evidence(folder / "evidence.yaml")
    runner = Runner(folder / "outputs", replications=2, seed=3)
    return evidence, predict(evidence, folder, runner), folder


def test_a_claim_is_run_and_judged(made):
    evidence, predicted, _ = made
    (found,) = predicted["X1"]
    change = found.estimates[0].mean
    assert change == pytest.approx(found.after[0].mean - found.before[0].mean)
    assert found.after[0].mean < 20.1
    assert change < -4
    assert evidence_page(evidence, predicted, ["made so"]).count("made so") == 1


def test_the_page_is_the_same_again_from_what_was_kept(made):
    evidence, predicted, folder = made
    again = predict(evidence, folder, Runner(folder / "outputs", replications=2, seed=3))
    assert evidence_page(evidence, again, []) == evidence_page(evidence, predicted, [])


def test_both_pages_are_written_beside_the_claims_and_are_the_same_again(made):
    folder = made[2]
    text = (folder / "evidence.yaml").read_text(encoding="utf-8")
    text += "responses: {reference: short.yaml, scenarios: [fewer.yaml]}\n"
    pages = folder / "pages"
    pages.mkdir(exist_ok=True)
    claims = text.replace("scenarios: .\n", "scenarios: ..\n")
    (pages / "evidence.yaml").write_text(claims, encoding="utf-8")
    out = folder / "outputs"
    asked = AskedLibrary(folder, out, pages, replications=2, seed=3, jobs=1, pages_only=True)
    first = {page.name: page.read_bytes() for page in run_library(asked, print, len)}
    assert set(first) == {"evidence_check.md", "response_standards.md"}
    assert {page.name: page.read_bytes() for page in run_library(asked, print, len)} == first
    assert b"Replications: 2 of each" in first["response_standards.md"]
    with pytest.raises(InputError, match="no pages"):
        run_library(replace(asked, pages=None), print, len)


def test_the_page_of_the_project_has_every_line_and_its_counts_are_right():
    """A page older than its claims, or touched by hand, is found."""
    evidence = read_evidence(ROOT / "docs" / "evidence.yaml")
    page = (ROOT / "docs" / "evidence_check.md").read_text(encoding="utf-8")
    headings = re.findall(r"^### (.*): (agree|differ|cannot tell)$", page, flags=re.MULTILINE)
    lines = [each for claim in evidence.claims.values() for each in claim.lines]
    assert [says for says, _ in headings] == [each.says for each in lines]
    for each, (_, verdict) in zip(lines, headings, strict=True):
        assert each.standing == "output" or verdict == Judged.CANNOT_TELL
    plain = " ".join(page.split())
    for each in lines:
        assert " ".join(each.because.split()) in plain
    counts = [sum(verdict == each for _, verdict in headings) for each in Judged]
    said = (
        f"Of {len(lines)} figures in them {counts[0]} agree, {counts[1]} differ, and of {counts[2]}"
    )
    assert said in plain
    rows = re.findall(r"\| \*\*(agree|differ|cannot tell)\*\* \|$", page, flags=re.MULTILINE)
    assert rows == [verdict for _, verdict in headings]
