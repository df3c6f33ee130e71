"""Levers: neutral ones change nothing, others move one way, and every value moved is listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import InputError
from simulator.scenario.alter import multiplied
from simulator.scenario.describe import describe
from simulator.scenario.levers import LEVERS
from simulator.scenario.load import Loaded, load, load_text
from simulator.scenario.quantities import Duration, Moments, WeeklyHours
from simulator.scenario.week_staff import (
    hours_as_on,
    hours_in_words,
    minutes_on_duty,
    spread,
    staff_as_on,
    staff_of_week,
)

FOLDER = Path(__file__).parent
PLACE = """
extends: small.yaml
care_settings:
  teams:
    kind: visits
    delay_reason: E
    visits: [{per_day: 2}]
    length_of_stay: 9 days
    reviews: [{at: mon-fri 10:00}]
    units:
      - name: Five-day team
        by_weekday: [1, 1, 1, 1, 1, 0, 0]
        team: {staff_wte: 20, headroom: 0.2, direct_care_share: 0.33, visit_minutes: 30,
               travel_minutes_per_visit: 20}
      - {name: Second team, visits_per_day: 30}
handoffs:
  package:
    delay_reason: E
    hours: mon-fri 09:00-17:00
    starts: {per_week: 5}
    lead_time: {family: gamma, mean: 5 working days, sd: 2}
  panel: {delay_reason: B, panel: {sits: "tue 10:00"}}
pathways:
  visited:
    - stay: {care_setting: acute, expected_date_error: 1 day}
    - handoff: {name: package, begins: 1 day before expected ready}
    - stay: teams
    - leave: home
changes:
  - {path: patient_groups.older.pathways, set: {home: 0.5, supported: 0.2, bed: 0.2, visited: 0.1}}
  - {path: care_settings.community.units.Ashby.bay_beds, set: 5}
  - path: care_settings.community.units.Ashby.closures
    set: {outbreak: {per_year: 2, bays: 1, lasts: 9 days}, fire: {per_year: 0.1, lasts: 3 days}}
  - path: care_settings.community.units.Ashby.staffing
    set:
      absence: 0.05
      least_on_shift: 2
      shifts: {all: {hours: always, nurses: 4, beds_per_nurse: 5}}
  - {path: pathways.bed.steps.acute.expected_date_error, set: 1 day}
