"""An IPACS workbook as a scenario: what is carried over, and figures that hold by theory."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

import simulator
from simulator.errors import InputError
from simulator.exchange.ipacs import import_ipacs
from simulator.exchange.ipacs_stay import IpacsStay
from tests.exchange.test_pathsimr import values
from tests.exchange.workbooks import edited, ipacs
from tests.theory.interval import mean_interval


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return ipacs(tmp_path_factory.mktemp("ipacs") / "params.xlsx")


def test_each_value_has_the_cell_that_it_came_from(book, tmp_path):
    loaded = import_ipacs(str(book)).save(tmp_path / "place.yaml")
    scenario = loaded.scenario
    assert set(scenario.care_settings) == {"acute", "p1_n", "p2_n", "p3_s"}
    beds = scenario.care_settings["p2_n"].units[0]
    assert (beds.beds, beds.source) == (10, "params.xlsx, sheet capacity, cell C3")
    law = scenario.care_settings["p2_n"].length_of_stay
    assert (law.family, law.mean.days, law.sd.days) == ("lognormal", 30, 20)
    assert law.source == "params.xlsx, sheet los, cells D3, F3"
    curve = scenario.patient_groups["p3_s"].arrivals.curve
    assert [round(step.per_day, 6) for step in curve] == [0.15, 0.225]
    assert str(scenario.calendar.run_for) == "40 days"
    assert [scenario.pathways[name].number for name in scenario.pathways] == [1, 2, 3]
    assert len(loaded.data) == 1
    census = (tmp_path / "place_start.csv").read_text(encoding="utf-8").splitlines()
    assert len(census) == 1 + 3 * (5 + 2)
    assert "sheet initial conditions, cell C2" in census[1]


def test_a_visit_costs_its_share_of_the_day(book):
    """IPACS charges the cost of a day on pathway 1 for each of 2.5 visits a day."""
    plain = import_ipacs(str(book)).plain
    setting = plain["care_settings"]["p1_n"]
    assert setting["units"][0]["visits_per_day"] == 30
    assert setting["cost"]["per_visit"] * 2.5 == 125
    assert [phase["per_day"] for phase in setting["visits"]] == [4, 3, 2, 1]
    # Over a stay of mean length the visits are those of a straight fall: 2.5 a day.
    days = [float(phase["lasts"].split()[0]) for phase in setting["visits"][:-1]]
    days.append(18 - sum(days))
    assert sum(n * d for n, d in zip((4, 3, 2, 1), days, strict=True)) / 18 == pytest.approx(2.5)


def test_what_the_cut_takes_off_is_what_integration_says():
    """Mean of a lognormal drawn again above mean + 3 sd, by adding up its density."""
    stay = IpacsStay("lognormal", 18.0, 18.0, ())
    sigma = math.sqrt(math.log(2))
    mu = math.log(18) - sigma**2 / 2
    x = np.linspace(1e-6, stay.most, 2_000_001)
    density = np.exp(-((np.log(x) - mu) ** 2) / (2 * sigma**2)) / (
        x * sigma * math.sqrt(2 * math.pi)
    )
    mean = np.trapezoid(x * density, x) / np.trapezoid(density, x)
    assert stay.mean_below(stay.most) == pytest.approx(mean, rel=1e-5)
    assert stay.mean_below(stay.most) < 17.2


@pytest.mark.parametrize(
    "stay",
    [
        IpacsStay("lognormal", 30.0, 20.0, ()),
        IpacsStay("lognormal", 18.0, 5.4, (), 12.0),
        IpacsStay("floored_normal", 20.0, 6.0, ()),
    ],
)
def test_people_in_the_midst_of_stays_have_been_there_as_renewal_theory_says(stay):
    """The mean time spent is E[L^2] / (2 E[L])."""
    if stay.median is not None:
        second = stay.mean**2 * (stay.mean / stay.median) ** 2
    else:
        second = stay.mean**2 + stay.sd**2
    ages = stay.ages(800)
    assert ages == sorted(ages)
    assert np.mean(ages) == pytest.approx(second / (2 * stay.mean), rel=0.02)


def test_a_place_that_starts_in_balance_stays_in_it(tmp_path):
    """Room for all: with as many there as arrivals times stay, the mean never moves (M/G/inf)."""
    nodes = (("P2_N", 2000, 20.0, 15.0, 0.6),)
    file = ipacs(tmp_path / "params.xlsx", nodes, days=1, occ=12)
    loaded = import_ipacs(str(file)).save(tmp_path / "place.yaml")
    # Nobody waits at the start here, and the rate is one throughout.
    text = (tmp_path / "place_start.csv").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if ",acute," not in line]
    (tmp_path / "place_start.csv").write_text("\n".join([*kept, ""]), encoding="utf-8")
    sets = ["calendar.run_for=40 days", "patient_groups.p2_n.arrivals.per_day=0.6"]
    loaded = simulator.load_scenario(tmp_path / "place.yaml", sets)
    result = simulator.run(loaded, replications=60, seed=5)
    census = mean_interval(values(result, "census", "p2_n"))
    assert 12.0 in census
    # IPACS draws what remains evenly from 1 day to a drawn stay: 10.5 days on average, not 15.6,
    # which over 40 days leaves that much fewer in service.
    assert 12 - 12 * (15.6 - 10.5) / 40 not in census


def test_a_scenario_of_the_sheets_can_be_chosen(book):
    plain = import_ipacs(str(book), ("S1Cap", "S1Arr")).plain
    assert plain["care_settings"]["p2_n"]["units"][0]["beds"] == 2000
    assert plain["patient_groups"]["p2_n"]["arrivals"]["curve"][0]["per_day"] == pytest.approx(0.6)
    with pytest.raises(InputError, match="there is no scenario S9"):
        import_ipacs(str(book), ("S9",))


def test_median_and_mean_where_there_is_no_deviation(tmp_path):
    file = ipacs(tmp_path / "params.xlsx", sd=False)
    law = import_ipacs(str(file)).plain["care_settings"]["p2_n"]["length_of_stay"]
    assert law["mean"] == "30.0 days"
    assert law["median"] == pytest.approx(21)


def test_all_that_is_left_behind_or_differs_is_named(book):
    found = import_ipacs(str(book))
    said = " ".join(found.not_carried)
    for word in ("S1Arr", "S1Cap", "R script"):
        assert word in said
    said = " ".join(found.differs)
    for word in ("draws stays of 48.0 days or more again", "2.5 times", "before he arrives"):
        assert word in said


@pytest.mark.parametrize(
    ("cell", "value", "says"),
    [
        (("capacity", "C3"), "many", "sheet capacity, cell C3: 'many' is not a number"),
        (("capacity", "C3"), -4, "-4 is less than 0"),
        (("initial conditions", "C6"), 1e7, "sheet initial conditions, cell C6: 1e+07 is out of"),
        (("arrivals", "A2"), "2024-01-01 or so", "'2024-01-01 or so' is not a date"),
        (("los", "C2"), "weib", "sheet los, cell C2: 'weib' is no law"),
        (("los", "A3"), "P2_X", "sheet los: no rows for 'P2_N'"),
        (("arrivals", "A2"), "soon", "sheet arrivals, cell A2: 'soon' is not a date"),
        (("costs", "B1"), "price", "sheet costs, cell A1: there is no column 'community_cost'"),
    ],
)
def test_what_is_wrong_is_told_with_its_cell(book, tmp_path, cell, value, says):
    with pytest.raises(InputError) as error:
        import_ipacs(str(edited(book, tmp_path / "params.xlsx", {cell: value})))
    assert any(says in problem.says for problem in error.value.problems), error.value.problems


def said(file) -> str:
    """All that an import of a workbook says."""
    found = import_ipacs(str(file))
    return "\n".join([*found.not_carried, *found.differs])


def test_days_without_a_rate_are_named_for_each_node(book, tmp_path):
    # Rows 2 to 41 are P1_N, 42 to 81 P2_N.
    gone = {("arrivals", f"B{row}"): "other" for row in (44, 45, 47, 48)}
    told = said(edited(book, tmp_path / "params.xlsx", gone))
    assert (
        "P2_N: no arrivals' row on 4 of 40 days (2024-01-03, 2024-01-04, 2024-01-06, ...)" in told
    )
    assert "P1_N: no arrivals" not in told
    first = edited(book, tmp_path / "first.xlsx", {("arrivals", "B42"): "other"})
    with pytest.raises(InputError, match="'P2_N' has no row on 2024-01-01, the first day"):
        import_ipacs(str(first))


def test_one_mean_of_visits_for_all_is_named_with_its_number(tmp_path):
    """n_slots of IPACS: 12 times mean(4, 1, 3, 2, 1, 1), its three localities together, is 24."""
    nodes = tuple((name, 12, 18.0, 10.0, 0.4) for name in ("P1_N", "P1_S", "P1_W"))
    file = ipacs(tmp_path / "params.xlsx", nodes)
    assert "one mean of IVR and FVR" not in said(file)
    rates = {"D8": 3, "D9": 2, "D12": 1, "D13": 1}
    changes = {("initial conditions", f"C{k[1:]}"): v for k, v in rates.items()}
    other = edited(file, tmp_path / "other.xlsx", changes)
    found = import_ipacs(str(other))
    told = "\n".join(found.differs)
    assert "P1_N: IPACS has 24 visits a day: capacity 12 times 2," in told
    assert "here 30: times its own mean of 2.5" in told
    assert "P1_W: IPACS has 24 visits a day" in told
    units = [found.plain["care_settings"][f"p1_{x}"]["units"][0] for x in "nsw"]
    assert [unit["visits_per_day"] for unit in units] == [30, 30, 12]


def test_every_fraction_and_figure_that_is_dropped_is_named(book, tmp_path):
    changes = {
        ("capacity", "C2"): 11.7,
        ("capacity", "C3"): 10.7,
        ("initial conditions", "C3"): 1.9,
        ("initial conditions", "C4"): 4.6,
        ("initial conditions", "C6"): 5.5,
    }
    told = said(edited(book, tmp_path / "params.xlsx", changes))
    for words in (
        "sheet capacity, cell C3: the fraction of capacity 10.7; here 10 is taken, as IPACS does",
        "sheet initial conditions, cell C3: the fraction of dtoc 1.9; here 1 is taken",
        "sheet initial conditions, cell C4: the fraction of IVR 4.6; here 4 is taken, as IPACS",
        "sheet initial conditions, cell C6: the fraction of occ 5.5; here 5 is taken",
        "P1_N: 27.5 visits a day in IPACS, 27 here",
        "sheet los, cell E3: the median of P2_N; the standard deviation is taken, as by IPACS",
    ):
        assert words in told
    assert len(told.splitlines()) == len(set(told.splitlines()))


def test_nobody_there_at_first_is_two_people_to_ipacs(book, tmp_path):
    """R counts 1:0 as 1, 0."""
    told = said(edited(book, tmp_path / "params.xlsx", {("initial conditions", "C2"): 0}))
    assert "P1_N: occ is 0" in told
    told = said(edited(book, tmp_path / "b.xlsx", {("initial conditions", "B6"): "beds"}))
    assert "P2_N: no occ is given" in told


def test_a_missing_sheet_is_told(book, tmp_path):
    short = edited(book, tmp_path / "params.xlsx", {}, left_out=["los"])
    with pytest.raises(InputError, match="there is no sheet 'los'"):
        import_ipacs(str(short))


def test_what_cannot_be_run_leaves_no_file_and_no_folder(book, tmp_path):
    found = import_ipacs(str(book))
    wrong = replace(found, plain={**found.plain, "title": 3})
    with pytest.raises(InputError):
        wrong.save(tmp_path / "ours" / "here" / "place.yaml")
    assert not any(tmp_path.iterdir())
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        found.save(tmp_path / "file" / "place.yaml")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_nothing_is_written_over(book, tmp_path):
    found = import_ipacs(str(book))
    found.save(tmp_path / "place.yaml")
    with pytest.raises(InputError, match="is there already"):
        found.save(tmp_path / "place.yaml")
