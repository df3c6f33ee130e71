"""Every measure against answers worked out by hand (``place``)."""

from __future__ import annotations

import math

import pytest

from simulator.errors import InputError
from simulator.results.measure import DIMENSIONS
from simulator.results.measures import REGISTRY, measures
from simulator.results.run import Run
from tests.results import (
    place,
    test_costs,
    test_elsewhere,
    test_lost,
    test_money_paid,
    test_out_of_area,
    test_relapse,
    test_visits,
)
from tests.results.place import value

WINDOW = 240  # hours
ACUTE = {"care_setting": "acute"}
REHABILITATION = {"care_setting": "rehabilitation"}
NAN = float("nan")
VISITS = [name for name in REGISTRY if name.startswith("visit")]

# Patient-hours in acute beds within the window: 24 + 90 + 228 + 30 + 48.
CASES = [
    ("census", "mean", ACUTE, 420 / WINDOW),
    ("census", "mean", {"care_setting": "all acute"}, 420 / WINDOW),
    ("census", "mean", {**ACUTE, "unit": "North ward"}, 192 / WINDOW),
    ("census", "mean", {**ACUTE, "unit": "South ward"}, 228 / WINDOW),
    # From arriving after the move at 142 until 210; in use from 140 until cleaned at 216.
    ("census", "mean", REHABILITATION, 68 / WINDOW),
    ("in_use", "mean", REHABILITATION, 76 / WINDOW),
    ("open_places", "mean", ACUTE, 3),
    ("occupancy", "mean", ACUTE, 420 / WINDOW / 3),
    ("occupancy", "mean", {"care_setting": "all other beds"}, 68 / WINDOW),
    # Just before the ten midnights: 3 2 2 1 2 1 1 1 2 2.
    ("midnight_census", "mean", ACUTE, 1.7),
    ("midnight_census", "p05", ACUTE, 1),
    ("midnight_census", "p95", ACUTE, 2.55),
    ("midnight_census", "mean", {**ACUTE, "weekday": "wed"}, 2),
    ("midnight_census", "mean", {**ACUTE, "weekday": "sat"}, 1),
    ("midnight_occupancy", "mean", ACUTE, 1.7 / 3),
    ("midnight_occupancy", "mean", {**ACUTE, "weekday": "thu"}, 2 / 3),
    ("days_over_92", "share", ACUTE, 0.1),
    ("days_full", "share", ACUTE, 0.1),
    ("days_full", "share", {**ACUTE, "unit": "North ward"}, 0.1),
    # 12 before leaving, 25 and 36 for assessment, 12 for the bed.
    ("delayed_patients", "mean", ACUTE, 85 / WINDOW),
    ("delayed_patients", "mean", {**ACUTE, "reason": "A"}, 61 / WINDOW),
    ("delayed_patients", "mean", {**ACUTE, "reason": "C", "organisation": "nhs"}, 12 / WINDOW),
    ("delayed_patients", "mean", {**ACUTE, "reason": "F"}, 0),
    ("delayed_patients", "mean", {**ACUTE, "organisation": "nhs"}, 24 / WINDOW),
    ("delayed_patients", "mean", {"care_setting": "all other beds", "reason": "O"}, 10 / WINDOW),
    ("delayed_bed_days", "total", ACUTE, 85 / 24),
    ("delayed_bed_days", "per_day", {**ACUTE, "reason": "A"}, 61 / WINDOW),
    ("delay_share", "share", {**ACUTE, "reason": "A"}, 61 / 85),
    ("delay_share", "share", {**ACUTE, "organisation": "social_care"}, 61 / 85),
    ("delayed_share_of_occupied", "share", ACUTE, 85 / 420),
    ("delayed_share_of_open", "share", ACUTE, 85 / (3 * WINDOW)),
    # Ready and there just before the midnights at 72, 120, 264 and 288; two left of them.
    ("nctr_remaining", "mean", ACUTE, 0.4),
    ("nctr_discharged", "per_day", ACUTE, 0.2),
    ("nctr", "mean", ACUTE, 0.6),
    ("nctr_share", "share", ACUTE, 4 / 17),
    ("after_ready_date", "share", ACUTE, 1),
    ("after_ready_date", "n", ACUTE, 2),
    ("after_ready_date", "share", REHABILITATION, 0),
    ("days_after_ready_date", "mean", ACUTE, 1),
    ("days_after_ready_date", "mean", REHABILITATION, NAN),
    ("beds_after_ready_date", "mean", {**ACUTE, "pathway": "bed"}, 0.1),
    ("ready_date_bands", "share", {**ACUTE, "band": "1"}, 1),
    ("ready_date_bands", "share", {**ACUTE, "band": "2-3"}, 0),
    ("ready_date_bands", "share_of_delayed", {**ACUTE, "band": "1"}, 1),
    ("ready_date_bands", "share", {**REHABILITATION, "band": "0"}, 1),
    # Stays ended in the window: 32, 90 and 30 hours.
    ("length_of_stay", "mean", ACUTE, 152 / 3 / 24),
    ("length_of_stay", "median", ACUTE, 32 / 24),
    ("length_of_stay", "n", ACUTE, 3),
    ("length_of_stay", "mean", {**ACUTE, "group": "older"}, 61 / 24),
    ("length_of_stay", "sd", {**ACUTE, "group": "older"}, 29 * math.sqrt(2) / 24),
    ("length_of_stay", "mean", {**ACUTE, "pathway": "home"}, 31 / 24),
    ("length_of_stay", "p90", {**ACUTE, "pathway": "home"}, 31.8 / 24),
    ("length_of_need", "mean", ACUTE, (20 + 48 + 30) / 3 / 24),
    ("wait_for_review", "mean", ACUTE, 2.5 / 24),
    ("delay_length", "mean", ACUTE, (12 + 37) / 2 / 24),
    ("length_of_stay_bands", "share", {**ACUTE, "band": "1"}, 1 / 3),
    ("length_of_stay_bands", "share", {**ACUTE, "band": "2-3"}, 2 / 3),
    ("length_of_stay_bands", "share", {**ACUTE, "band": "4-6"}, 0),
    ("long_stays", "share", {**ACUTE, "band": "7+"}, 0),
    ("long_stay_bed_days", "share", {**ACUTE, "band": "7+"}, 0),
    ("patients_past", "mean", {**ACUTE, "band": "7+"}, 60 / WINDOW),
    ("patients_past", "mean", {**ACUTE, "band": "14+"}, 0),
    ("beds_past", "share", {**ACUTE, "band": "7+"}, 60 / 420),
    # Asked in the window: 2, 0, 0 and 0 hours, and one lost after 24.
    ("wait_for_place", "mean", ACUTE, 0.5),
    ("wait_for_place", "n", ACUTE, 4),
    ("wait_for_place", "gave_up", ACUTE, 1),
    ("wait_for_place", "open", ACUTE, 0),
    ("wait_for_place", "mean", {**REHABILITATION, "band": "onward"}, 10),
    ("wait_for_place", "n", {**ACUTE, "band": "onward"}, 0),
    ("waits_over", "share", {**ACUTE, "band": "4 hours"}, 0.2),
    ("waits_over", "per_day", {**ACUTE, "band": "12 hours"}, 0.1),
    ("waiting_for_place", "mean", ACUTE, 26 / WINDOW),
    ("response_time", "mean", REHABILITATION, 12),
    ("response_time", "mean", {**REHABILITATION, "weekday": "sat"}, 12),
    ("response_time", "mean", {**REHABILITATION, "weekday": "mon"}, NAN),
    ("response_time", "mean", {"handoff": "assessment"}, 5),
    ("response_time", "open", {"handoff": "assessment"}, 1),
    ("completion_time", "mean", {"handoff": "equipment"}, 16.5),
    ("waiting_for_handoff", "mean", {"handoff": "assessment"}, (5 + 36) / WINDOW),
    # Twelve hours is within twelve hours; an open wait of 36 is not within 24.
    ("standard_met", "share", {"standard": "bed_in_time"}, 1),
    ("standard_met", "share", {"standard": "assessed"}, 0.5),
    ("standard_met", "n", {"standard": "assessed"}, 2),
    ("standard_met", "share", {"standard": "assessed", "weekday": "thu"}, 0),
    ("standard_reached", "share", {"standard": "bed_in_time"}, 1),
    ("standard_reached", "share", {"standard": "assessed"}, 0),
    ("standard_reached", "share", {"standard": "bed_in_time", "weekday": "mon"}, NAN),
    ("standard_target", "share", {"standard": "assessed"}, 1),
    ("standard_breaches", "per_day", {"standard": "assessed"}, 0.1),
    ("standard_breaches", "per_day", {"standard": "assessed", "weekday": "thu"}, 0.5),
    # One on the first of two Thursdays at 00:00, one on the only Saturday at 22:00.
    ("discharges", "per_day", ACUTE, 0.2),
    ("discharges", "per_day", {**ACUTE, "pathway_number": "2"}, 0.1),
    ("discharges", "per_day", {**ACUTE, "group": "younger"}, 0),
    ("discharge_share", "share", {**ACUTE, "pathway": "home"}, 0.5),
    ("discharge_share", "share", {**ACUTE, "pathway_number": "0"}, 0.5),
    ("discharges_by_weekday", "per_day", {**ACUTE, "weekday": "thu"}, 0.5),
    ("discharges_by_weekday", "relative", {**ACUTE, "weekday": "sat"}, 5),
    ("weekend_ratio", "ratio", ACUTE, 5),
    ("discharges_by_hour", "share", {**ACUTE, "hour": "22"}, 0.5),
    ("discharged_by_17", "share", ACUTE, 0.5),
    ("discharge_destinations", "per_day", {**ACUTE, "destination": "rehabilitation"}, 0.1),
    ("discharge_destinations", "share", {**ACUTE, "destination": "home"}, 0.5),
    ("arrivals", "per_day", {}, 0.5),
    ("arrivals", "per_day", {"group": "older"}, 0.3),
    ("starts", "per_day", ACUTE, 0.4),
    ("starts", "per_day", {**ACUTE, "unit": "South ward"}, 0.1),
    ("starts", "per_day", {**ACUTE, "group": "younger"}, 0.2),
    ("readiness", "per_day", ACUTE, 0.3),
    ("readiness", "per_day", {**ACUTE, "weekday": "thu"}, 0.5),
    ("departures", "per_day", {}, 0.2),
    ("deaths", "per_day", {}, 0.1),
    ("deaths", "share", ACUTE, 1 / 3),
    ("deaths", "share", {**ACUTE, "group": "older"}, 0),
    ("lost", "per_day", {"group": "older"}, 0.1),
    ("postponed", "per_day", {}, 0),
    ("readmissions", "per_day", {}, 0.1),
    ("readmitted", "share", {}, NAN),
    ("travel_minutes", "mean", REHABILITATION, 12),
    ("travel_minutes", "n", {**REHABILITATION, "locality": "south"}, 0),
    # One patient of the north in it for 68 hours, 12 minutes from home.
    ("travel_of_visitors", "mean", {**REHABILITATION, "locality": "north"}, 12),
    ("travel_of_visitors", "p95", REHABILITATION, 12),
    ("travel_of_visitors", "per_day", REHABILITATION, 12 * 68 / WINDOW),
    ("cost", "per_day", {**ACUTE, "band": "occupied days"}, 175),
    ("cost", "per_day", {**ACUTE, "band": "open days"}, 30),
    ("cost", "per_day", {**ACUTE, "band": "starts"}, 2.8),
    ("cost", "per_day", {"handoff": "assessment"}, 5),
    ("cost", "per_day", {"organisation": "social_care"}, 5),
    ("cost", "per_year", {}, 365 * (175 + 30 + 2.8 + 5)),
    ("drift", "trend", ACUTE, NAN),
    ("drift", "first_quarter", ACUTE, 2.5 / 1.625 - 1),
]


