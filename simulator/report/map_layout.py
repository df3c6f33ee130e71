"""Where everything stands on the system map: boxes in columns, bands in lanes between them.

All lengths are in points, downwards from the top left corner.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from simulator.report.picture import WIDTH
from simulator.report.system_flow import Node

LINE = 10.5
PAD = 5.0
GAP = 9.0
WIDEST_BAND = 78.0
NARROWEST_BAND = 1.2
EDGE_WIDTH = 112.0
LEAVE_WIDTH = 74.0
MARGIN = 6.0


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its column, title lines, lines of figures, and what is to be done before leaving."""

    node: Node
    column: int
    title: tuple[str, ...]
    lines: tuple[str, ...] = ()
    to_do: tuple[tuple[str, str], ...] = ()

    @property
    def text_height(self) -> float:
        """Points that its text needs."""
        n = len(self.title) + len(self.lines)
        n += len(self.to_do) + 1.6 if self.to_do else 0
        return LINE * n + 2 * PAD


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A band from one node to another, for so many patients a day."""

    origin: Node
    target: Node
    per_day: float


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a box or a lane stands: its left and right edge, its top, its height."""

    left: float
    right: float
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Band:
    """A band as placed: centres of its ends and lanes from left to right, and its thickness."""

    ribbon: Ribbon
    points: tuple[tuple[float, float], ...]
    thickness: float
    goes_back: bool


@dataclass(frozen=True, slots=True)
class Map:
    """A finished layout."""

    boxes: tuple[tuple[Box, Spot], ...]
    bands: tuple[Band, ...]
    width: float
    height: float


@dataclass(slots=True)
class _Columns:
    """Boxes and lanes of each column from top to bottom; a lane is (ribbon, column)."""

    boxes: dict[int, list[Box]]
    above: dict[int, list[Ribbon]] = field(default_factory=dict)
    below: dict[int, list[Ribbon]] = field(default_factory=dict)


def lay_out(boxes: Sequence[Box], ribbons: Sequence[Ribbon]) -> Map:
    """Place every box and band."""
    at = {box.node: box for box in boxes}
    thick = _thickness(ribbons)
    heights = {node: max(box.text_height, _through(node, ribbons, thick)) for node, box in at.items()}
    columns = _columns(boxes, ribbons, at)
    lefts, rights = _edges(columns)
    total = max(_column_height(columns, c, heights, thick) for c in columns.boxes)
    spots: dict[Node, Spot] = {}
    lanes: dict[tuple[Node, Node, int], float] = {}
    for c in columns.boxes:
        free = total - _column_height(columns, c, heights, thick)
        count = len(columns.boxes[c])
        extra = free / (count + 1)
        y = MARGIN
        for ribbon in columns.above.get(c, []):
            lanes[ribbon.origin, ribbon.target, c] = y + thick[ribbon] / 2
            y += thick[ribbon] + GAP
        for box in columns.boxes[c]:
            y += extra
            spots[box.node] = Spot(lefts[c], rights[c], y, heights[box.node])
            y += heights[box.node] + GAP
        y += extra
        for ribbon in columns.below.get(c, []):
            lanes[ribbon.origin, ribbon.target, c] = y + thick[ribbon] / 2
            y += thick[ribbon] + GAP
    bands = _bands(ribbons, at, spots, lanes, thick, lefts, rights)
    placed = tuple((box, spots[box.node]) for box in boxes)
    return Map(placed, tuple(bands), WIDTH * 72, total + MARGIN)


def _thickness(ribbons: Sequence[Ribbon]) -> dict[Ribbon, float]:
    most: dict[Node, float] = {}
    for each in ribbons:
        for node in (each.origin, each.target):
            most[node] = most.get(node, 0.0) + each.per_day
    scale = WIDEST_BAND / max(most.values(), default=1.0)
    return {each: max(each.per_day * scale, NARROWEST_BAND) for each in ribbons}


def _through(node: Node, ribbons: Iterable[Ribbon], thick: dict[Ribbon, float]) -> float:
    """Points that the bands into or out of a box need, with a little between them."""
    sides = ([r for r in ribbons if r.target == node], [r for r in ribbons if r.origin == node])
    return max(sum(thick[r] + 2 for r in side) + 4 for side in sides)


