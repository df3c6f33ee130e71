"""Stays, spells and delay: cases that one place's measures do not reach."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.engine.journeys import Exit
from simulator.network.network import HOUR
from simulator.results.delay_part import delay_parts
from simulator.results.run import Run
from simulator.results.spell import spells
from simulator.results.stays import StayEnd, stays
from tests.results import place
from tests.results.place import NOTHING, SMALL, Journey, handoff, leave, stay, value

WARD_TO_WARD = {
    "care_settings": {
        **SMALL["care_settings"],
        "assessment_unit": {
            "kind": "beds",
            "acute": True,
            "length_of_stay": "1 day",
            "units": [{"name": "Front", "beds": 4}],
        },
    },
    "pathways": {
        **SMALL["pathways"],
        "home": [{"stay": "assessment_unit"}, {"stay": "acute"}, {"leave": "home"}],
    },
    "handoffs": SMALL["handoffs"],
}
# Ready at 60 in the assessment unit, on the ward at 74, ready there at 100, home at 106.
TWO_WARDS = Journey("older", "home", 50, 106, Exit.LEFT, [
    stay(50, 50, 50, 60, 60, 74, 3),
    stay(60, 74, 74, 100, 100, 106, 0),
    leave(106),
])  # fmt: skip


def parts(run: Run) -> list[tuple[float, float, str]]:
    """Spans of delay in hours, and the reason code of each."""
    found = run.once(delay_parts)
    return [
        (begin / HOUR, finish / HOUR, run.network.reasons[reason].code)
        for begin, finish, reason in zip(found.begin, found.finish, found.reason, strict=True)
    ]


def test_how_each_stay_ended():
    every = place.run().once(stays)
    assert [StayEnd(end).name for end in every.end] == [
        "LEFT", "MOVED", "LEFT", "OPEN", "DIED", "OPEN", "OPEN",
    ]  # fmt: skip


def test_acute_stays_that_follow_one_another_are_one_spell():
    run = place.run([TWO_WARDS], **WARD_TO_WARD)
    whole = run.once(spells)
    assert (whole.started / HOUR).tolist() == [50]
    assert (whole.left / HOUR).tolist() == [106]
    assert value(run, "length_of_stay", "mean", care_setting="all acute") == 56 / 24
    assert value(run, "length_of_stay", "mean", care_setting="acute") == 32 / 24
    assert value(run, "starts", "per_day", care_setting="all acute") == 0.1
    assert value(run, "starts", "per_day", care_setting="acute") == 0.1


def test_a_gap_at_home_ends_a_hospital_spell():
    at_home_between = Journey("older", "home", 50, 106, Exit.LEFT, [
        stay(50, 50, 50, 60, 60, 62, 3),
        stay(60, 74, 74, 100, 100, 106, 0),
        leave(106),
    ])  # fmt: skip
    run = place.run([at_home_between], **WARD_TO_WARD)
    assert (run.once(spells).started / HOUR).tolist() == [50, 74]
    assert value(run, "length_of_stay", "mean", care_setting="all acute") == 22 / 24


def test_a_death_while_delayed_is_no_discharge():
    dies = Journey("older", "home", 50, 110, Exit.DIED, [
        stay(50, 50, 50, 60, 60, 110, 0), NOTHING,
    ])  # fmt: skip
    run = place.run([dies])
    acute = {"care_setting": "acute"}
    assert value(run, "nctr_remaining", "mean", **acute) == 0.2
    assert value(run, "deaths", "per_day", **acute) == 0.1
    for measure, statistic in (
        ("discharges", "per_day"),
        ("nctr_discharged", "per_day"),
        ("after_ready_date", "n"),
    ):
        assert value(run, measure, statistic, **acute) == 0


def test_ninety_two_beds_in_a_hundred_are_not_above_ninety_two_percent():
    beds = {**SMALL["care_settings"]}
    beds["acute"] = {**beds["acute"], "units": [{"name": "Ward", "beds": 25}]}
    beds["rehabilitation"] = SMALL["care_settings"]["rehabilitation"]

    def days_over(n: int) -> float:
        steps = [stay(40, 40, 40, -1, -1, -1, 0), NOTHING]
        record = [Journey("older", "home", 40, -1, Exit.OPEN, steps) for _ in range(n)]
        run = place.run(record, care_settings=beds)
        return value(run, "days_over_92", "share", care_setting="acute")

    assert days_over(23) == 0
    assert days_over(24) == 1


def test_the_window_holds_its_first_moment_and_not_its_last():
    def came(at: float) -> float:
        steps = [stay(at), NOTHING]
        return value(
            place.run([Journey("older", "home", at, -1, Exit.OPEN, steps)]), "arrivals", "per_day"
        )

    assert [came(at) for at in (47.999, 48, 287.999, 288)] == [0, 0.1, 0.1, 0]


def test_going_from_acute_to_acute_is_delay_but_neither_discharge_nor_nctr():
    run = place.run([TWO_WARDS], **WARD_TO_WARD)
    front = {"care_setting": "assessment_unit"}
    assert value(run, "delayed_bed_days", "total", **front) == pytest.approx(14 / 24)
    for measure, statistic in (
        ("discharges", "per_day"),
        ("nctr_discharged", "per_day"),
        ("nctr_remaining", "mean"),
        ("after_ready_date", "n"),
    ):
        assert value(run, measure, statistic, **front) == 0
    assert value(run, "discharges", "per_day", care_setting="all acute") == 0.1


def test_who_gave_up_his_place_to_wait_at_home_is_discharged_and_no_longer_delayed():
    # Ready at 60, home at 62, in rehabilitation at 90.
    went_home = Journey("older", "bed", 50, 100, Exit.LEFT, [
        stay(50, 50, 50, 60, 60, 62, 0),
        handoff(60, 61, 70),
        NOTHING,
        stay(70, 88, 90, 95, 95, 100, 2),
        leave(100),
    ], not_needed=(2,))  # fmt: skip
    run = place.run([went_home])
    assert run.once(stays).end[0] == StayEnd.WENT_HOME
    assert parts(run) == [(60, 62, "A"), (95, 100, "O")]
    assert value(run, "discharges", "per_day", care_setting="acute") == 0.1
    assert value(run, "census", "mean", care_setting="acute") == 12 / 240


def test_delay_goes_to_the_first_listed_unfinished_even_if_another_ends_later():
    # Listed: assessment, equipment. Equipment ends last, so it has what is left after 130.
    late = Journey("older", "bed", 50, 210, Exit.LEFT, [
        stay(50, 50, 50, 100, 100, 160, 0),
        handoff(100, 110, 130),
        handoff(100, 105, 150),
        stay(150, 158, 160, 200, 200, 200, 2),
        leave(200),
    ])  # fmt: skip
    assert parts(place.run([late])) == [(100, 130, "A"), (130, 150, "F"), (150, 160, "C")]


def test_a_handoff_that_is_not_needed_or_was_planned_ahead_takes_no_delay():
    early = Journey("older", "bed", 50, 210, Exit.LEFT, [
        stay(50, 50, 50, 100, 100, 160, 0),
        handoff(80, 85, 95),
        NOTHING,
        stay(100, 158, 160, 200, 200, 200, 2),
        leave(200),
    ], not_needed=(2,))  # fmt: skip
    assert parts(place.run([early])) == [(100, 160, "C")]


def test_who_dies_on_the_way_was_never_in_the_next_place():
    on_the_way = Journey("older", "bed", 50, 141, Exit.DIED, [
        stay(50, 50, 50, 100, 100, 141, 0),
        handoff(100, 100, 120),
        handoff(100, 100, 120),
        stay(120, 140, 142, -1, -1, 141, 2),
        NOTHING,
    ])  # fmt: skip
    run = place.run([on_the_way])
    every = run.once(stays)
    assert every.end[0] == StayEnd.DIED
    assert every.started.tolist()[1] == -1
    assert value(run, "census", "mean", care_setting="rehabilitation") == 0
    # The place was kept for him for an hour, then cleaned for six.
    assert value(run, "in_use", "mean", care_setting="rehabilitation") == 7 / 240


def test_a_wait_that_death_ends_within_the_limit_is_neither_met_nor_a_breach():
    def dies_after(hours: float) -> Journey:
        return Journey("older", "home", 100, 100 + hours, Exit.DIED, [stay(100), NOTHING])

    run = place.run([dies_after(3), dies_after(4), dies_after(5)])
    assert value(run, "waits_over", "per_day", care_setting="acute", band="4 hours") == 0.1
    assert value(run, "waits_over", "share", care_setting="acute", band="4 hours") == 1


def test_who_is_lost_at_the_limit_of_his_wait_is_a_breach_of_any_longer_standard():
    lost = Journey("older", "home", 100, 102, Exit.LOST, [stay(100), NOTHING], limit=2)
    run = place.run([lost])
    assert value(run, "waits_over", "per_day", care_setting="acute", band="4 hours") == 0.1
    unlimited = Journey("older", "home", 100, 102, Exit.LOST, [stay(100), NOTHING])
    run = place.run([unlimited])
    assert value(run, "waits_over", "per_day", care_setting="acute", band="4 hours") == 0


def test_a_return_within_thirty_days_counts_for_those_followed_that_long():
    long = {"calendar": {**SMALL["calendar"], "run_for": "60 days"}}
    steps = [stay(50, 50, 50, 60, 60, 72, 0), leave(72)]
    back = [stay(800, 800, 800, -1, -1, -1, 0), NOTHING]

    def share(returned: float) -> float:
        record = [
            Journey("older", "home", 50, 72, Exit.LEFT, steps, returns_as=2),
            Journey("older", "home", 50, 72, Exit.LEFT, steps),
            Journey("older", "home", returned, -1, Exit.OPEN, back, depth=1),
        ]
        return value(place.run(record, **long), "readmitted", "share")

    assert share(72 + 30 * 24) == 0.5
    assert share(72 + 30 * 24 + 0.5) == 0


def test_a_window_must_lie_in_the_run():
    run = place.run()
    with pytest.raises(ValueError, match="not within the run"):
        Run(run.scenario, run.network, run.patients, run.journeys, (0, run.network.end + 1))


def test_part_days_count_in_part_by_weekday():
    run = place.run()
    cut = Run(run.scenario, run.network, run.patients, run.journeys, (60 * HOUR, 90 * HOUR))
    # From noon on Wednesday to 18:00 on Thursday.
    assert np.allclose(cut.days_by_weekday, [0, 0, 0.5, 0.75, 0, 0, 0])
    # No whole day but no crash either.
    assert np.isnan(value(cut, "midnight_census", "mean", care_setting="acute"))
