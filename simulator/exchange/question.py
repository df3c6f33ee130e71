"""The figures of a place that somebody starting their own is asked for, in the order of a visit.

They are read off the scenario that is started from: demand by patient group, capacity by care
setting, staff and starts by handoff.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from simulator.exchange.path_text import written
from simulator.scenario.care_setting import CareSetting, Unit
from simulator.scenario.document import Path
from simulator.scenario.field import field_at
from simulator.scenario.load import Loaded
from simulator.scenario.provenance import Value, values

_ROSTERED = (
    "nurses are rostered by number here and do not follow: change staffing.shifts too, or beds "
    "stay shut for want of nurses"
)
CAPACITIES = ("beds", "places", "visits_per_day")
STAFF = "staff_wte"


@dataclass(frozen=True, slots=True)
class Figure:
    """One value that an answer may change: its path, and what it is now."""

    path: Path
    address: str
    value: float
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked: in words, with its unit, and the figures that the answer is of.

    Several figures are asked for by their sum. ``source``: where today's comes from. ``caution``:
    what does not follow by itself when it is changed.
    """

    asks: str
    unit: str
    figures: tuple[Figure, ...]
    source: str
    is_whole: bool
    most: float
    caution: str = ""

    @property
    def value(self) -> float:
        """What it is now."""
        return round(sum(figure.value for figure in self.figures), 6)

    def shared(self, answer: float) -> list[tuple[Figure, float]]:
        """The figures that an answer changes, in proportion, whole ones by largest remainder."""
        if answer == self.value:
            return []
        parts = [self._part(figure, answer) for figure in self.figures]
        whole = [float(int(part)) if self.is_whole else round(part, 4) for part in parts]
        if self.is_whole:
            left = round(answer - sum(whole))
            order = sorted(range(len(parts)), key=lambda at: whole[at] - parts[at])
            for at in order[:left]:
                whole[at] += 1
        pairs = zip(self.figures, whole, strict=True)
        return [(figure, part) for figure, part in pairs if part != figure.value]

    def _part(self, figure: Figure, answer: float) -> float:
        return answer * (figure.value / self.value if self.value else 1 / len(self.figures))


def questions(loaded: Loaded) -> list[Question]:
    """What is asked of somebody who starts from a scenario."""
    told = {value.path: value for value in values(loaded)}
    return [*_demand(loaded, told), *_capacity(loaded, told), *_handoffs(loaded, told)]


def _demand(loaded: Loaded, told: dict[Path, Value]) -> Iterator[Question]:
    for name, group in loaded.scenario.patient_groups.items():
        if group.arrivals.per_day is not None:
            path = ("patient_groups", name, "arrivals", "per_day")
            asks = f"Demand: {group.title or name}"
            yield _question(loaded, told, asks, [(path, group.arrivals.per_day)])


def _capacity(loaded: Loaded, told: dict[Path, Value]) -> Iterator[Question]:
    for name, setting in loaded.scenario.care_settings.items():
        for field in (*CAPACITIES, STAFF):
            paths = list(_of_units(name, setting, field))
            if paths:
                what = "staff" if field == STAFF else field.replace("_", " ")
                units = f" in all {len(paths)} units" if len(paths) > 1 else ""
                asks = f"{setting.title or name}: {what}{units}"
                question = _question(loaded, told, asks, paths)
                is_rostered = field == "beds" and any(map(_is_rostered, setting.units))
                yield replace(question, caution=_ROSTERED if is_rostered else "")


def _is_rostered(unit: Unit) -> bool:
    """Whether nurses are rostered by number, and so do not follow the beds."""
    shifts = unit.staffing.shifts.values() if unit.staffing else ()
    return any(shift.nurses is not None for shift in shifts)


def _of_units(name: str, setting: CareSetting, field: str) -> Iterator[tuple[Path, float]]:
    for at, unit in enumerate(setting.units):
        value = _value(unit, field)
        if value is not None:
            middle = ("team",) if field == STAFF else ()
            yield ("care_settings", name, "units", at, *middle, field), value


def _value(unit: Unit, field: str) -> float | None:
    if field == STAFF:
        return unit.team.staff_wte if unit.team else None
    found = getattr(unit, field)
    return None if found is None else float(found)


def _handoffs(loaded: Loaded, told: dict[Path, Value]) -> Iterator[Question]:
    for name, handoff in loaded.scenario.handoffs.items():
        title = handoff.title or name
        if isinstance(handoff.staff, int):
            path: Path = ("handoffs", name, "staff")
            yield _question(loaded, told, f"{title}: staff", [(path, float(handoff.staff))])
        for field in ("per_day", "per_week"):
            rate = getattr(handoff.starts, field, None)
            if rate is not None:
                path = ("handoffs", name, "starts", field)
                yield _question(loaded, told, f"{title}: starts", [(path, rate)])


def _question(
    loaded: Loaded, told: dict[Path, Value], asks: str, paths: list[tuple[Path, float]]
) -> Question:
    field = field_at(paths[0][0])
    assert field is not None
    is_whole = field.type.startswith("whole number")
    first = told.get(paths[0][0])
    return Question(
        asks=asks,
        unit=field.unit,
        figures=tuple(
            Figure(path, written(path, loaded.document), value, is_whole) for path, value in paths
        ),
        source=(first.source if first else None) or "no source given",
        is_whole=is_whole,
        most=5_000 if field.name == "per_day" else 1_000_000,
    )
