"""The order of a pathway's steps: each comes after earlier ones, and every way ends by leaving."""

from __future__ import annotations

from collections.abc import Collection

from simulator.scenario.checks.rule import Finding, Findings, Path, unknown
from simulator.scenario.checks.subjects import below
from simulator.scenario.checks.ways import Links, Way, links, name_of, names_after, pathway_ways
from simulator.scenario.pathway import HandoffStep, Pathway
from simulator.scenario.schema import Scenario


def begins_and_leaves(scenario: Scenario, path: Path, name: str, _: Pathway) -> Findings:
    """Every way begins with a stay or handoff and leaves once, at its end."""
    for way in pathway_ways(scenario, name):
        leaves = [i for i, (_, step) in enumerate(way.steps) if step.leave is not None]
        last = len(way.steps) - 1
        if not leaves:
            where = way.steps[last][0] if way.steps else path
            do = "end it with a step like `- leave: home`"
            yield Finding(where, f"pathway '{name}' ends here without leaving", do)
        elif leaves[0] == 0:
            do = "begin with a stay or a handoff"
            yield Finding(way.steps[0][0], f"pathway '{name}' begins by leaving", do)
        elif leaves[0] < last:
            do = "put `leave` last; in a branch, end either every option or the pathway with it"
            says = "comes after leaving, so nobody gets here"
            yield Finding(way.steps[leaves[0] + 1][0], says, do)


def after_earlier(scenario: Scenario, _: Path, name: str, pathway: Pathway) -> Findings:
    """`after` names earlier steps of the same way."""
    steps = [step for _, step in below((), pathway.steps)]
    anywhere = [known for step in steps if (known := name_of(step)) is not None]
    for way in pathway_ways(scenario, name):
        earlier: list[str] = []
        for i, (path, step) in enumerate(way.steps):
            kind = "stay" if step.stay is not None else "handoff"
            names = names_after(step)
            if names == () and step.handoff is not None and i > 0:
                says = f"'{name_of(step)}' comes after nothing: it would be asked for on arrival"
                yield Finding((*path, kind, "after"), says, "name the steps it comes after")
            for after in names or ():
                if after not in earlier:
                    here = (*path, kind, "after")
                    yield _not_earlier(here, after, way, i, anywhere)
            earlier += [known] if (known := name_of(step)) is not None else []


def _not_earlier(path: Path, after: str, way: Way, i: int, anywhere: Collection[str]) -> Finding:
    own = name_of(way.steps[i][1])
    if after == own:
        return Finding(path, f"'{own}' comes after itself", "name an earlier step")
    if any(name_of(step) == after for _, step in way.steps[i + 1 :]):
        says = f"comes after '{after}', which stands later in the pathway"
        return Finding(path, says, "name an earlier step, or move one of the two")
    if after in anywhere:
        says = f"comes after '{after}', which is in a branch that not all of these patients take"
        return Finding(path, says, "name a step that everyone here has, or put it in the branch")
    return unknown(path, "step", after, dict.fromkeys(anywhere))


def branches_named_once(_: Scenario, path: Path, name: str, pathway: Pathway) -> Findings:
    """Branches of a pathway have names of their own."""
    seen: set[str] = set()
    for here, step in below((*path, "steps"), pathway.steps):
        if step.branch is not None:
            if step.branch.name in seen:
                says = f"a second branch '{step.branch.name}' in pathway '{name}'"
                do = "give each branch a name of its own"
                yield Finding((*here, "branch", "name"), says, do)
            seen.add(step.branch.name)


def begins_after_a_stay(scenario: Scenario, _: Path, name: str, __: Pathway) -> Findings:
    """What begins ahead of time comes directly after a stay that states its date's error."""
    for way in pathway_ways(scenario, name):
        linked = links(way)
        for i, path, step in way.handoffs():
            if step.begins is not None and linked is not None:
                yield from _begins(way, linked, i, path, step)


def _begins(way: Way, linked: Links, i: int, path: Path, step: HandoffStep) -> Findings:
    before = [way.steps[k][1] for k in linked.after[i]]
    stay = before[0].stay if len(before) == 1 else None
    if stay is None:
        says = f"'{step.name}' begins ahead of time, and does not come directly after a stay"
        do = "let it come after the stay alone, or leave out `begins`"
        yield Finding((*path, "begins"), says, do)
    elif stay.expected_date_error is None:
        stay_path = way.steps[linked.after[i][0]][0]
        yield Finding(
            (*stay_path, "stay"),
            f"'{step.name}' begins before the expected date, and this stay does not say how wrong "
            "that date is",
            "add expected_date_error, like '1 day' ('0 days' for no error)",
        )


def lets_go_for_a_task(scenario: Scenario, _: Path, name: str, __: Pathway) -> Findings:
    """A place let go when the next task starts has a task to come."""
    found: dict[Path, bool] = {}
    for way in pathway_ways(scenario, name):
        for i, path, stay in way.stays():
            if stay.lets_go == "when next task starts":
                found[path] = found.get(path, False) or way.next_move(i) != i + 1
    for path, has_task in found.items():
        if not has_task:
            says = "lets go when the next task starts, and no handoff follows"
            do = "use 'next place' or 'at end', or add the handoff"
            yield Finding((*path, "lets_go"), says, do)


def grows_while_waiting(scenario: Scenario, _: Path, name: str, __: Pathway) -> Findings:
    """Need grows in a stay that is waited for in another."""
    found: dict[Path, bool] = {}
    for way in pathway_ways(scenario, name):
        seen = False
        for _i, path, stay in way.stays():
            if stay.need_grows > 0:
                found[path] = found.get(path, False) or seen
            seen = True
    for path, has_stay in found.items():
        if not has_stay:
            says = "need_grows counts from ready in the stay before, and there is none"
            yield Finding((*path, "need_grows"), says, "leave it out")


def limits_waited_for(scenario: Scenario, _: Path, name: str, __: Pathway) -> Findings:
    """A handoff with a limit is one that the next move waits for."""
    for way in pathway_ways(scenario, name):
        linked = links(way)
        for i, path, step in way.handoffs():
            if step.limit is None or linked is None:
                continue
            move = way.next_move(i)
            if move is not None and i not in linked.waits_for[move]:
                says = f"'{step.name}' has a limit, and the next move does not wait for it"
                do = "leave out the limit, or let the move wait (move_waits, after)"
                yield Finding((*path, "limit"), says, do)
