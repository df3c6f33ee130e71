"""The system map for a phone: its boxes one below the other, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from simulator.report.known import Known
from simulator.report.map_drawing import few
from simulator.report.map_waiting import Waiting, group_of, lines_of, waiting_for
from simulator.report.names import Names
from simulator.report.system_flow import Flow, Node, Work


def stacked(known: Known, names: Names, told: Sequence[Flow], tasks: Sequence[Work]) -> str:
    """Markup with a box for each care setting: who comes, who waits, what is done, who leaves.

    ``told``: flows of patients a day. ``tasks``: handoffs before leaving.
    """
    waiting = waiting_for(known, tasks)
    boxes = []
    for setting in known.result.setup.network.care_settings:
        node: Node = ("setting", setting.name)
        after = [each for each in tasks if each.setting == setting.name]
        lines = [
            _line(names.place(setting.name), "place"),
            *(_line(each) for each in lines_of(known, setting.name, setting.kind)),
            *_ends("Come from", [(f.origin, f) for f in told if f.target == node], names),
            *_work(after, waiting, names),
            *_ends("Go to", [(f.target, f) for f in told if f.origin == node], names),
        ]
        boxes.append(f"<li>{''.join(lines)}</li>")
    return f'<ol class="map">{"".join(boxes)}</ol>'


def _line(text: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f"<p{named}>{escape(text)}</p>"


def _ends(head: str, found: Sequence[tuple[Node, Flow]], names: Names) -> Iterator[str]:
    """Where patients come from or go to, the most first."""
    if found:
        order = sorted(found, key=lambda one: -one[1].per_day.mean)
        said = [f"{_named(node, names)} ({few(flow.per_day.mean)} a day)" for node, flow in order]
        yield _line(f"{head}: {'; '.join(said)}.")


def _named(node: Node, names: Names) -> str:
    kind, name = node
    return group_of(name, names) if kind == "group" else names.destination(name)


def _work(after: Sequence[Work], waiting: dict[str, Waiting], names: Names) -> Iterator[str]:
    """What may have to be done before leaving, with how many need it and wait for it."""
    if not after:
        return
    lines = []
    for each in after:
        said = f"{names.handoff(each.handoff)}: about {few(each.per_day)} a day"
        if each.handoff in waiting:
            said += f", {waiting[each.handoff].mark} waiting"
        lines.append(f"<li>{escape(said)}</li>")
    yield f"{_line('Before leaving may be needed:')}<ul>{''.join(lines)}</ul>"
