"""Where each event of an event log stands in a vidigi animation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

# As vidigi draws by default: icons 10 apart, 20 in a row, rows 30 apart, leftwards and upwards.
ACROSS = 20
_GAP, _ROW, _BETWEEN = 10, 30, 60
_EDGE = 60
# What is written beside a unit.
_LABEL = 250
WAITS = "wait for "


class Position(NamedTuple):
    """One row of the table: the bottom right corner of where an event's patients stand."""

    event: str
    x: int
    y: int
    label: str


def event_positions(log: pd.DataFrame, across: int = ACROSS) -> pd.DataFrame:
    """A table of positions for vidigi's ``animate_activity_log``: event, x, y, label.

    ``log``: an event log as ``event_log`` makes it, or ``events.parquet`` read back. Care settings
    stand one below the other in the order in which they are first waited for, the queue on the
    left, units beside it with room for as many places as were ever used, in rows of ``across``
    (give the same to vidigi as ``wrap_resources_at`` and ``wrap_queues_at``). Who has given up a
    place and waits elsewhere stands to the right of it.
    """
    import pandas as pd

    used = log[log["event_type"] == "resource_use"]
    most = used.groupby("event")["resource_id"].max()
    waits = log.loc[log["event_type"] == "queue", "event"].unique().tolist()
    settings = [wait.removeprefix(WAITS) for wait in waits]
    units = {str(event): int(places) for event, places in most.items()}
    rows = list(_rows(settings, units, across))
    highest = max((row.y for row in rows), default=0)
    leaving = _EDGE + (2 * across + 12) * _GAP + 2 * _LABEL
    rows.append(Position("arrival", _EDGE, highest, "Arrival"))
    rows.append(Position("depart", leaving, highest // 2, "Leaving"))
    return pd.DataFrame(rows, columns=list(Position._fields))


def _rows(settings: list[str], units: dict[str, int], across: int) -> list[Position]:
    """From the bottom up, so that the first care setting is on top."""
    rows: list[Position] = []
    waiting, using = _EDGE + (across + 4) * _GAP, _EDGE + (2 * across + 8) * _GAP
    y = _EDGE
    for setting in reversed(settings):
        bottom = y
        for event in reversed([each for each in units if _is_of(each, setting, settings)]):
            rows.append(Position(event, using, y, event))
            rows.append(Position(f"{event} ends", using + _LABEL, y, ""))
            y += math.ceil(units[event] / across) * _ROW + _BETWEEN
        rows.append(Position(f"{WAITS}{setting}", waiting, bottom, f"{WAITS}{setting}"))
        y = max(y, bottom + _ROW + _BETWEEN)
    return rows


def _is_of(event: str, setting: str, settings: list[str]) -> bool:
    """Whether a unit is of a care setting: of the longest name that its own begins with."""
    return setting == max(
        (each for each in settings if event.startswith(f"{each}: ")), key=len, default=""
    )
