"""Trials are kept one by one, and a run goes on from those that are whole."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from calibration.recovery import batch
from calibration.recovery.batch import kept, planned, run_trials
from calibration.recovery.place import RELAPSE, RIGHT, WORLDS
from calibration.recovery.trial import Trial

ASKED = [(number, RIGHT) for number in range(4)]


@pytest.fixture
def ran(monkeypatch):
    """Numbers of the trials that were run."""
    found = []

    def quick(number, world, seed):
        found.append(number)
        return Trial(number, world, seed, unknowns=("a",), truth=(0.5,), draws=7, seconds=1.5)

    monkeypatch.setattr(batch, "try_one", quick)
    return found


def test_a_killed_run_goes_on_and_comes_to_the_same(tmp_path, ran):
    def stop(done, asked):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_trials(ASKED, 1, tmp_path, 1, stop)
    assert ran == [0, 1]
    told = []
    trials = run_trials(ASKED, 1, tmp_path, 1, lambda done, of: told.append((done, of)))
    assert ran == [0, 1, 2, 3]
    assert told == [(3, 4), (4, 4)]
    assert trials == run_trials(ASKED, 1, tmp_path / "other", 1)


def test_another_seed_and_another_world_are_other_trials(tmp_path, ran):
    run_trials([(0, RIGHT)], 1, tmp_path, 1)
    run_trials([(0, RIGHT)], 2, tmp_path, 1)
    run_trials([(0, RELAPSE)], 1, tmp_path, 1)
    assert ran == [0, 0, 0]
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("text", ["", '{"number": 1', "[]", '{"number": 1}'])
def test_what_is_kept_but_not_whole_is_run_again(tmp_path, ran, text):
    run_trials(ASKED, 1, tmp_path, 1)
    file = tmp_path / "1-right-0002.json"
    whole = kept(file)
    file.write_text(text, encoding="utf-8")
    assert kept(file) is None
    again = run_trials(ASKED, 1, tmp_path, 1)
    assert ran == [0, 1, 2, 3, 2]
    assert again[2] == whole


def test_a_trial_comes_back_as_it_was_kept(tmp_path, ran):
    (one,) = run_trials([(3, RIGHT)], 1, tmp_path, 1)
    assert one == Trial(3, RIGHT, 1, unknowns=("a",), truth=(0.5,), draws=7, seconds=1.5)
    pairs = replace(one, checks=(("flow", 0.5), ("together", 0.25)), flow=(0.1, 0.2))
    (tmp_path / "pairs.json").write_text(json.dumps(asdict(pairs)), encoding="utf-8")
    assert kept(tmp_path / "pairs.json") == pairs
    plain = json.loads((tmp_path / "1-right-0003.json").read_text(encoding="utf-8"))
    assert plain["truth"] == [0.5]
    assert replace(one, seconds=0.0) != one


def test_a_part_of_the_plan_has_something_of_every_world():
    found = planned(5, 2)
    assert found[: len(WORLDS)] == [(0, world) for world in WORLDS]
    assert len(found) == 5 + 2 * (len(WORLDS) - 1)
    assert sum(world == RIGHT for _, world in found) == 5
