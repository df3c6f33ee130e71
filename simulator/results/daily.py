"""Day by day through the whole run, for pictures."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from simulator.network.network import DAY
from simulator.results.delay_part import delay_parts
from simulator.results.midnight import count_at_midnight, midnights
from simulator.results.place import care_settings
from simulator.results.run import Integers, Run
from simulator.results.stays import is_acute_setting, stays

if TYPE_CHECKING:
    import pandas as pd


def daily(run: Run) -> pd.DataFrame:
    """What is true just before each midnight of the run, warm-up included.

    Returns:
        A table with the date that ends as index and two levels of columns. ``census``, ``open``
        and ``nctr`` by care setting, all acute beds and all other beds; ``delayed`` (patients in
        acute beds) by reason code.
    """
    import pandas as pd

    counts = run.once(midnights)
    columns: dict[tuple[str, str], Integers] = {}
    for name, by_unit in (
        ("census", counts.patients),
        ("open", counts.open),
        ("nctr", counts.nctr),
    ):
        for place in care_settings(run.network):
            columns[name, place.care_setting] = place.total(by_unit)
    columns |= {("delayed", code): n for code, n in delayed_by_reason(run).items()}
    first = run.scenario.calendar.start
    dates = [first + dt.timedelta(days=day) for day in range(run.network.end // DAY)]
    index = pd.DatetimeIndex(dates, name="date")
    return pd.DataFrame(columns, index=index).rename_axis(columns=["series", "of"])


def delayed_by_reason(run: Run) -> dict[str, Integers]:
    """Patients delayed in acute beds just before each midnight of the run, by reason code."""
    parts, every, reasons = run.once(delay_parts), run.once(stays), run.network.reasons
    chosen = run.once(is_acute_setting)[every.care_setting[parts.stay]]
    # What is not over reaches to the end, and the last midnight still counts it.
    by_reason = count_at_midnight(
        parts.reason[chosen],
        (len(reasons), run.network.end // DAY),
        parts.begin[chosen],
        parts.finish[chosen],
    )
    codes = list(dict.fromkeys(reason.code for reason in reasons))
    return {
        code: by_reason[np.array([reason.code == code for reason in reasons])].sum(axis=0)
        for code in codes
    }
