"""What a sensitivity analysis says on the terminal, and to programs."""

from __future__ import annotations

import math
from typing import Any

from simulator.experiment.flip import Flip
from simulator.experiment.sensitivity import Sensitivity, Swing
from simulator.report.draws_words import averaged
from simulator.report.effect_words import signed
from simulator.report.headline import TRIAL
from simulator.report.names import Names
from simulator.report.sensitivity_caution import beside, row_cautions, span_warnings
from simulator.report.sensitivity_words import (
    answer,
    bounds,
    figure_name,
    flip_in_words,
    input_name,
    where_set,
)


def lines_of(found: Sensitivity, is_trial: bool) -> list[str]:
    """The answer, then a line for each input of each figure, the greatest swing first."""
    names = Names(found.second.loaded.scenario)
    lines = [f"{found.second.title} against {found.first.title}"]
    for key in found.keys:
        lines.append(answer(found, key, names))
        for each in found.swings(key):
            ends = f"{signed(each.at(0))} to {signed(each.at(-1))}"
            lines.append(
                f"  {input_name(each.span, names)}, {bounds(each.span)}: {ends}; "
                f"swing {signed(each.effect)}; {beside(found, each.span, flip_in_words(each))}"
            )
    trial = f"  {TRIAL}" if is_trial else ""
    n, m = found.replications, len(found.spans)
    held = f", together for {m} inputs" if m > 1 else ""
    of = averaged(found.second.loaded.scenario)
    lines.append(f"{n} replications on the same patients; 95 % intervals{held}; {of}{trial}")
    return [*lines, *(f"warning: {each}" for each in span_warnings(found, names))]


def as_plain(found: Sensitivity) -> dict[str, Any]:
    """The same as plain values, for programs."""
    names = Names(found.second.loaded.scenario)
    figures = [
        {
            "measure": key.measure,
            "figure": figure_name(key, names),
            "given": _effect(found.given.effect(key)),
            "stated": found.stated[key],
            "inputs": [_swing(found, each, names) for each in found.swings(key)],
        }
        for key in found.keys
    ]
    return {
        "reference": found.first.label,
        "scenario": found.second.label,
        "replications": found.replications,
        "figures": figures,
        "warnings": list(span_warnings(found, names)),
    }


def _effect(effect: Any) -> dict[str, Any]:
    half = None if math.isnan(effect.half_width) else effect.half_width
    return {"difference": effect.difference, "half_width": half}


def _swing(found: Sensitivity, swing: Swing, names: Names) -> dict[str, Any]:
    flip = swing.flip
    return {
        "input": swing.span.path,
        "name": input_name(swing.span, names),
        "unit": swing.span.unit,
        "low": swing.span.low,
        "high": swing.span.high,
        "varied_in": where_set(swing.span),
        "given": swing.span.given,
        "cautions": list(row_cautions(found, swing.span)),
        "at_low": _effect(swing.at(0)),
        "at_high": _effect(swing.at(-1)),
        "swing": _effect(swing.effect),
        "says": flip.verdict.value,
        "flips": _crossings(flip),
        "cannot_tell": [[each.low, each.high] for each in flip.unsure],
    }


def _crossings(flip: Flip) -> list[dict[str, Any]]:
    return [{"at": each.at, "from": each.low, "to": each.high} for each in flip.crossings]
