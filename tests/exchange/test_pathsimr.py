"""A PathSimR network as a scenario: what is carried over, and theory that a run of it must meet."""

from __future__ import annotations

import math

import pytest

import simulator
from simulator.errors import InputError
from simulator.exchange.pathsimr import import_pathsimr
from simulator.results.measure import DIMENSIONS
from tests.exchange.networks import CALENDAR, NETWORK, files
from tests.theory.formulas import erlang_b, mean_wait
from tests.theory.interval import mean_interval


def made(folder, network=NETWORK, calendar=CALENDAR, unit="days"):
    return import_pathsimr(*files(folder, network, calendar), unit)


def values(result, measure, care_setting, statistic="mean"):
    """One figure of each replication: of a care setting as a whole."""
    table = result.frame()
    rows = table[(table["measure"] == measure) & (table["care_setting"] == care_setting)]
    rows = rows[rows["statistic"] == statistic]
    for name in (each for each in DIMENSIONS if each != "care_setting"):
        rows = rows[rows[name] == ""]
    assert len(rows) == rows["replication"].nunique() > 1
    return rows["value"].to_numpy()


def test_each_value_has_the_cell_that_it_came_from(tmp_path):
    loaded = made(tmp_path).save(tmp_path / "place.yaml")
    scenario = loaded.scenario
    assert scenario.care_settings["a"].units[0].beds == 5
    assert scenario.care_settings["a"].units[0].source == "calendar.csv, cell E2"
    assert str(scenario.care_settings["b"].length_of_stay.mean) == "4 days"
    assert scenario.care_settings["b"].length_of_stay.source == "network.csv, cells F3, G3"
    assert scenario.patient_groups["to_a"].arrivals.per_day == 2
    assert scenario.patient_groups["to_a"].arrivals.source == "calendar.csv, cell E4"
    head = (tmp_path / "place.yaml").read_text(encoding="utf-8").split("schema_version")[0]
    assert "Not carried over" in head
    assert "unit of time" in head


def test_the_files_may_come_in_either_order(tmp_path):
    one, other = files(tmp_path)
    assert (
        import_pathsimr(other, one).plain["care_settings"]
        == import_pathsimr(one, other).plain["care_settings"]
    )


def test_a_run_meets_jackson_s_theorem(tmp_path):
    """Queues without limit: each point is an M/M/c queue by itself, whatever is before it."""
    loaded = made(tmp_path).save(tmp_path / "place.yaml")
    result = simulator.run(loaded, replications=24, seed=3)
    in_use = {"a": 2 * 2.0, "b": 1.2 * 4.0}
    for name, load in in_use.items():
        assert load in mean_interval(values(result, "census", name))
    # In days; the model's waits are in hours.
    for name, servers, days in (("a", 5, 2.0), ("b", 8, 4.0)):
        waits = mean_interval(values(result, "wait_for_place", name) / 24)
        assert mean_wait(servers, in_use[name]) * days in waits
        if name == "a":
            assert mean_wait(servers + 1, in_use[name]) * days not in waits


def test_who_comes_to_a_full_point_without_a_queue_is_lost(tmp_path):
    """Erlang's B formula: external queue 0."""
    network = ",A,Home,serv_dist,serv_dist_param,ext_queue,int_queue,A,Home,A,Home\n"
    network += "A,0,1,gamma,2;1,0,0,,,,\nHome,,,,,,,,,,\n"
    calendar = "metric,node,start,end,value\ncap,A,0,,6\next_arr,A,0,,2.5\n"
    loaded = made(tmp_path, network, calendar).save(tmp_path / "place.yaml")
    result = simulator.run(loaded, replications=16, seed=4)
    load = 2.5 * 2
    carried = load * (1 - erlang_b(6, load))
    assert carried in mean_interval(values(result, "census", "a"))
    assert load * (1 - erlang_b(7, load)) not in mean_interval(values(result, "census", "a"))


