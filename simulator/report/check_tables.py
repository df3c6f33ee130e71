"""Tables that show whether to believe a run: checks, published figures, means drawn."""

from __future__ import annotations

from simulator.report.estimate import Estimate, plain
from simulator.report.known import Known
from simulator.report.names import CONFIDENCE, WEEKDAYS, Names
from simulator.report.table import AS_SAID, Column, Said, Table, Unit, unit_of
from simulator.results.checks import Check
from simulator.results.measure import DIMENSIONS
from simulator.results.measures import REGISTRY, Key
from simulator.results.published import Compared
from simulator.sampling.achieved import Achieved

STANDING = {True: "✓ holds", False: "✗ fails", None: "? cannot tell"}
STANDARD_ERRORS = Unit("standard errors")
DRAWS = Unit("draws", shown_as="#,##0")


def in_order(checks: tuple[Check, ...]) -> list[Check]:
    """Checks with those that fail first, then those that cannot tell."""
    return sorted(checks, key=lambda check: {False: 0, None: 1, True: 2}[check.passed])


def checks_table(known: Known) -> Table:
    """Every shown check, what it says, and the figures."""
    rows = tuple(
        (STANDING[each.passed], each.says, each.figure) for each in in_order(known.result.checks)
    )
    columns = (Column("Standing"), Column("What is checked"), Column("Figures"))
    return Table("Checks", "Shown checks", columns, rows, is_open=True)


def published_table(known: Known, names: Names) -> Table | None:
    """Published figures beside simulated ones; None where none are given."""
    if not known.result.published:
        return None
    heads = ("Figure", "Published", "Lowest", "Highest", "Simulated", "Verdict")
    units = (None, AS_SAID, AS_SAID, AS_SAID, AS_SAID, None)
    columns = [Column(head, unit) for head, unit in zip(heads, units, strict=True)]
    columns += [
        Column("Parameters set by hand with this figure in sight"),
        Column("What was simulated"),
        Column("Unit"),
        Column("Source"),
        Column("Confidence"),
    ]
    return Table(
        "Published",
        "Published figures beside simulated ones",
        tuple(columns),
        tuple(_published(known, names, each) for each in known.result.published),
        note="Agreement with a figure that parameters were set with is no evidence.",
        measures=tuple(dict.fromkeys(each.key.measure for each in known.result.published)),
        is_open=True,
    )


def _published(known: Known, names: Names, one: Compared) -> tuple[str | Said, ...]:
    unit = unit_of(one.key)
    simulated = known.get(one.key.measure, _where(one.key), one.key.statistic)
    said = one.published
    return (
        said.title,
        _said(said.value, unit),
        _said(said.low, unit),
        _said(said.high, unit),
        Said(simulated.text(unit.scale, _sign(unit)) if simulated else "", simulated),
        one.verdict,
        "yes" if said.set_with else "no",
        basis_in_words(one.key, names),
        unit.name,
        said.source or "not given",
        CONFIDENCE[said.confidence],
    )


def _said(value: float | None, unit: Unit) -> Said:
    return Said("" if value is None else plain(value * unit.scale) + _sign(unit), value)


def _sign(unit: Unit) -> str:
    return " %" if unit.name == "%" else ""


def _where(key: Key) -> dict[str, str]:
    return {name: value for name, value in zip(DIMENSIONS, key.where, strict=True) if value}


STATISTICS = {
    "mean": "average",
    "median": "median",
    "p05": "5th percentile of days",
    "p90": "90th percentile",
    "p95": "95th percentile",
    "sd": "standard deviation",
}


def basis_in_words(key: Key, names: Names) -> str:
    """Exactly which row of the results: measure, where, statistic."""
    say = {
        "care_setting": names.place,
        "group": names.group,
        "pathway": names.pathway,
        "handoff": names.handoff,
        "standard": names.standard,
        "destination": names.destination,
        "reason": names.reason,
        "locality": names.locality,
        "weekday": lambda day: WEEKDAYS.get(day, day),
    }
    parts = [say.get(name, str)(value) for name, value in _where(key).items()]
    statistic = STATISTICS.get(key.statistic, key.statistic.replace("_", " "))
    return "; ".join([REGISTRY[key.measure].title, *parts, statistic])


def counted(published: tuple[Compared, ...]) -> str:
    """How many published figures agree, and what that is worth."""
    if not published:
        return "No published figure has been set beside this run: nothing shows that it is like us."
    n = {verdict: 0 for verdict in ("agrees", "differs", "cannot tell")}
    for each in published:
        n[each.verdict] += 1
    by_hand = [each for each in published if each.published.set_with]
    agree_by_hand = sum(each.verdict == "agrees" for each in by_hand)
    words = f"{n['agrees']} of {len(published)} published figures agree"
    if n["differs"]:
        words += f", {n['differs']} differ"
    if n["cannot tell"]:
        words += f", for {n['cannot tell']} it cannot be told"
    if not by_hand:
        return f"{words}. None of them was in sight when parameters were set by hand."
    return (
        f"{words}. Parameters were set by hand with {len(by_hand)} of the {len(published)} in "
        f"sight, {agree_by_hand} of which agree: that is no evidence. Of the other "
        f"{len(published) - len(by_hand)}, {n['agrees'] - agree_by_hand} agree."
    )


def achieved_table(known: Known, names: Names) -> Table:
    """The mean of every draw beside the mean that was typed, farthest first."""
    columns = (
        Column("Draw"),
        Column("Of"),
        Column("Patient group"),
        Column("Pathway"),
        Column("Unit"),
        Column("Typed mean", AS_SAID),
        Column("Drawn mean", AS_SAID),
        Column("Number", DRAWS),
        Column("Apart", STANDARD_ERRORS),
    )
    drawn = [each for each in known.result.achieved if each.count]
    drawn.sort(key=lambda each: -abs(each.z) if each.z == each.z else 0.0)
    return Table(
        "Means drawn",
        "The mean of each draw beside the mean that was typed",
        columns,
        tuple(_achieved(each, names) for each in drawn),
        note="By chance alone about 1 in 20 is more than 2 standard errors apart.",
    )


def _achieved(one: Achieved, names: Names) -> tuple[str | float | Said | None, ...]:
    z = one.z if abs(one.z) < float("inf") else None
    return (
        one.draw,
        one.of.replace("_", " "),
        names.group(one.group) if one.group else "",
        names.pathway(one.pathway) if one.pathway else "",
        one.unit,
        Said(f"{one.typed_mean:.4g}", one.typed_mean),
        Said(f"{one.mean:.4g}", one.mean),
        float(one.count),
        None if z is None or z != z else Said(f"{z:+.1f}", z),
    )


def open_at_the_end(known: Known) -> Estimate:
    """Journeys open at the end of a run."""
    return Estimate.of([float(each.still_there) for each in known.result.replications])
