"""Minutes of travel between where patients live and where they stay."""

from __future__ import annotations

import numpy as np

from simulator.network.network import MINUTE
from simulator.results.measure import Measure, Row
from simulator.results.run import Floats, Run
from simulator.results.stays import stays
from simulator.results.tally import tally


def minutes(run: Run) -> Floats:
    """Travel minutes: units x localities, NaN where the scenario says none."""
    table = np.full((len(run.network.units), len(run.network.localities)), np.nan)
    for setting in run.network.care_settings:
        said = {unit.name: unit for unit in run.scenario.care_settings[setting.name].units}
        for index in setting.units:
            travel = said[run.network.units[index].name].travel_minutes
            for at, locality in enumerate(run.network.localities):
                table[index, at] = travel.get(locality, np.nan)
    return table


def travel_minutes(run: Run) -> list[Row]:
    """Mean, median and 95th percentile, by care setting and locality."""
    every = run.once(stays)
    started = np.flatnonzero(run.is_within(every.started))
    each = run.once(minutes)[every.unit[started], every.locality[started]]
    known = ~np.isnan(each)
    row, length = started[known], np.rint(each[known] * MINUTE).astype(np.int64)
    n_settings, n_places = len(run.network.care_settings), len(run.network.localities)
    setting, locality = every.care_setting[row], every.locality[row]
    overall = tally(setting, n_settings, length, MINUTE)
    split = tally(setting * n_places + locality, n_settings * n_places, length, MINUTE)
    has_travel = np.any(~np.isnan(run.once(minutes)), axis=1)
    rows = []
    for at, care_setting in enumerate(run.network.care_settings):
        if has_travel[list(care_setting.units)].any():
            cells = [("", overall, at)]
            # A place without localities has one, which has no name.
            named = [(i, n) for i, n in enumerate(run.network.localities) if n]
            cells += [(name, split, at * n_places + i) for i, name in named]
            for name, known_of, cell in cells:
                for statistic in STATISTICS:
                    value = known_of.statistics(cell)[statistic]
                    where = {"care_setting": care_setting.name, "locality": name}
                    rows.append(Row(statistic, value, **where))
    return rows


STATISTICS = ("mean", "median", "p95", "n")

MEASURES = (
    Measure(
        "travel_minutes",
        "Travel time",
        "minutes",
        "Over stays started in the window: minutes from the patient's locality to the unit, one "
        "way, as the scenario says; stays in units with no time said are left out.",
        ("care_setting", "locality"),
        STATISTICS,
        travel_minutes,
    ),
)
