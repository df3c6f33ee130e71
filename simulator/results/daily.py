"""Day by day through the whole run, for pictures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulator.network.network import DAY
from simulator.results.delay_part import delay_parts
from simulator.results.midnight import count_at_midnight, midnights_by_place
from simulator.results.outline import Outline
from simulator.results.place import members
from simulator.results.run import Floats, Integers, Run
from simulator.results.stays import is_acute
from simulator.results.waiting import waiting_at_midnight

if TYPE_CHECKING:
    import pandas as pd


STOCKS = ("census", "open", "nctr", "waiting")


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """Daily series of a run: ``values``, days x columns; ``first``: the date that ends first.

    Means over several runs are no whole numbers.
    """

    first: dt.date
    columns: tuple[tuple[str, str], ...]
    values: Integers | Floats

    def frame(self) -> pd.DataFrame:
        """A table with the date that ends as index and two levels of columns: series and of."""
        import pandas as pd

        dates = [self.first + dt.timedelta(days=day) for day in range(len(self.values))]
        columns = dict(zip(self.columns, self.values.T, strict=True))
        table = pd.DataFrame(columns, index=pd.DatetimeIndex(dates, name="date"))
        return table.rename_axis(columns=["series", "of"])


def daily_series(run: Run) -> Days:
    """What is true just before each midnight of the run, warm-up included.

    ``census``, ``open``, ``nctr`` and ``waiting`` (for a place) by care setting, all acute beds and
    all other beds; ``delayed`` (patients in acute beds) by reason code.
    """
    counts, names = run.once(midnights_by_place), run.fixed(_columns)
    n = len(run.fixed(members))
    stocks = counts.patients[:n], counts.open[:n], counts.nctr[:n], run.once(waiting_at_midnight)
    values = np.concatenate([*stocks, delayed_by_reason(run)]).T
    return Days(run.scenario.calendar.start, names, values)


def daily(run: Run) -> pd.DataFrame:
    """The same as a table."""
    return daily_series(run).frame()


def _columns(outline: Outline) -> tuple[tuple[str, str], ...]:
    places = [place.care_setting for place, _ in outline.once(members)]
    named = [(name, place) for name in STOCKS for place in places]
    return (*named, *(("delayed", code) for code in outline.once(_codes)))


def _codes(outline: Outline) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reason.code for reason in outline.network.reasons))


def delayed_by_reason(run: Run) -> Integers:
    """Patients delayed in acute beds just before each midnight of the run: codes x days."""
    parts, reasons = run.once(delay_parts), run.network.reasons
    codes = run.fixed(_codes)
    code_of = np.array([codes.index(reason.code) for reason in reasons], dtype=np.int64)
    chosen = np.flatnonzero(run.once(is_acute)[parts.stay] & (parts.reason >= 0))
    # What is not over reaches to the end, and the last midnight still counts it.
    return count_at_midnight(
        code_of[parts.reason[chosen]],
        (len(codes), run.network.end // DAY),
        parts.begin[chosen],
        parts.finish[chosen],
    )
