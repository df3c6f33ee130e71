"""Scenarios side by side: what is the same, known differences, and what pairing gains."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.experiment import workers
from simulator.experiment.batch import run_batch
from simulator.experiment.comparison import compare_arms
from simulator.experiment.prepare import batch_of
from simulator.experiment.replication import replicate
from simulator.experiment.store import store_of
from simulator.results.everywhere import EVERYWHERE
from simulator.results.measure import where
from simulator.results.measures import Key
from simulator.results.paired import pair
from simulator.results.verdict import Verdict
from simulator.scenario.schema import Batch
from tests.experiment.compared import QUEUE, arms, child, written
from tests.experiment.place import SHORT, SMALL
from tests.theory.formulas import mean_wait

FEWER = "{path: care_settings.acute.units.General and acute.beds, set: 34}"
QUICKER = "{path: handoffs.assessment.staff, set: 6}"
MORE_PEOPLE = "{path: patient_groups.younger.arrivals.per_day, scale: 1.2}"
WAITING = Key("waiting_for_place", where(care_setting="ward"), "mean")


@pytest.fixture(scope="module")
def fewer(tmp_path_factory):
    files = written(tmp_path_factory.mktemp("fewer"), fewer=child(FEWER))
    return compare_arms(arms(SMALL, *files), Batch(replications=6, seed=3))


def test_a_scenario_differs_from_itself_by_nothing_at_all():
    same = compare_arms(arms(SMALL, SMALL), Batch(replications=2, seed=3))
    (paired,) = same.paired
    assert (paired.n > 0).sum() > 1000
    assert (paired.difference[paired.n > 0] == 0).all()
    assert (paired.half_width[paired.n > 1] == 0).all()
    assert [arm.label for arm in same.arms] == ["small", "small-2"]
    assert paired.effect(Key("census", where(care_setting="acute"), "mean")).verdict is Verdict.SAME


def test_the_order_of_independent_changes_does_not_matter(tmp_path):
    changes = [FEWER, QUICKER, MORE_PEOPLE]
    files = written(tmp_path, forth=child(*changes), back=child(*changes[::-1]))
    done = compare_arms(arms(SMALL, *files), Batch(replications=2, seed=4))
    forth, back = (np.array([each.values for each in one]) for one in done.measured[1:])
    np.testing.assert_array_equal(forth, back)
    assert not np.array_equal(forth, [e.values for e in done.measured[0]], equal_nan=True)


def test_one_more_bed_shortens_the_queue_by_what_theory_says(tmp_path):
    """M/M/c: mean number waiting is arrivals a day times the mean wait (Erlang C, Little)."""
    files = written(tmp_path, five=QUEUE.format(beds=5), six=QUEUE.format(beds=6))
    done = compare_arms(arms(*files, sets=()), Batch(replications=30, seed=1))
    effect = done.paired[0].effect(WAITING)
    known = 4 * (mean_wait(6, 4) - mean_wait(5, 4))
    assert abs(effect.difference - known) < effect.half_width
    assert effect.half_width < 0.2 * abs(known)
    assert effect.verdict is Verdict.LOWER
    assert effect.lower == 1
    # The averages answer: nobody is in a bed for longer, so as many beds are in use.
    census = done.paired[0].effect(Key("census", where(care_setting="ward"), "mean"))
    assert abs(census.difference) < 0.05


def test_pairs_are_closer_than_patients_drawn_apart(tmp_path):
    files = written(tmp_path, five=QUEUE.format(beds=7), six=QUEUE.format(beds=8))
    here, there = arms(*files, sets=())
    n = 25
    done = compare_arms([here, there], Batch(replications=n, seed=1))
    key = Key("census", where(care_setting="ward"), "mean")
    effect = done.paired[0].effect(key)
    apart = run_batch(there.setup, Batch(replications=n, seed=2))
    unpaired = pair(
        [each.measured for each in done.results[0].replications],
        [each.measured for each in apart.replications],
    ).effect(key)
    assert effect.variance_ratio < 0.05
    assert 0.4 < unpaired.variance_ratio < 2
    # What is said of patients drawn apart is what they show (F, 24 and 24 degrees: 99.9 %).
    measured = (effect.half_width / unpaired.half_width) ** 2
    assert 0.27 < effect.variance_ratio / measured < 3.7


def test_the_measured_gain_is_that_of_the_variances(fewer):
    key = Key("occupancy", where(care_setting="acute"), "mean")
    a, b = fewer.values(key).T
    effect = fewer.paired[0].effect(key)
    expected = np.var(b - a, ddof=1) / (np.var(a, ddof=1) + np.var(b, ddof=1))
    assert effect.variance_ratio == pytest.approx(expected)
    assert effect.times_narrower == pytest.approx(expected**-0.5)


def test_queues_everywhere_are_the_sums_over_care_settings(fewer):
    for measure in ("census", "delayed_patients", "waiting_for_place"):
        total = fewer.values(Key(measure, where(care_setting=EVERYWHERE), "mean"))
        parts = [
            fewer.values(Key(measure, where(care_setting=name), "mean"))
            for name in ("acute", "community")
        ]
        np.testing.assert_allclose(total, sum(parts))
    assert fewer.paired[0].effect(
        Key("delayed_patients", where(care_setting=EVERYWHERE, reason="A"), "mean")
    )


def test_fewer_beds_make_people_wait(fewer):
    effect = fewer.paired[0].effect(Key("waiting_for_place", where(care_setting="acute"), "mean"))
    assert effect.verdict is Verdict.HIGHER
    table = fewer.frame()
    row = table[
        (table["measure"] == "waiting_for_place")
        & (table["care_setting"] == "acute")
        & (table["statistic"] == "mean")
    ].iloc[0]
    assert (row["better"], row["better_in"], row["higher_in"]) == ("lower", 0, 1)
    assert row["difference"] == effect.difference


def test_many_scenarios_have_wider_intervals_together(tmp_path):
    files = written(tmp_path, one=child(FEWER), two=child(QUICKER), three=child(MORE_PEOPLE))
    done = compare_arms(arms(SMALL, *files), Batch(replications=3, seed=3))
    table = done.frame()
    wide = table[table["half_width"] > 0]
    assert (wide["joint_half_width"] > wide["half_width"]).all()
    assert set(table["scenario"]) == {"one", "two", "three"}
    found = done.ranks(Key("census", where(care_setting="acute"), "mean"))
    assert sorted(rank.lowest for rank in found)[0] == 1
    assert all(1 <= rank.lowest <= rank.highest <= 4 for rank in found)


def test_precision_is_that_of_the_difference(tmp_path):
    files = written(tmp_path, fewer=child(QUICKER))
    pairs = arms(SMALL, *files)
    batch = batch_of(Batch(seed=3, at_most=10), precision=["delayed_patients=1000"])
    enough = compare_arms(pairs, batch)
    assert (enough.replications, enough.wanting) == (5, ())
    tight = batch_of(Batch(seed=3, at_most=7), precision=["delayed_patients=0.0001"])
    short = compare_arms(pairs, tight)
    assert short.replications == 7
    widths = {each.key.where[0]: each.half_width for each in short.wanting}
    key = Key("delayed_patients", where(care_setting="acute"), "mean")
    assert widths["acute"] == short.paired[0].effect(key).half_width
    assert EVERYWHERE not in widths


def test_finished_replications_are_used_again(tmp_path, monkeypatch):
    files = written(tmp_path, one=child(FEWER), two=child(QUICKER))
    batch, ran = Batch(replications=2, seed=3), []

    def counted(setup, order):
        ran.append((setup.scenario.title, order.number))
        return replicate(setup, order)

    def compared(some):
        stores = [store_of(arm.loaded, batch, "compiled", tmp_path / "out") for arm in some]
        return compare_arms(some, batch, stores=stores)

    monkeypatch.setattr(workers, "replicate", counted)
    first = compared(arms(SMALL, files[0]))
    assert len(ran) == 4
    ran.clear()
    second = compared(arms(SMALL, *files))
    assert len(ran) == 2
    np.testing.assert_array_equal(first.paired[0].difference, second.paired[0].difference)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("{path: calendar.start, set: 2025-05-01}", "calendar.start is 2025-05-01, and 2025-04-01"),
        ("{path: calendar.run_for, set: 21 days}", "calendar.run_for"),
        ("{path: localities.north.share, set: 0.6}", None),
        ("{path: costs.price_year, set: 2020-21}", "price year"),
    ],
)
def test_what_breaks_pairing_is_said(tmp_path, change, says):
    files = written(tmp_path, other=child(change))
    # Two days are enough to see what is said of them.
    done = compare_arms(arms(SMALL, *files, sets=()), Batch(replications=1))
    assert [says in each for each in done.cautions] == ([True] if says else [])


def test_other_localities_are_said(tmp_path):
    moved = "{path: localities.*.share, set: 0.5}"
    files = written(tmp_path, other=child(moved))
    done = compare_arms(arms(SMALL, *files), Batch(replications=1))
    (says,) = done.cautions
    assert says.startswith("other: its localities are others")


def test_the_promised_way_is_the_same(tmp_path):
    from simulator import compare, load_scenario

    files = written(tmp_path, fewer=child(FEWER))
    loaded = [load_scenario(file, SHORT) for file in (SMALL, *files)]
    promised = compare(loaded, replications=2, seed=3)
    mine = compare_arms(arms(SMALL, *files), Batch(replications=2, seed=3))
    np.testing.assert_array_equal(promised.paired[0].difference, mine.paired[0].difference)
    with pytest.raises(InputError, match="nothing to be compared with"):
        compare([SMALL])


def test_one_scenario_cannot_be_compared():
    with pytest.raises(InputError, match="nothing to be compared with"):
        compare_arms(arms(SMALL), Batch(replications=1))