@pytest.mark.parametrize(
    ("law", "family", "mean", "sd"),
    [
        ("exp,0.25", "exponential", 4, None),
        (
            "lnorm,1;0.5",
            "lognormal",
            math.exp(1.125),
            math.exp(1.125) * math.sqrt(math.expm1(0.25)),
        ),
        ("gamma,2;0.5", "gamma", 4, math.sqrt(8)),
        ("weibull,1;3", "weibull", 3, 3),
        ("unif,1;5", "uniform", None, None),
    ],
)
def test_laws_are_those_of_r(tmp_path, law, family, mean, sd):
    network = NETWORK.replace("exp,0.25", law)
    found = made(tmp_path, network).plain["care_settings"]["b"]["length_of_stay"]
    assert found["family"] == family
    if mean is not None:
        assert float(found["mean"].split()[0]) == pytest.approx(mean, rel=1e-9)
    if sd is not None:
        assert found["sd"] == pytest.approx(sd, rel=1e-9)


def test_the_unit_of_time_scales_all_of_it(tmp_path):
    plain = made(tmp_path, unit="hours").plain
    assert plain["patient_groups"]["to_a"]["arrivals"]["per_day"] == 48
    assert plain["care_settings"]["a"]["length_of_stay"]["mean"] == f"{2 / 24:.12g} days"


def test_calendars_of_a_day_of_a_week_and_longer(tmp_path):
    calendar = """metric,node,start,end,value
cap,A,0,8,3
cap,A,8,20,6
cap,A,20,24,3
cap,B,0,,8
ext_arr,A,0,6,0.1
ext_arr,A,6,24,0.2
"""
    plain = made(tmp_path, calendar=calendar, unit="hours").plain
    arrivals = plain["patient_groups"]["to_a"]["arrivals"]
    assert arrivals["per_day"] == pytest.approx(6 * 0.1 + 18 * 0.2)
    assert arrivals["by_hour"] == [0.1] * 6 + [0.2] * 18
    unit = plain["care_settings"]["a"]["units"][0]
    assert unit["beds"] == 6
    assert [(c["on"], c["limit_to"]) for c in unit["capacity_changes"]] == [
        ("mon-sun 00:00-08:00", 3),
        ("mon-sun 20:00-24:00", 3),
    ]
    weekly = CALENDAR.replace("cap,A,0,,5", "cap,A,0,5,5\ncap,A,5,7,2")
    unit = made(tmp_path, calendar=weekly).plain["care_settings"]["a"]["units"][0]
    assert [c["on"] for c in unit["capacity_changes"]] == ["sat 00:00-24:00, sun 00:00-24:00"]
    longer = CALENDAR.replace("ext_arr,A,0,,2", "ext_arr,A,0,10,2\next_arr,A,10,30,1")
    curve = made(tmp_path, calendar=longer).plain["patient_groups"]["to_a"]["arrivals"]["curve"]
    assert [step["per_day"] for step in curve[:3]] == [2, 1, 2]
    assert curve[2]["starts"] == "2024-01-31 00:00"


def test_delays_hold_the_place_and_queues_inside_let_it_go(tmp_path):
    network = NETWORK.replace(
        "B,0,0,0.5,0.5,exp,0.25,999,Inf,NA,NA,NA,NA,NA,NA,NA,NA",
        "B,0,0,0.5,0.5,exp,0.25,999,0,,,exp,unif,,,2,0.5;0.5",
    ).replace("Inf,0,,,,,,,,", "Inf,0,,unif,,,,0.25;0.25,,")
    plain = made(tmp_path, network).plain
    assert set(plain["handoffs"]) == {"b_to_home", "b_to_other"}
    assert plain["handoffs"]["b_to_home"]["lead_time"]["mean"] == "0.5 days"
    assert plain["handoffs"]["b_to_other"]["lead_time"] == "0.5 days"
    steps = plain["pathways"]["to_a"]["steps"]
    # No queue inside: he keeps his place until the next is his, so the fork may come after.
    assert steps[0]["stay"] == {"care_setting": "a", "id": "a"}
    onward = steps[1]["branch"]["options"]["B"]["steps"]
    assert onward[0]["stay"]["move"] == "0.25 days"


