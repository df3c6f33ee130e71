"""Tables that show whether to believe a run: checks, published figures, means drawn."""

from __future__ import annotations

import math
from collections.abc import Callable

from simulator.report.estimate import Estimate
from simulator.report.known import Known
from simulator.report.names import WEEKDAYS, Names, in_words
from simulator.report.table import AS_SAID, Column, Said, Table, Unit, unit_of
from simulator.results.checks import Check
from simulator.results.measure import DIMENSIONS
from simulator.results.measures import REGISTRY, Key
from simulator.results.published import Compared
from simulator.sampling.achieved import Achieved
from simulator.scenario.schema import Published

STANDING = {True: "✓ holds", False: "✗ fails", None: "? cannot tell"}
STANDARD_ERRORS = Unit("standard errors")
BESIDE = Unit("in the unit beside")
BEFORE = (
    "The published figures describe the place before the change that this scenario makes, so "
    "differences are expected and verdicts say nothing of the change."
)
READ_AS = (
    "Range: between places, where one is published, else how near counts as agreement. "
    "Set by hand with it in sight: somebody chose parameters looking at this figure, so agreement "
    "is no evidence. Cannot tell: the interval for chance is too wide. Confidence: A read in a "
    "published file, B computed from published files, C general knowledge."
)
LOOKS = {"Figure", "Published (range)", "Simulated", "Verdict"}
MOST_LOOKS, MOST_DIFFERS = 6, 12
# Which published figures are looked at first.
DOUBT = {"differs": 0, "cannot tell": 1, "agrees": 2}
DRAWS = Unit("draws", shown_as="#,##0")


def in_order(checks: tuple[Check, ...]) -> list[Check]:
    """Checks with those that fail first, then those that cannot tell."""
    return sorted(checks, key=lambda check: {False: 0, None: 1, True: 2}[check.passed])


def checks_table(known: Known, names: Names) -> Table:
    """Every shown check, what it says, and the figures."""
    rows = tuple(
        (STANDING[each.passed], each.says, names.plainly(each.figure))
        for each in in_order(known.result.checks)
    )
    columns = (Column("Standing"), Column("What is checked"), Column("Figures"))
    return Table("Checks", "Shown checks", columns, rows, is_open=True)


def published_table(known: Known, names: Names, is_of_before: bool = False) -> Table | None:
    """Published figures beside simulated ones; None where none are given.

    ``is_of_before``: they describe the place before a change.
    """
    if not known.result.published:
        return None
    columns = (
        Column("Figure"),
        Column("Published (range)", AS_SAID),
        Column("Lowest", AS_SAID, is_shown=False),
        Column("Highest", AS_SAID, is_shown=False),
        Column("Simulated", AS_SAID),
        Column("Verdict"),
        Column("Set by hand with it in sight"),
        Column("Exactly what was simulated"),
        Column("Unit", is_shown=False),
        Column("Source"),
        Column("Confidence"),
        Column("Note"),
    )
    return Table(
        "Published",
        "Published figures of the place before the change, beside simulated ones"
        if is_of_before
        else "Published figures beside simulated ones",
        columns,
        tuple(_published(known, names, each) for each in known.result.published),
        note=f"{BEFORE} {READ_AS}" if is_of_before else READ_AS,
        measures=tuple(dict.fromkeys(each.key.measure for each in known.result.published)),
        is_open=True,
    )


def looks_table(known: Known, names: Names, is_of_before: bool = False) -> Table | None:
    """Published figures in few columns, for the first page: those that differ first."""
    full = published_table(known, names, is_of_before)
    if full is None:
        return None
    kept = [at for at, column in enumerate(full.columns) if column.head in LOOKS]
    published = known.result.published
    order = sorted(range(len(published)), key=lambda at: DOUBT[published[at].verdict])
    differs = sum(each.verdict == "differs" for each in published)
    shown = order[: max(MOST_LOOKS, min(differs, MOST_DIFFERS))]
    return Table(
        "Looks",
        full.title,
        tuple(full.columns[at] for at in kept),
        tuple(tuple(full.rows[row][at] for at in kept) for row in shown),
        _shown_of(len(published) - len(shown)),
        is_open=True,
    )


def _shown_of(left: int) -> str:
    more = f"; {left} more stand in the full table" if left else ""
    return f"Those that differ stand first, then those of which it cannot be told{more}."


