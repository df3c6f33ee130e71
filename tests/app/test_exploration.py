"""Looks at what is chosen: those of the command line, in order, until they are stopped."""

from __future__ import annotations

import json
import math
from threading import Event

import numpy as np
import pytest

from simulator.app.answer import answer, held_in_full
from simulator.app.chosen import Chosen, save
from simulator.app.exploration import Exploration
from simulator.app.lever import Choice
from simulator.app.levers import LEAD, PANELS, levers_of
from simulator.app.weekend import MORE
from simulator.errors import InputError
from simulator.experiment.arm import arms_of, prepare_all
from simulator.experiment.comparison import compare_arms
from simulator.experiment.draws_split import paired_over_draws
from simulator.experiment.prepare import prepare
from simulator.report.comparison_tables import headline_keys
from tests.app.explored import MOST, amounts_of, exploration, moved
from tests.cli.test_run import stepdown
from tests.scenario.test_carried import DRAWS, FITTED, PLACE


@pytest.fixture
def explored(tmp_path):
    ready = exploration(tmp_path)
    yield ready
    ready.close()


def fewer_beds(levers, by=4):
    beds = next(each for each in levers.values() if getattr(each, "unit", "") == "beds")
    return {beds.name: beds.given - by}


def looks_of(explored, by=4):
    levers = levers_of(explored.base.loaded)
    chosen = Chosen.of(levers, fewer_beds(levers, by))
    return chosen, list(explored.looks(chosen, Event()))


def test_looks_sharpen_one_replication_at_a_time(explored):
    _, looks = looks_of(explored)
    numbers = [each.replications for each in looks]
    assert numbers == sorted(set(numbers))
    assert numbers[0] >= 2
    assert numbers[-1] == MOST


def test_the_saved_file_gives_the_same_figures_on_the_command_line(explored):
    chosen, looks = looks_of(explored)
    file = save(chosen, explored.file, "fewer", "Fewer beds")
    arms = arms_of(prepare_all([(explored.file, ()), (file, ())]))
    batch = explored.batch.model_copy(update={"replications": MOST})
    compared = compare_arms(arms, batch)
    (here,), (there,) = looks[-1].paired, compared.paired
    assert set(here.keys) <= set(there.keys)
    moved = 0
    for key in here.keys:
        one, other = here.effect(key), there.effect(key)
        assert (one.n, one.verdict) == (other.n, other.verdict)
        for name in ("reference", "other", "difference", "half_width"):
            a, b = getattr(one, name), getattr(other, name)
            assert a == b or (math.isnan(a) and math.isnan(b)), (key, name)
        moved += one.difference != 0
    assert moved > 5


def test_one_worker_and_two_show_the_same(tmp_path, explored):
    _, looks = looks_of(explored)
    (tmp_path / "alone").mkdir()
    alone = exploration(tmp_path / "alone", jobs=1)
    _, others = looks_of(alone)
    alone.close()
    assert answer(looks[-1], MOST) == answer(others[-1], MOST)


def test_it_stops_when_nobody_looks(explored):
    levers, stopped = levers_of(explored.base.loaded), Event()
    looks = explored.looks(Chosen.of(levers, fewer_beds(levers)), stopped)
    next(looks)
    stopped.set()
    assert len(list(looks)) <= 1


def test_what_cannot_be_run_says_why(explored):
    levers = levers_of(explored.base.loaded)
    beds = next(each for each in levers.values() if getattr(each, "unit", "") == "beds")
    with pytest.raises(InputError):
        next(explored.looks(Chosen.of(levers, {beds.name: 0}), Event()))


