"""Picture 1: the system as the scenario says it, with what flowed through it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import replace

from simulator.report.known import Known
from simulator.report.map_drawing import draw, few
from simulator.report.map_layout import Box, Ribbon, inner_width, lay_out
from simulator.report.map_stacked import stacked
from simulator.report.map_waiting import SHARED, group_of, lines_of, waiting_for
from simulator.report.names import Names
from simulator.report.picture import Picture
from simulator.report.system_flow import Flow, Node, Work, depths, flows, work
from simulator.report.table import PATIENTS, PATIENTS_A_DAY, Column, Said, Table

MOST_AT_AN_EDGE = 8
LETTERS_OF_GROUP, LETTERS_OF_DESTINATION, LETTERS_OF_FIGURES = 18, 11, 14
POINTS_A_LETTER = 4.35


def system_map(known: Known, names: Names) -> Picture:
    """Groups, care settings with the handoffs after them, and destinations, in columns."""
    told = _gathered(flows(known))
    settings = known.result.setup.network.care_settings
    order = {each.name: at for at, each in enumerate(settings)}
    tasks = sorted(work(known), key=lambda each: (order[each.setting], -each.per_day))
    boxes = list(_boxes(known, names, told, tasks))
    ribbons = [Ribbon(each.origin, each.target, each.per_day.mean) for each in told]
    svg = draw(lay_out(boxes, ribbons))
    title = finding(known, names)
    is_shared = any(each.is_shared for each in waiting_for(known, tasks).values())
    return Picture(
        "map",
        title,
        "What is in the model, and where can people wait?",
        svg,
        f"A map of the model from left to right: patient groups, care settings with what must be "
        f"done before leaving each, and where patients leave to. {title}.",
        "Width of a band: patients a day. In a box: places, how full, how many wait to get in and "
        "how many in it are ready to leave, on average ± half-width of the 95 % interval "
        "(what ± holds); then what may have to be done before leaving, about how many a day "
        "need it, and how many wait for it to be begun"
        + (f" ({SHARED}: for all places of the map together)." if is_shared else ".")
        + " People can wait for each of these, and for a place in each box that a band enters.",
        (_flow_table(told, names), _work_table(known, tasks, names)),
        stacked(known, names, told, tasks),
    )


def _gathered(found: list[Flow]) -> list[Flow]:
    """Flows with the smallest groups and destinations put together where there are many."""
    for kind in ("group", "destination"):
        size: dict[Node, float] = {}
        for each in found:
            for node in (each.origin, each.target):
                if node[0] == kind:
                    size[node] = size.get(node, 0.0) + each.per_day.mean
        if len(size) > MOST_AT_AN_EDGE:
            order = sorted(size, key=lambda node: -size[node])
            small = set(order[MOST_AT_AN_EDGE - 1 :])
            other: Node = (kind, f"{len(small)} others")
            found = _merged(found, small, other)
    return found


def _merged(found: list[Flow], small: set[Node], other: Node) -> list[Flow]:
    total: dict[tuple[Node, Node], Flow] = {}
    for each in found:
        origin = other if each.origin in small else each.origin
        target = other if each.target in small else each.target
        before = total.get((origin, target))
        per_day = each.per_day
        if before is not None:
            # Half-widths of sums are not known: the picture shows means only.
            mean = before.per_day.mean + per_day.mean
            per_day = replace(per_day, mean=mean, half_width=float("nan"))
        total[origin, target] = Flow(origin, target, per_day)
    return list(total.values())


def _boxes(known: Known, names: Names, told: list[Flow], tasks: list[Work]) -> Iterator[Box]:
    network = known.result.setup.network
    column = depths(network, flows(known))
    waiting = waiting_for(known, tasks)
    last = max(column.values()) + 2
    letters = int(inner_width(last) / POINTS_A_LETTER)
    nodes = dict.fromkeys(node for each in told for node in (each.origin, each.target))
    for node in nodes:
        kind, name = node
        if kind == "group":
            yield Box(node, 0, _wrapped(group_of(name, names), LETTERS_OF_GROUP))
        elif kind == "destination":
            yield Box(node, last, _wrapped(names.destination(name), LETTERS_OF_DESTINATION))
    for setting in network.care_settings:
        lines = lines_of(known, setting.name, setting.kind)
        after = [each for each in tasks if each.setting == setting.name]
        to_do = tuple(
            (
                _short(names.handoff(each.handoff), letters - LETTERS_OF_FIGURES),
                few(each.per_day),
                waiting[each.handoff].mark if each.handoff in waiting else "",
            )
            for each in after
        )
        title = _wrapped(names.place(setting.name), letters - 4)
        node = ("setting", setting.name)
        yield Box(node, column[setting.name] + 1, title, lines, to_do)


def _wrapped(title: str, letters: int) -> tuple[str, ...]:
    lines = textwrap.wrap(title, max(letters, 8))
    return (*lines[:2], _short(" ".join(lines[2:]), letters)) if len(lines) > 2 else tuple(lines)


def _short(title: str, letters: int) -> str:
    return title if len(title) <= letters else title[: max(letters - 1, 1)].rstrip() + "…"


def finding(known: Known, names: Names) -> str:
    """Where most of those who leave go."""
    network = known.result.setup.network
    where = {"care_setting": known.focus}
    told = {}
    for name in (*(each.name for each in network.care_settings), *network.destinations):
        share = known.get("discharge_destinations", {**where, "destination": name}, "share")
        if share is not None and share.is_known:
            told[name] = share
    if not told:
        return "The model, and what flows through it"
    most = max(told, key=lambda name: told[name].mean)
    is_setting = most in names.scenario.care_settings
    to = f"go on to {names.place(most)}" if is_setting else f"leave for {most.replace('_', ' ')}"
    return (
        f"Of those discharged from {names.beds_of(known.focus)} {told[most].text(100, ' %')} {to}; "
        f"patients can wait for {_counted(len(network.care_settings), 'care setting')} and "
        f"{_counted(len(network.handoffs), 'handoff')}"
    )


def _counted(n: int, thing: str) -> str:
    return f"{n} {thing}" if n == 1 else f"{n} {thing}s"


def _flow_table(told: list[Flow], names: Names) -> Table:
    def said(node: Node) -> str:
        kind, name = node
        return group_of(name, names) if kind == "group" else names.destination(name)

    return Table(
        "Flows",
        "Patients a day from place to place",
        (Column("From"), Column("To"), Column("Patients", PATIENTS_A_DAY)),
        tuple((said(each.origin), said(each.target), each.per_day) for each in told),
        measures=("arrivals", "discharge_destinations"),
    )


def _work_table(known: Known, tasks: list[Work], names: Names) -> Table:
    reason = {name: each.delay_reason for name, each in names.scenario.handoffs.items()}
    return Table(
        "Handoffs",
        "What must be done before leaving, and for how many",
        (
            Column("Before leaving"),
            Column("Handoff"),
            Column("Counted under"),
            Column("About", PATIENTS_A_DAY),
            Column("Waiting for it to be begun, everywhere", PATIENTS),
        ),
        tuple(
            (
                names.place(each.setting),
                names.handoff(each.handoff),
                names.reason(reason[each.handoff]),
                Said(few(each.per_day), each.per_day),
                known.get("waiting_for_handoff", {"handoff": each.handoff}),
            )
            for each in tasks
        ),
        measures=("waiting_for_handoff",),
        note="Discharges of each pathway times the share that the scenario says needs it.",
    )
