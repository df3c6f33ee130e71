"""The rules across parts: each finds its fault, says where and what, and lets the rest through."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from simulator.errors import InputError
from simulator.sampling.distributions import distribution, law_mean, law_sd
from simulator.scenario import checks
from simulator.scenario.checks.demand import expected_arrivals
from simulator.scenario.checks.partial import UnreadableError, is_readable, partial
from simulator.scenario.checks.rule import run
from simulator.scenario.demand import Arrivals
from simulator.scenario.load import dump, load, load_text
from simulator.scenario.schema import Calendar, Scenario

ROOT = Path(__file__).resolve().parents[2]

# Everything in it is used, so that any change shows one fault only.
GOOD = {
    "schema_version": 1,
    "title": "A small place",
    "calendar": {"start": "2024-01-01", "warm_up": "100 days", "run_for": "365 days"},
    "localities": {"north": {"share": 0.5}, "south": {"share": 0.5}},
    "patient_groups": {
        "older": {
            "arrivals": {"per_day": 5, "by_hour": [1.0] * 24},
            "localities": {"north": 0.25, "south": 0.75},
            "pathways": {"home": 0.75, "community": 0.25},
            "length_of_stay": {"acute": "5 days"},
            "mortality": {"acute": {"chance": 0.1}},
            "readmission": {"chance": 0.1, "gap": "10 days", "returns_as": "older"},
        },
        "younger": {
            "arrivals": {"per_day": 5},
            "pathways": {"home": 1},
        },
    },
    "care_settings": {
        "acute": {
            "kind": "beds",
            "length_of_stay": "3 days",
            "reviews": [{"at": "mon-fri 09:00", "covers": 1}],
            "units": [
                {"name": "Main", "beds": 50, "takes": ["older", {"pathway": "home"}]},
            ],
        },
        "community": {
            "kind": "beds",
            "length_of_stay": "20 days",
            "travel_limit_minutes": 30,
            "units": [
                {
                    "name": "First",
                    "beds": 10,
                    "locality": "north",
                    "travel_minutes": {"north": 10, "south": 50},
                },
                {"name": "Second", "beds": 10, "travel_minutes": {"north": 50, "south": 10}},
            ],
        },
    },
    "handoffs": {
        "assessment": {
            "delay_reason": "A",
            "staff": 2,
            "task": "3 hours",
            "hours": "mon-fri 09:00-17:00",
        },
        "package": {
            "delay_reason": "E",
            "lead_time": "2 working days",
            "hours": "mon-fri 09:00-17:00",
            "starts": {"per_day": 3},
        },
        "panel": {"delay_reason": "B", "panel": {"sits": "tue 10:00"}},
    },
    "pathways": {
        "home": [
            {"stay": {"care_setting": "acute", "expected_date_error": "1 day"}},
            {"handoff": {"name": "assessment", "begins": "1 day before expected ready"}},
            {
                "branch": {
                    "name": "help",
                    "options": {
                        "some": {"share": 0.4, "steps": [{"handoff": {"name": "package"}}]},
                        "none": {"share": 0.6},
                    },
                }
            },
            {"leave": "home"},
        ],
        "community": [
            {"stay": {"care_setting": "acute", "by_group": {"older": "9 days"}}},
            {"handoff": {"name": "panel", "limit": {"within": "30 days", "then": "lost"}}},
            {"stay": "community"},
            {"leave": "home"},
        ],
    },
    "standards": {"soon": {"care_setting": "community", "within": "2 days", "target": 0.9}},
    "published": [
        {"title": "beds", "measure": "occupancy", "where": {"care_setting": "acute"}, "value": 40}
    ],
}

ACUTE = "care_settings.acute"
HOME, COMMUNITY = "pathways.home", "pathways.community"
STAY = "pathways.community.steps.0.stay"
PANEL = "pathways.community.steps.1.handoff"
BRANCH = "pathways.home.steps.2.branch"
NEVER = "never"


def changed(*changes):
    """The good scenario with values put at dotted paths; DELETE takes one out."""
    scenario = copy.deepcopy(GOOD)
    for steps in scenario["pathways"]:
        scenario["pathways"][steps] = {"steps": scenario["pathways"][steps]}
    for path, value in changes:
        *inside, last = [int(word) if word.isdigit() else word for word in path.split(".")]
        node = scenario
        for word in inside:
            node = node[word]
        if value is DELETE:
            del node[last]
        elif isinstance(node, list) and last == len(node):
            node.append(copy.deepcopy(value))
        else:
            node[last] = copy.deepcopy(value)
    return scenario


DELETE = object()


def faults(scenario):
    """What is wrong with a scenario, as one text a problem."""
    with pytest.raises(InputError) as caught:
        load_text(dump(scenario))
    return [f"{problem.path}: {problem.says} [{problem.do}]" for problem in caught.value.problems]


# A change, and words of the one problem that it makes: its path first.
CASES = {
    "unknown pathway": (
        [("patient_groups.younger.pathways", {"hme": 1})],
        "patient_groups.younger.pathways.hme: there is no pathway 'hme' [did you mean 'home'?",
    ),
    "unknown locality of a group": (
        [("patient_groups.older.localities", {"north": 0.25, "west": 0.75})],
        "there is no locality 'west' [known localities: north, south]",
    ),
    "length of stay in an unknown setting": (
        [("patient_groups.older.length_of_stay.acut", "5 days")],
        "there is no care setting 'acut' [did you mean 'acute'?",
    ),
    "returns as an unknown group": (
        [("patient_groups.older.readmission.returns_as", "oldr")],
        "readmission.returns_as: there is no patient group 'oldr'",
    ),
    "unknown locality of a unit": (
        [("care_settings.community.units.0.locality", "nort")],
        "units[First].locality: there is no locality 'nort' [did you mean 'north'?",
    ),
    "unit takes an unknown group": (
        [("care_settings.acute.units.0.takes.0", "olde")],
        "there is no patient group 'olde' [did you mean 'older'?",
    ),
    "stay in an unknown setting": (
        [(f"{STAY}.care_setting", "acte")],
        "there is no care setting 'acte' [did you mean 'acute'?",
    ),
    "by an unknown group": (
        [(f"{STAY}.by_group.old", "9 days")],
        "by_group.old: there is no patient group 'old'",
    ),
    "unknown handoff": (
        [(f"{PANEL}.name", "pannel")],
        "there is no handoff 'pannel' [did you mean 'panel'?",
    ),
    "unknown reason of a setting": (
        [(f"{ACUTE}.delay_reason", "Z")],
        "care_settings.acute.delay_reason: there is no delay reason 'Z'",
    ),
    "unknown reason of a handoff": (
        [("handoffs.panel.delay_reason", "Z")],
        "handoffs.panel.delay_reason: there is no delay reason 'Z'",
    ),
    "standard on an unknown setting": (
        [("standards.soon.care_setting", "comunity")],
        "standards.soon.care_setting: there is no care setting 'comunity'",
    ),
    "published row unknown": (
        [("published.0.where.care_setting", "acuta")],
        "where.care_setting: there is no care setting 'acuta'",
    ),
    "two units of one name": (
        [("care_settings.community.units.1.name", "First")],
        "a second unit 'First' in 'community'",
    ),
    "pathway shares": (
        [("patient_groups.older.pathways.home", 0.7)],
        "patient_groups.older.pathways: the pathway shares of 'older' add up to 0.95, not 1 "
        "(0.7 + 0.25)",
    ),
    "locality shares of a group": (
        [("patient_groups.older.localities.north", 0.3)],
        "the locality shares of 'older' add up to 1.05",
    ),
    "locality shares": (
        [("localities.north.share", 0.6)],
        "localities: the locality shares add up to 1.1",
    ),
    "option shares": (
        [(f"{BRANCH}.options.some.share", 0.5)],
        "the option shares of 'help' add up to 1.1",
    ),
    "a curve that begins late": (
        [
            (
                "patient_groups.younger.arrivals",
                {
                    "curve": [
                        {"starts": "2024-01-01 06:00", "per_day": 5},
                        {"starts": "2024-03-01", "per_day": 6},
                    ]
                },
            )
        ],
        "patient_groups.younger.arrivals.curve: the demand of 'younger' is said from 2024-01-01 "
        "06:00 on, and the run begins on 2024-01-01, warm-up included [add a step",
    ),
    "growth without end": (
        [
            ("patient_groups.older.arrivals.growth_per_year", 0.5),
            ("calendar.run_for", "3000 days"),
        ],
        # 1.5 to the power of 3100 / 365.25
        "arrivals.growth_per_year: growth of 0.5 a year multiplies the demand of 'older' by 31 "
        "over the 8.5 years of the run; at most 10",
    ),
    "too many patients": (
        [
            ("patient_groups.older.arrivals.per_day", 5000),
            ("calendar.run_for", "7200 days"),
        ],
        # (5000 + 5) a day for 7300 days
        "patient_groups: about 36,536,500 patients are expected in the 7,300 days of the run",
    ),
    "a limit that narrows": (
        [
            (
                "care_settings.community.widening",
                [{"after_waiting": "1 day", "travel_limit_minutes": 30}],
            )
        ],
        "widening[0].travel_limit_minutes: the travel limit is 30 minutes here and 30 minutes "
        "before it",
    ),
    "no weight": (
        [("patient_groups.older.arrivals.by_hour", [0.0] * 24)],
        "arrivals.by_hour: 'older' has 5 arrivals a day, and all its weights by hour are 0",
    ),
    "no leaving": (
        [(f"{COMMUNITY}.steps.3", DELETE)],
        "pathway 'community' ends here without leaving [end it with a step like `- leave: home`]",
    ),
    "steps after leaving": (
        [(f"{BRANCH}.options.none.steps", [{"leave": "home"}])],
        "comes after leaving, so nobody gets here",
    ),
    "after itself": ([(f"{PANEL}.after", "panel")], "'panel' comes after itself"),
    "after a later step": (
        [(f"{PANEL}.after", "community")],
        "comes after 'community', which stands later",
    ),
    "after an unknown step": (
        [(f"{PANEL}.after", "acut")],
        "there is no step 'acut' [did you mean 'acute'?",
    ),
    "after a step of another way": (
        [(f"{BRANCH}.options.none.steps", [{"handoff": {"name": "panel", "after": "package"}}])],
        "comes after 'package', which is in a branch that not all of these patients take",
    ),
    "after nothing": ([(f"{PANEL}.after", [])], "comes after nothing"),
    "two branches of one name": (
        [
            (
                f"{HOME}.steps.4",
                {
                    "branch": {
                        "name": "help",
                        "options": {"x": {"share": 1, "steps": [{"leave": "home"}]}},
                    }
                },
            ),
            (f"{HOME}.steps.3", DELETE),
        ],
        "a second branch 'help' in pathway 'home'",
    ),
    "begins, date's error unsaid": (
        [(f"{HOME}.steps.0.stay.expected_date_error", DELETE)],
        "pathways.home.steps[acute].stay: 'assessment' begins before the expected date, and this "
        "stay does not say how wrong",
    ),
    "begins after a handoff": (
        [(f"{BRANCH}.options.some.steps.0.handoff.begins", "1 day before expected ready")],
        "'package' begins ahead of time, and does not come directly after a stay",
    ),
    "lets go for a task that is not there": (
        [
            (
                "pathways.community.steps.2.stay",
                {"care_setting": "community", "lets_go": "when next task starts"},
            )
        ],
        "lets go when the next task starts, and no handoff follows",
    ),
    "limit on what no move waits for": (
        [(f"{PANEL}.move_waits", False)],
        "limit: 'panel' has a limit, and the next move does not wait for it",
    ),
    "places in a setting of beds": (
        [("care_settings.acute.units.0.places", 10)],
        "units[Main].places: unit 'Main' gives places; its care setting is of kind beds",
    ),
    "no capacity": (
        [("care_settings.community.units.0.beds", DELETE)],
        "units[First]: unit 'First' has no capacity",
    ),
    "visits in a setting of beds": (
        [("care_settings.community.visits", [{"per_day": 2}])],
        "visits: 'community' gives visits, and is of kind beds",
    ),
    "days of visits in a unit of beds": (
        [("care_settings.community.units.0.by_weekday", [1, 1, 1, 1, 1, 0, 0])],
        "units[First].by_weekday: unit 'First' gives by_weekday; its care setting is of kind beds",
    ),
    "visits of a stay in a bed": (
        [(f"{STAY}.visits", [{"per_day": 2}])],
        "visits of a stay in 'acute', which is of kind beds",
    ),
    "closure of more than there is": (
        [
            (
                "care_settings.community.units.0.closures",
                {"outbreak": {"per_year": 2, "lasts": "9 days", "out_of_use": 11}},
            )
        ],
        "units[First].closures.outbreak.out_of_use: 'outbreak' takes 11 of the 10",
    ),
    "closure in working time": (
        [
            (
                "care_settings.community.units.0.closures",
                {"outbreak": {"per_year": 2, "lasts": "9 working days"}},
            )
        ],
        "units[First].closures.outbreak.lasts: a closure cannot be in working time",
    ),
    "roster of places": (
        [
            ("care_settings.acute.kind", "places"),
            ("care_settings.acute.units.0.beds", DELETE),
            ("care_settings.acute.units.0.places", 50),
            (
                "care_settings.acute.units.0.staffing",
                {"shifts": {"all": {"hours": "always", "nurses": 9, "beds_per_nurse": 6}}},
            ),
        ],
        "units[Main].staffing: unit 'Main' has a roster, and its care setting is of kind places",
    ),
    "roster with nobody at night": (
        [
            (
                "care_settings.acute.units.0.staffing",
                {
                    "shifts": {
                        "day": {"hours": "mon-sun 07:00-19:00", "nurses": 9, "beds_per_nurse": 6}
                    }
                },
            )
        ],
        "units[Main].staffing.shifts: nurses rostered to unit 'Main' on mon at 00:00: 0; with",
    ),
    "stay in working time": (
        [("patient_groups.older.length_of_stay.acute", "5 working days")],
        "a length of stay cannot be in working time",
    ),
    "gap in working time": (
        [("patient_groups.older.readmission.gap", "5 working days")],
        "readmission.gap: the gap cannot be in working time",
    ),
    "limit that leads to an unknown pathway": (
        [(f"{STAY}.limit", {"within": "2 hours", "then": "elsewhere", "pathway": "hme"})],
        "stay.limit.pathway: there is no pathway 'hme' [did you mean 'home'?",
    ),
    "sent elsewhere out of a place": (
        [(f"{PANEL}.limit", {"within": "2 days", "then": "elsewhere", "pathway": "home"})],
        "limit.then: he still holds his place in 'acute' here, and cannot be sent elsewhere [send "
        "him elsewhere from a first step, or after a stay that lets go 'at end'",
    ),
    "sent round in a circle": (
        [(f"{STAY}.limit", {"within": "2 hours", "then": "elsewhere", "pathway": "community"})],
        "limit.pathway: leads to 'community', which itself has a limit that leads elsewhere",
    ),
    "relapse in working time": (
        [("patient_groups.older.relapse", {"acute": {"per_day": 0.1, "lasts": "2 working days"}})],
        "patient_groups.older.relapse.acute.lasts: a relapse cannot be in working time",
    ),
    "relapse in an unknown setting": (
        [("patient_groups.older.relapse", {"acut": {"per_day": 0.1, "lasts": "2 days"}})],
        "patient_groups.older.relapse.acut: there is no care setting 'acut'",
    ),
    "need that grows in a first stay": (
        [(f"{STAY}.need_grows", 0.1)],
        "stay.need_grows: need_grows counts from ready in the stay before, and there is none",
    ),
    "limit in working time": (
        [(f"{PANEL}.limit.within", "5 working hours")],
        "limit.within: a limit cannot be in working time",
    ),
    "move in working time": (
        [(f"{STAY}.move", "2 working hours")],
        "move is 2 working hours: it cannot be in working time",
    ),
    "turnaround in working time": (
        [(f"{ACUTE}.turnaround", "1 working hour")],
        "care_settings.acute.turnaround: turnaround is 1 working hour: it cannot be in working",
    ),
    "turnaround of a unit in working time": (
        [("care_settings.acute.units.0.turnaround", "1 working hour")],
        "units[Main].turnaround: turnaround is 1 working hour",
    ),
    "standard in working time": (
        [("standards.soon.within", "2 working days")],
        "standards.soon.within: within is 2 working days, and 'soon' does not say in which hours",
    ),
    "standard of a care setting that is done": (
        [("standards.soon.clock", {"ends": "ended"})],
        "standards.soon.clock.ends: the clock ends when 'ended', which a care setting does not "
        "have",
    ),
    "standard in hours that never open": (
        [("standards.soon.within", "2 working hours"), ("standards.soon.hours", NEVER)],
        "standards.soon.hours: within is 2 working hours, and its hours never open",
    ),
    "standard in hours that nothing runs in": (
        [("standards.soon.hours", "mon-fri 09:00-17:00")],
        "standards.soon.hours: hours are given, and within is 2 days, which runs day and night",
    ),
    "standard by date in hours": (
        [("standards.soon.within", "36 hours"), ("standards.soon.clock", {"counts": "dates"})],
        "standards.soon.within: the clock counts dates, and within is 36 hours",
    ),
    "standard by date in half days": (
        [("standards.soon.within", "1.5 days"), ("standards.soon.clock", {"counts": "dates"})],
        "standards.soon.within: the clock counts dates, and within is 1.5 days",
    ),
    "standard by date in no working days": (
        [
            ("standards.soon.within", "0 working days"),
            ("standards.soon.hours", "mon-fri 09:00-17:00"),
            ("standards.soon.clock", {"counts": "dates"}),
        ],
        "standards.soon.within: the clock counts dates, and within is 0 working days",
    ),
    "standard from ready with nowhere before": (
        [("standards.soon.care_setting", "acute"), ("standards.soon.clock", {"starts": "ready"})],
        "standards.soon.clock.starts: the clock starts when ready in the place before, and nobody "
        "comes to 'acute' from a place",
    ),
    "begins in working time": (
        [(f"{HOME}.steps.1.handoff.begins", "1 working day before expected ready")],
        "begins: the time before is 1 working day",
    ),
    "task in days": (
        [("handoffs.assessment.task", "1 day")],
        "handoffs.assessment.task: a task of 'assessment' is given in days",
    ),
    "lead times of two kinds": (
        [(f"{BRANCH}.options.some.steps.0.handoff.takes", "3 working hours")],
        "the lead time here is in working hours; that of 'package' is in working days",
    ),
    "taken by no unit": (
        [("care_settings.acute.units.0.takes", [{"pathway": "home"}])],
        "care_settings.acute.units: no unit takes patient group 'older' from north and south on "
        "pathway 'community'",
    ),
    "too far from every unit": (
        [("care_settings.community.units.1.travel_minutes.south", 45)],
        "no unit within the travel limit takes patient group 'older' from south on pathway "
        "'community'",
    ),
    "more places than any unit has": (
        [("pathways.community.steps.2.stay", {"care_setting": "community", "places": 11})],
        "needs 11 beds a patient; the largest unit for them has 10",
    ),
    "never admits": (
        [(f"{ACUTE}.admits", NEVER)],
        "ever admits (admits: never)",
    ),
    "no length of stay": (
        [("care_settings.community.length_of_stay", DELETE)],
        "patient group 'older' has no length of stay in 'community'",
    ),
    "a standard on nothing": (
        [("patient_groups.older.pathways", {"home": 1})],
        "standards.soon.care_setting: a standard on nothing: no patient comes to 'community'",
    ),
    "handoff never open": (
        [("handoffs.package.hours", NEVER)],
        "handoffs.package.hours: 'package' is needed and never opens",
    ),
    "no staff": (
        [("handoffs.assessment.staff", 0)],
        "handoffs.assessment.staff: 'assessment' is needed and never has any staff",
    ),
    "staff outside hours": (
        [("handoffs.assessment.staff", [{"hours": "sat 09:00-17:00", "staff": 2}])],
        "the staff of 'assessment' are never on duty in its hours",
    ),
    "no starts": (
        [("handoffs.package.starts.per_day", 0)],
        "handoffs.package.starts: 'package' is needed and none may start",
    ),
    "some never reviewed": (
        [(f"{ACUTE}.reviews.0.covers", 0.9)],
        "care_settings.acute.reviews: no review sees more than 0.9 of patients",
    ),
    "never discharged": (
        [(f"{ACUTE}.discharge_hours", NEVER)],
        "patients of 'Main' leave for home, and its discharge hours never open",
    ),
    "never moved out": (
        [(f"{ACUTE}.moves_out", NEVER)],
        "patients of 'Main' move on, and moves out never open",
    ),
    "moving out and admitting never meet": (
        [
            (f"{ACUTE}.moves_out", "mon-fri 08:00-12:00"),
            ("care_settings.community.admits", "mon-fri 12:00-16:00"),
        ],
        "patients cannot move from 'Main' to 'community'",
    ),
    "a loop that can lock": (
        [
            (f"{COMMUNITY}.steps.3", {"stay": {"care_setting": "acute"}}),
            (f"{COMMUNITY}.steps.4", {"leave": "home"}),
            (f"{COMMUNITY}.steps.2", {"stay": {"care_setting": "community", "places": 2}}),
        ],
        "these places can lock: community (First) → acute (Main) → community (First)",
    ),
    "a price of another year": (
        [("costs", {"price_year": "2025-26"}), (f"{ACUTE}.cost", {"price_year": "2018-19"})],
        "care_settings.acute.cost.price_year: prices of 2018-19; the scenario's are of 2025-26, "
        "and no index brings them there",
    ),
    "what no price covers": (
        [(f"{ACUTE}.cost", {"covers": {"per_bed": ["meals"]}})],
        "care_settings.acute.cost.covers.per_bed: covers speaks of 'per_bed', which is no price",
    ),
    "a payer whom nobody knows": (
        [(f"{ACUTE}.cost", {"paid_by": "counsil"})],
        "care_settings.acute.cost.paid_by: there is no payer 'counsil'",
    ),
    "a thing paid for twice": (
        [
            (
                f"{ACUTE}.cost",
                {
                    "per_open_day": 9,
                    "per_occupied_day": 5,
                    "covers": {"per_open_day": ["Meals"], "per_occupied_day": ["meals"]},
                },
            )
        ],
        "'Meals' is in per_occupied_day and in per_open_day",
    ),
    "pay of nobody knows how many": (
        [(f"{ACUTE}.cost", {"staff": {"nurse": 50_000, "headroom": 0.2}})],
        "pay for unit 'Main', and nothing says how many work there",
    ),
    "a price of visits to beds": (
        [(f"{ACUTE}.cost", {"per_visit": 30})],
        "per_visit of unit 'Main', whose care setting is of kind beds",
    ),
    "hours of staff that are not there": (
        [("handoffs.panel.cost", {"per_staff_hour": 30})],
        "handoffs.panel.cost.per_staff_hour: 'panel' has a price of staff hours, and no staff",
    ),
    "nowhere to come back to": (
        [(f"care_settings.community.units.{i}.out_of_area", True) for i in range(2)],
        "care_settings.community.units[First].out_of_area: every unit of 'community' is out of "
        "area, so nobody can come back from one",
    ),
    "visits out of area that fall": (
        [
            ("care_settings.community.kind", "visits"),
            (
                "care_settings.community.visits",
                [{"per_day": 3, "lasts": "5 days"}, {"per_day": 1}],
            ),
            (
                "care_settings.community.units",
                [
                    {"name": "Team", "visits_per_day": 50},
                    {"name": "Far", "visits_per_day": 50, "out_of_area": True},
                ],
            ),
        ],
        "visits that fall, and 'Far' of 'community' is out of area",
    ),
    "an opening in working time": (
        [
            (
                "care_settings.community.units.0.opens_when",
                {"waiting_above": 5, "after": "2 working days"},
            )
        ],
        "units[First].opens_when.after: after is 2 working days: it cannot be in working time",
    ),
    "somebody there at the start in no place": (
        [
            (
                "starts_full",
                {
                    "file": {
                        "file": "census.csv",
                        "text": "patient_group,care_setting,unit,status,since\n"
                        "older,community,Third,ready,2 days\n",
                    }
                },
            )
        ],
        "there is no unit of 'community' 'Third'",
    ),
    "what remains of a limit": (
        [
            (
                f"{COMMUNITY}.steps.1.handoff.limit.within",
                {
                    "family": "deterministic",
                    "value": "30 days",
                    "remaining": {
                        "rows": [{"spent": "0 days", "quantiles": {0.0: "0 days", 1.0: "9 days"}}]
                    },
                },
            )
        ],
        "what remains is said of lengths of stay, each as a whole",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_found_once_and_said(name):
    changes, words = CASES[name]
    found = faults(changed(*changes))
    about = [text for text in found if words in text]
    assert len(about) >= 1, found
    assert len(about) == len(found), found


def test_the_good_scenario_has_no_fault_and_no_warning():
    loaded = load_text(dump(changed()))
    assert checks.check(loaded, ["occupancy", "delayed_patients"]) == []
    assert checks.warn(loaded, law_mean, law_sd) == []
    assert checks.check(loaded, {"occupancy": "patients"}, distribution)[1:] == []


def test_every_rule_has_a_case():
    silent = {rule.says for rule in checks.ERRORS}
    for changes, _ in CASES.values():
        scenario = partial(changed(*changes))
        silent -= {rule.says for rule in checks.ERRORS if run([rule], scenario).findings}
    assert silent == set()


def test_the_scenarios_of_the_repository_have_no_fault():
    paths = sorted((ROOT / "scenarios").rglob("*.yaml"))
    assert any(path.parent.name == "examples" for path in paths)
    for path in paths:
        assert checks.check(load(path)) == []


def test_a_measure_that_is_not_known_is_named_with_the_nearest():
    loaded = load_text(dump(changed()))
    (problem,) = checks.check(loaded, ["occupancies", "delayed_patients"])[:1]
    assert problem.path == "published[beds].measure"
    assert problem.says == "there is no measure 'occupancy'"
    assert "did you mean 'occupancies'?" in problem.do


LOOP = CASES["a loop that can lock"][0]


@pytest.mark.parametrize(
    "change",
    [
        (f"{STAY}.lets_go", "at end"),
        ("pathways.community.steps.3.stay.limit", {"within": "9 days", "then": "lost"}),
        (
            "care_settings.community.units",
            [{"name": "Endless", "beds": 1_000_000, "travel_minutes": {}}],
        ),
        (f"{STAY}.lets_go", "when next task starts"),
    ],
)
def test_a_loop_that_lets_go_gives_up_or_never_fills_cannot_lock(change):
    load_text(dump(changed(*LOOP, change)))


def test_a_loop_of_settings_whose_units_form_none_cannot_lock():
    units = [
        {"name": "Main", "beds": 50, "takes": [{"pathway": "home"}, {"pathway": "community"}]},
        {"name": "Back", "beds": 50, "takes": [{"pathway": "step_up"}]},
    ]
    step_up = [{"stay": "community"}, {"stay": "acute"}, {"leave": "home"}]
    load_text(
        dump(
            changed(
                ("care_settings.acute.units", units),
                ("pathways.step_up", {"steps": step_up}),
                (
                    "patient_groups.older.pathways",
                    {"home": 0.5, "community": 0.25, "step_up": 0.25},
                ),
            )
        )
    )


def test_a_task_that_not_everyone_needs_does_not_free_the_loop():
    changes = [*LOOP, (f"{STAY}.lets_go", "when next task starts"), (f"{PANEL}.needed_by", 0.9)]
    (fault,) = faults(changed(*changes))
    assert "these places can lock" in fault


WARNED = {
    "loop of full places": (
        LOOP[:2],
        "pathways.community.steps[0].stay",
        "these places can fill in a loop: acute (Main) → community (First) → acute (Main). When "
        "all are full and everyone in it waits for the next, the smallest such loop then moves at "
        "once",
    ),
    "loop that stops the run": (
        [*LOOP[:2], ("loops_of_full_places", "stop")],
        "pathways.community.steps[0].stay",
        "the run then stops and names them (loops_of_full_places: stop)",
    ),
    "units that all wait to be opened": (
        [(f"care_settings.community.units.{i}.opens_when", {"waiting_above": 5}) for i in range(2)],
        "care_settings.community.units",
        "patient group 'older' on pathway 'community' finds only units that open once enough "
        "others wait",
    ),
    "out of area for good": (
        [("care_settings.community.units.0.out_of_area", True)],
        "care_settings.community.units",
        "patient group 'older' on pathway 'community' finds only units out of area",
    ),
    "pathway": (
        [("pathways.spare", {"steps": [{"stay": "acute"}, {"leave": "home"}]})],
        "pathways.spare",
        "no patient takes this pathway",
    ),
    "setting": (
        [("care_settings.spare", {"kind": "beds", "units": [{"name": "A", "beds": 1}]})],
        "care_settings.spare",
        "no patient comes to this care setting",
    ),
    "handoff": (
        [("handoffs.spare", {"delay_reason": "A", "lead_time": "1 day"})],
        "handoffs.spare",
        "no patient needs this handoff",
    ),
    "group": (
        [("patient_groups.younger.arrivals.per_day", 0)],
        "patient_groups.younger",
        "nobody arrives or returns",
    ),
    "locality": (
        [("localities.west", {"share": 0})],
        "localities.west",
        "no patient lives in this locality",
    ),
    "unit for nobody": (
        [("care_settings.community.units.2", {"name": "Third", "beds": 5, "takes": ["younger"]})],
        "care_settings.community.units[Third]",
        "takes nobody who comes to 'community'",
    ),
    "unit never admits": (
        [("care_settings.community.units.2", {"name": "Third", "beds": 5, "admits": "never"})],
        "care_settings.community.units[Third]",
        "unit 'Third' never admits",
    ),
    "stay not met": (
        [("patient_groups.younger.length_of_stay", {"community": "9 days"})],
        "patient_groups.younger.length_of_stay.community",
        "so this has no effect",
    ),
    "stay by group not met": (
        [(f"{STAY}.by_group.younger", "9 days")],
        "pathways.community.steps[acute].stay.by_group.younger",
        "no patient of 'younger' makes this stay",
    ),
    "readmissions not met": (
        [("patient_groups.younger.arrivals.includes_readmissions", True)],
        "patient_groups.younger.arrivals.includes_readmissions",
        "nobody returns as this group",
    ),
    "out of date": (
        [("valid_until", "2023-12-31")],
        "valid_until",
        "valid until 2023-12-31, and the run begins on 2024-01-01",
    ),
    "change after the run": (
        [("care_settings.acute.units.0.capacity_changes", [{"starts": "2025-04-10", "add": 5}])],
        "care_settings.acute.units[Main].capacity_changes[0].starts",
        "the run ends before 2025-04-10",
    ),
    "change before the run": (
        [
            (
                "handoffs.assessment.capacity_changes",
                [{"starts": "2023-01-01", "ends": "2023-12-31", "add": 5}],
            )
        ],
        "handoffs.assessment.capacity_changes[0].ends",
        "is over on 2023-12-31",
    ),
    "a curve that ends early": (
        [
            (
                "patient_groups.younger.arrivals",
                {
                    "curve": [
                        {"starts": "2024-01-01", "per_day": 5},
                        {"starts": "2024-02-01", "per_day": 6},
                        {"starts": "2024-03-01", "per_day": 7},
                    ]
                },
            )
        ],
        "patient_groups.younger.arrivals.curve",
        # 1 March 2024 to 10 April 2025
        "7 a day, begins at 2024-03-01 00:00 and holds for 405 days to the end of the run; no "
        "step before it holds for more than 31",
    ),
    "times outside the run": (
        [
            (
                "patient_groups.younger.arrivals",
                {
                    "times": {
                        "file": "came.csv",
                        "text": "arrives\n2023-12-31 23:59:59\n2024-01-01 00:00\n"
                        "2025-04-09 23:59\n2025-04-10 00:00\n2025-04-11 12:00\n",
                    }
                },
            )
        ],
        "patient_groups.younger.arrivals.times",
        "3 of the 5 arrivals of 'younger' in came.csv are left out: 1 before the run begins on "
        "2024-01-01 and 2 after it ends at 2025-04-10 00:00",
    ),
    "times and readmissions": (
        [
            (
                "patient_groups.older.arrivals",
                {"times": {"file": "came.csv", "text": "arrives\n2024-05-01 10:00"}},
            )
        ],
        "patient_groups.older.readmission",
        "patients of 'older' come back on top of the arrivals in came.csv",
    ),
    "a floor that moves the mean": (
        [
            (
                "patient_groups.older.length_of_stay.acute",
                {"family": "floored_normal", "mean": "5 days", "sd": 4},
            )
        ],
        "patient_groups.older.length_of_stay.acute",
        # 5 P(Z < 1.25) + 4 phi(1.25) = 5 x 0.894350 + 4 x 0.182649
        "a normal of mean 5 days and sd 4 days has a mean of 5.202 days (+4.0% of what is typed)",
    ),
    "short warm-up": (
        [("calendar.warm_up", "59 days")],
        "calendar.warm_up",
        "stay in 'community' for 20.0 days on average",
    ),
    "tasks that do not fit": (
        [("handoffs.assessment.task", "9 hours"), ("handoffs.assessment.at_close", "fit")],
        "handoffs.assessment.at_close",
        "takes 9.0 hours on average, its longest opening 8.0",
    ),
}


@pytest.mark.parametrize("name", WARNED)
def test_what_a_reader_should_look_at_is_warned_of(name):
    changes, path, words = WARNED[name]
    (warning,) = checks.warn(load_text(dump(changed(*changes))), law_mean, law_sd)
    assert warning.path == path
    assert words in warning.says


IMPOSSIBLE = [
    {"family": "gamma", "mean": "14 days", "sd": 0.001},
    {"family": "gamma", "mean": "14 days", "sd": 100000},
    {"family": "weibull", "mean": "14 days", "sd": 0.01},
    {"family": "gamma", "quantiles": {0.5: "10 days", 0.50001: 90000}},
    {"family": "lognormal", "mean": "14 days", "median": 13.999999999999},
]


@pytest.mark.parametrize("law", IMPOSSIBLE)
def test_a_law_that_does_not_exist_is_told_at_its_place(law):
    loaded = load_text(dump(changed((f"{STAY}.by_group.older", law))), "place.yaml")
    (problem,) = checks.check(loaded, (), distribution)
    assert problem.path == "pathways.community.steps[acute].stay.by_group.older"
    assert problem.place == loaded.place(
        ("pathways", "community", "steps", 0, "stay", "by_group", "older")
    )


def test_an_impossible_component_of_a_mixture_is_told_at_the_component():
    components = [{"share": 0.5, "family": "uniform", "low": "1 day", "high": 2}]
    components.append({"share": 0.5, **IMPOSSIBLE[0]})
    mixture = {"family": "mixture", "components": components}
    loaded = load_text(dump(changed((f"{ACUTE}.length_of_stay", mixture))))
    (problem,) = checks.check(loaded, (), distribution)
    assert problem.path == "care_settings.acute.length_of_stay.components[1]"


@pytest.mark.parametrize(("sd", "is_warned"), [(29, False), (31, True)])
def test_a_mean_that_a_year_will_not_reach_is_warned_of(sd, is_warned):
    law = {"family": "lognormal", "mean": "6 days", "sd": sd}
    loaded = load_text(dump(changed((f"{STAY}.by_group.older", law))))
    said = [problem.says for problem in checks.warn(loaded, law_mean, law_sd)]
    start = "the mean is 6 and the standard deviation 31 days, 5.2 times as much"
    assert [each.split(":")[0] for each in said] == [start] * is_warned


@pytest.mark.parametrize(
    ("field", "given", "is_told"),
    [("value", 92, True), ("low", -0.1, True), ("high", 95, True), ("value", 1.02, False)],
)
def test_a_percentage_for_a_share_is_told(field, given, is_told):
    figure = {"title": "beds", "measure": "open_in_use", "value": 0.92, field: given}
    loaded = load_text(dump(changed(("published", [figure]))))
    units = {"open_in_use": "share", "occupancy": "patients", "delayed_patients": "patients"}
    told = [f"published[beds].{field}"] if is_told else []
    assert [problem.path for problem in checks.check(loaded, units)] == told


@pytest.mark.parametrize("end", ["low", "high"])
def test_one_end_of_a_published_range_is_enough(end):
    load_text(dump(changed((f"published.0.{end}", 35))))


def test_a_reason_is_found_whatever_its_case_and_all_are_listed():
    (fault,) = faults(changed(("handoffs.panel.delay_reason", "dii")))
    assert "did you mean 'Dii'? known delay reasons: A, B, C, Di, Dii, E, F, G, H, I, O" in fault


@pytest.mark.parametrize(
    "change",
    [
        (f"{STAY}.care_setting", "acutte"),
        ("pathways.community.steps.2.stay", {"care_setting": "comunity"}),
        (f"{PANEL}.name", "pannel"),
        ("patient_groups.older.pathways", {"home": 0.75, "comunity": 0.25}),
    ],
)
def test_what_a_broken_name_hides_is_not_told_as_well(change):
    (fault,) = faults(changed(change))
    assert "there is no" in fault


def test_demand_that_grows_is_added_up_over_the_run():
    arrivals = Arrivals(per_day=10, growth_per_year=0.2)
    by_day = sum(10 * 1.2 ** ((day + 0.5) / 365.25) for day in range(730))
    two_years = Calendar(start="2025-01-01", warm_up="365 days", run_for="365 days")
    assert expected_arrivals(arrivals, two_years) == pytest.approx(by_day, rel=1e-6)
    assert expected_arrivals(Arrivals(per_day=10), two_years) == 7300


@pytest.mark.parametrize(
    "widening",
    [
        [{"after_waiting": "1 day", "travel_limit_minutes": 40}, {"after_waiting": "2 days"}],
        [{"after_waiting": "1 day"}],
    ],
)
def test_limits_may_widen_and_end(widening):
    load_text(dump(changed(("care_settings.community.widening", widening))))


def test_nothing_is_wider_than_no_limit():
    widening = [{"after_waiting": "1 day"}, {"after_waiting": "2 days"}]
    (fault,) = faults(changed(("care_settings.community.widening", widening)))
    assert "widening[1]: the travel limit is none here and none before it" in fault


def test_an_opening_through_midnight_is_one_that_tasks_fit_into():
    scenario = changed(
        ("handoffs.assessment.hours", "mon-sun 18:00-06:00"),
        ("handoffs.assessment.task", "11 hours"),
        ("handoffs.assessment.at_close", "fit"),
    )
    assert checks.warn(load_text(dump(scenario)), law_mean) == []


def test_a_place_without_localities_is_told_so():
    scenario = changed(
        ("localities", {}),
        ("patient_groups.older.localities", DELETE),
        ("care_settings.community.travel_limit_minutes", DELETE),
    )
    assert all("the scenario has no localities yet" in fault for fault in faults(scenario))


def test_returning_makes_a_group_one_that_comes():
    scenario = changed(
        ("patient_groups.younger.arrivals.per_day", 0),
        ("patient_groups.older.readmission.returns_as", "younger"),
    )
    assert checks.warn(load_text(dump(scenario))) == []


TEN_FAULTS = """\
schema_version: 1
title: Ten faults
calendar: {start: 2024-01-01}
patient_groups:
  older:
    arrivals:
      per_day: -3
    pathways: {home: 0.5, hme: 0.4}