def test_an_answer_is_plain_and_says_where_the_queue_went(explored):
    _, looks = looks_of(explored, by=6)
    told = answer(looks[-1], MOST)
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert (told["replications"], told["most"]) == (MOST, MOST)
    assert told["sentence"][0].isupper()
    figures = {row["figure"]: row for row in told["headline"]}
    full = figures["Acute beds full"]
    assert full["before"].endswith(" %")
    assert full["value"] - full["half_width"] > 0
    assert full["says"].startswith("higher")
    judged = {row["figure"]: row["judged"] for row in told["headline"]}
    assert set(judged.values()) <= {"", "better", "worse"}
    for row in [*told["headline"], *told["queues"]]:
        reaches_over_0 = row["value"] is None or abs(row["value"]) <= (row["half_width"] or 0)
        # Only what moved can be better or worse; how full beds are has no better way.
        assert not (reaches_over_0 and row["judged"]), row
    assert {row["place"] for row in told["queues"]} == {
        *("Everywhere", "All acute beds", "Community"),
    }


def test_each_figure_is_that_of_the_comparison(explored):
    _, looks = looks_of(explored, by=6)
    told, (pair,) = answer(looks[-1], MOST), looks[-1].paired
    keys = headline_keys(looks[-1])
    assert len(told["headline"]) == len(keys) > 5
    for (label, key), row in zip(keys, told["headline"], strict=True):
        effect = pair.effect(key)
        assert row["figure"].lower() == label.lower()
        assert row["value"] == (effect.difference if math.isfinite(effect.difference) else None)
        assert row["half_width"] == (
            effect.half_width if math.isfinite(effect.half_width) else None
        )


def test_what_is_saved_and_typed_on_the_command_line_gives_the_same_numbers(explored):
    levers = levers_of(explored.base.loaded)
    asked = {each.name: moved(each) for each in amounts_of(levers)}
    asked |= {each.name: MORE for each in levers.values() if isinstance(each, Choice)}
    assert {levers[name].panel for name in asked} == set(PANELS) - {LEAD}
    chosen = Chosen.of(levers, asked)
    looks = list(explored.looks(chosen, Event()))
    file = save(chosen, explored.file, "all_moved", "All moved")
    words = ["compare", explored.file.name, file.name, "--seed", 1, "-r", MOST, "-j", 1, "--json"]
    done = stepdown(*words, cwd=explored.file.parent)
    assert done.returncode == 0, done.stderr
    there = json.loads(done.stdout)["figures"]
    (pair,) = looks[-1].paired
    shown = {each["figure"]: each for each in there}
    keys = headline_keys(looks[-1])
    assert {label for label, _ in keys} <= set(shown)
    moves = 0
    for label, key in keys:
        effect = pair.effect(key)
        moves += effect.difference != 0
        for name in ("reference", "other", "difference", "half_width"):
            here, typed = getattr(effect, name), shown[label][name]
            assert typed == here or (math.isnan(typed) and math.isnan(here)), (label, name)
    assert moves >= 5


def test_a_fitted_place_shows_what_the_fit_leaves_open(tmp_path):
    """As `compare` has it; of the first draw alone there is no interval, and no verdict."""
    short = PLACE.replace("20 days, run_for: 100 days", "5 days, run_for: 25 days")
    for name, text in (("place.yaml", short), ("fitted.yaml", FITTED), ("draws.csv", DRAWS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    loaded = prepare(tmp_path / "fitted.yaml")
    ready = Exploration.of(loaded, loaded.scenario.batch, 6, 1)
    levers = levers_of(loaded).values()
    lead = next(each for each in levers if "package.lead_time" in getattr(each, "path", ""))
    chosen = Chosen.of(levers_of(loaded), {lead.name: lead.given * 1.5})
    looks = list(ready.looks(chosen, Event()))
    ready.close()
    first, last = answer(looks[0], 6), answer(looks[-1], 6)
    assert {row["half_width"] for row in first["headline"]} <= {None, 0.0}
    scenarios = tuple(arm.loaded.scenario for arm in looks[-1].arms)
    wanted = paired_over_draws(scenarios, looks[-1].measured)
    assert np.array_equal(looks[-1].paired[0].half_width, wanted.half_width, equal_nan=True)
    assert any(row["half_width"] for row in last["headline"])
    assert "what the fit to local figures leaves open" in held_in_full(loaded.scenario)
