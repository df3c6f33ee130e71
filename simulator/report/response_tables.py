"""Tables of response standards: which promise is kept, on which day, and what else changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from simulator.experiment.arm import Arm
from simulator.experiment.comparison import Comparison
from simulator.report.comparison_cells import FIGURES, names_of
from simulator.report.effect_words import signed
from simulator.report.estimate import NOTHING, Estimate, plain
from simulator.report.library_lines import ACUTE, COST, READY, freed
from simulator.report.names import WEEKDAYS, Names, listed
from simulator.report.response_cost import cost_heads, cost_note, room_cell
from simulator.report.response_promise import Kept, Promise, figure, kept, met, promises
from simulator.report.standard_tables import chance_in_words
from simulator.report.table import SHARE, Cell, Column, Said, Table, Unit
from simulator.results.chance import Chance
from simulator.results.measure import where
from simulator.results.measures import Key
from simulator.results.paired import Effect
from simulator.results.verdict import Verdict
from simulator.scenario.standard_words import clock_in_words, limit_in_words

A_YEAR = 365
PLACES = Unit("beds")
BREACHES = Unit("a year", raw="breaches a year")
INSTEAD = Key("sent_elsewhere", where(), "per_day")
CHANCE = (
    "± half-width of the 95 % interval, chance alone; a change is against the reference, on the "
    "same patients, and its interval holds together with those of all scenarios (Bonferroni)."
)


def response_tables(comparison: Comparison) -> tuple[Table, ...]:
    """All tables of response standards; none where no standard is in every scenario."""
    asked = promises(comparison)
    if not asked:
        return ()
    return (
        decision_table(comparison, asked),
        promise_table(comparison, asked),
        week_table(comparison, asked),
    )


def decision_table(comparison: Comparison, asked: Sequence[Promise]) -> Table:
    """A row a scenario: promises kept, people, hours, beds freed, delays, admissions, cost."""
    names = names_of(comparison)
    teams = [people(arm, asked) for arm in comparison.arms]
    is_same, money = len(set(teams)) == 1, comparison.money()
    columns = (
        *map(Column, ("Scenario", "Promises of its own kept")),
        *(() if is_same else (Column("People in its teams"),)),
        Column("Open to start somebody, hours a week"),
        *(Column(head, FIGURES) for head in ("Acute beds freed", "Ready to leave, all places")),
        Column("Switched to another pathway, a year", FIGURES),
        *(Column(head, FIGURES) for head in cost_heads(names, money, is_same)),
    )
    rows = [
        (
            arm.title,
            _own_kept(comparison, asked, at),
            *(() if is_same else (teams[at],)),
            _hours(arm, names, asked),
            *_changes(comparison, at),
            room_cell(money, at),
        )
        for at, arm in enumerate(comparison.arms)
    ]
    return Table(
        "Responses",
        "What each way of responding keeps, needs, frees and costs",
        columns,
        tuple(rows),
        " ".join(
            (
                f"{CHANCE} Of the reference its own figure stands there.",
                _people_note(teams),
                "Switched: such as those whom urgent response did not reach in time and who are "
                f"admitted.{_clock_note(asked)} {cost_note(names, money, is_same)}",
            )
        ),
        ("census", "delayed_patients", "sent_elsewhere", "cost"),
        is_open=True,
    )


def _people_note(teams: Sequence[str]) -> str:
    said = "whole-time equivalents of visiting teams as the scenario says"
    if len(set(teams)) > 1:
        return f"People: {said}."
    if teams[0] == NOTHING:
        return "No visiting team has a promise."
    return f"People: the same {teams[0]} {said} in every row."


def _clock_note(asked: Sequence[Promise]) -> str:
    """Which hours count, of promises whose clock does not run all the time."""
    found: dict[str, list[str]] = {}
    for each in asked:
        if each.standard.hours is not None:
            found.setdefault(str(each.standard.hours), []).append(each.title)
    if not found:
        return ""
    said = "; ".join(f"{hours} of {listed(titles)}" for hours, titles in found.items())
    return (
        " “Within” so many hours or days counts only the hours in which the service is meant to "
        f"be open, where a promise states them: {said}."
    )


def _own_kept(comparison: Comparison, asked: Sequence[Promise], at: int) -> str:
    own = own_promises(comparison, asked, at)
    if not own:
        return "makes none of its own"
    said = [kept(met(comparison, each, at), each.standard.target) for each in own]
    unsure = said.count(Kept.CANNOT_TELL)
    more = f", {unsure} cannot be told" if unsure else ""
    return f"{said.count(Kept.KEPT)} of {len(own)}{more}"


def own_promises(comparison: Comparison, asked: Sequence[Promise], at: int) -> list[Promise]:
    """The promises that a scenario makes and the reference does not."""
    return [each for each in asked if comparison.arms[at].label in each.by]


def people(arm: Arm, asked: Sequence[Promise]) -> str:
    """Whole-time equivalents of the visiting teams that promises are about."""
    settings = arm.loaded.scenario.care_settings
    about = dict.fromkeys(each.standard.care_setting for each in asked)
    teams = [
        unit.team.staff_wte
        for name in about
        if name is not None
        for unit in settings[name].units
        if unit.team is not None
    ]
    return plain(sum(teams)) if teams else NOTHING


def _hours(arm: Arm, names: Names, asked: Sequence[Promise]) -> str:
    settings = arm.loaded.scenario.care_settings
    about = dict.fromkeys(each.standard.care_setting for each in asked)
    said = [
        f"{names.place(name)} {plain(sum(settings[name].admits.open_minutes) / 60)}"
        for name in about
        if name is not None
    ]
    return "; ".join(said)


def _changes(comparison: Comparison, at: int) -> Iterator[Cell]:
    keys = ((ACUTE, 1.0), (READY, 1.0), (INSTEAD, float(A_YEAR)), (COST, 1e-6))
    for key, scale in keys:
        if at == 0:
            level = figure(comparison, key, 0)
            said = f"{level.text(scale)}{' in use' if key == ACUTE else ''}"
            yield Said(said if level.is_known else NOTHING, level)
            continue
        effect = effect_of(comparison, key, at)
        if effect is None or effect.verdict is Verdict.ABSENT:
            yield Said(NOTHING, None)
            continue
        text = freed(effect) if key == ACUTE else signed(effect, scale)
        yield Said(text, _as_figure(effect))


def effect_of(comparison: Comparison, key: Key, at: int) -> Effect | None:
    """A change of a scenario, its interval holding together with those of all scenarios."""
    return comparison.paired[at - 1].effect(key, len(comparison.arms) - 1)


def _as_figure(effect: Effect) -> Estimate:
    return Estimate(effect.difference, effect.half_width, effect.n, effect.n)


def promise_table(comparison: Comparison, asked: Sequence[Promise]) -> Table:
    """A row for each promise and scenario: share met, its change, chance, breaches."""
    heads = ("Promise", "Scenario", "Makes it")
    columns = (
        *map(Column, heads),
        Column("Target", SHARE),
        Column("Met", SHARE),
        Column("Change, points", FIGURES),
        Column("So it is"),
        Column("Runs that reach the target"),
        Column("Breaches", BREACHES),
        Column("Change in breaches", FIGURES),
        Column("Of these open at the end", Unit("a run")),
    )
    rows = [
        _promise_row(comparison, promise, at)
        for promise in asked
        for at in range(len(comparison.arms))
    ]
    return Table(
        "Promises",
        "Each promise, measured in every scenario whether or not it makes it",
        columns,
        tuple(rows),
        f"{CHANCE} Kept: the interval of the share lies at or above the target; missed: below. "
        "In brackets after the runs: the 95 % interval for the chance of reaching it in a period "
        f"as long (Wilson). A response still open past its limit is a breach. {_limits(asked)}",
        ("standard_met", "standard_reached", "standard_breaches"),
        is_open=True,
    )


def _promise_row(comparison: Comparison, promise: Promise, at: int) -> tuple[Cell, ...]:
    arm, share = comparison.arms[at], met(comparison, promise, at)
    values = comparison.measured[at]
    key = promise.key("standard_reached", "share")
    row = values[0].keys.index(key)
    chance = Chance.of([float(each.values[row]) for each in values])
    breaches = figure(comparison, promise.key("standard_breaches", "per_day"), at)
    return (
        promise.title,
        arm.title,
        "yes" if arm.label in promise.by else "",
        promise.standard.target,
        share,
        _change(comparison, promise.key("standard_met", "share"), at),
        kept(share, promise.standard.target).value,
        chance_in_words(chance) if chance.n else NOTHING,
        times(breaches, A_YEAR),
        _change(comparison, promise.key("standard_breaches", "per_day"), at, A_YEAR),
        figure(comparison, promise.key("standard_breaches", "open"), at),
    )


def _change(comparison: Comparison, key: Key, at: int, scale: float | None = None) -> Cell:
    effect = effect_of(comparison, key, at) if at else None
    if effect is None or effect.verdict is Verdict.ABSENT:
        return Said("reference" if not at else NOTHING, None)
    return Said(signed(effect, scale), _as_figure(effect))


def times(estimate: Estimate, factor: float) -> Estimate:
    """An estimate of so many times the figure."""
    return dataclasses.replace(
        estimate, mean=estimate.mean * factor, half_width=estimate.half_width * factor
    )


def week_table(comparison: Comparison, asked: Sequence[Promise]) -> Table:
    """A row for each promise and scenario: the share met, by the day of referral."""
    rows: list[tuple[Cell, ...]] = [
        (
            promise.title,
            arm.title,
            met(comparison, promise, at),
            *(met(comparison, promise, at, day) for day in WEEKDAYS),
        )
        for promise in asked
        for at, arm in enumerate(comparison.arms)
    ]
    heads = ("In all", *(said[:3] for said in WEEKDAYS.values()))
    return Table(
        "Promises by day",
        "Share meeting each promise, by the day on which the clock started",
        (*map(Column, ("Promise", "Scenario")), *(Column(head, SHARE) for head in heads)),
        tuple(rows),
        f"± half-width of the 95 % interval, chance alone. {_clocks(asked)}",
        ("standard_met",),
        is_open=True,
    )


def _limits(asked: Sequence[Promise]) -> str:
    return " ".join(f"{each.title}: {limit_in_words(each.standard)}." for each in asked)


def _clocks(asked: Sequence[Promise]) -> str:
    said = dict.fromkeys(clock_in_words(each.standard) for each in asked)
    return f"The clock runs {' or '.join(said)}."