care_settings:
  acute:
    kind: beds
    length_of_stay: 5 dayz
    delay_reason: Q
    units:
      - {name: Main, beds: lots}
      - {name: Annexe, places: 4}
handoffs:
  assessment: {delay_reason: A, staff: 2, task: 1 day}
pathways:
  home:
    - stay: acut
    - handoff: {name: assessmnt, needed_by: 2}
    - handoff: {name: assessment, after: acute_}
"""


def test_ten_faults_of_both_sorts_are_named_at_once_with_their_lines():
    with pytest.raises(InputError) as caught:
        load_text(TEN_FAULTS)
    found = {(p.place.line, p.says.split(":")[0]) for p in caught.value.problems}
    wanted = [
        (7, "-3 is out of bounds"),
        (8, "there is no pathway 'hme'"),
        (8, "the pathway shares of 'older' add up to 0.9, not 1 (0.5 + 0.4)"),
        (
            12,
            "'5 dayz' is not a duration; write a number and its unit (minutes, hours, days, "
            "weeks, working hours or working days), like '48 hours'",
        ),
        (13, "there is no delay reason 'Q'"),
        (15, "'lots' is not a whole number"),
        (16, "unit 'Annexe' gives places; its care setting is of kind beds"),
        (18, "a task of 'assessment' is given in days"),
        (21, "there is no care setting 'acut'"),
        (22, "there is no handoff 'assessmnt'"),
        (22, "2 is out of bounds"),
    ]
    assert [each for each in wanted if each not in found] == []


def test_what_could_not_be_read_stops_only_the_rules_that_need_it():
    scenario = changed(
        ("care_settings.acute.units.0.beds", "lots"), ("handoffs.panel.delay_reason", "Z")
    )
    problems, stopped = checks.check_partial(scenario, lambda path, says, do: (path, says))
    assert problems == [(("handoffs", "panel", "delay_reason"), "there is no delay reason 'Z'")]
    assert {path for _, path in stopped} == {("care_settings", "acute", "units", 0, "beds")}
    assert "everyone finds a unit" in {rule for rule, _ in stopped}


def test_a_misspelt_field_is_not_taken_for_its_default():
    acute = {**GOOD["care_settings"]["acute"], "length_of_stay_": "3 days"}
    del acute["length_of_stay"]
    scenario = partial(changed(("care_settings.acute", acute)))
    with pytest.raises(UnreadableError):
        _ = scenario.care_settings["acute"].length_of_stay.family
    assert scenario.care_settings["acute"].delay_reason == "O"
    assert is_readable(scenario.care_settings["community"])


def test_a_whole_scenario_is_read_as_it_is():
    assert partial(changed()) == Scenario.model_validate(changed())


def test_what_is_broken_elsewhere_does_not_take_the_published_codes_away():
    broken = partial(changed(("delay_reasons", {"M": "Medicines"}), ("title", 7)))
    assert {"A", "M"} <= set(broken.delay_reasons)


def test_how_an_unreadable_number_is_written_cannot_be_used():
    with pytest.raises(UnreadableError):
        repr(partial(changed(("title", 7))).title)