"""

# Each lever told to do nothing, in every way of saying so.
NEUTRAL = {
    "seven_day": [
        "services: [], extra_staff: true",
        "services: [package], extra_staff: false, days: []",
    ],
    "merge_units": ["{merge}, units: []"],
    "mobile_working": ["care_settings: [teams]", "care_settings: [], direct_care_more: 0.3"],
    "earlier_planning": ["handoffs: [assessment], by: 0 days", "handoffs: [], by: 2 days"],
}
MERGE = (
    "care_setting: community, name: Large, like: Ashby, opens: 2025-05-01, closes: 2025-06-01, "
    "locality: north"
)


def open_minutes(place) -> int:
    settings = [place.care_settings[name] for name in ("community", "teams")]
    hours = [each.admits for each in settings] + [each.hours for each in place.handoffs.values()]
    reviews = sum(len(day) for r in settings[1].reviews for day in r.at.minutes)
    return sum(sum(each.open_minutes) for each in hours) + reviews


# Each lever told to do more and more, and what must then grow (or stay) with it.
MORE = {
    "seven_day": (
        [
            "services: [{all}], extra_staff: true, days: [" + d + "]"
            for d in ("", "sun", "sat, sun")
        ],
        open_minutes,
    ),
    "merge_units": (
        ["{merge}, beds: " + str(beds) + ', units: [Ashby, "St. Mary\'s"]' for beds in (5, 18, 30)],
        lambda place: place.care_settings["community"].units[-1].beds,
    ),
    "mobile_working": (
        ["care_settings: [teams], direct_care_more: " + more for more in ("0", "0.1", "0.3")],
        lambda place: sum(u.capacity for u in place.care_settings["teams"].units),
    ),
    "earlier_planning": (
        ["handoffs: [assessment, package], by: " + by for by in ("0 days", "6 hours", "2 days")],
        lambda place: sum(
            step.handoff.begins_before.days
            for pathway in place.pathways.values()
            for step in pathway.steps
            if step.handoff and step.handoff.begins_before
        ),
    ),
}
ALL = "assessment, equipment, package, community, teams"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("place")
    (folder / "small.yaml").write_bytes((FOLDER / "small.yaml").read_bytes())
    (folder / "place.yaml").write_text(PLACE, encoding="utf-8")
    return folder


def pulled(folder: Path, *levers: str) -> Loaded:
    """The place with levers pulled, each as what is told it after its name."""
    lines = [each.replace("{merge}", MERGE).replace("{all}", ALL) for each in levers]
    changes = "".join(f"  - {{lever: {line}}}\n" for line in lines)
    text = f"extends: place.yaml\nsource: here\nconfidence: C\nchanges:\n{changes}"
    return load_text(text, "pulled.yaml", folder=str(folder))


def test_every_lever_is_tried():
    assert set(NEUTRAL) == set(MORE) == set(LEVERS)


@pytest.mark.parametrize(
    ("lever", "told"), [(lever, told) for lever, all_ in NEUTRAL.items() for told in all_]
)
def test_a_neutral_lever_changes_nothing(folder, lever, told):
    loaded, place = pulled(folder, f"{lever}, {told}"), load(folder / "place.yaml")
    assert loaded.resolved == place.resolved
    assert not [one for one in loaded.changes if loaded.is_own(one.place)]


@pytest.mark.parametrize("lever", MORE)
def test_a_lever_pulled_further_moves_further_the_same_way(folder, lever):
    tellings, measure = MORE[lever]
    found = [measure(pulled(folder, f"{lever}, {told}").scenario) for told in tellings]
    assert found == sorted(found)
    assert found[0] < found[-1]


@pytest.mark.parametrize("lever", MORE)
def test_each_value_moved_is_listed_with_its_source_and_line_and_no_other_is_moved(folder, lever):
    loaded, place = pulled(folder, f"{lever}, {MORE[lever][0][-1]}"), load(folder / "place.yaml")
    moved = [one for one in loaded.changes if one.how == f"lever {lever}"]
    before, after = dict(leaves(place.resolved)), dict(leaves(loaded.resolved))
    differ = {at for at in before | after if before.get(at) != after.get(at)}
    listed = {path for path, one in loaded.changed.items() if one.how == f"lever {lever}"}
    assert differ
    assert all(any(at[: len(path)] == path for path in listed) for at in differ)
    assert all(any(at[: len(path)] == path for at in differ) for path in listed)
    assert len(moved) == len(listed)
    text = describe(loaded)
    for one in moved:
        assert (one.source, one.confidence) == ("here", "C")
        assert (one.place.file, one.place.line) == ("pulled.yaml", 5)
        for single in one.singly():
            assert f"\n  {single.path}: " in text


def leaves(plain, path=()):
    """Every single value, with its path."""
    inner = plain.items() if isinstance(plain, dict) else enumerate(plain)
    for key, each in inner:
        if isinstance(each, (dict, list)) and each:
            yield from leaves(each, (*path, key))
        else:
            yield (*path, key), each


@pytest.mark.parametrize(
    ("told", "column", "says", "do"),
    [
        ("seven_days", 13, "there is no lever 'seven_days'", "seven_day"),
        ("[1]", 13, "there is no lever a list", "merge_units"),
        ("seven_day, services: [asessment], extra_staff: true", 35, "'asessment'", "'assessment'"),
        ("seven_day, services: [panel], extra_staff: true", 35, "by a panel", "panel.sits"),
        ("seven_day, services: [package]", 13, "'extra_staff' is missing", "true or false"),
        (
            "seven_day, services: [package], extra_staff: true, days: [mon]",
            71,
            "'mon' is not",
            "sat, sun",
        ),
        ("merge_units, {merge}, units: [Ashbi]", 141, "'Ashbi'", "'Ashby'"),
        ("mobile_working, care_settings: [acute], direct_care_more: 1", 45, "no visits", ""),
        ("mobile_working, care_settings: [teams], direct_care_more: -1", 71, "out of bounds", "0"),
        ("earlier_planning, handoffs: [assessment], by: soon", 59, "not a duration", ""),
        ("earlier_planning, handoffs: [equipment], by: 1 day", 13, "moves nothing", "leave it out"),
    ],
)
def test_a_fault_says_where_it_is_and_what_is_allowed(folder, told, column, says, do):
    with pytest.raises(InputError) as caught:
        pulled(folder, told)
    found = {(p.place.file, p.place.line, p.place.column) for p in caught.value.problems}
    assert found == {("pulled.yaml", 5, column)}
    assert says in str(caught.value)
    assert do in str(caught.value)


def test_units_do_not_close_before_the_new_one_opens(folder):
    late = "{merge}, units: [Ashby]".replace("{merge}", MERGE.replace("05-01", "07-01"))
    with pytest.raises(InputError, match="the alternative is in place first"):
        pulled(folder, f"merge_units, {late}")


def test_a_weekend_worked_by_extra_staff_is_worked_like_a_wednesday(folder):
    handoffs = pulled(folder, f"seven_day, {MORE['seven_day'][0][-1]}").scenario.handoffs
    assert str(handoffs["assessment"].hours) == "mon-sun 09:00-17:00"
    assert handoffs["assessment"].staff == 3
    # Five a week on five days are seven on seven, each found in as many working days.
    assert handoffs["package"].starts.per_week == 7
    assert handoffs["package"].lead_time.mean == Duration(5, "working day")


def test_the_same_staff_do_as_much_in_a_week_as_before(folder):
    place = pulled(folder, "seven_day, services: [{all}], extra_staff: false").scenario
    week = staff_of_week(
        [{"hours": str(s.hours), "staff": s.staff} for s in place.handoffs["assessment"].staff],
        "always",
    )
    # 3 people, 8 hours, 5 days: 15 days of work, 3 on Monday and 2 on every other day.
    assert [sum(n for _, _, n in day) for day in week] == [3, 2, 2, 2, 2, 2, 2]
    assert minutes_on_duty(week) == 3 * 8 * 60 * 5
    # 5 working days took a week; 7 working days of 7 do.
    assert place.handoffs["package"].lead_time.mean == Duration(7, "working day")
    assert place.handoffs["package"].starts.per_week == 5
    assert place.care_settings["teams"].units[0].team.staff_wte == 20


def test_a_team_that_visits_two_days_more_with_extra_staff_makes_as_many_visits_each_day(folder):
    before = load(folder / "place.yaml").scenario.care_settings["teams"].units[0]
    told = "seven_day, services: [teams], extra_staff: true"
    after = pulled(folder, told).scenario.care_settings["teams"].units[0]
    assert before.visits_by_weekday == (*before.visits_by_weekday[:1] * 5, 0, 0)
    assert after.visits_by_weekday == before.visits_by_weekday[:1] * 7
    assert after.team.staff_wte == 28


def test_a_merged_unit_goes_by_the_rules_of_the_unit_that_it_is_like(folder):
    told = '{merge}, units: [Ashby, "St. Mary\'s"]'
    ashby, marys, large = (
        pulled(folder, f"merge_units, {told}").scenario.care_settings["community"].units
    )
    assert large.beds == 18
    for unit in (ashby, marys):
        (closing,) = unit.capacity_changes
        assert (str(closing.starts), closing.ends, closing.limit_to) == ("2025-06-01", None, 0)
    (until,) = large.capacity_changes
    assert (str(until.starts), str(until.ends)) == ("2025-04-01", "2025-04-30")
    # Bays close in proportion to beds, the whole unit as often as any.
    assert large.closures["outbreak"].per_year == pytest.approx(2 * 18 / 10)
    assert large.closures["fire"].per_year == 0.1
    # 18 beds at 5 a nurse need 4; 4 beds would still have 2.
    assert large.staffing.nurses("all", 18) == 4
    assert large.staffing.nurses("all", 4) == 2
    assert (large.takes, large.bay_beds) == (ashby.takes, 5)


def test_planning_begins_earlier_only_directly_after_a_stay(folder):
    told = "earlier_planning, handoffs: [assessment, equipment], by: 12 hours"
    loaded = pulled(folder, told)
    steps = {
        (name, step.handoff.name): step.handoff.begins
        for name, pathway in loaded.scenario.pathways.items()
        for step in pathway.steps
        if step.handoff
    }
    assert steps["supported", "assessment"] == "1.5 days before expected ready"
    assert steps["bed", "assessment"] == "12 hours before expected ready"
    assert steps["supported", "equipment"] is None
    assert steps["visited", "package"] == "1 day before expected ready"


@pytest.mark.parametrize(
    "text",
    [
        "mon-fri 09:00-17:00, sat 09:00-12:00",
        "always",
        "never",
        "fri 20:00-07:00",
        "mon wed 08:00-10:00 11:00-12:00",
    ],
)
def test_hours_written_again_are_the_same_hours(text):
    if text.startswith("mon wed"):
        text = "mon 08:00-10:00 11:00-12:00, wed 08:00-10:00 11:00-12:00"
    windows = WeeklyHours.parse(text).windows
    assert WeeklyHours.parse(hours_in_words(windows)).windows == windows


def test_hours_of_a_weekend_are_never_fewer():
    hours = WeeklyHours.parse(hours_as_on("wed 09:00-12:00, sat 10:00-14:00", [5, 6], 2))
    assert hours.windows[5:] == (((540, 840),), ((540, 720),))


@pytest.mark.parametrize("people", [1, 2, 6, 13])
def test_staff_spread_over_more_days_never_work_more(people):
    before = staff_of_week(people, "mon-fri 09:00-17:00")
    after = spread(staff_as_on(before, [5, 6], 2), minutes_on_duty(before))
    assert minutes_on_duty(after) == minutes_on_duty(before)
    on_duty = [sum(n for _, _, n in day) for day in after]
    assert max(on_duty) - min(on_duty) <= 1


def test_shifts_that_overlap_add_up():
    shifts = [{"hours": "mon 08:00-16:00", "staff": 2}, {"hours": "mon 12:00-20:00", "staff": 3}]
    assert staff_of_week(shifts, "always")[0] == [(480, 720, 2), (720, 960, 5), (960, 1200, 3)]


def test_a_factor_of_one_leaves_a_number_as_it_is():
    assert multiplied(0.1 + 0.2, 1) == 0.1 + 0.2
    assert multiplied(0.333, 1.3) == 0.4329
    assert multiplied(5, 1.5, is_whole=True) == 8
    assert Moments.parse("mon 09:00").minutes[0] == (540,)
