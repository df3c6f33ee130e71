"""Relapses: need that comes back while a patient who is ready waits."""

from __future__ import annotations

import numpy as np

from simulator.network.network import DAY
from simulator.results.measure import Cells, Measure, Table, where
from simulator.results.outline import Outline
from simulator.results.run import Run
from simulator.results.stays import relapses, stays


def settings(outline: Outline) -> tuple[int, ...]:
    """Indices of the care settings in which somebody's need may come back."""
    groups = outline.scenario.patient_groups.values()
    named = {name for group in groups for name, one in group.relapse.items() if one.per_day > 0}
    return tuple(i for i, one in enumerate(outline.network.care_settings) if one.name in named)


def relapse_counts(run: Run) -> list[Table]:
    """Relapses a day, and patients relapsed, by care setting."""
    which = list(run.fixed(settings))
    if not which:
        return []
    every, back, n = run.once(stays), run.once(relapses), len(run.network.care_settings)
    setting = every.care_setting[back.stay]
    begun = np.bincount(setting[run.is_within(back.begin)], minlength=n)
    time = np.bincount(setting, run.within(back.begin, back.finish), minlength=n) / DAY
    return [Table.of(run.fixed(_cells), [begun[which] / run.days, time[which] / run.days])]


def _cells(outline: Outline) -> Cells:
    names = [outline.network.care_settings[i].name for i in outline.once(settings)]
    return Cells.each([where(care_setting=name) for name in names], ("per_day", "mean"))


MEASURES = (
    Measure(
        "relapses",
        "Relapses while waiting",
        "relapses a day",
        "Times in the window at which the need of a patient who was ready came back in the place "
        "where he waited, a day; mean: patients relapsed and not yet ready again, as a time "
        "average over the window. That time is no delay.",
        ("care_setting",),
        ("per_day", "mean"),
        relapse_counts,
    ),
)
