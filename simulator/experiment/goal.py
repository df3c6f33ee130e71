"""What a size has to reach: a figure of the model at most, or at least, so much."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from simulator.errors import Problem
from simulator.results.measure import DIMENSIONS, where
from simulator.results.measures import REGISTRY, Key, unknown_measure
from simulator.results.published import key_of
from simulator.results.run import Floats
from simulator.scenario.schema import Published
from simulator.scenario.standard import Standard

OPTION = "--goal"
EXAMPLES = (
    "beds_after_ready_date[care_setting=all acute] <= 40",
    "standard_met[standard=NAME] >= 70%",
    "NAME in 9 of 10 runs (a standard of the scenario, at its own target)",
)
_FORM = re.compile(
    r"\s*(?P<what>[^<>=\[\]]+?)\s*(?:\[(?P<where>[^\]]*)\])?"
    r"\s*(?:(?P<op><=|>=|<|>|==|=)\s*(?P<bound>\S+?(?:\s*%)?))?"
    r"(?:\s+in\s+(?P<share>[\d.]+\s*%|\d+\s+of\s+\d+)(?:\s+of)?(?:\s+runs?)?)?\s*"
)


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure held against a bound, the bound itself included.

    Without ``share_of_runs`` the goal is about the long-run mean of the figure over runs; with
    it, about the share of runs (periods as long as the results' period) that keep the bound.
    """

    text: str
    key: Key
    is_at_least: bool
    bound: float
    share_of_runs: float | None = None

    @property
    def limit(self) -> float:
        """What the mean of what is judged must reach: the bound, or the share of runs."""
        return self.bound if self.share_of_runs is None else self.share_of_runs

    @property
    def is_upward(self) -> bool:
        """Whether more of what is judged is better: a share of runs always is."""
        return self.share_of_runs is not None or self.is_at_least

    def judged(self, values: Floats) -> Floats:
        """What is judged of the figure in each run: itself, or 1 where it keeps the bound.

        NaN, where a run had nothing to measure, stays.
        """
        if self.share_of_runs is None:
            return values
        kept = values >= self.bound if self.is_at_least else values <= self.bound
        return np.where(np.isnan(values), np.nan, kept.astype(np.float64))


def goals_of(
    texts: Sequence[str], standards: Mapping[str, Standard]
) -> tuple[tuple[Goal, ...], list[Problem]]:
    """Goals from texts, and what is wrong with those that are none.

    A goal is a measure with its dimensions, ``<=`` or ``>=`` and a number or percentage; or the
    name of a standard of the scenario, which stands for the share met being at least its target.
    ``in 9 of 10 runs`` or ``in 90% of runs`` makes it a goal for a share of runs.
    """
    found = [_goal(text, standards) for text in texts]
    goals = tuple(each for each in found if isinstance(each, Goal))
    problems = [each for each in found if isinstance(each, Problem)]
    if not texts:
        problems.append(Problem("no goal is given", path=OPTION, do=f"write {EXAMPLES[0]}"))
    keys = [goal.text for goal in goals]
    problems += [
        Problem(f"'{text}' is given twice", path=OPTION)
        for text in dict.fromkeys(keys)
        if keys.count(text) > 1
    ]
    return goals, problems


def unmeasured(goals: Iterable[Goal], keys: Sequence[Key]) -> list[Problem]:
    """Goals on a figure that a run of the scenario does not have."""
    return [_unmeasured(goal, keys) for goal in goals if goal.key not in keys]


def _unmeasured(goal: Goal, keys: Sequence[Key]) -> Problem:
    known = [_described(key) for key in keys if key.measure == goal.key.measure]
    near = get_close_matches(_described(goal.key), known, n=3, cutoff=0) or known[:3]
    says = f"a run has no {goal.key.measure} with {_described(goal.key)}"
    return Problem(says, path=OPTION, do=f"nearest: {'; '.join(near)}" if near else "")


def _described(key: Key) -> str:
    named = [f"{n}={v}" for n, v in zip(DIMENSIONS, key.where, strict=True) if v]
    return f"[{', '.join([*named, f'statistic={key.statistic}'])}]"


def _goal(text: str, standards: Mapping[str, Standard]) -> Goal | Problem:
    match = _FORM.fullmatch(text)
    if match is None:
        return _unread(text, "cannot be read")
    share = _share(match["share"])
    if match["share"] is not None and (share is None or not 0 < share < 1):
        return _unread(text, "the share of runs must lie between none and all of them")
    plain = " ".join(text.split())
    what = match["what"]
    if match["op"] is None:
        if what not in standards or match["where"] is not None:
            return _no_comparison(text, what, standards)
        key = Key("standard_met", where(standard=what), REGISTRY["standard_met"].statistics[0])
        return Goal(plain, key, True, standards[what].target, share)
    bound = _number(match["bound"])
    if match["op"] in {"=", "=="}:
        return _unread(text, "a goal is a bound, and is kept at it or beyond", "write <= or >=")
    if bound is None:
        return _unread(text, f"'{match['bound']}' is no number or percentage")
    key_or = _key(text, what, match["where"])
    if isinstance(key_or, Problem):
        return key_or
    return Goal(plain, key_or, match["op"].startswith(">"), bound, share)


def _key(text: str, measure: str, dimensions: str | None) -> Key | Problem:
    """The figure that a measure and its dimensions name."""
    said = {}
    for part in (dimensions or "").split(",") if (dimensions or "").strip() else ():
        name, equals, value = (each.strip() for each in part.partition("="))
        if not (name and equals and value):
            return _unread(text, f"'{part.strip()}' is no dimension", "write [care_setting=acute]")
        said[name] = value.strip("'\"")
    if measure not in REGISTRY:
        return unknown_measure(measure, OPTION)
    return key_of(Published(title=text, measure=measure, where=said, value=0.0), OPTION)


def _no_comparison(text: str, what: str, standards: Mapping[str, Standard]) -> Problem:
    if what in REGISTRY:
        return _unread(text, "says nothing to hold it against", f"write {EXAMPLES[0]}")
    known = f"; standards here: {', '.join(standards)}" if standards else ""
    return _unread(text, "is no standard of the scenario", f"write {EXAMPLES[0]}{known}")


def _unread(text: str, says: str, do: str = "") -> Problem:
    return Problem(f"'{text}': {says}", path=OPTION, do=do or f"write {', or '.join(EXAMPLES)}")


def _number(text: str) -> float | None:
    try:
        value = float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def _share(text: str | None) -> float | None:
    if text is None:
        return None
    if "of" in text:
        some, many = (int(each) for each in text.split("of"))
        return some / many if many else None
    return _number(text.replace(" ", ""))
