"""What must be known of an input that is varied before its row is used."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.experiment.sensitivity import Sensitivity
from simulator.experiment.span import Span, said, targets
from simulator.report.estimate import plain
from simulator.report.names import Names
from simulator.report.sensitivity_words import input_name, is_outside


def row_cautions(found: Sensitivity, span: Span) -> Iterator[str]:
    """What stands beside the row of an input: a value as given outside, one side that is still."""
    if is_outside(span):
        yield f"WARNING: the {_as_given(span)} as given lie outside these bounds"
    if span.in_second and not span.in_first:
        yield f"only the scenario's side moves, the reference {_still(found, span)}"
    elif span.in_first and not span.in_second:
        yield "only the reference's side moves, the scenario has no such value"


def beside(found: Sensitivity, span: Span, decision: str) -> str:
    """A decision with what has to be known beside it."""
    return "; ".join([decision, *row_cautions(found, span)])


def span_warnings(found: Sensitivity, names: Names) -> Iterator[str]:
    """A sentence for every input whose value as given is not among the values that were run."""
    for span in found.spans:
        if is_outside(span):
            yield (
                f"{input_name(span, names)}: the {_as_given(span)} as given lie outside the bounds "
                f"({span.low:g} to {span.high:g}), so that it is not said whether the decision "
                "flips near what is planned: give bounds on both sides of it"
            )


def _as_given(span: Span) -> str:
    assert span.given is not None
    return said(span.given, span.unit) + ("s" if span.unit and span.given != 1 else "")


def _still(found: Sensitivity, span: Span) -> str:
    """What the reference says throughout."""
    stated = {str(_plain(node.value)) for _, node in targets(found.first.loaded, span.path)}
    return f"stays at {stated.pop()}" if len(stated) == 1 else "stays as it is"


def _plain(value: object) -> object:
    return plain(float(value)) if isinstance(value, (int, float)) else value
