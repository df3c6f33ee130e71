"""The compiled engine gives the journeys of the model, and keeps what it has compiled."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path
from random import Random

import numpy as np
import pytest

from simulator.engine import compiled, reference
from simulator.engine.journeys import Exit, Journeys, PlacesLocked
from simulator.network.network import DAY, AtLimit, LetsGo
from simulator.sampling.patients import Patients
from tests.random_networks import random_case
from tests.small_networks import (
    At,
    Draw,
    Person,
    Went,
    did,
    handoff,
    journeys,
    leave,
    network,
    patients,
    stay,
    stayed,
    task,
    unit,
    went,
    windows,
)

ROOT = Path(__file__).resolve().parents[2]


def assert_same(a: Journeys, b: Journeys) -> None:
    for field in fields(Journeys):
        np.testing.assert_array_equal(
            getattr(a, field.name), getattr(b, field.name), err_msg=field.name
        )


def test_a_place_is_kept_until_the_next_is_free_and_passed_on_at_once():
    place = network(
        [unit(1), unit(1, setting=1)],
        routes=[[stay(), stay(1, after=[0], units=[1]), leave(after=[1])]],
    )
    stays = ((5, 20), (4, 3), (1, 1))
    people = patients(
        [Person(i, [*(Draw(time) for time in times), Draw(0)]) for i, times in enumerate(stays)]
    )
    assert_same(
        compiled.simulate(place, people),
        journeys([
            Went(0, 25, Exit.LEFT, [stayed(0, 0, 5, 5), stayed(5, 5, 25, 25, unit=1), went(25)]),
            Went(1, 28, Exit.LEFT, [stayed(1, 5, 9, 25), stayed(9, 25, 28, 28, unit=1), went(28)]),
            Went(2, 29, Exit.LEFT, [stayed(2, 25, 26, 28), stayed(26, 28, 29, 29, unit=1),
                                    went(29)]),
        ]),
    )  # fmt: skip


def test_who_cannot_start_blocks_his_units_and_no_others():
    # Two beds are too few for the first, who may use the small unit only; the next may use both.
    place = network(
        [unit(2), unit(1)],
        routes=[
            [stay(units=[0], weight=2), leave(after=[0])],
            [stay(units=[0, 1]), leave(after=[0])],
        ],
    )
    people = patients([Person(0, [Draw(9), Draw(0)], route=1), Person(1, [Draw(4), Draw(0)]),
                       Person(1, [Draw(2), Draw(0)], route=1)])  # fmt: skip
    assert_same(
        compiled.simulate(place, people),
        journeys([
            Went(0, 9, Exit.LEFT, [stayed(0, 0, 9, 9), went(9)]),
            Went(1, 13, Exit.LEFT, [stayed(1, 9, 13, 13), went(13)]),
            Went(1, 3, Exit.LEFT, [stayed(1, 1, 3, 3, unit=1), went(3)]),
        ]),
    )  # fmt: skip


def test_a_place_is_given_up_in_discharge_hours_once_the_task_has_begun():
    place = network(
        [unit(1, discharges=windows((10, 12), (20, 22)))],
        [handoff(staff=1)],
        [[stay(lets_go=LetsGo.NEXT_TASK), task(0, [0]), leave(after=[0, 1], waits_for=[1])]],
    )
    people = patients([Person(0, [Draw(5), Draw(30), Draw(0)])])
    steps = [At(0, 0, 0, 5, 5, 10, 0), did(5, 5, 35), went(35)]
    assert_same(compiled.simulate(place, people), journeys([Went(0, 35, Exit.LEFT, steps)]))


def test_a_start_beats_a_limit_and_a_limit_runs_again_when_postponed():
    place = network(
        [unit(1)],
        routes=[
            [stay(at_limit=AtLimit.POSTPONED, postpone_by=3, postpone_most=1), leave(after=[0])]
        ],
    )
    people = patients([Person(0, [Draw(10), Draw(0)]), Person(1, [Draw(1, limit=3), Draw(0)]),
                       Person(2, [Draw(1, limit=1), Draw(0)])])  # fmt: skip
    assert_same(
        compiled.simulate(place, people),
        journeys([
            Went(0, 10, Exit.LEFT, [stayed(0, 0, 10, 10), went(10)]),
            Went(1, 11, Exit.LEFT, [At(1, 10, 10, 11, 11, 11, 0, 1), went(11)]),
            Went(2, 7, Exit.LOST, [At(2, postponed=1), At()]),
        ]),
    )  # fmt: skip


def test_nobody_and_nothing():
    nobody = patients([])
    assert len(compiled.simulate(network([unit(1)]), nobody).arrived) == 0


def test_patients_out_of_order_are_refused():
    place = network([unit(1)], routes=[[stay(), leave(after=[0])]])
    people = patients([Person(5, [Draw(1), Draw(0)]), Person(4, [Draw(1), Draw(0)])])
    with pytest.raises(ValueError, match="order of arrival"):
        compiled.simulate(place, people)


def told(simulate, place, people):
    """The journeys, or when and where the run stopped at a loop of full places."""
    try:
        return simulate(place, people)
    except PlacesLocked as locked:
        return locked.time, locked.units


@pytest.mark.parametrize("block", range(4))
def test_same_journeys_as_the_model_in_random_places(block):
    for seed in range(75 * block, 75 * (block + 1)):
        place, people = random_case(Random(seed))
        mine, its = (told(engine.simulate, place, people) for engine in (compiled, reference))
        if isinstance(mine, Journeys) and isinstance(its, Journeys):
            assert_same(mine, its)
        else:
            assert mine == its, seed


@pytest.mark.parametrize("seed", range(5))
def test_same_journeys_as_the_model_in_busy_random_places(seed):
    place, people = random_case(Random(1000 + seed), people=400)
    assert_same(compiled.simulate(place, people), reference.simulate(place, people))


@pytest.fixture(scope="module")
def baseline():
    """The baseline scenario for 40 days: its network, and the patients of two replications."""
    from simulator.network.build import build
    from simulator.sampling.sample import Sampler
    from simulator.scenario.load import load

    shorter = ("calendar.warm_up=10 days", "calendar.run_for=30 days")
    scenario = load(ROOT / "scenarios" / "baseline.yaml", shorter).scenario
    place, plan = build(scenario)
    sampler = Sampler.of(scenario, place, plan)
    return place, [sampler.draw(3, number) for number in range(2)]


def test_same_journeys_as_the_model_in_the_baseline(baseline):
    place, replications = baseline
    assert place.end == 40 * DAY
    for people in replications:
        record = compiled.simulate(place, people)
        assert (record.exit == Exit.LEFT).sum() > 1000
        assert_same(record, reference.simulate(place, people))


def test_threads_give_the_same_as_one_after_another(baseline):
    place, (people, others) = baseline
    each = [people, others] * 4
    alone = [compiled.simulate(place, one) for one in each]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda one: compiled.simulate(place, one), each))
    for a, b in zip(alone, together, strict=True):
        assert_same(a, b)


def test_columns_that_cannot_be_written_are_read(baseline):
    place, (people, _) = baseline
    columns = {field.name: getattr(people, field.name).copy() for field in fields(Patients)}
    for column in columns.values():
        column.flags.writeable = False
    assert_same(compiled.simulate(place, Patients(**columns)), compiled.simulate(place, people))


def test_more_events_to_come_than_there_is_room_for_at_first():
    n = 3 * compiled.EVENTS_AT_FIRST
    place = network([unit(n)], routes=[[stay(), leave(after=[0])]], end=10 * n)
    people = patients([Person(i, [Draw(2 * n - i // 2), Draw(0)]) for i in range(n)])
    finished = compiled.simulate(place, people).finished
    np.testing.assert_array_equal(finished, [i + 2 * n - i // 2 for i in range(n)])


def twice(number: int) -> int:
    """Something small to compile."""
    return number * 2


@pytest.fixture
def home(monkeypatch, tmp_path):
    """A user whose cache is in a folder of the test, and who has no other folder to write to."""
    from simulator.engine import compiled_cache

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(compiled_cache, "HERE", tmp_path)
    (tmp_path / "temporary").mkdir()
    (tmp_path / "compiled_one.py").write_text("ONE = 1")
    return tmp_path


def test_what_was_compiled_is_read_back(home):
    from simulator.engine.compiled_cache import cache_folder, compile_kept

    first, second = compile_kept(twice, 4), compile_kept(twice, 4)
    assert first(4) == second(4) == 8
    assert sum(first.stats.cache_hits.values()) == 0
    assert sum(second.stats.cache_hits.values()) == 1
    assert list(cache_folder().rglob("*.nbi"))
    assert cache_folder().is_relative_to(home / "home" / "stepdown")


def test_a_changed_source_is_compiled_afresh(home):
    from simulator.engine.compiled_cache import cache_folder, compile_kept

    compile_kept(twice, 4)
    before = cache_folder()
    (home / "compiled_one.py").write_text("ONE = 2")
    assert cache_folder() != before
    assert sum(compile_kept(twice, 4).stats.cache_hits.values()) == 0


def test_the_fingerprint_covers_the_engine_and_the_numbers_compiled_into_it():
    from simulator.engine import compiled_cache

    found = {path.name for name in compiled_cache.SOURCES for path in compiled_cache._files(name)}
    engine = {path.name for path in (ROOT / "simulator/engine").glob("compiled*.py")}
    assert found == engine | {"journeys.py", "network.py"}


def test_without_a_home_to_write_to_the_temporary_folder_is_used(home):
    from simulator.engine.compiled_cache import cache_folder

    (home / "home").write_text("not a folder")
    assert cache_folder().is_relative_to(home / "temporary")


def test_without_any_folder_to_write_to_it_is_compiled_all_the_same(home):
    from simulator.engine.compiled_cache import cache_folder, compile_kept

    (home / "home").write_text("not a folder")
    (home / "temporary").rmdir()
    (home / "temporary").write_text("not a folder")
    assert cache_folder() is None
    assert compile_kept(twice, 4)(4) == 8


def test_what_cannot_be_read_back_is_compiled_afresh(home):
    from simulator.engine.compiled_cache import cache_folder, compile_kept

    compile_kept(twice, 4)
    for path in cache_folder().rglob("*.nb*"):
        path.write_bytes(b"spoilt")
    assert compile_kept(twice, 4)(4) == 8


def test_numba_is_loaded_only_when_it_runs():
    script = "import sys; import simulator.engine.compiled; sys.exit('numba' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


def test_a_row_outside_its_table_is_an_error():
    place = network([unit(1)], routes=[[stay(), leave(after=[0])]])
    people = patients([Person(0, [Draw(9), Draw(0)])])
    compiled.simulate(place, people)
    world = compiled.World.of(place, people)
    world.set(n_taken=1)
    with pytest.raises(IndexError, match="no such row of taken"):
        compiled.load()(world.world)
