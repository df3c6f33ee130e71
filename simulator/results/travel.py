"""Minutes of travel between where patients live and where they stay."""

from __future__ import annotations

import numpy as np

from simulator.network.network import MINUTE
from simulator.results.grouping import Grouping
from simulator.results.measure import Cells, Measure, Table, where
from simulator.results.outline import Outline
from simulator.results.run import Floats, Integers, Run
from simulator.results.stays import stays
from simulator.results.there_at_start import started_in_run

STATISTICS = ("mean", "median", "p95", "n")


def minutes(outline: Outline) -> Floats:
    """Travel minutes: units x localities, NaN where the scenario says none."""
    network = outline.network
    table = np.full((len(network.units), len(network.localities)), np.nan)
    for setting in network.care_settings:
        said = {unit.name: unit for unit in outline.scenario.care_settings[setting.name].units}
        for index in setting.units:
            travel = said[network.units[index].name].travel_minutes
            for at, locality in enumerate(network.localities):
                table[index, at] = travel.get(locality, np.nan)
    return table


def _shown(outline: Outline) -> tuple[Cells, Integers]:
    """Cells of the settings with travel times, in all and by locality, and their keys."""
    network, has_travel = outline.network, np.any(~np.isnan(outline.once(minutes)), axis=1)
    n_settings, n_places = len(network.care_settings), len(network.localities)
    found = []
    for at, setting in enumerate(network.care_settings):
        if has_travel[list(setting.units)].any():
            found.append((where(care_setting=setting.name), at))
            # A place without localities has one, which has no name.
            found += [
                (where(care_setting=setting.name, locality=name), n_settings + at * n_places + i)
                for i, name in enumerate(network.localities)
                if name
            ]
    cells = Cells.each([place for place, _ in found], STATISTICS)
    return cells, np.array([key for _, key in found], dtype=np.int64)


def _by_setting(outline: Outline) -> Grouping:
    """By care setting, and by setting and locality, which is the cell."""
    n_places = len(outline.network.localities)
    n_settings = len(outline.network.care_settings)
    cell = np.arange(n_settings * n_places)
    return Grouping.of([cell // n_places, n_settings + cell], n_settings + len(cell))


def travel_minutes(run: Run) -> list[Table]:
    """Mean, median and 95th percentile, by care setting and locality."""
    every, (cells, keys) = run.once(stays), run.fixed(_shown)
    said = run.fixed(minutes)
    has_said = ~np.isnan(said)
    row = np.flatnonzero(run.once(started_in_run))
    unit, locality = every.first_unit[row], run.patients.locality[every.patient[row]]
    known = np.flatnonzero(has_said[unit, locality])
    unit, locality = unit[known], locality[known]
    length = np.rint(said[unit, locality] * MINUTE).astype(np.int64)
    cell = every.care_setting[row[known]] * len(run.network.localities) + locality
    found = run.fixed(_by_setting).tally(cell, length, MINUTE).taken(keys).columns
    return [Table.of(cells, [found[name] for name in STATISTICS])]


MEASURES = (
    Measure(
        "travel_minutes",
        "Travel time",
        "minutes",
        "Over stays started in the window: minutes from the patient's locality to the unit in "
        "which the stay started, one way, as the scenario says; stays in units with no time said "
        "are left out.",
        ("care_setting", "locality"),
        STATISTICS,
        travel_minutes,
    ),
)
