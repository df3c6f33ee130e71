"""Tables of standards: the share met, by day and patient group, and the chance of the target."""

from __future__ import annotations

import dataclasses

from simulator.report.known import Known
from simulator.report.names import WEEKDAYS, Names
from simulator.report.table import COUNT, SHARE, Ask, Cell, Column, Table, Unit, ask
from simulator.results.chance import Chance
from simulator.scenario.standard import Standard
from simulator.scenario.standard_words import clock_in_words, limit_in_words

BREACHES = Unit("breaches a day")
BREACHES_OPEN = Unit("breaches a run", shown_as="#,##0.0")
HEADS = ("Standard", "Of", "Clock")


def standards_table(known: Known, names: Names) -> Table | None:
    """Share of responses meeting each standard, by day, and the chance of reaching the target."""
    standards = names.scenario.standards
    if not standards:
        return None
    days = [
        Ask(said[:3], SHARE, "standard_met", "share", {"weekday": day})
        for day, said in WEEKDAYS.items()
    ]
    table = ask(
        known,
        "Standards",
        "Response-time standards: share meeting them, by the day on which the clock started",
        HEADS,
        rows=[(_labels(names, name), {"standard": name}) for name in standards],
        asked=(
            Ask("Target", SHARE, "standard_target"),
            Ask("Met", SHARE, "standard_met"),
            *days,
            Ask("Counted", COUNT, "standard_met", "n"),
            Ask("Breaches", BREACHES, "standard_breaches"),
            Ask("Of these open at the end", BREACHES_OPEN, "standard_breaches", "open"),
            Ask("Open in time, left out", COUNT, "standard_met", "open"),
            Ask("Died or gave up in time, left out", COUNT, "standard_met", "gave_up"),
        ),
        note=_note(known),
        is_open=True,
    )
    return _with_chance(table, known, names)


def standard_groups_table(known: Known, names: Names) -> Table | None:
    """Share of responses meeting each standard by patient group; None without standards."""
    standards = names.scenario.standards
    if not standards:
        return None
    rows = [
        ((*_labels(names, name)[:2], names.group(group)), {"standard": name, "group": group})
        for name in standards
        for group in names.scenario.patient_groups
    ]
    return ask(
        known,
        "Standards by group",
        "Response-time standards by patient group",
        ("Standard", "Of", "Patient group"),
        rows=rows,
        asked=(
            Ask("Met", SHARE, "standard_met"),
            Ask("Counted", COUNT, "standard_met", "n"),
            Ask("Breaches", BREACHES, "standard_breaches"),
        ),
    )


def _labels(names: Names, name: str) -> tuple[str, str, str]:
    standard = names.scenario.standards[name]
    clock = f"{limit_in_words(standard)}, {clock_in_words(standard)}"
    return names.standard(name), _about(names, standard), clock


def _about(names: Names, standard: Standard) -> str:
    if standard.care_setting is not None:
        return names.place(standard.care_setting)
    return names.handoff(str(standard.handoff))


def _with_chance(table: Table, known: Known, names: Names) -> Table:
    """With the chance of reaching each target; in the workbook also as figures."""
    # In the order of the standards; those of which nothing is known have no row.
    every = iter(names.scenario.standards)
    told = [
        Chance.of(known.values("standard_reached", {"standard": name}))
        for row in table.rows
        for name in [next(each for each in every if _labels(names, each) == row[:3])]
    ]
    columns = (
        Column("Chance of meeting the target"),
        Column("Chance", SHARE, is_shown=False),
        Column("Chance, at least", SHARE, is_shown=False),
        Column("Chance, at most", SHARE, is_shown=False),
    )
    # Beside the share met, so that it is seen before the days of the week.
    at = next((n for n, each in enumerate(table.columns, 1) if each.head == "Met"), len(HEADS))
    rows = [
        (*row[:at], *_chance(chance), *row[at:])
        for row, chance in zip(table.rows, told, strict=True)
    ]
    return dataclasses.replace(
        table,
        columns=(*table.columns[:at], *columns, *table.columns[at:]),
        rows=tuple(rows),
        measures=(*table.measures, "standard_reached"),
    )


def _chance(chance: Chance) -> tuple[Cell, ...]:
    if not chance.n:
        return "none counted", None, None, None
    return chance_in_words(chance), chance.share, *chance.interval


def chance_in_words(chance: Chance) -> str:
    """Like '9 of 10 runs: 90 % (60 to 98)'."""
    low, high = chance.interval
    return (
        f"{chance.hits} of {chance.n} run{'s' * (chance.n != 1)}: {chance.share * 100:.0f} % "
        f"({low * 100:.0f} to {high * 100:.0f})"
    )


def _note(known: Known) -> str:
    window = known.result.setup.outline.days
    return (
        f"Chance of meeting the target: in how many runs, each a period of {window:g} days, the "
        "share met reached it; in brackets the 95 % interval for that chance (Wilson), wide where "
        "there are few runs. Still open at the end past its limit is a breach; within it, it is "
        "left out, as are deaths and losses within it."
    )
