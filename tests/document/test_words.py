"""Words of a scenario for its document: handed on, added to, and never counted as figures."""

from __future__ import annotations

from simulator.experiment.arm import Arm
from simulator.experiment.attribution import _differs
from simulator.scenario.load import load
from simulator.scenario.provenance import assumptions, counts
from tests.document.ran import written

CHILD = """
extends: place.yaml
title: A child
sources: [{title: A second source}]
decisions: [{says: A second decision}]
"""


def test_sources_and_decisions_are_added_to_those_of_the_parent(tmp_path):
    written(tmp_path)
    (tmp_path / "child.yaml").write_text(CHILD, encoding="utf-8")
    child = load(tmp_path / "child.yaml")
    assert [each.title for each in child.scenario.sources] == [
        *("Nothing published", "A second source"),
    ]
    assert [each.says for each in child.scenario.decisions][1:] == ["A second decision"]
    assert child.scenario.logic.startswith("People stay in the acute hospital")
    assert child.scenario.sharing == "The files are part of stepdown, under its MIT licence."


def test_an_explained_check_is_not_handed_on(tmp_path):
    explained = ("analyst: the tutorial\n", "analyst: Ann\nexplained: {littles_law: seasons}\n")
    parent = load(written(tmp_path, explained))
    assert parent.scenario.explained == {"littles_law": "seasons"}
    (tmp_path / "child.yaml").write_text(CHILD, encoding="utf-8")
    assert load(tmp_path / "child.yaml").scenario.explained == {}


def test_words_are_no_figures_and_no_difference(tmp_path):
    plain = load(written(tmp_path))
    more = "  - says: Another.\n    on: 2026-01-01\nexplained: {littles_law: seasons}\nlogic: >-"
    told = load(written(tmp_path / "told", ("logic: >-", more)))
    assert counts(plain) == counts(told)
    assert len(assumptions(plain)) == len(assumptions(told))

    def arm(loaded):
        return Arm("one", loaded, None)

    assert not _differs(arm(plain), arm(told))
    other = load(written(tmp_path / "other", ("beds: 48", "beds: 50")))
    assert _differs(arm(plain), arm(other))