@pytest.fixture(scope="module")
def hand_made() -> Run:
    return place.run()


@pytest.mark.parametrize(("measure", "statistic", "where", "answer"), CASES, ids=str)
def test_a_measure_gives_the_answer_worked_out_by_hand(
    hand_made, measure, statistic, where, answer
):
    assert value(hand_made, measure, statistic, **where) == pytest.approx(answer, nan_ok=True)


def test_every_measure_has_an_answer_worked_out_by_hand():
    others = [*test_visits.CASES, *test_relapse.CASES, *test_elsewhere.CASES]
    others += [*test_out_of_area.CASES, *test_out_of_area.OPEN_CASES]
    others += [*test_costs.CASES, *test_lost.CASES, *test_money_paid.CASES]
    assert {case[0] for case in [*CASES, *others]} == set(REGISTRY)


def test_rows_are_told_apart_and_split_only_as_the_registry_says(hand_made):
    found = [*measures(hand_made).keys, *measures(test_visits.visited(), VISITS).keys]
    found += measures(test_relapse.relapsing(), ["relapses"]).keys
    found += measures(test_elsewhere.sent(), ["sent_elsewhere"]).keys
    of_wards = [*test_out_of_area.CASES, *test_out_of_area.OPEN_CASES]
    names = dict.fromkeys(case[0] for case in of_wards)
    found += measures(test_out_of_area.opened(), names).keys
    found += measures(test_lost.shut_and_short(), ["lost_bed_days"]).keys
    found += measures(test_costs.small_unit(), ["nursing_per_bed", "staff_by_rule"]).keys
    assert len(set(found)) == len(found)
    for key in found:
        measure = REGISTRY[key.measure]
        split = {name for name, where in zip(DIMENSIONS, key.where, strict=True) if where}
        assert split <= set(measure.by), key
        assert key.statistic in measure.statistics, key
    for name, measure in REGISTRY.items():
        shown = {key.statistic for key in found if key.measure == name}
        assert shown == set(measure.statistics), name


def test_keys_do_not_depend_on_who_came(hand_made):
    nobody = place.run([place.JOURNEYS[3]])
    assert measures(nobody).keys == measures(hand_made).keys


def test_only_what_is_asked_is_measured(hand_made):
    assert {key.measure for key in measures(hand_made, ["census", "lost"]).keys} == {
        "census",
        "lost",
    }


def test_an_unknown_measure_is_refused_with_the_nearest_names(hand_made):
    with pytest.raises(InputError, match="did you mean occupancy"):
        measures(hand_made, ["ocupancy"])


def test_measures_come_as_a_tidy_table(hand_made):
    table = measures(hand_made, ["census"]).frame()
    assert list(table.columns[:3]) == ["measure", "care_setting", "unit"]
    row = table[(table.care_setting == "acute") & (table.unit == "South ward")]
    assert row["value"].item() == pytest.approx(228 / WINDOW)
