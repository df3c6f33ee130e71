"""Comparisons with figures put in by hand, and what differs between their scenarios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simulator.experiment.arm import Arm
from simulator.experiment.batch import BatchResult
from simulator.experiment.comparison import Comparison, with_sums
from simulator.results.measures import Key
from simulator.results.paired import pair
from simulator.scenario.load import Loaded, load_text
from tests.report.place import TEXT, TITLE, batch, with_figures

Figures = Mapping[Key, Sequence[float]]


def compared(*scenarios: Figures, loaded: Loaded | None = None) -> Comparison:
    """A comparison of the place with itself, the figures of each scenario put in.

    ``loaded``: what the scenarios after the reference say, if it is something else.
    """
    results = [with_figures({key: list(each) for key, each in one.items()}) for one in scenarios]
    return of_results(*results, loaded=loaded)


def of_results(*results: BatchResult, loaded: Loaded | None = None) -> Comparison:
    """A comparison of batches of the place."""
    arms = [Arm("place", named("The reference"), batch().setup)]
    other = loaded or named("A change")
    arms += [Arm(f"change-{at}", other, batch().setup) for at in range(1, len(results))]
    measured = [
        with_sums(arm, [each.measured for each in result.replications])
        for arm, result in zip(arms, results, strict=True)
    ]
    return Comparison(
        tuple(arms),
        batch().setup.scenario.batch,
        tuple(results),
        tuple(measured),
        tuple(pair(measured[0], one) for one in measured[1:]),
        (),
        (),
    )


def named(title: str, old: str = "", new: str = "") -> Loaded:
    """The place under another title, with one piece of its text replaced."""
    text = TEXT.replace(TITLE.replace(chr(92), chr(92) * 2), title)
    assert not old or old in text
    return load_text(text.replace(old, new) if old else text, "place.yaml")
