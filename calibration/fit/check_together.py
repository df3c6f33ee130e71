"""The checks of a finished fit, with one chance of a false alarm among them all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calibration.ensemble.misfit import misfit
from calibration.fit.check_flow import FlowCheck, flow_check
from calibration.fit.fitted import Fitted
from calibration.fit.mapped import own_rows, read_table
from calibration.fit.question import Question
from calibration.fit.weekday import (
    PUBLISHED,
    WeekdayCheck,
    held_to,
    observed_by_weekday,
    weekday_keys,
)
from simulator.report.table import Column, Table
from simulator.results.measures import Key
from simulator.scenario.quantities import WEEKDAYS

Reals = NDArray[np.float64]

# How often each calls a right model wrong, which adds up to what all do together at most
# (Bonferroni). The check made for what is most often left out has most of it.
FLOW, TOGETHER, WEEKDAY = "flow", "together", "weekday"
LEVELS = {FLOW: 0.05, TOGETHER: 0.01, WEEKDAY: 0.03}
LEVEL = sum(LEVELS.values())
# Below this what is predicted of weekdays is no distribution.
_FEWEST_RUNS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Week:
    """Weekdays as published, (7,), and the figures of the model that are held to them."""

    observed: Reals
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Checks:
    """What was checked; None where the targets have nothing to check it by.

    ``together``: the chance that a right model is as far from all targets and priors together.
    """

    together: float
    flow: FlowCheck | None = None
    weekday: WeekdayCheck | None = None

    @property
    def chances(self) -> dict[str, float]:
        """By check, the chance that a right model is so far off."""
        found = {TOGETHER: self.together}
        if self.flow is not None:
            found[FLOW] = self.flow.p
        if self.weekday is not None:
            found[WEEKDAY] = self.weekday.verdict.p
        return found

    @property
    def failed(self) -> tuple[str, ...]:
        """Checks that call the model wrong."""
        return tuple(name for name, p in self.chances.items() if p < LEVELS[name])


def week_of(question: Question) -> Week | None:
    """Weekdays of the table that is fitted to; None where daily discharges are no target of it."""
    for one in question.ask.says.targets:
        place = one.where.get("care_setting")
        if one.rows.measure != PUBLISHED or place is None:
            continue
        rows = own_rows(question.ask, read_table(_table(question)))
        observed = observed_by_weekday(rows, one.rows.setting)
        return None if observed is None else Week(observed, weekday_keys(place))
    return None


def _table(question: Question) -> Path:
    """The file of the table, which was read when the question was put."""
    paths = [Path(each.path) for each in question.files]
    return next(path for path in reversed(paths) if path.name == question.targets_file)


def checks_of(found: Fitted, week: Week | None, predicted: Reals) -> Checks:
    """All checks of a fit. ``predicted``: of its draws, (draws, 7), shares by weekday."""
    weekday = None
    if week is not None:
        whole = predicted[np.isfinite(predicted).all(axis=1)]
        weekday = held_to(whole, week.observed) if len(whole) >= _FEWEST_RUNS else None
    return Checks(misfit(found.ensemble).p, flow_check(found), weekday)


def called_wrong(checks: Checks) -> str:
    """What is put to the answer of a fit; '' where no check calls its model wrong."""
    wrong, many = len(checks.failed), len(checks.chances)
    if not wrong:
        return ""
    return f"; but {wrong} of {many} checks call{'s' if wrong == 1 else ''} the model wrong"


def checks_in_words(checks: Checks) -> list[str]:
    """A sentence a check that failed."""
    lines = []
    if FLOW in checks.failed and checks.flow is not None:
        lines.append(_flow_in_words(checks.flow))
    if WEEKDAY in checks.failed and checks.weekday is not None:
        lines.append(_week_in_words(checks.weekday))
    if TOGETHER in checks.failed:
        lines.append(
            f"a right model would hardly make these targets together (p = {checks.together:.2g}): "
            "something in the model, the priors or the figures is wrong"
        )
    return lines


def _flow_in_words(flow: FlowCheck) -> str:
    more = "more" if flow.shift > 0 else "fewer"
    why = (
        "patients whose need comes back while they wait and whose ready date begins anew, patients "
        "without a ready date, or counts of different patients"
        if flow.shift > 0
        else "patients who are missing from the count, or counts of different patients"
    )
    return (
        f"these figures do not hang together as the model makes them: {', '.join(flow.names)}; "
        f"{more} remain than discharges and their days account for, {flow.observed:.2f} times as "
        f"many where the model makes {flow.low:.2f} to {flow.high:.2f} (p = {flow.p:.2g}). It may "
        f"be {why}"
    )


def _week_in_words(week: WeekdayCheck) -> str:
    is_out = (week.observed < week.low) | (week.observed > week.high)
    days = [day for day, out in zip(WEEKDAYS, is_out, strict=True) if out]
    return (
        "discharges by day of the week are not such as the model makes "
        f"(p = {week.verdict.p:.2g}; outside: {', '.join(days) or 'none alone'}): a service may be "
        "closed, or do less, on days on which the model has it open"
    )


def check_table(checks: Checks) -> Table:
    """A row a check: what it holds against what, and what came out."""
    rows = []
    if checks.flow is not None:
        flow = checks.flow
        rows.append(
            (
                "Stock, flow and waits: patients remaining over those whom discharges and their "
                "days after the ready date account for",
                f"{flow.observed:.2f}",
                f"{flow.middle:.2f} ({flow.low:.2f} to {flow.high:.2f})",
                *_verdict(checks, FLOW),
            )
        )
    if checks.weekday is not None:
        week = checks.weekday
        whole = ("Discharges by day of the week, the seven together", "", "")
        rows.append((*whole, *_verdict(checks, WEEKDAY)))
        rows += [
            (
                f"of these {day}, over the mean day",
                f"{week.observed[at]:.2f}",
                f"{week.low[at]:.2f} to {week.high[at]:.2f}",
                "",
                "",
            )
            for at, day in enumerate(WEEKDAYS)
        ]
    rows.append(("All targets and priors together", "", "", *_verdict(checks, TOGETHER)))
    heads = ("What", "Published", "The model makes, nine times in ten", "p", "Hangs together")
    levels = ", ".join(f"{100 * level:g} %" for level in LEVELS.values())
    note = (
        "p: chance that a right model is as far off. Called wrong below "
        f"{levels} (in this order: stock and flow, all together, weekdays), meant to call a right "
        f"model wrong at most {100 * LEVEL:g} times in 100 by all checks together. What passes is "
        "not proven right: docs/recovery.md says of what size an error is noticed, and how often "
        "right models were called wrong."
    )
    columns, title = tuple(map(Column, heads)), "Do the figures hang together?"
    return Table("checks", title, columns, tuple(rows), note, is_open=True)


def _verdict(checks: Checks, name: str) -> tuple[str, str]:
    return f"{checks.chances[name]:.2g}", "✗ no" if name in checks.failed else "yes"