def test_ways_that_go_round_are_cut_and_it_is_said(tmp_path):
    network = NETWORK.replace("B,0,0,0.5,0.5", "B,0.5,0,0.5,0")
    found = made(tmp_path, network)
    assert any("at most 8 service points" in each for each in found.differs)
    assert found.save(tmp_path / "place.yaml")


@pytest.mark.parametrize(
    ("network", "calendar", "says"),
    [
        (NETWORK.replace("0.6,0.4", "0.6,0.5"), CALENDAR, "shares of A add up to 1.1"),
        (NETWORK.replace("exp,0.5", "pois,0.5"), CALENDAR, "cell F2: 'pois' is no law"),
        (NETWORK.replace("exp,0.5", "exp,-1"), CALENDAR, "cell G2: exp needs rate"),
        (NETWORK.replace("exp,0.5", "exp,half"), CALENDAR, "cell G2: 'half' is not a number"),
        (NETWORK, CALENDAR.replace("cap,A", "cap,Z"), "cell B2: 'Z' is no service point"),
        (NETWORK, CALENDAR.replace("cap,A,0,,5", "cap,A,0,,5.5"), "capacity of 5.5 is not whole"),
        (NETWORK, CALENDAR.replace("cap,A", "beds,A"), "neither cap nor ext_arr"),
        (NETWORK, CALENDAR.replace("ext_arr,A,0,,2", "ext_arr,A,0,,0"), "nobody arrives"),
        (NETWORK, CALENDAR + "ext_arr,B,0,1\n", "calendar.csv: cell A6: 4 cells in this row"),
        (NETWORK, CALENDAR.replace(",,2\n", ",,2,5\n"), "calendar.csv: cell A4: 6 cells in this"),
        (NETWORK, CALENDAR.replace("cap,A,0,,5", "cap,A,0,,Inf"), "cell E2: a capacity without"),
        (NETWORK, CALENDAR.replace(",,2\n", ",,inf\n"), "cell E4: inf is out of bounds"),
        (NETWORK, CALENDAR.replace("cap,A,0,,5", "cap,A,0,3,5\ncap,A,3,2,4"), "ends at 2, not"),
        (NETWORK.replace("Home,,", "Hume,,"), CALENDAR, "cell D1: 'Home' has a column, but no row"),
        (NETWORK + NETWORK.splitlines()[3], CALENDAR, "cell A6: 'Home' has two rows"),
        (
            NETWORK.replace("exp,0.5,Inf", ",,Inf"),
            CALENDAR,
            "cell F2: 'A' has shares going on, but",
        ),
        (NETWORK.replace("exp,0.5", "lnorm,1;50"), CALENDAR, "cell G2: lnorm with these has no"),
        (NETWORK.replace("exp,0.5", "weibull,0.001;1"), CALENDAR, "weibull with these has no mean"),
        (NETWORK.replace("exp,0.5", "weibull,1e10;1"), CALENDAR, "weibull with these has no mean"),
        (NETWORK.replace("exp,0.5", "exp,Inf"), CALENDAR, "cell G2: inf is out of bounds"),
        (NETWORK, CALENDAR + f'cap,B,0,,"{"9" * 200_000}"\n', "cannot be read as comma-separated"),
        (NETWORK, "a,b\n1,2\n", "one must be a calendar"),
        ("x,y\n1,2\n", CALENDAR, "no column serv_dist"),
    ],
)
def test_what_is_wrong_is_told_with_its_cell(tmp_path, network, calendar, says):
    with pytest.raises(InputError) as error:
        made(tmp_path, network, calendar)
    assert any(says in problem.says for problem in error.value.problems), error.value.problems


def test_limited_queues_are_named(tmp_path):
    found = made(tmp_path, NETWORK.replace("exp,0.5,Inf", "exp,0.5,12"))
    assert any("cell H2: room for 12" in each for each in found.not_carried)


def test_a_share_of_nothing_is_no_way(tmp_path):
    found = made(tmp_path, NETWORK.replace("A,0,0.6,0.4,0,", "A,0.00,0.6,0.4,0e0,"))
    assert found.plain["pathways"] == made(tmp_path).plain["pathways"]
