"""A small place for the tests of the page to explore."""

from __future__ import annotations

from pathlib import Path

from simulator.app.exploration import Exploration
from simulator.experiment.prepare import prepare
from tests.experiment.compared import child, written

MOST = 5


def short_place(folder: Path) -> Path:
    """A scenario file of the small place, with few days."""
    days = ("warm_up, set: 14 days", "run_for, set: 28 days")
    changes = [f"{{path: calendar.{each}}}" for each in days]
    (file,) = written(folder, short=child(*changes, title="A short place"))
    return file


def exploration(folder: Path, jobs: int = 2) -> Exploration:
    """The short place, ready to be explored."""
    loaded = prepare(short_place(folder))
    return Exploration.of(loaded, loaded.scenario.batch, MOST, jobs)
