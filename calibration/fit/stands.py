"""What a place says of a value that is not known."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.scenario.document import Node
from simulator.scenario.part import Part
from simulator.scenario.quantities import Duration

# So many values are said one by one.
_FEW = 2


def stated(node: Node) -> tuple[float, str]:
    """A number or duration with its unit; unit '?' where it is neither."""
    value = node.value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value), ""
    try:
        duration = Duration.parse(str(value))
    except ValueError:
        return float("nan"), "?"
    return duration.amount, duration.unit


def stands_at(nodes: Sequence[Node]) -> str:
    """What the place says of one unknown, which may be many values: one or two, or their range."""
    said = list(dict.fromkeys(map(shown, nodes)))
    if len(said) <= _FEW:
        return ", ".join(said)
    amounts, units = zip(*map(stated, nodes), strict=True)
    if len(set(units)) > 1 or "?" in units:
        return f"{len(nodes)} laws or values"
    unit = f" {units[0]}s" if units[0] else ""
    return f"{min(amounts):.3g} to {max(amounts):.3g}{unit} ({len(nodes)} values)"


def shown(node: Node) -> str:
    """A value in words, without where it comes from."""
    plain = node.plain()
    if not isinstance(plain, dict):
        return f"{plain:.6g}" if isinstance(plain, float) else str(plain)
    said = [str(plain["family"])] if "family" in plain else []
    told = {"family", *Part.model_fields}
    said += [f"{name} {each}" for name, each in plain.items() if name not in told]
    return ", ".join(said)[:80]