def _columns(
    boxes: Sequence[Box], ribbons: Sequence[Ribbon], at: dict[Node, Box]
) -> _Columns:
    count = max(box.column for box in boxes) + 1
    columns = _Columns({c: [box for box in boxes if box.column == c] for c in range(count)})
    for ribbon in ribbons:
        first, last = at[ribbon.origin].column, at[ribbon.target].column
        is_from_group = ribbon.origin[0] == "group"
        for c in range(first + 1, last):
            side = columns.below if is_from_group else columns.above
            side.setdefault(c, []).append(ribbon)
    flow = {box.node: _through_flow(box.node, ribbons) for box in boxes}
    for some in columns.boxes.values():
        some.sort(key=lambda box: (_farthest(box, ribbons, at), -flow[box.node]))
    for lanes in (*columns.above.values(), *columns.below.values()):
        lanes.sort(key=lambda ribbon: -ribbon.per_day)
    return columns


def _through_flow(node: Node, ribbons: Iterable[Ribbon]) -> float:
    return sum(r.per_day for r in ribbons if node in (r.origin, r.target))


def _farthest(box: Box, ribbons: Iterable[Ribbon], at: dict[Node, Box]) -> int:
    """Groups whose first place is farther right stand lower, so that their bands pass below."""
    if box.node[0] != "group":
        return 0
    return max((at[r.target].column for r in ribbons if r.origin == box.node), default=0)


def _column_height(
    columns: _Columns, c: int, heights: dict[Node, float], thick: dict[Ribbon, float]
) -> float:
    lanes = [*columns.above.get(c, []), *columns.below.get(c, [])]
    height = sum(heights[box.node] + GAP for box in columns.boxes[c])
    return height + sum(thick[ribbon] + GAP for ribbon in lanes) + 2 * MARGIN


def _edges(columns: _Columns) -> tuple[dict[int, float], dict[int, float]]:
    """Left and right edge of each column."""
    last = max(columns.boxes)
    settings = last - 1
    width = WIDTH * 72 - 2 * MARGIN
    between = 48.0 if settings <= 2 else 34.0
    inner = (width - EDGE_WIDTH - LEAVE_WIDTH - between * last) / max(settings, 1)
    lefts, rights, x = {}, {}, MARGIN
    for c in range(last + 1):
        wide = EDGE_WIDTH if c == 0 else LEAVE_WIDTH if c == last else inner
        lefts[c], rights[c] = x, x + wide
        x += wide + between
    return lefts, rights


def _bands(
    ribbons: Sequence[Ribbon],
    at: dict[Node, Box],
    spots: dict[Node, Spot],
    lanes: dict[tuple[Node, Node, int], float],
    thick: dict[Ribbon, float],
    lefts: dict[int, float],
    rights: dict[int, float],
) -> list[Band]:
    def height(node: Node) -> float:
        return spots[node].top + spots[node].height / 2

    def toward(ribbon: Ribbon, node: Node) -> float:
        """Height of the point that the band comes from or goes to, next to a box."""
        c, other = at[node].column, ribbon.target if node == ribbon.origin else ribbon.origin
        beside = c + 1 if node == ribbon.origin else c - 1
        return lanes.get((ribbon.origin, ribbon.target, beside), height(other))

    ends: dict[tuple[Ribbon, Node], float] = {}
    for node, spot in spots.items():
        for side in ("origin", "target"):
            some = [r for r in ribbons if getattr(r, side) == node]
            some.sort(key=lambda r: toward(r, node))  # noqa: B023
            y = spot.top + (spot.height - sum(thick[r] + 2 for r in some)) / 2
            for ribbon in some:
                ends[ribbon, node] = y + thick[ribbon] / 2 + 1
                y += thick[ribbon] + 2
    bands = []
    for ribbon in ribbons:
        first, last = at[ribbon.origin].column, at[ribbon.target].column
        points = [(rights[first], ends[ribbon, ribbon.origin])]
        for c in range(first + 1, last):
            y = lanes[ribbon.origin, ribbon.target, c]
            points += [(lefts[c], y), (rights[c], y)]
        points.append((lefts[last], ends[ribbon, ribbon.target]))
        bands.append(Band(ribbon, tuple(points), thick[ribbon], last <= first))
    return bands
