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
SLOT = 9.0
EDGE_WIDTH = 102.0
LEAVE_WIDTH = 66.0
NARROWEST_SETTING = 126.0
MARGIN = 6.0


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its column, title lines, lines of figures, and what is to be done before leaving.

    ``to_do``: of each handoff its name, how many a day need it, and how many wait for it to start.
    """

    node: Node
    column: int
    title: tuple[str, ...]
    lines: tuple[str, ...] = ()
    to_do: tuple[tuple[str, str, str], ...] = ()

    @property
    def text_height(self) -> float:
        """Points that its text needs."""
        n = len(self.title) + len(self.lines)
        work = len(self.to_do) + 1.6 if self.to_do else 0.0
        return LINE * (n + work) + 2 * PAD


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
    places = _Places.of(boxes, ribbons)
    total = max(places.height_of(c) for c in places.columns.boxes)
    for c in places.columns.boxes:
        places.fill(c, total)
    bands = [places.band(ribbon) for ribbon in ribbons]
    placed = tuple((box, places.spots[box.node]) for box in boxes)
    width = max(places.rights.values()) + MARGIN
    return Map(placed, tuple(bands), width, total + MARGIN)


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
    return max(sum(_slot(thick[r]) for r in side) + 4 for side in sides)


def _slot(thickness: float) -> float:
    """Points that a band takes at its end, with room for its number."""
    return max(thickness + 2, SLOT)


def _columns(boxes: Sequence[Box], ribbons: Sequence[Ribbon], at: dict[Node, Box]) -> _Columns:
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


def _between(last: int) -> float:
    """Points between columns, of which the last has a number."""
    return 42.0 if last <= 3 else 32.0


def inner_width(last: int) -> float:
    """Points that each column of care settings is wide."""
    width = WIDTH * 72 - 2 * MARGIN - EDGE_WIDTH - LEAVE_WIDTH - _between(last) * last
    return max(width / max(last - 1, 1), NARROWEST_SETTING)


def _edges(columns: _Columns) -> tuple[dict[int, float], dict[int, float]]:
    """Left and right edge of each column."""
    last = max(columns.boxes)
    between, inner = _between(last), inner_width(last)
    lefts, rights, x = {}, {}, MARGIN
    for c in range(last + 1):
        wide = EDGE_WIDTH if c == 0 else LEAVE_WIDTH if c == last else inner
        lefts[c], rights[c] = x, x + wide
        x += wide + between
    return lefts, rights


@dataclass(slots=True)
class _Places:
    """Where things stand, as they are placed: spots of boxes, lanes by ribbon and column."""

    at: dict[Node, Box]
    ribbons: Sequence[Ribbon]
    columns: _Columns
    thick: dict[Ribbon, float]
    lefts: dict[int, float]
    rights: dict[int, float]
    spots: dict[Node, Spot] = field(default_factory=dict)
    lanes: dict[tuple[Ribbon, int], float] = field(default_factory=dict)

    @classmethod
    def of(cls, boxes: Sequence[Box], ribbons: Sequence[Ribbon]) -> _Places:
        at = {box.node: box for box in boxes}
        columns = _columns(boxes, ribbons, at)
        return cls(at, ribbons, columns, _thickness(ribbons), *_edges(columns))

    def box_height(self, box: Box) -> float:
        return max(box.text_height, _through(box.node, self.ribbons, self.thick))

    def height_of(self, c: int) -> float:
        lanes = [*self.columns.above.get(c, []), *self.columns.below.get(c, [])]
        height = sum(self.box_height(box) + GAP for box in self.columns.boxes[c])
        return height + sum(self.thick[ribbon] + GAP for ribbon in lanes) + 2 * MARGIN

    def fill(self, c: int, total: float) -> None:
        """Place the lanes and boxes of a column, with what is free spread between the boxes."""
        extra = (total - self.height_of(c)) / (len(self.columns.boxes[c]) + 1)
        y = self.fill_lanes(c, self.columns.above.get(c, []), MARGIN)
        for box in self.columns.boxes[c]:
            height = self.box_height(box)
            self.spots[box.node] = Spot(self.lefts[c], self.rights[c], y + extra, height)
            y += extra + height + GAP
        self.fill_lanes(c, self.columns.below.get(c, []), y + extra)

    def fill_lanes(self, c: int, ribbons: Iterable[Ribbon], y: float) -> float:
        for ribbon in ribbons:
            self.lanes[ribbon, c] = y + self.thick[ribbon] / 2
            y += self.thick[ribbon] + GAP
        return y

    def end(self, ribbon: Ribbon, node: Node) -> float:
        """Height at which a band meets a box: bands in the order of where they come from."""
        spot = self.spots[node]
        is_origin = node == ribbon.origin
        some = [r for r in self.ribbons if (r.origin if is_origin else r.target) == node]
        some.sort(key=lambda r: self.toward(r, node))
        y = spot.top + (spot.height - sum(_slot(self.thick[r]) for r in some)) / 2
        before = some[: some.index(ribbon)]
        return y + sum(_slot(self.thick[r]) for r in before) + _slot(self.thick[ribbon]) / 2

    def toward(self, ribbon: Ribbon, node: Node) -> float:
        """Height of the lane or box that a band goes to or comes from, next to a box."""
        beside = self.at[node].column + (1 if node == ribbon.origin else -1)
        other = self.spots[ribbon.target if node == ribbon.origin else ribbon.origin]
        return self.lanes.get((ribbon, beside), other.top + other.height / 2)

    def band(self, ribbon: Ribbon) -> Band:
        first, last = self.at[ribbon.origin].column, self.at[ribbon.target].column
        points = [(self.rights[first], self.end(ribbon, ribbon.origin))]
        for c in range(first + 1, last):
            y = self.lanes[ribbon, c]
            points += [(self.lefts[c], y), (self.rights[c], y)]
        points.append((self.lefts[last], self.end(ribbon, ribbon.target)))
        return Band(ribbon, tuple(points), self.thick[ribbon], last <= first)
