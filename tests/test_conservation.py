"""Whatever the scenario: nobody appears or vanishes, and bed-days are the census added up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from simulator.engine.checker import check
from simulator.engine.journeys import Exit
from simulator.experiment.replication import Setup
from simulator.network.network import DAY, StepKind
from simulator.results.checks import check_run
from simulator.results.measures import measures
from simulator.results.run import Run
from simulator.scenario.schema import Scenario
from tests.engines import each_engine

CERTAIN = {
    "journeys_add_up",
    "times_in_order",
    "one_place_each",
    "bed_days_are_census",
    "delay_adds_up",
    "within_capacity",
}
HOURS = st.sampled_from(["always", "mon-fri 09:00-17:00", "mon-sat 08:00-12:00 13:00-18:00"])
ROUNDS = st.sampled_from(["mon-sun 09:00", "mon-fri 10:00 15:00", "mon 00:00, thu 23:00"])
LAWS = st.one_of(
    st.builds(
        lambda family, mean, spread: {
            "family": family,
            "mean": f"{mean} days",
            "sd": mean * spread,
        },
        st.sampled_from(["lognormal", "gamma", "weibull"]),
        st.sampled_from([0.5, 2.0, 5.0]),
        st.sampled_from([0.4, 1.0, 1.6]),
    ),
    st.sampled_from(["0 days", "1 day", "36 hours"]),
)


@st.composite
def scenarios(draw):
    """Two groups, two settings, some handoffs: any hours, laws, capacities and limits."""
    move = draw(st.sampled_from(["0 hours", "3 hours"]))
    limit = {"within": draw(st.sampled_from(["0 hours", "6 hours", "3 days"])), "then": "lost"}
    first = {"care_setting": "ward", "expected_date_error": "1 day", "limit": limit}
    first["lets_go"] = draw(st.sampled_from(["next place", "at end", "when next task starts"]))
    task = {
        "staff": draw(st.integers(1, 3)),
        "task": {"family": "gamma", "mean": "4 hours", "sd": 3},
    }
    return {
        "schema_version": 1,
        "title": "Anywhere",
        "calendar": {"start": "2024-12-20", "warm_up": "5 days", "run_for": "20 days"},
        "localities": {"here": {"share": 0.7}, "there": {"share": 0.3}},
        "patient_groups": {
            "one": {
                "arrivals": {"per_day": draw(st.sampled_from([0, 3, 12]))},
                "pathways": {"short": 0.5, "long": 0.5},
                "mortality": {"ward": {"chance": 0.1, "while_delayed_per_day": 0.05}},
                "readmission": {"chance": 0.3, "gap": "3 days", "at_most": 2},
                "priority": draw(st.integers(-1, 1)),
            },
            "two": {"arrivals": {"per_day": 4}, "pathways": {"short": 1}},
        },
        "care_settings": {
            "ward": {
                "kind": "beds",
                "acute": True,
                "length_of_stay": draw(LAWS),
                "reviews": [{"at": draw(ROUNDS)}],
                "discharge_hours": draw(HOURS),
                "turnaround": draw(st.sampled_from(["0 hours", "5 hours"])),
                "units": [
                    {"name": "Red", "beds": draw(st.integers(1, 30)), "takes": ["one"]},
                    {"name": "Blue", "beds": draw(st.integers(0, 30))},
                    {"name": "Green", "beds": 5, "takes": ["two"]},
                ],
            },
            "step": {
                "kind": "beds",
                "length_of_stay": draw(LAWS),
                "admits": draw(HOURS),
                "bank_holidays": "as_sunday",
                "units": [{"name": "Far", "beds": draw(st.integers(1, 9))}],
            },
        },
        "handoffs": {
            "look": {"delay_reason": "A", "hours": "mon-fri 09:00-17:00", **task,
                     "at_close": draw(st.sampled_from(["finish", "pause", "fit"]))},
            "order": {"delay_reason": "F", "lead_time": "2 working days", "hours": draw(HOURS),
                      "starts": {"per_week": draw(st.sampled_from([3.5, 20])), "carry": True}},
            "sit": {"delay_reason": "B", "panel": {"sits": "tue 10:00", "limit": 4}},
        },
        "pathways": {
            "short": [{"stay": {k: v for k, v in first.items() if k != "lets_go"}},
                      {"leave": "home"}],
            "long": [
                {"stay": first},
                {"handoff": {"name": "look", "begins": "1 day before expected ready"}},
                {"handoff": {"name": "order", "after": "ward", "needed_by": 0.5}},
                {"handoff": {"name": "sit", "after": "look", "needed_by": 0.3}},
                {"stay": {"care_setting": "step", "move": move}},
                {"leave": "home"},
            ],
        },
    }  # fmt: skip


@each_engine
@settings(max_examples=25, derandomize=True, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(given_scenario=scenarios(), seed=st.integers(0, 5))
def test_on_any_scenario(simulate, given_scenario, seed):
    setup = Setup.of(Scenario.model_validate(given_scenario))
    patients = setup.sampler.draw(seed, 1)
    journeys = simulate(setup.network, patients)
    assert check(setup.network, patients, journeys) == []
    run = Run(setup.scenario, setup.network, patients, journeys, setup.window)
    held = {each.name: each.passed for each in check_run(run)}
    assert set(held) >= CERTAIN
    assert all(held[name] for name in CERTAIN), held

    came = journeys.arrived >= 0
    gone = journeys.finished >= 0
    assert (gone == (journeys.exit != Exit.OPEN)).all()
    assert not (gone & ~came).any()

    values = census_of_settings(measures(run, ["census"]))
    for name, days in bed_days_in_the_window(setup, patients, journeys).items():
        assert values[name] == pytest.approx(days / run.days, abs=1e-9)


def census_of_settings(measured):
    return {
        key.where[0]: value
        for key, value in zip(measured.keys, measured.values, strict=True)
        if key.statistic == "mean" and not any(key.where[1:])
    }


def bed_days_in_the_window(setup, patients, journeys):
    """Days spent in each care setting, stay by stay, in plain arithmetic."""
    days = dict.fromkeys(("ward", "step"), 0.0)
    begin, end = setup.window
    for patient in np.flatnonzero(journeys.arrived >= 0):
        route = setup.network.routes[patients.route[patient]]
        for k, step in enumerate(route.steps):
            row = patients.first[patient] + k
            if step.kind is StepKind.STAY and journeys.started[row] >= 0:
                left = journeys.left[row] if journeys.left[row] >= 0 else end
                name = setup.network.care_settings[step.target].name
                days[name] += max(0, min(left, end) - max(journeys.started[row], begin)) / DAY
    return days
