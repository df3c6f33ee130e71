"""Rows for what patients do elsewhere: whose they are, what they draw, and what stays the same."""

from __future__ import annotations

import numpy as np

from simulator.network.network import AtLimit
from tests.sampling.places import built, drawn, place

STEPS = ("duration", "limit", "review_level", "dies", "dies_waiting")


def leading():
    """Home care first, an admission for who is not reached in two hours."""
    said = place()
    said["calendar"]["run_for"] = "60 days"
    said["care_settings"]["urgent"] = {
        "kind": "places",
        "length_of_stay": {"family": "exponential", "mean": "2 days"},
        "units": [{"name": "Team", "places": 4}],
    }
    limit = {"within": "2 hours", "then": "elsewhere", "pathway": "supported"}
    said["pathways"]["urgent"] = [
        {"stay": {"care_setting": "urgent", "limit": limit}},
        {"leave": "home"},
    ]
    said["patient_groups"]["young"]["pathways"] = {"urgent": 0.9, "plain": 0.1}
    return said


def not_leading():
    said = leading()
    said["pathways"]["urgent"][0]["stay"]["limit"] = {"within": "2 hours", "then": "lost"}
    return said


def test_every_row_whose_way_leads_elsewhere_has_one_and_only_one_there():
    said = leading()
    _, network, _ = built(said)
    patients = drawn(said)
    leads = np.array(
        [any(s.at_limit is AtLimit.ELSEWHERE for s in route.steps) for route in network.routes]
    )
    has = leads[patients.route]
    assert 0 < has.sum() < len(has)
    assert ((patients.instead_as >= 0) == has).all()
    other = patients.instead_as[has]
    assert len(np.unique(other)) == len(other)
    assert (patients.arrives[other] == -1).all()
    assert {network.routes[r].pathway for r in patients.route[other]} == {"supported"}
    for name in ("group", "locality", "identity", "depth"):
        assert (getattr(patients, name)[other] == getattr(patients, name)[has]).all(), name


def test_no_row_is_activated_by_two_and_all_that_do_not_arrive_by_one():
    patients = drawn(leading())
    called = np.concatenate([patients.returns_as, patients.instead_as])
    called = called[called >= 0]
    assert len(np.unique(called)) == len(called)
    assert np.array_equal(np.sort(called), np.flatnonzero(patients.arrives == -1))
    # Those who were sent elsewhere come back too.
    assert (patients.returns_as[patients.instead_as[patients.instead_as >= 0]] >= 0).any()


def test_draws_elsewhere_are_his_own():
    """No draw is shared by two rows of one patient: lengths in one setting are not the same."""
    said = leading()
    patients = drawn(said)
    has = np.flatnonzero(patients.instead_as >= 0)
    other = patients.instead_as[has]
    back = patients.returns_as[other] >= 0
    again = patients.returns_as[other[back]]
    own, next_ = patients.first[other[back]], patients.first[again]
    assert len(own) > 100
    assert (patients.duration[own] != patients.duration[next_]).all()
    assert (patients.review_level[own] != patients.review_level[patients.first[has[back]]]).all()


def by_row(patients, network):
    """Draws by (group of first arrival, identity) of the rows that arrive, and of their returns."""
    found = {}
    for row in np.flatnonzero(patients.arrives >= 0).tolist():
        chain, at = [], row
        while at >= 0:
            cut = slice(patients.first[at], patients.first[at + 1])
            draws = tuple(getattr(patients, name)[cut].tobytes() for name in STEPS)
            route = network.routes[patients.route[at]]
            chain.append((route.pathway, route.branches, draws, int(patients.returns_after[at])))
            at = int(patients.returns_as[at])
        found[int(patients.group[row]), int(patients.identity[row])] = chain
    return found


def test_that_a_limit_leads_elsewhere_moves_no_other_draw():
    sent, lost = leading(), not_leading()
    with_, without = (by_row(drawn(each, 7), built(each)[1]) for each in (sent, lost))
    assert with_ == without


def test_more_demand_changes_nobody_sent_elsewhere():
    few, many = leading(), leading()
    many["patient_groups"]["young"]["arrivals"]["per_day"] = 30

    def elsewhere(said):
        patients = drawn(said, 7)
        found = {}
        for row in np.flatnonzero((patients.instead_as >= 0) & (patients.arrives >= 0)).tolist():
            at = int(patients.instead_as[row])
            cut = slice(patients.first[at], patients.first[at + 1])
            found[int(patients.identity[row])] = tuple(
                getattr(patients, name)[cut].tobytes() for name in STEPS
            )
        return found

    before, after = elsewhere(few), elsewhere(many)
    assert len(after) > len(before) > 500
    assert before.items() <= after.items()


def test_nobody_is_sent_anywhere_unless_a_limit_says_so():
    assert drawn(place()).instead_as.strides == (0,)
    assert drawn(not_leading()).instead_as.strides == (0,)
