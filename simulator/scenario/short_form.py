"""Short forms of a scenario made long, so that every value has one address."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.document import Node


def lengthen(root: Node) -> None:
    """Make long, in place: a pathway that is a list, a step or a unit's taker that is a word.

    What does not have the form of a scenario is left as it is.
    """
    for holder in _entries(root, "pathways"):
        for name, pathway in holder.items():
            if isinstance(pathway.value, list):
                holder[name] = _wrap("steps", pathway)
            for steps in _lists(holder[name], "steps"):
                _lengthen_steps(steps)
    for holder in _entries(root, "care_settings"):
        for care_setting in holder.values():
            for units in _lists(care_setting, "units"):
                for takes in (each for unit in units for each in _lists(unit, "takes")):
                    takes[:] = [_word("group", node) for node in takes]


def _lengthen_steps(steps: list[Node]) -> None:
    for step in steps:
        if not isinstance(step.value, dict):
            continue
        for kind, name in (("stay", "care_setting"), ("handoff", "name")):
            if kind in step.value:
                step.value[kind] = _word(name, step.value[kind])
        if "branch" in step.value:
            for options in _entries(step.value["branch"], "options"):
                for inner in (
                    each for option in options.values() for each in _lists(option, "steps")
                ):
                    _lengthen_steps(inner)


def _entries(node: Node, name: str) -> Iterator[dict[str, Node]]:
    """The mapping under a name, if there is one."""
    if isinstance(node.value, dict) and name in node.value:
        value = node.value[name].value
        if isinstance(value, dict):
            yield value


def _lists(node: Node, name: str) -> Iterator[list[Node]]:
    """The list under a name, if there is one."""
    if isinstance(node.value, dict) and name in node.value:
        value = node.value[name].value
        if isinstance(value, list):
            yield value


def _word(name: str, node: Node) -> Node:
    return _wrap(name, node) if isinstance(node.value, str) else node


def _wrap(name: str, node: Node) -> Node:
    return Node({name: node}, node.place, node.key)
