"""What a grid varies, in words."""

from __future__ import annotations

from simulator.experiment.grid import Grid
from simulator.report.input_words import InputWords, input_words
from simulator.report.names import Names


def varied_in_words(grid: Grid) -> tuple[InputWords, ...]:
    """The value of each axis by the scenario's titles."""
    names = Names(grid.arms[grid.points[0]].loaded.scenario)
    return tuple(input_words(axis.path, names) for axis in grid.axes)
