"""A fitted law as a scenario writes it."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from simulator.sampling.coxian import Coxian
from simulator.sampling.distributions import Distribution, Mixture
from simulator.sampling.skewed import Gamma, Lognormal, Weibull

Entry = dict[str, Any]

# A share that rounds to nothing is left out by these digits; the last share makes up 1.
_DIGITS = 6


@singledispatch
def law_entry(law: Distribution) -> Entry:
    """What stands in the YAML, as plain dictionaries, lists, numbers and text.

    Raises:
        TypeError: the law is of no family that is fitted.
    """
    raise TypeError(f"a {type(law).__name__} law is not fitted")


@law_entry.register
def _(law: Lognormal) -> Entry:
    return _by_mean("lognormal", law)


@law_entry.register
def _(law: Gamma) -> Entry:
    return _by_mean("gamma", law)


@law_entry.register
def _(law: Weibull) -> Entry:
    return _by_mean("weibull", law)


@law_entry.register
def _(law: Coxian) -> Entry:
    phases: list[Entry] = [{"mean": _days(mean)} for mean in law.means]
    for phase, goes_on in zip(phases[:-1], law.goes_on[:-1], strict=True):
        phase["goes_on"] = _rounded(goes_on)
    return {"family": "coxian", "phases": phases}


@law_entry.register
def _(law: Mixture) -> Entry:
    shares = [round(share, _DIGITS) for share in law.shares]
    shares[-1] = round(1 - sum(shares[:-1]), _DIGITS)
    parts = [
        {**law_entry(part), "share": share} for part, share in zip(law.parts, shares, strict=True)
    ]
    return {"family": "mixture", "components": parts}


def _by_mean(family: str, law: Distribution) -> Entry:
    return {"family": family, "mean": _days(law.mean()), "sd": _days(law.sd())}


def _days(value: float) -> str:
    return f"{_rounded(value):f}".rstrip("0").rstrip(".") + " days"


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
