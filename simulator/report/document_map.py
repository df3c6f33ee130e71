"""The overview diagram of a document, from the scenario alone: nothing needs to be run for it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import pairwise

from simulator.experiment.replication import Setup
from simulator.experiment.route_rates import demand, route_shares
from simulator.network.network import StepKind
from simulator.report.document_block import Drawing
from simulator.report.map_drawing import draw
from simulator.report.map_layout import Box, Ribbon, inner_width, lay_out
from simulator.report.names import Names
from simulator.report.system_flow import Node, depths, first_stay

LETTERS_OF_GROUP, LETTERS_OF_DESTINATION = 19, 12
POINTS_A_LETTER = 4.35


def overview(setup: Setup, names: Names) -> Drawing:
    """Groups, care settings and destinations in columns, with bands as wide as arrivals a day."""
    ribbons = [Ribbon(a, b, rate) for (a, b), rate in _rates(setup).items() if rate > 0]
    boxes = list(_boxes(setup, names, ribbons))
    settings = len(setup.network.care_settings)
    return Drawing(
        "map",
        draw(lay_out(boxes, ribbons)),
        f"Patient groups on the left, {settings} care settings in the middle, where patients leave "
        "to on the right, joined by bands.",
        "Width of a band and the figure at its end: first arrivals a day that go this way by the "
        "scenario's own shares. Returns, deaths and limits that lead elsewhere are not drawn.",
    )


def _rates(setup: Setup) -> dict[tuple[Node, Node], float]:
    """First arrivals a day from node to node, over all routes."""
    network = setup.network
    first = demand(setup.scenario, setup.plan)
    shares = route_shares(setup.scenario, network, setup.plan)
    total: dict[tuple[Node, Node], float] = {}
    for route, share in zip(network.routes, shares, strict=True):
        group = network.groups[route.group]
        rate = float(first[group].mean()) * float(share)
        nodes: list[Node] = [("group", group)]
        if first_stay(route, network)[0] == "destination":
            nodes.append(first_stay(route, network))
        else:
            for step in route.steps:
                if step.kind is StepKind.STAY:
                    nodes.append(("setting", network.care_settings[step.target].name))
            nodes.append(("destination", network.destinations[route.steps[-1].target]))
        for pair in pairwise(nodes):
            total[pair] = total.get(pair, 0.0) + rate
    return total


def _boxes(setup: Setup, names: Names, ribbons: list[Ribbon]) -> Iterator[Box]:
    column = depths(setup.network)
    last = max(column.values()) + 2
    letters = int(inner_width(last) / POINTS_A_LETTER) - 4
    for node in dict.fromkeys(n for each in ribbons for n in (each.origin, each.target)):
        kind, name = node
        if kind == "group":
            yield Box(node, 0, _lines(names.group(name), LETTERS_OF_GROUP))
        elif kind == "destination":
            yield Box(node, last, _lines(names.destination(name), LETTERS_OF_DESTINATION))
    for setting in setup.network.care_settings:
        care_setting = names.scenario.care_settings[setting.name]
        total = sum(unit.capacity for unit in care_setting.units)
        counted = "visits a day" if care_setting.kind == "visits" else care_setting.kind
        units = len(care_setting.units)
        says = f"{total:,} {counted}" + (f" in {units} units" if units > 1 else "")
        title = _lines(names.place(setting.name), letters)
        yield Box(("setting", setting.name), column[setting.name] + 1, title, (says,))


def _lines(title: str, letters: int) -> tuple[str, ...]:
    return tuple(textwrap.wrap(title, max(letters, 8)))[:3]
