"""The flow table as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from simulator.experiment.flow_table import FlowRow, FlowTable

# Columns of words rather than numbers.
LEFT = ("patient group", "care setting", "handoff", "measured in")
HEAD_WIDTH = 13


def text(table: FlowTable) -> str:
    """The table in three parts with aligned columns, then its notes."""
    parts = [
        _aligned(
            ("patient group", "first arrivals a day", "returns a day", "in all"),
            [_group(row) for row in table.of("patient group")],
        ),
        _aligned(
            (
                "care setting",
                "starts a day",
                "days of need",
                "wait for review",
                "days after ready",
                "of them handoffs",
                "in use, no delay",
                "in use, no queue",
                "open",
                "can be in use",
                "full",
            ),
            [_places(row) for row in [*table.of("care setting"), *table.binding]],
        ),
        _aligned(
            (
                "handoff",
                "starts a day",
                "hours of work",
                "days to done",
                "load",
                "on duty",
                "carries",
                "full",
                "measured in",
            ),
            [_handoff(row) for row in table.of("handoff")],
        ),
    ]
    return "\n\n".join("\n".join(part) for part in [*parts, list(table.notes)] if part)


def load_in_words(row: FlowRow) -> str:
    """What a row asks for against what there is, like '130 of 110 beds (118 %)'."""
    load = row.load if row.load_no_queue is None else row.load_no_queue
    said = f"{_number(load)} of {_number(row.carries)} {row.unit}"
    if row.open is not None and _number(row.open) != _number(row.carries):
        said += f" that can be in use, of {_number(row.open)} open"
    return f"{said} ({_share(row.full)})"


def excess_in_words(row: FlowRow) -> str:
    """What becomes of demand beyond what a row can carry: a queue, or leaving at a limit."""
    beyond = f"about {_number(row.too_many_per_day)} a day"
    if row.limited_per_day <= 0:
        return "the queue for it never ends"
    if row.limited_per_day < row.too_many_per_day:
        return (
            f"the queue for it never ends: {beyond} are too many, and only "
            f"{_number(row.limited_per_day)} a day have a limit to their wait"
        )
    return f"{beyond} will leave when their wait reaches its limit"


def _group(row: FlowRow) -> Sequence[str]:
    first = row.arrivals_per_day - (row.returns_per_day or 0)
    return (row.name, _number(first), _number(row.returns_per_day), _number(row.arrivals_per_day))


def _places(row: FlowRow) -> Sequence[str]:
    days, review = row.days, row.review_days
    numbers = (
        row.arrivals_per_day,
        None if days is None or review is None else days - review,
        review,
        row.days_after_ready,
        row.handoff_days,
        row.load,
        row.load_no_queue,
    )
    room = [_number(each) if each is not None else "no end" for each in (row.open, row.carries)]
    return (row.name, *map(_number, numbers), *room, _share(row.full))


def _handoff(row: FlowRow) -> Sequence[str]:
    numbers = (row.arrivals_per_day, row.work_hours, row.days, row.load, row.on_duty)
    carries = "no end" if row.carries is None else _number(row.carries)
    return (row.name, *map(_number, numbers), carries, _share(row.full), row.unit)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return (
        f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
    )


def _share(value: float | None) -> str:
    if value is None:
        return ""
    return "over" if value == float("inf") else f"{value:.0%}".replace("%", " %")


def _aligned(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns as wide as they need, numbers on the right; heads broken over lines at spaces."""
    if not rows:
        return []
    words = [wrap(head, HEAD_WIDTH) for head in heads]
    deep = max(len(each) for each in words)
    tops = [[""] * (deep - len(each)) + each for each in words]
    lines = [[column[i] for column in tops] for i in range(deep)] + [list(row) for row in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
    return [_line(line, widths, heads) for line in lines]


def _line(cells: Sequence[str], widths: Sequence[int], heads: Sequence[str]) -> str:
    columns = zip(cells, widths, heads, strict=True)
    set_out = [
        cell.ljust(width) if head in LEFT else cell.rjust(width) for cell, width, head in columns
    ]
    return "  ".join(set_out).rstrip()
