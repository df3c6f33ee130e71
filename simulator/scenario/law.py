"""The law of a random duration, as a scenario says it."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.law_unit import AMOUNTS, fill_unit
from simulator.scenario.length_file import LengthTable
from simulator.scenario.part import Number, Part, Share
from simulator.scenario.phase import Phase
from simulator.scenario.quantities import Duration
from simulator.scenario.remaining import Remaining

Family = Literal[
    "lognormal",
    "gamma",
    "weibull",
    "exponential",
    "uniform",
    "deterministic",
    "mixture",
    "empirical",
    "coxian",
    "floored_normal",
    "table",
]

# Which descriptions fix a law of each family; the first that is wholly given is the one used.
DESCRIPTIONS: dict[str, tuple[tuple[str, ...], ...]] = {
    "lognormal": (("mean", "sd"), ("mean", "median"), ("quantiles",)),
    "gamma": (("mean", "sd"), ("mean", "median"), ("quantiles",)),
    "weibull": (("mean", "sd"), ("mean", "median"), ("quantiles",)),
    "exponential": (("mean",), ("median",), ("quantiles",)),
    "uniform": (("low", "high"),),
    "deterministic": (("value",),),
    "mixture": (("components",),),
    "empirical": (("values",), ("quantiles",)),
    "coxian": (("phases",),),
    "floored_normal": (("mean", "sd"),),
    "table": (("values",), ("file",)),
}
# What may be said beside a description, and for which families.
_BESIDE = {
    "weights": ("empirical", "table"),
    "floor": ("floored_normal",),
    "between": ("table",),
}
MOST_PHASES = 10


class Law(Part):
    """The law of a random duration: a family, and the few numbers that fix it.

    A duration on its own stands for that fixed duration. Within one law the unit needs saying
    once; numbers without a unit take the unit of those that have one.
    """

    family: Family = Field(description="the shape of the law")
    mean: Duration | None = Field(
        None, description="mean of the law (floored_normal: of the normal, before it is floored)"
    )
    sd: Duration | None = Field(
        None,
        description="standard deviation of the law (floored_normal: of the normal, before it is "
        "floored)",
    )
    median: Duration | None = Field(None, description="value that half are below")
    low: Duration | None = Field(None, description="least value (uniform)")
    high: Duration | None = Field(None, description="greatest value (uniform)")
    value: Duration | None = Field(None, description="the fixed value (deterministic)")
    quantiles: dict[float, Duration] | None = Field(
        None,
        description="share of values below: value. Two fix a lognormal, gamma or Weibull, one an "
        "exponential; an empirical law runs straight between them and needs 0 and 1",
    )
    values: tuple[Duration, ...] | None = Field(
        None,
        min_length=1,
        description="observed values, with equal chance or by `weights` (empirical, table)",
    )
    weights: tuple[Number, ...] | None = Field(
        None, description="relative weight of each of `values`"
    )
    components: tuple[Component, ...] | None = Field(
        None, min_length=1, description="laws mixed by share (mixture)"
    )
    phases: tuple[Phase, ...] | None = Field(
        None,
        min_length=1,
        max_length=MOST_PHASES,
        description="times gone through one after the other, until one does not go on (coxian)",
    )
    floor: Duration | None = Field(
        None,
        description="whatever the normal has below this becomes this, which makes the mean "
        "greater (floored_normal; when left out: 0)",
    )
    file: LengthTable | None = Field(
        None,
        description="instead of values: a CSV file in or below the folder of this file (table)",
    )
    between: Literal["steps", "straight"] | None = Field(
        None,
        description="steps: drawn is exactly one of the values; straight: drawn is evenly between "
        "the value before (at first 0) and this one, so that the curve of shares runs straight "
        "from point to point (table; when left out: steps)",
    )
    remaining: Remaining | None = Field(
        None,
        description="what remains by the time already spent, for people there when a run starts "
        "full (length of stay only; when left out: the law given that it lasts longer than that)",
    )

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, given: Any) -> Any:
        if isinstance(given, (str, Duration)):
            return {"family": "deterministic", "value": given}
        if not isinstance(given, (dict, Law)):
            raise PydanticCustomError(
                "law",
                "{given} is no law of a duration; write a duration like '3 days', or a law like "
                "{family: gamma, mean: 3 days, sd: 2}",
                {"given": repr(given)},
            )
        return fill_unit(given) if isinstance(given, dict) else given

    @field_validator("quantiles")
    @classmethod
    def _levels(cls, quantiles: dict[float, Duration] | None) -> dict[float, Duration] | None:
        if quantiles is not None:
            levels = sorted(quantiles)
            if not levels or levels[0] < 0 or levels[-1] > 1:
                raise PydanticCustomError("quantiles", "levels of quantiles lie between 0 and 1")
            ordered = [quantiles[level].days for level in levels]
            if any(b < a for a, b in pairwise(ordered)):
                raise PydanticCustomError("quantiles", "values of quantiles must not fall")
        return quantiles

    @field_validator("quantiles", mode="before")
    @classmethod
    def _levels_differ(cls, given: Any) -> Any:
        if isinstance(given, dict) and len({_level(key) for key in given}) < len(given):
            raise PydanticCustomError("quantiles", "a level of quantiles is given twice")
        return given

    @model_validator(mode="after")
    def _fixes_a_law(self) -> Law:
        given = {
            name
            for name in (*AMOUNTS, "quantiles", "values", "components", "phases", "file")
            if name not in _BESIDE and getattr(self, name) is not None
        }
        allowed = DESCRIPTIONS[self.family]
        if not any(given == set(names) for names in allowed):
            raise PydanticCustomError(
                "law",
                "a {family} law is given by {allowed}; this one gives {given}",
                {
                    "family": self.family,
                    "allowed": ", or ".join(" and ".join(names) for names in allowed),
                    "given": " and ".join(sorted(given)) or "nothing",
                },
            )
        self._check_beside()
        self._check_amounts()
        self._check_quantiles()
        self._check_phases()
        return self

    def _check_beside(self) -> None:
        for name, families in _BESIDE.items():
            if getattr(self, name) is not None and self.family not in families:
                raise PydanticCustomError(
                    "law",
                    "{name} is said of {families}, not of {family}; leave it out",
                    {"name": name, "families": " or ".join(families), "family": self.family},
                )

    def _check_phases(self) -> None:
        for number, phase in enumerate(self.phases or (), 1):
            is_last = number == len(self.phases or ())
            if is_last and phase.goes_on > 0:
                says = "the last phase has nothing to go on to; leave goes_on out of it"
                raise PydanticCustomError("law", says)
            if not is_last and phase.goes_on == 0:
                raise PydanticCustomError(
                    "law",
                    "phase {number} never goes on, so nobody comes to the next; say goes_on, the "
                    "chance of it",
                    {"number": number},
                )

    def _check_quantiles(self) -> None:
        if self.quantiles is None:
            return
        levels = set(self.quantiles)
        if self.family == "empirical":
            if not {0.0, 1.0} <= levels:
                raise PydanticCustomError("law", "quantiles of an empirical law need 0 and 1")
            return
        needed = 1 if self.family == "exponential" else 2
        values = {duration.days for duration in self.quantiles.values()}
        is_inside = all(0 < level < 1 for level in levels) and min(values) > 0
        if len(levels) != needed or len(values) != needed or not is_inside:
            raise PydanticCustomError(
                "law",
                "a {family} law is fixed by {needed} of quantiles, with levels between 0 and 1 "
                "and different values above 0",
                {"family": self.family, "needed": needed},
            )

    def _check_amounts(self) -> None:
        durations = self._durations()
        if any(d.amount < 0 for d in durations):
            raise PydanticCustomError("law", "durations of a law are not negative")
        is_by_rate = any(phase.mean is None for phase in self.phases or ())
        if len({d.is_working for d in durations} | ({False} if is_by_rate else set())) > 1:
            raise PydanticCustomError(
                "law", "a law is either in working time or not; this one mixes the two"
            )
        if self.mean is not None and self.mean.days == 0:
            raise PydanticCustomError(
                "law",
                "the mean must be more than 0; for a fixed 0 write '0 days' on its own",
            )
        if self.mean is not None and self.median is not None:
            self._check_median(self.mean, self.median)
        if self.low is not None and self.high is not None and self.low.days > self.high.days:
            raise PydanticCustomError("law", "low is above high")
        if self.floor is not None and self.mean is not None and self.floor.days > self.mean.days:
            raise PydanticCustomError(
                "law",
                "floor {floor} is above the mean {mean}, so most would be the floor itself",
                {"floor": str(self.floor), "mean": str(self.mean)},
            )
        if self.weights is not None and (
            self.values is None
            or len(self.weights) != len(self.values)
            or min(self.weights) < 0
            or sum(self.weights) <= 0
        ):
            raise PydanticCustomError("law", "weights need one number, 0 or more, for each value")
        if self.components and abs(sum(c.share for c in self.components) - 1) > 1e-6:
            raise PydanticCustomError("law", "shares of the components must add up to 1")
        if len({component.is_working for component in self.components or ()}) > 1:
            raise PydanticCustomError(
                "law", "a law is either in working time or not; this one mixes the two"
            )

    def _check_median(self, mean: Duration, median: Duration) -> None:
        if not 0 < median.days < mean.days:
            raise PydanticCustomError(
                "law",
                "mean {mean} and median {median} do not fix a {family} law: the median must be "
                "above 0 and below the mean",
                {"mean": str(mean), "median": str(median), "family": self.family},
            )

    def _durations(self) -> list[Duration]:
        """All durations that the law's own numbers are, those of a file included."""
        amounts = [getattr(self, name) for name in AMOUNTS]
        many = [*(self.quantiles or {}).values(), *(self.values or ())]
        many += [length for length, _ in self.points] if self.file is not None else []
        phases = [phase.mean for phase in self.phases or ()]
        return [duration for duration in (*amounts, *many, *phases) if duration is not None]

    @property
    def points(self) -> tuple[tuple[Duration, float], ...]:
        """Observed values, each with its weight, from wherever they were given."""
        if self.file is not None:
            return self.file.rows
        values = self.values or ()
        return tuple(zip(values, self.weights or (1.0,) * len(values), strict=True))

    @property
    def end(self) -> float:
        """The most that it can be, in days; endless where it has no greatest value."""
        if self.sd is not None and self.sd.days == 0 and self.mean is not None:
            return self.mean.days
        if self.components:
            return max(each.end for each in self.components if each.share > 0)
        if self.family in ("uniform", "deterministic"):
            greatest = self.high or self.value
            return greatest.days if greatest is not None else math.inf
        if self.family == "empirical" and self.quantiles:
            return max(value.days for value in self.quantiles.values())
        return max((each.days for each, weight in self.points if weight > 0), default=math.inf)

    @property
    def is_working(self) -> bool:
        """Whether it is in working time."""
        return any(duration.is_working for duration in self._durations()) or any(
            c.is_working for c in self.components or ()
        )

    @property
    def unit(self) -> str:
        """The unit that its numbers were given in."""
        units = [duration.unit for duration in self._durations()]
        if units or not self.components:
            return units[0] if units else "day"
        return self.components[0].unit


class Component(Law):
    """One law of a mixture and its share."""

    share: Share = Field(description="share of the mixture")


def _level(key: Any) -> Any:
    try:
        return float(key)
    except (TypeError, ValueError):
        return key


Law.model_rebuild()
