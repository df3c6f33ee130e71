"""What is shown of a comparison while it sharpens: plain values and words for the page."""

from __future__ import annotations

import math
from typing import Any

from simulator.experiment.comparison import Comparison
from simulator.experiment.draws import posterior_of
from simulator.report.comparison_answer import not_opened, sentences
from simulator.report.comparison_cells import (
    before_after,
    difference,
    effects_of,
    is_any,
    names_of,
    unit_after,
)
from simulator.report.comparison_tables import headline_keys
from simulator.report.effect_words import said
from simulator.report.queue_move import family, place_name, queue_key, queue_places
from simulator.results.direction import better
from simulator.results.everywhere import QUEUES
from simulator.results.measures import REGISTRY
from simulator.results.paired import Effect
from simulator.results.verdict import Verdict
from simulator.scenario.schema import Scenario

MOVED = {Verdict.LOWER, Verdict.HIGHER}


def answer(comparison: Comparison, most: int) -> dict[str, Any]:
    """One look: the sentence, headline figures, and the queue by place.

    ``most``: replications after which it sharpens no more.
    """
    (sentence,) = sentences(comparison)
    said_first = sentence.partition(": ")[2]
    return {
        "replications": comparison.replications,
        "most": most,
        "sentence": f"{said_first[:1].upper()}{said_first[1:]}.",
        "headline": _headline(comparison),
        "queues": _queues(comparison),
        "cautions": [*comparison.cautions, *not_opened(comparison)],
    }


def held_in_full(scenario: Scenario) -> str:
    """What the intervals hold, in a sentence or two."""
    if posterior_of(scenario) is None:
        return (
            "The intervals are of chance in the simulation alone; that the scenario's inputs may "
            "be wrong is in none of them."
        )
    return (
        "The intervals hold what the fit to local figures leaves open, and chance; inputs that "
        "were not fitted may be wrong too, and that is in none of them."
    )


def _headline(comparison: Comparison) -> list[dict[str, Any]]:
    return [
        {"figure": label[:1].upper() + label[1:], **_row(effect)}
        for label, key in headline_keys(comparison)
        for _, effect in effects_of(comparison, key, 1)
    ]


def _queues(comparison: Comparison) -> list[dict[str, Any]]:
    """Who is in each place, ready to leave it and waiting for it; intervals hold together."""
    keys = [queue_key(measure, place) for place in queue_places(comparison) for measure in QUEUES]
    together, names = family(comparison, keys), names_of(comparison)
    return [
        {
            "place": place_name(names, place),
            "figure": REGISTRY[measure].title,
            **_row(effect),
        }
        for place in queue_places(comparison)
        for measure in QUEUES
        if is_any(comparison, queue_key(measure, place))
        for _, effect in effects_of(comparison, queue_key(measure, place), together)
    ]


def _row(effect: Effect) -> dict[str, Any]:
    before, after = before_after(effect)
    way = better(effect.key)
    judged = ""
    if way and effect.verdict in MOVED:
        judged = "better" if effect.verdict.value == way else "worse"
    return {
        "before": before.text,
        "after": after.text,
        "difference": difference(effect).text,
        "unit": unit_after(effect.key).strip(),
        "says": said(effect),
        "judged": judged,
        "value": _finite(effect.difference),
        "half_width": _finite(effect.half_width),
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
