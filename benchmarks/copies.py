"""Several copies of a place in one network: each with its own patients, none with another's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np

from simulator.network.network import Choice, Network, Route, Step, StepKind
from simulator.sampling.patients import Patients


def copies_of(network: Network, copies: int) -> Network:
    """A network of so many copies of a place, one after the other."""
    settings, units = len(network.care_settings), len(network.units)
    numbers = range(copies)
    return replace(
        network,
        care_settings=tuple(
            replace(
                setting,
                name=f"{setting.name} {k}",
                units=tuple(k * units + unit for unit in setting.units),
            )
            for k in numbers
            for setting in network.care_settings
        ),
        units=tuple(
            replace(unit, name=f"{unit.name} {k}", care_setting=k * settings + unit.care_setting)
            for k in numbers
            for unit in network.units
        ),
        handoffs=tuple(
            replace(does, name=f"{does.name} {k}") for k in numbers for does in network.handoffs
        ),
        routes=tuple(_route(route, network, k) for k in numbers for route in network.routes),
    )


def _route(route: Route, network: Network, k: int) -> Route:
    return replace(route, steps=tuple(_step(step, network, k) for step in route.steps))


def _step(step: Step, network: Network, k: int) -> Step:
    if step.kind is StepKind.HANDOFF:
        return replace(step, target=step.target + k * len(network.handoffs))
    if step.kind is StepKind.LEAVE:
        return step
    choices = tuple(
        tuple(Choice(choice.unit + k * len(network.units), choice.after) for choice in some)
        for some in step.choices
    )
    return replace(step, target=step.target + k * len(network.care_settings), choices=choices)


# Columns of the patient table that have a row a patient, and those that name rows.
ROWS = ("returns_as", "instead_as")
PEOPLE = {
    *ROWS, "group", "locality", "route", "arrives", "returns_after", "depth", "identity", "spent",
    "begins_at", "begins_in",
}  # fmt: skip


def together(drawn: Sequence[Patients], routes: int) -> Patients:
    """The patients of each copy in turn, as one table; ``routes``: how many a copy has."""
    rows = np.cumsum([0, *(len(each) for each in drawn)])
    table = {
        field.name: np.concatenate([getattr(each, field.name) for each in drawn])
        for field in fields(Patients)
        if field.name != "first"
    }
    copy = np.repeat(np.arange(len(drawn)), np.diff(rows))
    table["route"] = (table["route"] + copy * routes).astype(np.int32)
    for name in ROWS:
        table[name] = np.where(table[name] >= 0, table[name] + rows[copy], -1)
    lengths = np.concatenate([np.diff(each.first) for each in drawn])
    return _in_order(table, lengths, copy)


def _in_order(table: dict[str, np.ndarray], lengths: np.ndarray, copy: np.ndarray) -> Patients:
    """Sorted by arrival, those who come only as returns last, as the sampler gives them."""
    late = table["arrives"] < 0
    order = np.lexsort((table["identity"], copy, table["group"], table["arrives"], late))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    starts = np.concatenate([[0], np.cumsum(lengths)])
    first = np.concatenate([[0], np.cumsum(lengths[order])])
    # Where each step of the new order stands in the old.
    step = np.arange(first[-1]) - np.repeat(first[:-1] - starts[order], lengths[order])
    columns = {
        name: column[order] if name in PEOPLE else column[step] for name, column in table.items()
    }
    for name in ROWS:
        columns[name] = np.where(columns[name] >= 0, place[columns[name]], -1)
    return Patients(first=first, **columns)
