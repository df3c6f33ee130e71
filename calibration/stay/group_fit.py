"""Every group of a place fitted: all families, the range over what data cannot tell, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from calibration.stay.basis import Asked, Basis, basis
from calibration.stay.choice import Choice, choose
from calibration.stay.delay import Delay, NeedRange, Recorded, need_range
from calibration.stay.evidence import Evidence
from calibration.stay.family import FAMILIES
from calibration.stay.fit import BOOTSTRAPS, SEED, Fit, fit
from calibration.stay.groups import Group
from calibration.stay.longest import is_in_reason
from calibration.stay.tail import unseen_share

Told = Callable[[int, int], None]
# How many families that the counts do not tell from the chosen one are tried under an assumption.
_MOST_FAMILIES = 1
MEAN, LONG = "mean_days", "share_21_midnights_or_more"


@dataclass(frozen=True, slots=True)
class Other:
    """The same family fitted to another reading of the same records."""

    says: str
    fit: Fit


@dataclass(frozen=True, slots=True)
class GroupFit:
    """A group's length of stay: what was fitted to what, and what it hangs on.

    ``choice``: of all families, fitted to what was counted; ``span``: the need under each
    assumption on delays, nothing where ready dates tell it; ``others``: the need by other readings
    of the records and by other families; ``with_open``: the law of whole stays if those still open
    are added as people found in bed.
    """

    group: Group
    basis: Basis
    choice: Choice
    span: NeedRange | None
    others: tuple[Other, ...]
    with_open: Fit | None = None

    @property
    def chosen(self) -> Fit:
        """The fit whose law is of the need: of the chosen family, under the first assumption."""
        return self.choice.chosen if self.span is None else self.span.answers[0].fit

    def across(self, figure: str = MEAN) -> tuple[float, float]:
        """Least and greatest of a figure over its interval, families, assumptions and readings."""
        own = self.chosen.estimates[figure]
        found = [own.low, own.high]
        if self.span is None:
            found += self.choice.across(figure)
        else:
            fits = [each.fit.estimates[figure] for each in self.span.answers]
            found += [end for each in fits for end in (each.low, each.high)]
        found += [other.fit.estimates[figure].value for other in self.others]
        return min(found), max(found)

    @property
    def zero_day(self) -> float:
        """Share of stays by the law that pass no midnight and are in no counts."""
        return unseen_share(self.chosen.data, self.chosen.law)

    @property
    def without_night(self) -> float:
        """Share of the counted stays that passed no midnight."""
        if not self.group.los.edges or self.group.los.edges[0] != 0:
            return 0.0
        low, high = self.group.los.ranges[0]
        return (low + high) / 2 / self.group.los.middle


def fit_group(
    group: Group,
    asked: Asked,
    *,
    names: Sequence[str] = tuple(FAMILIES),
    bootstraps: int = BOOTSTRAPS,
    seed: int = SEED,
) -> GroupFit:
    """Fit one group; ``names``: of the families that are tried.

    Raises:
        InputError: there are too few stays.
    """
    found = basis(group, asked)
    choice = choose(found.data, names, bootstraps=bootstraps, seed=seed, is_possible=_is_possible)
    name = choice.chosen.family.name
    if not found.delays:
        others = [_other(says, data, name, seed) for says, data in found.others]
        return GroupFit(group, found, choice, None, tuple(others))
    span, others = _span(found, choice, seed)
    with_open = None
    if found.still is not None and found.still.is_alike:
        with_open = fit((*found.data, found.still.census), name, bootstraps=0, seed=seed)
    return GroupFit(group, found, choice, span, tuple(others), with_open)


def _is_possible(one: Fit) -> bool:
    return is_in_reason(one.law)


def _span(found: Basis, choice: Choice, seed: int) -> tuple[NeedRange, list[Other]]:
    """The need over the assumptions, and by other families under the first of them.

    Families that whole stays do not tell apart differ once a delay is taken off, so the need has
    the one that meets them best under the first assumption, with a tail that is within reason.
    """
    first = tuple(_delayed(each, found.delays[0]) for each in found.apart)
    near = [each.fit.family for each in choice.ranked if each.is_near]
    more = [each.fit.family for each in choice.ranked if not each.is_near]
    tried = near if found.kind == "figures" else near[: 1 + _MOST_FAMILIES]
    own = [_other(f"{one.title} in its place", first, one.name, seed) for one in tried]
    while not any(_is_possible(each.fit) for each in own) and more:
        one = more.pop(0)
        own.append(_other(f"{one.title} in its place", first, one.name, seed))
    own.sort(key=lambda each: (not _is_possible(each.fit), each.fit.aic))
    best, *others = own
    span = need_range(found.apart, found.delays, best.fit.family.name, seed=seed)
    return span, [each for each in others if _is_possible(each.fit)]


def _other(says: str, data: tuple[Evidence, ...], name: str, seed: int) -> Other:
    return Other(says, fit(data, name, bootstraps=0, seed=seed))


def _delayed(data: Recorded, delay: Delay) -> Recorded:
    return replace(data, recording=replace(data.recording, delay=delay))


def fit_groups(
    asks: Sequence[tuple[Group, Asked]],
    *,
    bootstraps: int = BOOTSTRAPS,
    seed: int = SEED,
    jobs: int = 1,
    told: Told | None = None,
) -> tuple[GroupFit, ...]:
    """Fit several, by processes where there are several workers; the same for any number.

    ``told``: called with (done, planned) as they end.

    Raises:
        InputError: as of ``fit_group``.
    """
    found: dict[int, GroupFit] = {}
    for at, one in _ended(asks, bootstraps, seed, jobs):
        found[at] = one
        if told is not None:
            told(len(found), len(asks))
    return tuple(found[at] for at in range(len(asks)))


def _ended(
    asks: Sequence[tuple[Group, Asked]], bootstraps: int, seed: int, jobs: int
) -> Iterator[tuple[int, GroupFit]]:
    if jobs < 2 or len(asks) < 2:
        for at, (group, asked) in enumerate(asks):
            yield at, fit_group(group, asked, bootstraps=bootstraps, seed=seed)
        return
    from joblib import Parallel, delayed

    workers: Any = Parallel(min(jobs, len(asks)), return_as="generator_unordered", batch_size=1)
    work = delayed(_numbered)
    yield from workers(
        work(at, group, asked, bootstraps, seed) for at, (group, asked) in enumerate(asks)
    )


def _numbered(
    at: int, group: Group, asked: Asked, bootstraps: int, seed: int
) -> tuple[int, GroupFit]:
    return at, fit_group(group, asked, bootstraps=bootstraps, seed=seed)
