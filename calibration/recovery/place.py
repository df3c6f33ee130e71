"""The small place of the trials: its scenario, what a fit is told, and what a fit may not know.

Acute beds with room enough; some go home with a package of care, some wait for a community bed.
"""

from __future__ import annotations

FIRST, LAST = "2025-04-01", "2025-06-30"
ORGANISATION = "ZZ1"
# More than can ever be full.
BEDS = 400

# What the world has and the fit lacks, by name: what is added to the scenario, and to which part.
RIGHT, CLOSURE = "right", "closure"
# Patients who wait relapse, by chance a day.
RELAPSES = {
    "relapse_05": "0.05",
    "relapse_10": "0.1",
    "relapse_20": "0.2",
    "relapse_30": "0.3",
}
RELAPSE = "relapse_10"
WORLDS = (RIGHT, *RELAPSES, CLOSURE)
IN_WORDS = {
    RIGHT: "the model of the fit",
    **{
        name: f"patients who wait relapse ({100 * float(share):.0f} % a day, for 3 days), and no "
        "file says so"
        for name, share in RELAPSES.items()
    },
    CLOSURE: "community beds admit on weekdays alone, and the fit takes them to admit every day",
}
SHORT = {
    RIGHT: "right models",
    **{
        name: f"unreported relapse of {100 * float(share):.0f} % a day"
        for name, share in RELAPSES.items()
    },
    CLOSURE: "a hidden weekend closure",
}
_RELAPSE = "relapse: {{acute: {{per_day: {share}, lasts: {{family: gamma, mean: 3 days, sd: 2}}}}}}"
_CLOSED = "admits: mon-fri 09:00-17:00"

_PLACE = """\
schema_version: 1
title: A small place whose truth is known
question: Does a fit find again what made its figures?
source: made up, to try the fit on
confidence: C
calendar: {{start: 2025-03-02, warm_up: 30 days, run_for: 91 days, bank_holidays: none}}
patient_groups:
  adults:
    arrivals: {{per_day: 10}}
    pathways: {{home: 0.6, supported: 0.2, bedded: 0.2}}
    length_of_stay:
      acute: {{family: gamma, mean: 3 days, sd: 2}}
      community: {{family: gamma, mean: 13 days, sd: 7}}
    {relapse}
care_settings:
  acute:
    kind: beds
    acute: true
    units: [{{name: General and acute, beds: 400}}]
  community:
    kind: beds
    delay_reason: C
    {closure}
    units: [{{name: Community beds, beds: 34}}]
handoffs:
  package:
    delay_reason: E
    lead_time: {{family: gamma, mean: 3 days, sd: 2}}
pathways:
  home:
    - stay: acute
    - leave: home
  supported:
    number: 1
    steps:
      - stay: acute
      - handoff: package
      - leave: home
  bedded:
    number: 2
    steps:
      - stay: acute
      - stay: community
      - leave: home
"""

FIT = """\
schema_version: 1
unknowns:
  - path: patient_groups.adults.length_of_stay.acute.mean
    prior: {family: lognormal, low: 2.2 days, high: 4.5 days}
    source: made up, to try the fit on
  - path: patient_groups.adults.pathways.supported
    makes_up: patient_groups.adults.pathways.home
    prior: {family: logit-normal, low: 0.1, high: 0.35}
    source: made up, to try the fit on
  - path: handoffs.package.lead_time.mean
    prior: {family: lognormal, low: 1.5 days, high: 6 days}
    source: made up, to try the fit on
  - path: patient_groups.adults.length_of_stay.community.mean
    prior: {family: lognormal, low: 10 days, high: 20 days}
    source: made up, to try the fit on
targets:
  - title: remaining
    measure: nctr_remaining
    where: {care_setting: acute}
    rows: {measure: nctr_remaining, setting: acute}
    MONTHS
  - title: discharged
    measure: nctr_discharged
    where: {care_setting: acute}
    rows: {measure: nctr_discharged, setting: acute}
    MONTHS
  - title: supported
    measure: discharges
    where: {care_setting: acute, pathway: supported, statistic: per_day}
    rows: {measure: discharges_by_destination, reason: P1.rehabilitation, setting: acute}
    definitions_differ: this place has one destination of pathway 1
    MONTHS
  - title: bedded
    measure: discharges
    where: {care_setting: acute, pathway: bedded, statistic: per_day}
    rows: {measure: discharges_by_destination, reason: P2.bed, setting: acute}
    definitions_differ: this place has one destination of pathway 2
    MONTHS
  - title: after the ready date
    measure: after_ready_date
    where: {care_setting: acute}
    rows: {measure: ready_delayed_share, setting: acute}
    MONTHS
  - title: days after it
    measure: days_after_ready_date
    where: {care_setting: acute}
    rows: {measure: ready_delay_mean_delayed, setting: acute}
    MONTHS
  - title: beds occupied
    measure: midnight_census
    where: {care_setting: acute}
    rows: {measure: beds_occupied, reason: general and acute}
    MONTHS
"""
# The places' months differ by chance alone, which the fit adds itself: stated, or counted twice.
_MONTHS = "sampling: 0\n    monthly: 0"


def place_text(world: str) -> str:
    """The scenario of a world of ``WORLDS``; the fit is always told the right one."""
    relapse = _RELAPSE.format(share=RELAPSES[world]) if world in RELAPSES else ""
    closure = _CLOSED if world == CLOSURE else ""
    return _PLACE.format(relapse=relapse, closure=closure, beds=BEDS)


def fit_text() -> str:
    """What a fit is told: unknowns with their priors, and which rows are which figure."""
    return FIT.replace("MONTHS", _MONTHS)