def _published(known: Known, names: Names, one: Compared) -> tuple[str | Said, ...]:
    unit = unit_of(one.key)
    simulated = known.get(one.key.measure, _where(one.key), one.key.statistic)
    said = one.published
    return (
        said.title,
        Said(_with_range(said, unit), said.value),
        Said("", said.low),
        Said("", said.high),
        Said(_simulated(simulated, unit), simulated),
        _verdict(one),
        "yes" if said.set_with else "no",
        basis_in_words(one.key, names),
        unit.in_workbook,
        said.source or "not given",
        said.confidence or "not said",
        " ".join((said.note or "").split()),
    )


def _simulated(one: Estimate | None, unit: Unit) -> str:
    if one is None:
        return ""
    return one.text(unit.scale, " %") if unit.name == "%" else f"{one.text()} {unit.name}"


def _verdict(one: Compared) -> str:
    """Agree, differ or cannot tell; agreement with what was in sight is marked."""
    is_worthless = one.published.set_with and one.verdict == "agrees"
    return "agrees (no evidence)" if is_worthless else one.verdict


def _with_range(said: Published, unit: Unit) -> str:
    value = f"{said.value * unit.scale:,.6g} {unit.name}"
    if said.low is None or said.high is None:
        return f"{value} (within {said.agrees_within * 100:.3g} %)"
    return f"{value} ({said.low * unit.scale:,.6g} to {said.high * unit.scale:,.6g})"


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
    say: dict[str, Callable[[str], str]] = {
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
    parts = [
        say[name](value) if name in say else f"{name.replace('_', ' ')} {value}"
        for name, value in _where(key).items()
    ]
    statistic = STATISTICS.get(key.statistic, key.statistic.replace("_", " "))
    return "; ".join([REGISTRY[key.measure].title, *parts, statistic])


def counted(published: tuple[Compared, ...]) -> str:
    """How many published figures agree, and what that is worth."""
    if not published:
        return "No published figure has been set beside this run: nothing shows that it is like us."
    n = dict.fromkeys(("agrees", "differs", "cannot tell"), 0)
    for each in published:
        n[each.verdict] += 1
    by_hand = [each for each in published if each.published.set_with]
    agree_by_hand = sum(each.verdict == "agrees" for each in by_hand)
    words = f"{n['agrees']} of {len(published)} published figures agree"
    if n["differs"]:
        words += f", {n['differs']} differ{_s(n['differs'])}"
    if n["cannot tell"]:
        words += f", for {n['cannot tell']} it cannot be told"
    if not by_hand:
        return f"{words}. None of them was in sight when parameters were set by hand."
    if len(by_hand) == len(published):
        return (
            f"{words}. All of them were in sight when parameters were set by hand, so agreement "
            "is no evidence."
        )
    others = n["agrees"] - agree_by_hand
    return (
        f"{words}. Parameters were set by hand with {len(by_hand)} of the {len(published)} in "
        f"sight: that {agree_by_hand} of them agree{_s(agree_by_hand)} is no evidence. Of the "
        f"other {len(published) - len(by_hand)}, {others} agree{_s(others)}."
    )


def _s(number: int) -> str:
    """The ending of a verb of which one thing is the subject."""
    return "s" if number == 1 else ""


def achieved_table(known: Known, names: Names) -> Table:
    """The mean of every draw beside the mean that was typed, farthest first."""
    columns = (
        Column("Draw"),
        Column("Of"),
        Column("Patient group"),
        Column("Pathway"),
        Column("Unit"),
        Column("Typed mean", BESIDE),
        Column("Drawn mean", BESIDE),
        Column("Number", DRAWS),
        Column("Apart", STANDARD_ERRORS),
    )
    drawn = [each for each in known.result.achieved if each.count]
    drawn.sort(key=lambda each: 0.0 if math.isnan(each.z) else -abs(each.z))
    return Table(
        "Means drawn",
        "The mean of each draw beside the mean that was typed",
        columns,
        tuple(_achieved(each, names) for each in drawn),
        note="By chance alone about 1 in 20 is more than 2 standard errors apart.",
    )


def _achieved(one: Achieved, names: Names) -> tuple[str | float | Said | None, ...]:
    apart = Said(f"{one.z:+.1f}", one.z) if math.isfinite(one.z) else None
    return (
        one.draw,
        in_words(names.plainly(one.of)),
        names.group(one.group) if one.group else "",
        names.pathway(one.pathway) if one.pathway else "",
        one.unit,
        Said(f"{one.typed_mean:.4g}", one.typed_mean),
        Said(f"{one.mean:.4g}", one.mean),
        float(one.count),
        apart,
    )


def open_at_the_end(known: Known) -> Estimate:
    """Journeys open at the end of a run."""
    return Estimate.of([float(each) for each in known.result.still_there])
