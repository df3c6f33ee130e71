"""The law of a random duration, as a scenario says it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.part import Number, Part, Share
from simulator.scenario.quantities import Duration

Family = Literal[
    "lognormal",
    "gamma",
    "weibull",
    "exponential",
    "uniform",
    "deterministic",
    "mixture",
    "empirical",
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
}
_AMOUNTS = ("mean", "sd", "median", "low", "high", "value")


class Law(Part):
    """The law of a random duration: a family, and the few numbers that fix it.

    A duration on its own stands for that fixed duration. Within one law the unit needs saying
    once; numbers without a unit take the unit of those that have one.
    """

    family: Family = Field(description="the shape of the law")
    mean: Duration | None = Field(None, description="mean of the law")
    sd: Duration | None = Field(None, description="standard deviation of the law")
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
        description="observed values, drawn with equal chance or by `weights` (empirical)",
    )
    weights: tuple[Number, ...] | None = Field(
        None, description="relative weight of each of `values`"
    )
    components: tuple[Component, ...] | None = Field(
        None, min_length=1, description="laws mixed by share (mixture)"
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
        return _fill_unit(given) if isinstance(given, dict) else given

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
            for name in (*_AMOUNTS, "quantiles", "values", "components")
            if getattr(self, name) is not None
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
        self._check_amounts()
        self._check_quantiles()
        return self

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
        amounts = [getattr(self, name) for name in _AMOUNTS]
        many = [*(self.quantiles or {}).values(), *(self.values or ())]
        durations = [d for d in (*amounts, *many) if d is not None]
        if any(d.amount < 0 for d in durations):
            raise PydanticCustomError("law", "durations of a law are not negative")
        if len({d.is_working for d in durations}) > 1:
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

    @property
    def is_working(self) -> bool:
        """Whether it is in working time."""
        parts = [getattr(self, name) for name in _AMOUNTS]
        parts += [*(self.quantiles or {}).values(), *(self.values or ())]
        return any(d is not None and d.is_working for d in parts) or any(
            c.is_working for c in self.components or ()
        )

    @property
    def unit(self) -> str:
        """The unit that its numbers were given in."""
        parts = [getattr(self, name) for name in _AMOUNTS]
        parts += [*(self.quantiles or {}).values(), *(self.values or ())]
        units = [d.unit for d in parts if d is not None]
        return units[0] if units else (self.components or ())[0].unit


class Component(Law):
    """One law of a mixture and its share."""

    share: Share = Field(description="share of the mixture")


def _level(key: Any) -> Any:
    try:
        return float(key)
    except (TypeError, ValueError):
        return key


def _fill_unit(given: dict[str, Any]) -> dict[str, Any]:
    """Give bare numbers the unit of the first amount of the law that states one."""
    given = dict(given)
    many = [given[name] for name in _AMOUNTS if given.get(name) is not None]
    for name in ("quantiles", "values"):
        held = given.get(name)
        many += list(held.values()) if isinstance(held, dict) else list(held or ())
    texts = [v for v in many if isinstance(v, str)]
    if not texts:
        return given
    # Where no text can be read that is the fault, and the numbers beside it are none.
    unit = next((Duration.parse(v).unit for v in texts if Duration.reads(v)), "day")

    def with_unit(value: Any) -> Any:
        bare = isinstance(value, (int, float)) and not isinstance(value, bool)
        return f"{value} {unit}" if bare else value

    for name in _AMOUNTS:
        if name in given:
            given[name] = with_unit(given[name])
    if isinstance(given.get("quantiles"), dict):
        given["quantiles"] = {k: with_unit(v) for k, v in given["quantiles"].items()}
    if isinstance(given.get("values"), (list, tuple)):
        given["values"] = [with_unit(v) for v in given["values"]]
    return given


Law.model_rebuild()
