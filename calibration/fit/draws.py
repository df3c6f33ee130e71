"""The posterior draws as values of the scenario, for its runs to take one each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from calibration.fit.fitted import Fitted
from calibration.fit.unknown import Free
from simulator.errors import Place
from simulator.scenario.address import dotted
from simulator.scenario.apply import Origin, apply
from simulator.scenario.change import Change, Changed
from simulator.scenario.document import Node, Path, Scalar, standing_at
from simulator.scenario.posterior import written

HERE = "a draw"


def draws_text(found: Fitted) -> str:
    """A file with a column for each value that a draw sets, by its path, and a row a draw.

    Each draw is set in the place as it was in the fit. Whole numbers keep their fraction, which a
    run rounds by chance.
    """
    place = found.question.place.document
    frees = found.question.frees
    rows = [_values(place, frees, list(row)) for row in found.draws.itertuples(index=False)]
    paths = list(dict.fromkeys(path for row in rows for path in row))
    stands = dict(_amounts((), place))
    names = tuple(dotted(path, place) for path in paths)
    return written(names, [tuple(row.get(path, stands[path]) for path in paths) for row in rows])


def _values(place: Node, frees: Sequence[Free], values: Sequence[float]) -> dict[Path, Scalar]:
    """The values of the place that a draw changes."""
    root = place.copy()
    before: dict[Path, Changed | None] = {path: node.changed for path, node in root.walk()}
    for free, value in zip(frees, values, strict=True):
        for change in _changes(free, float(value)):
            at = Place(HERE, 1, 1)
            entry = standing_at(at, {"path": change.path, change.way: getattr(change, change.way)})
            apply(root, change, entry, Origin())
    return {
        to: value
        for path, top in root.walk()
        if top.changed is not before.get(path)
        for to, value in _amounts(path, top)
    }


def _amounts(path: Path, top: Node) -> Iterator[tuple[Path, Scalar]]:
    """The numbers and durations in a value, which of a law are all but its family."""
    for inner, node in top.walk():
        value = node.value
        if isinstance(value, (int, float)) or (isinstance(value, str) and value[:1].isdigit()):
            yield (*path, *inner), value


def _changes(free: Free, value: float) -> list[Change]:
    """What sets an unknown, without rounding what must be whole."""
    if free.is_whole:
        return [Change(path=free.path, set=float(f"{value:.6g}"))]
    return free.changes(value)
