"""Where somebody stands on a pathway when the run begins: in which stay, what is done, what next.

A person of a census may be on several ways: those that the row does not tell apart are drawn from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.scenario.census_file import WAITING, Present
from simulator.scenario.checks.reach import law_of_stay
from simulator.scenario.checks.ways import Way, links, name_of
from simulator.scenario.law import Law
from simulator.scenario.pathway import Stay, Step
from simulator.scenario.schema import Scenario

Branches = tuple[tuple[str, str], ...]


class NowhereError(Exception):
    """A person who cannot be where his row puts him: the column to blame, what, what to do."""

    def __init__(self, column: str, says: str, do: str) -> None:
        super().__init__(says)
        self.column, self.says, self.do = column, says, do


@dataclass(frozen=True, slots=True)
class Standing:
    """One way that a person may be on, and where on it he is. Numbers are positions on it.

    ``share``: of the patients of his group, or of his pathway where that is said, who go this way.
    ``begins_at``: the stay that he is in, or, outside, the first step that may not be over.
    ``waits_for``: the step that he waits for, or -1. ``done``: steps from there on that are over.
    ``law``: of the length of the stay that he is in.
    """

    pathway: str
    branches: Branches
    share: float
    begins_at: int
    waits_for: int
    done: tuple[int, ...]
    law: Law | None


def standings(scenario: Scenario, person: Present) -> list[Standing]:
    """Every way that a person may be on.

    Raises:
        NowhereError: there is none; why not on the first way that might have been.
    """
    found: list[Standing] = []
    refused: list[NowhereError] = []
    for pathway, share in _pathways(scenario, person):
        for steps, branches, part in _unfolded(scenario.pathways[pathway].steps):
            if not set(person.branches) <= set(branches) or part == 0:
                continue
            try:
                begins, waits_for, done = _stands(steps, person)
            except NowhereError as error:
                refused.append(error)
                continue
            law = None
            stay = steps[begins].stay
            if stay is not None and person.unit:
                units = scenario.care_settings[stay.care_setting].units
                if person.unit not in [unit.name for unit in units]:
                    continue
                law = law_of_stay(scenario, person.patient_group, stay)
            found.append(Standing(pathway, branches, share * part, begins, waits_for, done, law))
    if not found:
        says = f"no way of the pathway goes by {_said(person.branches)}"
        raise refused[0] if refused else NowhereError("branches", says, "look at its branches")
    return found


def _said(branches: Branches) -> str:
    return "; ".join(f"{name}={option}" for name, option in branches)


def _pathways(scenario: Scenario, person: Present) -> list[tuple[str, float]]:
    """Pathways that he may be on, with their shares."""
    if person.pathway:
        return [(person.pathway, 1.0)]
    shares = scenario.patient_groups[person.patient_group].pathways
    return [(name, share) for name, share in sorted(shares.items()) if share > 0]


def _unfolded(steps: Sequence[Step]) -> Iterator[tuple[tuple[Step, ...], Branches, float]]:
    """Every way through some steps: its plain steps, the options taken, and its share."""
    if not steps:
        yield (), (), 1.0
        return
    first, rest = steps[0], steps[1:]
    if first.branch is None:
        for tail, branches, share in _unfolded(rest):
            yield (first, *tail), branches, share
        return
    for name, option in sorted(first.branch.options.items()):
        for tail, branches, share in _unfolded([*option.steps, *rest]):
            yield tail, ((first.branch.name, name), *branches), option.share * share


def _stands(steps: Sequence[Step], person: Present) -> tuple[int, int, tuple[int, ...]]:
    """Where he begins, the step that he waits for, and the steps from there on that are over."""
    hang = links(Way(tuple(((), step) for step in steps), 1.0))
    if hang is None:
        raise NowhereError("pathway", "its steps do not hang together", "put the pathway right")
    inside = _inside(steps, person) if person.unit else -1
    waits_for, before = -1, set[int]()
    if person.status == WAITING:
        waits_for = _waited_for(steps, person, inside)
        before = _before(hang.after, waits_for)
    if inside < 0:
        stays = [k for k in before if steps[k].stay is not None]
        begins = max(stays, default=-1) + 1
    else:
        begins = inside
    ahead = _ahead(steps, inside + 1 if inside >= 0 else begins)
    done = {_done(steps, name, ahead) for name in person.done}
    done |= {k for k in before if k >= begins and steps[k].handoff is not None}
    return begins, waits_for, tuple(sorted(done))


def _inside(steps: Sequence[Step], person: Present) -> int:
    """The stay that he is in: by its id, or by the care setting if that is met only once."""
    stays = [(k, step.stay) for k, step in enumerate(steps) if step.stay is not None]
    named = [k for k, stay in stays if stay.id == person.care_setting]
    found = named or [k for k, stay in stays if stay.care_setting == person.care_setting]
    if len(found) == 1:
        return found[0]
    if found:
        says = f"'{person.care_setting}' comes {len(found)} times on his pathway"
        raise NowhereError("care_setting", says, "write the id of the stay that he is in")
    says = f"nobody stays in '{person.care_setting}' on his pathway"
    do = "stays on it: " + (", ".join(_name(stay) for _, stay in stays) or "none")
    raise NowhereError("care_setting", says, do)


def _name(stay: Stay) -> str:
    return stay.id or stay.care_setting


def _waited_for(steps: Sequence[Step], person: Present, inside: int) -> int:
    """The step that he waits for: the next of that name after the stay that he is in, if any."""
    wanted = person.waits_for or person.care_setting
    later = range(inside + 1, len(steps))
    if inside >= 0:
        move = next((k for k in later if steps[k].handoff is None), len(steps) - 1)
        later = range(inside + 1, move + 1)
    found = [k for k in later if wanted in _names(steps[k])]
    by_id = [k for k in found if name_of(steps[k]) == wanted]
    found = by_id if len(by_id) == 1 else found
    if len(found) == 1:
        return found[0]
    column = "status" if person.waits_for else "care_setting"
    if found:
        says = f"'{wanted}' comes {len(found)} times on his pathway"
        raise NowhereError(column, says, "write the id of the step that he waits for")
    known = [name for k in later if (name := name_of(steps[k])) is not None]
    where = "comes next" if inside >= 0 else "is on his pathway"
    do = f"steps that he may wait for: {', '.join(known) or 'none'}"
    raise NowhereError(column, f"no step '{wanted}' {where}", do)


def _names(step: Step) -> tuple[str, ...]:
    """The names by which a row may call a step: its id, and what it is of."""
    own = (step.stay.id, step.stay.care_setting) if step.stay is not None else ()
    if step.handoff is not None:
        own = (step.handoff.id, step.handoff.name)
    return tuple(name for name in own if name is not None)


def _before(after: Sequence[tuple[int, ...]], position: int) -> set[int]:
    """All steps that a step comes after, however far back."""
    found: set[int] = set()
    to_do = list(after[position])
    while to_do:
        k = to_do.pop()
        if k not in found:
            found.add(k)
            to_do += after[k]
    return found


def _ahead(steps: Sequence[Step], first: int) -> list[int]:
    """The handoffs from a position on, up to the next move."""
    later = range(first, len(steps))
    move = next((k for k in later if steps[k].handoff is None), len(steps))
    return list(range(first, move))


def _done(steps: Sequence[Step], name: str, ahead: Sequence[int]) -> int:
    """The handoff before his next move that is over."""
    found = [k for k in ahead if name in _names(steps[k])]
    by_id = [k for k in found if name_of(steps[k]) == name]
    found = by_id if len(by_id) == 1 else found
    if len(found) == 1:
        return found[0]
    if found:
        says = f"'{name}' comes {len(found)} times before his next move"
        raise NowhereError("done", says, "write the id of the step that is done")
    known = ", ".join(str(name_of(steps[k])) for k in ahead) or "none"
    says = f"no handoff '{name}' stands before his next move"
    raise NowhereError("done", says, f"handoffs that he may have done: {known}")
