"""What stays are reported by: a place, alone or with a patient group or a pathway."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simulator.network.network import StepKind
from simulator.results.grouping import Grouping
from simulator.results.measure import ALL_ACUTE, Cells, Where, where
from simulator.results.outline import Integers, Outline
from simulator.results.place import members
from simulator.results.stays import routes


@dataclass(frozen=True, slots=True)
class Mix:
    """One cell that is reported.

    ``place``: position in ``members``. ``kind``: 0 place, 1 place and group, 2 place and pathway.
    """

    where: Where
    place: int
    kind: int


def mixes(outline: Outline) -> tuple[Mix, ...]:
    """Every cell that the routes can bring about, whether or not somebody came; places first."""
    return tuple(mix for _, mix in _keyed(outline))


def mix_cells(outline: Outline, statistics: tuple[str, ...], *bands: str) -> Cells:
    """Every statistic of every mix; of the first band, then of the next, where there are bands."""
    places = [_with_band(mix.where, band) for band in bands or ("",) for mix in mixes(outline)]
    return Cells.each(places, statistics)


def mix_band_cells(outline: Outline, statistics: tuple[tuple[str, str], ...]) -> Cells:
    """Every (band, statistic) of every mix."""
    return Cells(
        tuple(
            (_with_band(mix.where, band), name)
            for mix in mixes(outline)
            for band, name in statistics
        )
    )


_BAND = where(band="x").index("x")


def _with_band(place: Where, band: str) -> Where:
    return (*place[:_BAND], band, *place[_BAND + 1 :])


def by_mix(outline: Outline) -> Grouping:
    """Stays by mix; a stay's cell is its row of the route table.

    A stay counts under its care setting, and again under the sum that this belongs to.
    """
    return _grouping(outline, has_spells=False)


def by_mix_of_spans(outline: Outline) -> Grouping:
    """The same, but all acute beds have spells: their cells come after those of the stays.

    A spell's cell is that of its last stay, plus the number of rows of the route table.
    """
    return _grouping(outline, has_spells=True)


def _grouping(outline: Outline, *, has_spells: bool) -> Grouping:
    table, places = outline.once(routes), outline.once(members)
    n_settings, n_rows = len(outline.network.care_settings), len(table.kind)
    at = {key: index for index, (key, _) in enumerate(_keyed(outline))}
    levels = np.full((6, n_rows * (1 + has_spells)), len(at), dtype=np.int64)
    twin = np.arange(len(at))
    for row, setting in _stays(outline):
        for place in (setting, *_sums(outline, setting)):
            is_sum = place >= n_settings
            is_of_spells = has_spells and places[place][0].care_setting == ALL_ACUTE
            cell = row + n_rows * is_of_spells
            keys = _keys(outline, row, place)
            if is_sum and places[place][1].sum() == 1 and not is_of_spells:
                # A sum of one care setting has that setting's rows.
                twin[[at[key] for key in keys]] = [at[key] for key in _keys(outline, row, setting)]
            else:
                for kind, key in enumerate(keys):
                    levels[3 * is_sum + kind, cell] = at[key]
    for index in range(n_settings, len(places)):
        if places[index][1].sum() == 1 and not (
            has_spells and places[index][0].care_setting == ALL_ACUTE
        ):
            twin[index] = int(np.flatnonzero(places[index][1])[0])
    return Grouping.of(list(levels), len(at), twin)


def _keyed(outline: Outline) -> list[tuple[tuple[int, int, int], Mix]]:
    """Each mix after (kind, place, group or pathway), which they are in order of."""
    return outline.once(_make_keyed)


def _make_keyed(outline: Outline) -> list[tuple[tuple[int, int, int], Mix]]:
    groups, pathways = outline.network.groups, outline.once(routes).pathways
    places = [place.care_setting for place, _ in outline.once(members)]
    found = {(0, place, 0): where(care_setting=name) for place, name in enumerate(places)}
    keys = {
        key
        for row, setting in _stays(outline)
        for place in (setting, *_sums(outline, setting))
        for key in _keys(outline, row, place)[1:]
    }
    for kind, place, index in sorted(keys):
        of = {"group": groups[index]} if kind == 1 else {"pathway": pathways[index]}
        found[kind, place, index] = where(care_setting=places[place], **of)
    return [(key, Mix(place, key[1], key[0])) for key, place in found.items()]


def _keys(outline: Outline, row: int, place: int) -> tuple[tuple[int, int, int], ...]:
    table = outline.once(routes)
    return (0, place, 0), (1, place, int(table.group[row])), (2, place, int(table.pathway[row]))


def _stays(outline: Outline) -> Iterator[tuple[int, int]]:
    """Rows of the route table that are stays, and their care settings."""
    table = outline.once(routes)
    for row in np.flatnonzero(table.kind == StepKind.STAY).tolist():
        yield row, int(table.target[row])


def _sums(outline: Outline, setting: int) -> list[int]:
    """Positions in ``members`` of the sums that a care setting belongs to."""
    n_settings = len(outline.network.care_settings)
    return [
        at
        for at, (_, is_member) in enumerate(outline.once(members))
        if at >= n_settings and is_member[setting]
    ]


def repeated(outline: Outline, care_setting: Integers) -> tuple[Integers, Integers]:
    """Rows and places: each row under its care setting and again under the sum it belongs to."""
    rows, places = [], []
    for at, (_, is_member) in enumerate(outline.once(members)):
        if at >= len(outline.network.care_settings):
            row = np.flatnonzero(is_member[care_setting])
            rows.append(row)
            places.append(np.full(len(row), at, dtype=np.int64))
    every = np.arange(len(care_setting), dtype=np.int64)
    return np.concatenate([every, *rows]), np.concatenate([care_setting, *places])
