"""Demand of a size that can be run: growth and patients over the whole run."""

from __future__ import annotations

from simulator.scenario.checks.demand import DAYS_A_YEAR, days_of, expected_arrivals
from simulator.scenario.checks.rule import Finding, Findings, Path
from simulator.scenario.patient_group import PatientGroup
from simulator.scenario.schema import Scenario

MOST_GROWTH = 10
MOST_PATIENTS = 20_000_000


def growth_of_demand(scenario: Scenario, path: Path, name: str, group: PatientGroup) -> Findings:
    """Growth multiplies a group's demand over the run by no more than MOST_GROWTH."""
    years = days_of(scenario.calendar) / DAYS_A_YEAR
    growth = group.arrivals.growth_per_year
    if (1 + growth) ** years > MOST_GROWTH:
        yield Finding(
            (*path, "arrivals", "growth_per_year"),
            f"growth of {growth:g} a year multiplies the demand of '{name}' by "
            f"{(1 + growth) ** years:,.0f} over the {years:.1f} years of the run; at most "
            f"{MOST_GROWTH}",
            "write a share a year, like 0.02 for 2 %, or run for less",
        )


def patients_in_the_run(scenario: Scenario) -> Findings:
    """No more than MOST_PATIENTS patients are expected in one run."""
    days = days_of(scenario.calendar)
    groups = scenario.patient_groups.values()
    total = sum(expected_arrivals(group.arrivals, scenario.calendar) for group in groups)
    if total > MOST_PATIENTS:
        yield Finding(
            ("patient_groups",),
            f"about {total:,.0f} patients are expected in the {days:,.0f} days of the run; at "
            f"most {MOST_PATIENTS:,}",
            "look at the demand of each group, growth_per_year, warm_up and run_for",
        )
