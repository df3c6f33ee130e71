"""Published claims as a file says them, and what in the model is set beside each."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from simulator.errors import InputError, Problem
from simulator.results.chance import Chance
from simulator.results.measure import DIMENSIONS, where
from simulator.results.measures import REGISTRY, Key, unknown_measure
from simulator.scenario.address import dotted
from simulator.scenario.document import Node, read
from simulator.scenario.document import Path as Address
from simulator.scenario.fault import place_of, problems
from simulator.scenario.part import Flag, Number, Part, Whole
from simulator.scenario.source_file import read_file

FIGURES = Literal["level", "change", "relative_change", "ratio_of_changes"]
STANDINGS = Literal[
    "output", "input", "set_by_hand", "other_prices", "no_mechanism", "not_published"
]


class Published(Part):
    """A published figure: one number, or a range of which an end may be open."""

    value: Number | None = Field(None, description="the figure as it is published")
    low: Number | None = Field(None, description="lowest, where a range or 'at least' is published")
    high: Number | None = Field(None, description="highest, where a range or 'at most' is")
    of: Whole | None = Field(
        None,
        gt=0,
        description="how many it is a share of: the chance of that count is allowed for",
    )

    @model_validator(mode="after")
    def _says_something(self) -> Published:
        if self.value is None and self.low is None and self.high is None:
            raise PydanticCustomError("published", "give value, or low or high")
        if self.of is not None and not 0 <= (self.value if self.value is not None else -1) <= 1:
            raise PydanticCustomError("published", "`of` is for a value that is a share, 0 to 1")
        return self

    @property
    def span(self) -> tuple[float, float]:
        """The figures that would be the published one; the 95 % interval of a counted share."""
        if self.of is not None and self.value is not None:
            return Chance(round(self.value * self.of), self.of).interval
        low = self.low if self.low is not None else self.value
        high = self.high if self.high is not None else self.value
        return (-math.inf if low is None else low, math.inf if high is None else high)


class Way(Part):
    """One way of answering: a scenario, what it is set against, and what is assumed instead."""

    says: str = Field(description="what is assumed in this way, in a few words")
    scenario: str = Field(description="its file, from the folder of scenarios")
    reference: str | None = Field(None, description="what it is set against; none: for a level")
    replications: Whole | None = Field(None, ge=2, description="of it, where few say too little")
    set: tuple[str, ...] = Field((), description="path=value in both, as on the command line")
    set_here: tuple[str, ...] = Field((), description="path=value in the scenario alone")
    set_reference: tuple[str, ...] = Field((), description="path=value in the reference alone")


class Figure(Part):
    """A figure of a run: a measure, summed over the places given or their mean."""

    measure: str = Field(description="the name of a measure")
    statistic: str = Field("", description="of its statistics, the first if none is named")
    where: tuple[dict[str, str], ...] = Field(({},), description="its dimensions, place by place")
    mean: Flag = Field(False, description="the mean over the places and not the sum")

    @property
    def keys(self) -> tuple[Key, ...]:
        """The rows that it is the sum of."""
        statistic = self.statistic or REGISTRY[self.measure].statistics[0]
        return tuple(Key(self.measure, where(**each), statistic) for each in self.where)


class Line(Part):
    """One figure of a claim, and what the model has to say to it.

    ``standing``: output: it follows, and nothing was set to meet it; input: it, or what gives it by
    arithmetic, was put in; set_by_hand: parameters were set with it, or with another figure of the
    same thing, in sight; other_prices: the published figure is in prices of another year, and what
    it would be in those of the scenario is not known; no_mechanism: nothing in the model could give
    it; not_published: the model gives a figure that nothing can be held against.
    """

    says: str = Field(description="what was published, in words")
    published: Published | None = Field(None, description="as a number, in the unit below")
    unit: str = Field("", description="of the figures below; % for shares and relative changes")
    standing: STANDINGS = Field(description="what agreement would be worth")
    because: str = Field(description="why it stands so, or what in the model makes the figure")
    figure: FIGURES = Field("level", description="how the measure is read")
    reads: Figure | None = Field(None, description="the measure")
    over: Figure | None = Field(None, description="with ratio_of_changes: what it is a ratio to")
    times: Number = Field(1, description="what it is multiplied by, like 365 for a year")
    ways: tuple[str, ...] = Field((), description="names of the ways of answering that were tried")

    @model_validator(mode="after")
    def _is_whole(self) -> Line:
        if self.standing == "no_mechanism":
            return self
        if self.reads is None or not self.ways:
            raise PydanticCustomError("line", "give reads and ways, or standing: no_mechanism")
        if self.standing == "output" and self.published is None:
            raise PydanticCustomError("line", "give published: an output is judged by it")
        if (self.figure == "ratio_of_changes") != (self.over is not None):
            raise PydanticCustomError("line", "over goes with figure: ratio_of_changes")
        return self


class Claim(Part):
    """A published claim and the figures in it."""

    title: str = Field(description="a few words")
    says: str = Field(description="the claim as it was published")
    lines: tuple[Line, ...] = Field(min_length=1, description="its figures, one by one")


class Responses(Part):
    """The scenarios of which the response standards are set side by side."""

    reference: str = Field(description="the scenario of today, from the folder of scenarios")
    scenarios: tuple[str, ...] = Field(min_length=1, description="those set against it")


class Evidence(Part):
    """A file of claims, and of response standards to be shown."""

    scenarios: str = Field(description="the folder of scenarios, from this file")
    ways: dict[str, Way] = Field({}, description="ways of answering, by names for the lines")
    claims: dict[str, Claim] = Field(min_length=1, description="claims by their ids")
    responses: Responses | None = Field(None, description="scenarios of response standards")


def read_evidence(path: Path) -> Evidence:
    """A file of claims.

    Raises:
        InputError: it cannot be read or used; all problems at once, with their places.
    """
    found: list[Problem] = []
    root = read(read_file(str(path))[0], str(path), found)
    evidence, more = _validated(root)
    found += more
    if evidence is None or found:
        raise InputError(found)
    return evidence


def _validated(root: Node) -> tuple[Evidence | None, list[Problem]]:
    try:
        evidence = Evidence.model_validate(root.plain())
    except ValidationError as error:
        return None, problems(error, root, Evidence)
    found = []
    for name, claim in evidence.claims.items():
        for at, line in enumerate(claim.lines):
            address: Address = ("claims", name, "lines", at)
            found += [
                Problem(one.says, place_of(root, (*address, field)), dotted(address, root), one.do)
                for field, one in _wrong_line(line, evidence)
            ]
    return evidence, found


def _wrong_line(line: Line, evidence: Evidence) -> Iterator[tuple[str, Problem]]:
    """What a line names that does not exist, and the field that names it."""
    for field, asked in (("reads", line.reads), ("over", line.over)):
        for problem in _wrong_figure(asked) if asked is not None else ():
            yield field, problem
    for name in line.ways:
        if name not in evidence.ways:
            do = f"there are: {', '.join(evidence.ways) or 'none'}"
            yield "ways", Problem(f"there is no way '{name}'", do=do)
        elif line.figure != "level" and evidence.ways[name].reference is None:
            says = f"the way '{name}' has no reference, so nothing changes in it"
            yield "ways", Problem(says, do="give the way a reference, or ask for a level")


def _wrong_figure(asked: Figure) -> Iterator[Problem]:
    if asked.measure not in REGISTRY:
        yield unknown_measure(asked.measure)
        return
    measure = REGISTRY[asked.measure]
    if asked.statistic and asked.statistic not in measure.statistics:
        do = f"of {measure.name} there are: {', '.join(measure.statistics)}"
        yield Problem(f"there is no statistic '{asked.statistic}'", do=do)
    for name in sorted({name for each in asked.where for name in each} - set(DIMENSIONS)):
        yield Problem(f"there is no dimension '{name}'", do=f"there are: {', '.join(DIMENSIONS)}")
