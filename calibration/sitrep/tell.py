"""What was read, in words for a person and as plain values for a program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from calibration.sitrep.gather import Gathered, differences
from calibration.sitrep.layout import DEFINITION, Check, Note, Reading
from calibration.sitrep.period import Period

MOST_FAILED = 10
MOST_GAPS = 6
MOST_WORDS = 400


def lines_of(reading: Reading) -> list[str]:
    """What one file is, what it holds, what to know of it, and totals that do not add up."""
    rows = reading.rows
    failed = [check for check in reading.checks if not check.holds]
    lines = [
        f"{reading.file}: {reading.layout}",
        f"  {len(rows):,} figures; {_periods(rows)}; {_organisations(rows)}; {_missing(rows)}",
        f"  {_totals(len(reading.checks), len(failed))}",
    ]
    lines += [f"  does not add up: {_failed(check)}" for check in failed[:MOST_FAILED]]
    if len(failed) > MOST_FAILED:
        lines.append(f"  and {len(failed) - MOST_FAILED:,} more that do not add up")
    own = [note for note in reading.notes if note.about != DEFINITION]
    return lines + [f"  {note.about}: {_cut(_noted(note))}" for note in own]


def lines_together(gathered: Gathered) -> list[str]:
    """What all files hold together, by measure, and what is wrong or lacking between them."""
    rows = gathered.rows
    count = len(gathered.readings)
    lines = [f"together: {len(rows):,} figures from {count} file{'s' if count != 1 else ''}"]
    lines += [f"  {line}" for line in _by_measure(rows)]
    lines += _definitions(gathered.readings)
    lines += [f"step in definition, {each.on}: {each.says}" for each in gathered.breaks]
    for measure, missing in gathered.gaps.items():
        shown = ", ".join(missing[:MOST_GAPS]) + (", ..." if missing[MOST_GAPS:] else "")
        lines.append(f"not there: {measure}, {shown}")
    return lines + _repeats(gathered)


def _by_measure(rows: pd.DataFrame) -> list[str]:
    """One line a measure: kind, organisations, periods, how many are missing and why."""
    found = []
    for measure, mine in rows.groupby("measure", sort=False):
        kind = mine["kind"].iloc[0]
        found.append(
            f"{measure} ({kind}): {len(mine):,} figures, {_organisations(mine)}, "
            f"{_periods(mine)}, {_missing(mine)}"
        )
    return found


def _definitions(readings: Sequence[Reading]) -> list[str]:
    """What files say of definitions, each once."""
    said = Counter(
        note.says for each in readings for note in each.notes if note.about == DEFINITION
    )
    count = len(readings)
    return [
        f"definition: {_cut(says)}" + (f" ({n} of {count} files)" if n < count else "")
        for says, n in said.items()
    ]


def _missing(rows: pd.DataFrame) -> str:
    """How many figures are missing, by why."""
    why = Counter(str(x) for x in rows["missing"] if x)
    return ", ".join(f"{n:,} {reason}" for reason, n in sorted(why.items())) or "none missing"


def _repeats(gathered: Gathered) -> list[str]:
    if gathered.repeats.empty:
        return []
    apart = differences(gathered.repeats)
    says = f"given by two files: {len(gathered.repeats):,} figures; the file named first is kept"
    if apart.empty:
        return [f"{says}; none differs"]
    worst = apart.iloc[0]
    share = f"{abs(worst['difference']):.1%}" if pd.notna(worst["difference"]) else "from zero"
    part = ", ".join(x for x in worst[["reason", "setting", "responsible"]] if x) or "all"
    return [
        f"{says}; {len(apart):,} differ, at most by {share}: {worst['measure']} ({part}) of "
        f"{worst['organisation']}, {worst['start']:%Y-%m-%d}: {worst['kept_value']:,.6g} in "
        f"{worst['kept_file']}, {worst['value']:,.6g} in {worst['file']}"
    ]


def _totals(count: int, failed: int) -> str:
    if not count:
        return "no printed totals to add again"
    said = f"{count:,} printed totals added again"
    return f"{said}, {failed:,} do not add up" if failed else f"{said}, all add up"


def _failed(check: Check) -> str:
    where = ", ".join(x for x in (check.sheet, check.cell) if x)
    return f"{check.what}: printed {check.printed:,.8g}, parts {check.added:,.8g} ({where})"


def _noted(note: Note) -> str:
    where = ", ".join(x for x in (note.sheet, note.cell) if x)
    return f"{note.says} ({where})" if where else note.says


def _cut(words: str) -> str:
    """Not more than a person reads; the whole is in the JSON."""
    return words if len(words) <= MOST_WORDS else words[: MOST_WORDS - 4].rstrip() + " ..."


def _organisations(rows: pd.DataFrame) -> str:
    """How many of each level."""
    counts = rows.drop_duplicates(["level", "organisation"])["level"].value_counts(sort=False)
    plurals = {"local authority": "local authorities"}
    return ", ".join(
        f"{count:,} {level if count == 1 else plurals.get(str(level), f'{level}s')}"
        for level, count in counts.items()
    )


def _periods(rows: pd.DataFrame) -> str:
    """First to last, and how many."""
    if rows.empty:
        return "no period"
    first, last = rows["start"].min().date(), rows["end"].max().date()
    count = len(rows[["start", "end"]].drop_duplicates())
    whole = str(Period(first, last))
    return whole if count == 1 else f"{count:,} periods, {whole}"


def plain(gathered: Gathered) -> dict[str, Any]:
    """The same as values that JSON knows."""
    apart = differences(gathered.repeats)
    return {
        "files": [_plain_reading(reading) for reading in gathered.readings],
        "problems": [{"says": each.says, "do": each.do} for each in gathered.problems],
        "figures": len(gathered.rows),
        "measures": _by_measure(gathered.rows),
        "breaks": [{"on": f"{each.on}", "says": each.says} for each in gathered.breaks],
        "gaps": gathered.gaps,
        "repeats": len(gathered.repeats),
        "repeats_that_differ": len(apart),
    }


def _plain_reading(reading: Reading) -> dict[str, Any]:
    return {
        "file": reading.file,
        "layout": reading.layout,
        "figures": len(reading.rows),
        "periods": sorted({str(x.date()) for x in reading.rows["start"]}),
        "organisations": sorted({str(x) for x in reading.rows["organisation"]}),
        "missing": dict(Counter(str(x) for x in reading.rows["missing"] if x)),
        "totals": len(reading.checks),
        "totals_that_do_not_add_up": [_failed(x) for x in reading.checks if not x.holds],
        "notes": [{"about": x.about, "says": _noted(x)} for x in reading.notes],
    }
