"""The patient table: what it must hold, and what may not change it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from simulator.network.network import DAY, StepKind
from simulator.sampling import streams
from simulator.sampling.achieved import achieved
from simulator.sampling.chance import chosen
from simulator.sampling.sample import Sampler
from simulator.sampling.streams import uniforms
from tests.sampling.places import built, drawn, place

FIELDS = (
    "duration",
    "limit",
    "expected_error",
    "review_level",
    "dies",
    "dies_waiting",
)


def journeys(said, patients):
    """Everything drawn for each patient, by names that no order of the file changes."""
    _, network, plan = built(said)
    origins = patients.group[first_arrival_of(patients)]
    found = {}
    for row in range(len(patients)):
        route = plan.routes[patients.route[row]]
        steps = slice(patients.first[row], patients.first[row + 1])
        draws = zip(*(getattr(patients, name)[steps].tolist() for name in FIELDS), strict=True)
        after = int(patients.returns_as[row])
        who = int(patients.identity[row]), int(patients.depth[row])
        key = (network.groups[origins[row]], *who)
        found[key] = (
            int(patients.arrives[row]),
            network.localities[patients.locality[row]],
            route.pathway,
            dict(route.branches),
            int(patients.returns_after[row]),
            after >= 0,
            {(s.decision, s.occurrence): d for s, d in zip(route.steps, draws, strict=True)},
        )
    return found


def parent_of(patients):
    parents = np.full(len(patients), -1)
    rows = np.flatnonzero(patients.returns_as >= 0)
    parents[patients.returns_as[rows]] = rows
    return parents


def first_arrival_of(patients):
    parents = parent_of(patients)
    root = np.arange(len(patients))
    for _ in range(int(patients.depth.max(initial=0))):
        root = np.where(parents[root] >= 0, parents[root], root)
    return root


def reordered(said):
    """The same place with every mapping of the file written the other way round."""
    if isinstance(said, dict):
        return {name: reordered(said[name]) for name in reversed(said)}
    return [reordered(each) for each in said] if isinstance(said, list) else said


@pytest.fixture(scope="module")
def small():
    said = place()
    said["calendar"]["run_for"] = "30 days"
    return said


def test_rows_are_ordered_and_the_columns_fit_together(small):
    patients = drawn(small)
    _, network, _ = built(small)
    first = patients.arrives >= 0
    n = int(first.sum())
    assert first[:n].all()
    keys = list(
        zip(
            patients.arrives[:n].tolist(),
            patients.group[:n].tolist(),
            patients.identity[:n].tolist(),
            strict=True,
        )
    )
    assert keys == sorted(keys)
    assert patients.arrives[0] >= 0
    assert patients.arrives[:n].max() < network.end
    steps = [len(network.routes[route].steps) for route in patients.route]
    assert np.diff(patients.first).tolist() == steps
    assert all(len(getattr(patients, name)) == sum(steps) for name in FIELDS)
    assert [network.routes[r].group for r in patients.route] == patients.group.tolist()


def test_arrays_have_the_declared_types(small):
    patients = drawn(small)
    for name, kind in type(patients).__annotations__.items():
        wanted = next((w for w in ("int32", "uint64") if w in kind), "int64")
        assert getattr(patients, name).dtype == wanted


def test_a_draw_is_the_law_at_the_number_that_names_it():
    """Old, acute: lognormal of mean 6 and sd 8, in whole microseconds."""
    patients = drawn(place(), seed=11, replication=4)
    rows = np.flatnonzero((patients.group == 0) & (patients.arrives >= 0))
    u = uniforms(11, 4, "old", "stay:acute:duration", patients.identity[rows])
    sigma = math.sqrt(math.log(1 + 16 / 9))
    days = stats.lognorm(sigma, scale=3.6).ppf(u)
    found = patients.duration[patients.first[rows]]
    assert found / DAY == pytest.approx(days, rel=1e-9)


def test_a_second_meeting_and_a_return_have_occurrences_of_their_own():
    said = place()
    said["pathways"]["plain"].insert(1, {"stay": {"care_setting": "acute", "id": "again"}})
    said["pathways"]["plain"][1]["stay"]["places"] = 1
    patients = drawn(said)
    _, _, plan = built(said)
    plain = np.array([r.pathway == "plain" and r.group == "old" for r in plan.routes])
    rows = np.flatnonzero(plain[patients.route] & (patients.depth == 0))
    u = uniforms(1, 0, "old", "stay:acute:review", patients.identity[rows], occurrence=1)
    assert np.array_equal(patients.review_level[patients.first[rows] + 1], np.floor(u * 1_000_000))
    was_young = patients.group[first_arrival_of(patients)] == 1
    rows = np.flatnonzero(plain[patients.route] & (patients.depth == 2) & was_young)
    assert len(rows) > 10
    u = uniforms(1, 0, "young", "stay:acute:review", patients.identity[rows], occurrence=2049)
    assert np.array_equal(patients.review_level[patients.first[rows] + 1], np.floor(u * 1_000_000))


def test_every_drawn_mean_is_that_of_its_parameter():
    _, network, plan = built(place())
    rows = achieved(drawn(place()), network, plan)
    assert {row.draw for row in rows} == {
        *("duration", "needed", "limit", "expected error", "dies", "dies waiting"),
        *("ward", "home"),
    }
    assert all(row.count > 100 for row in rows)
    assert {(r.group, r.pathway, r.of, r.draw): r.z for r in rows if abs(r.z) > 4} == {}


def test_expected_errors_are_normal_and_reviews_uniform_and_waiting_deaths_exponential():
    patients = drawn(place())
    _, network, _ = built(place())
    kinds = np.concatenate([[s.kind for s in network.routes[r].steps] for r in patients.route])
    levels = patients.review_level[kinds == StepKind.STAY]
    assert levels.max() < 1_000_000
    assert stats.kstest((levels + 0.5) / 1e6, "uniform").pvalue > 1e-3
    errors = patients.expected_error[patients.expected_error != 0]
    assert stats.kstest(errors / DAY, "norm").pvalue > 1e-3
    waits = patients.dies_waiting[patients.dies_waiting != -1]
    assert stats.kstest(waits / DAY, stats.expon(scale=-1 / math.log(0.98)).cdf).pvalue > 1e-3
    assert waits.min() >= 1


def test_what_does_not_apply_is_left_out(small):
    patients = drawn(small)
    _, network, _ = built(small)
    for row in range(len(patients)):
        route = network.routes[patients.route[row]]
        for at, step in enumerate(route.steps, start=patients.first[row]):
            is_stay, is_ward = step.kind is StepKind.STAY, at and step.target == 1
            if not is_stay:
                assert patients.dies[at] == 0
                assert patients.dies_waiting[at] == -1
                assert patients.review_level[at] == 0
            if step.kind is StepKind.LEAVE:
                assert patients.duration[at] == 0
            assert (patients.limit[at] >= DAY) == (is_stay and is_ward)
            if is_stay:
                assert patients.duration[at] >= 0


def test_localities_and_pathways_are_taken_by_share():
    patients = drawn(place())
    _, network, plan = built(place())
    came = patients.arrives >= 0
    for group, shares in (
        (0, {"south": 0.3, "north": 0.5, "east": 0.2}),
        (1, {"south": 0.75, "north": 0.25, "east": 0.0}),
    ):
        lives = patients.locality[came & (patients.group == group)]
        found = np.bincount(lives, minlength=3)
        expected = len(lives) * np.array([shares[name] for name in network.localities])
        assert found[expected == 0].sum() == 0
        assert stats.chisquare(found[expected > 0], expected[expected > 0]).pvalue > 1e-3
    taken = np.array([route.pathway == "supported" for route in plan.routes])[patients.route]
    for group, share in ((0, 0.6), (1, 0.1)):
        found = taken[came & (patients.group == group)]
        assert abs(found.mean() - share) < 4 * math.sqrt(share * (1 - share) / len(found))


def test_kinds_of_draw_are_independent_of_one_another():
    patients = drawn(place())
    came = (patients.group == 0) & (patients.arrives >= 0)
    supported = np.flatnonzero(came & (np.diff(patients.first) > 2))
    at = patients.first[supported]
    columns = [
        patients.duration[at],
        patients.expected_error[at],
        patients.review_level[at],
        patients.dies[at],
        patients.dies_waiting[at],
        patients.duration[at + 1] >= 0,
        patients.duration[at + 2] >= 0,
        np.diff(patients.first)[supported],
        patients.arrives[supported] % DAY,
        patients.returns_as[supported] >= 0,
    ]
    ranks = [stats.rankdata(column) for column in columns]
    matrix = np.corrcoef(ranks) - np.eye(len(ranks))
    assert np.abs(matrix).max() < 4.5 / math.sqrt(len(supported))


def test_seeds_and_replications_give_other_patients_and_the_same_give_the_same(small):
    once = drawn(small, seed=3, replication=2)
    again = drawn(small, seed=3, replication=2)
    assert all(np.array_equal(getattr(once, n), getattr(again, n)) for n in once.__slots__)
    for other in (drawn(small, seed=4, replication=2), drawn(small, seed=3, replication=3)):
        assert not np.array_equal(once.arrives[:100], other.arrives[:100])


def test_reordering_the_file_moves_no_draw(small):
    turned = reordered(small)
    assert list(turned["patient_groups"]) != list(small["patient_groups"])
    assert journeys(small, drawn(small)) == journeys(turned, drawn(turned))


def test_adding_a_group_a_pathway_and_a_decision_moves_no_other_draw(small):
    more = {**small, "patient_groups": {"new": place()["patient_groups"]["young"]}}
    more["patient_groups"]["new"] = {
        "arrivals": {"per_day": 5},
        "pathways": {"extra": 1.0},
        "length_of_stay": {"acute": "2 days"},
    }
    more["patient_groups"] |= small["patient_groups"]
    more["pathways"] = {
        "extra": [{"stay": "acute"}, {"handoff": "equipment"}, {"leave": "home"}],
        **small["pathways"],
    }
    supported = list(more["pathways"]["supported"])
    supported.insert(1, {"handoff": {"name": "equipment", "id": "first", "needed_by": 0.5}})
    found, before = journeys(more, drawn(more)), journeys(small, drawn(small))
    assert {key: draws for key, draws in found.items() if key[0] != "new"} == before
    more["pathways"]["supported"] = supported
    after = journeys(more, drawn(more))
    for key, (*same, draws) in before.items():
        *as_before, now = after[key]
        assert as_before == same
        shared = {k: d for k, d in draws.items() if k[0] != "handoff:equipment"}
        assert shared.items() <= now.items()


def test_a_changed_parameter_moves_only_its_own_draw(small):
    changed = {**small, "patient_groups": {**small["patient_groups"]}}
    old = changed["patient_groups"]["old"]
    stay = {"acute": {"family": "lognormal", "mean": "12 days", "sd": 16}}
    changed["patient_groups"]["old"] = {**old, "length_of_stay": stay}
    before, after = drawn(small), drawn(changed)
    assert np.array_equal(before.route, after.route)
    for name in FIELDS[1:]:
        assert np.array_equal(getattr(before, name), getattr(after, name))
    moved = before.duration != after.duration
    ratio = after.duration[moved] / before.duration[moved]
    assert ratio == pytest.approx(2, rel=1e-6)
    starts = np.isin(np.arange(len(moved)), before.first[:-1][before.group == 0])
    assert np.array_equal(moved, starts)


def test_more_demand_reveals_more_patients_with_the_same_journeys(small):
    more = {**small, "patient_groups": {}}
    for name, who in small["patient_groups"].items():
        scaled = {"per_day": who["arrivals"]["per_day"] * 1.5}
        more["patient_groups"][name] = {**who, "arrivals": scaled}
    few, many = journeys(small, drawn(small)), journeys(more, drawn(more))
    assert len(many) > 1.3 * len(few)
    assert all(many[key] == journey for key, journey in few.items())


def test_returns_form_chains_under_the_rules_of_the_groups():
    """Young come back as old, then by the rule of the old, but twice at most; the old thrice."""
    patients = drawn(place())
    parents = parent_of(patients)
    came = patients.arrives >= 0
    assert np.array_equal(parents < 0, came)
    assert np.array_equal(patients.returns_after >= 0, patients.returns_as >= 0)
    back = np.flatnonzero(~came)
    parent = parents[back]
    assert np.array_equal(patients.depth[back], patients.depth[parent] + 1)
    assert np.array_equal(patients.identity[back], patients.identity[parent])
    assert np.array_equal(patients.locality[back], patients.locality[parent])
    assert set(patients.group[back].tolist()) == {0}
    first = patients.group[first_arrival_of(patients)][back]
    assert patients.depth[back][first == 0].max() == 3
    assert patients.depth[back][first == 1].max() == 2
    for chance, rows in (
        (0.4, came & (patients.group == 0)),
        (0.2, came & (patients.group == 1)),
        (0.4, ~came & (patients.depth == 1)),
    ):
        share = (patients.returns_as[rows] >= 0).mean()
        assert abs(share - chance) < 4 * math.sqrt(chance * (1 - chance) / rows.sum())
    gaps = patients.returns_after[(patients.group == 0) & (patients.returns_as >= 0)]
    assert stats.kstest(gaps / DAY, stats.expon(scale=20).cdf).pvalue > 1e-3


def test_returns_come_last_in_the_order_of_their_first_arrivals_and_depth():
    patients = drawn(place())
    root = first_arrival_of(patients)
    back = np.flatnonzero(patients.arrives < 0)
    keys = list(zip(root[back].tolist(), patients.depth[back].tolist(), strict=True))
    assert back.tolist() == list(range(int((patients.arrives >= 0).sum()), len(patients)))
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_a_return_draws_its_way_anew():
    patients = drawn(place())
    _, _, plan = built(place())
    supported = np.array([route.pathway == "supported" for route in plan.routes])
    rows = np.flatnonzero((patients.returns_as >= 0) & (patients.group == 0))
    now = supported[patients.route[rows]]
    then = supported[patients.route[patients.returns_as[rows]]]
    assert abs(np.corrcoef(now, then)[0, 1]) < 4 / math.sqrt(len(rows))


def test_nobody_comes_where_nobody_is_expected():
    said = place()
    for who in said["patient_groups"].values():
        who["arrivals"]["per_day"] = 0
    patients = drawn(said)
    assert len(patients) == 0
    assert patients.first.tolist() == [0]


def test_a_place_without_localities_has_one_of_no_name():
    said = place()
    said["localities"] = {}
    del said["patient_groups"]["young"]["localities"]
    patients = drawn(said)
    assert built(said)[1].localities == ("",)
    assert set(patients.locality.tolist()) == {0}


def test_branches_of_one_name_in_one_pathway_must_be_alike():
    said = place()
    branch = said["pathways"]["supported"][3]
    other = {"name": "onward", "options": {"a": {"share": 1.0}}}
    said["pathways"]["supported"].insert(4, {"branch": other})
    assert branch["branch"]["name"] == "onward"
    with pytest.raises(ValueError, match="two branches named onward"):
        Sampler.of(*built(said))


def test_a_sampler_kept_for_many_replications_draws_the_same(small):
    sampler = Sampler.of(*built(small))
    sampler.draw(5, 0)
    kept, fresh = sampler.draw(5, 1), drawn(small, seed=5, replication=1)
    assert all(np.array_equal(getattr(kept, n), getattr(fresh, n)) for n in kept.__slots__)


def test_blocks_of_any_size_give_the_same(small, monkeypatch):
    whole = drawn(small)
    monkeypatch.setattr("simulator.sampling.step_draws._BLOCK", 97)
    pieces = drawn(small)
    assert all(np.array_equal(getattr(whole, n), getattr(pieces, n)) for n in whole.__slots__)


def test_a_compiled_generator_draws_the_same(small, monkeypatch):
    found = []
    for is_loaded in (False, True):
        monkeypatch.setattr(streams, "is_numba_loaded", lambda is_loaded=is_loaded: is_loaded)
        found.append(drawn(small, seed=8, replication=3))
    one, other = found
    assert len(one) > 1000
    assert all(np.array_equal(getattr(one, n), getattr(other, n)) for n in one.__slots__)


def test_a_share_of_zero_is_never_chosen_even_at_its_edge():
    u = np.array([0.1, 0.5, 0.9, 1 - 2.0**-53])
    assert chosen([0.0, 0.5, 0.0, 0.5, 0.0], u).tolist() == [1, 3, 3, 3]
    assert chosen([3, 1], u).tolist() == [0, 0, 1, 1]
    with pytest.raises(ValueError, match="above 0"):
        chosen([0.0, 0.0], u)


def test_arrivals_at_one_time_come_by_group_and_then_identity(small, monkeypatch):
    def two(seed, replication, group, rates, start):
        who = {"old": [8, 9], "young": [1, 2]}[group]
        return np.array(who, dtype=np.uint64), np.array([DAY, DAY])

    monkeypatch.setattr("simulator.sampling.comers.arrivals", two)
    patients = drawn(small)
    assert patients.group[:4].tolist() == [0, 0, 1, 1]
    assert patients.identity[:4].tolist() == [8, 9, 1, 2]
