"""What the length of stay of a group is fitted to: the best of what its place holds, and why.

Best are counts of the need, from admission to being ready. Next are counts of whole stays, which
hold the delay too: the need in them is fitted under assumptions on delays. Last are summary
figures.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from calibration.stay.assumption import mean_delay, named, recorded, usual
from calibration.stay.banded import Banded
from calibration.stay.bins import Bins
from calibration.stay.delay import Delay, Recorded
from calibration.stay.evidence import Evidence
from calibration.stay.groups import Group
from calibration.stay.longest import Longest
from calibration.stay.open_stays import OpenStays, open_stays
from calibration.stay.recording import Recording
from calibration.stay.summary import Summary
from calibration.stay.watched import Watched
from simulator.errors import InputError, Problem

Kind = Literal["need", "totals", "figures"]
Records = Literal["ended", "admitted"]

FEWEST = 50
# Below this share with a ready date, what is known of the need is of too few.
_MOST_OF = 0.5
_NEARLY_ALL = 0.95
# So much of what is expected to have begun before the period says that such stays are in.
_SOME, _ENOUGH = 0.25, 8.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every group.

    ``delays``: assumptions, the first being the one the law is fitted under; none: those that the
    table shows, or England's. ``records``: whether a table is of stays that ended in its period, or
    of those admitted in it; none: as it shows. ``overnight``: stays of no midnight are left out.
    """

    delays: tuple[Delay, ...] = ()
    records: Records | None = None
    overnight: bool = False
    recording: Recording = field(default_factory=Recording)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a group's law is fitted to.

    ``data``: what every family is fitted to. ``apart``: the same of whole stays, from which the
    need is fitted under each of ``delays``, the first of which the law is of; both empty where the
    data are of the need itself. ``says``: what was taken and why; ``others``: other readings of
    the same records, each with what it is.
    """

    kind: Kind
    records: Records
    data: tuple[Evidence, ...]
    apart: tuple[Recorded, ...]
    delays: tuple[Delay, ...]
    says: str
    others: tuple[tuple[str, tuple[Evidence, ...]], ...]
    cautions: tuple[str, ...]
    still: OpenStays | None = None
    overnight: bool = False


def basis(group: Group, asked: Asked) -> Basis:
    """The best evidence on a group's need.

    Raises:
        InputError: there are too few stays for any.
    """
    found = _best(group, asked)
    return replace(found, overnight=asked.overnight and found.kind != "figures")


def _best(group: Group, asked: Asked) -> Basis:
    if group.published is not None:
        return _of_figures(group, asked)
    if group.los.middle < FEWEST:
        says = f"'{group.name}': fewer than {FEWEST} stays ended"
        do = "put groups together, as in --group 'older=emergency 75-84, emergency 85+'"
        raise InputError([Problem(says, path="--group", do=do)])
    records, cautions = _records(group, asked)
    share = group.ready.middle / group.los.middle
    is_told = share >= _NEARLY_ALL or (share >= _MOST_OF and group.untimed is not None)
    if is_told:
        return _of_need(group, asked, records, cautions, share)
    if group.ready.middle:
        more = " and the table does not hold the others apart" if group.untimed is None else ""
        cautions.append(
            f"Only {share:.0%} of stays have a ready date{more}: they say nothing sure of the need."
            + (" Read the extract again with this version." if more else "")
        )
    return _of_totals(group, asked, records, cautions)


def _of_need(
    group: Group, asked: Asked, records: Records, cautions: list[str], share: float
) -> Basis:
    """Days to ready; whoever left without a ready date was ready on leaving."""
    none = Banded((), ())
    together = Banded.together([group.ready, group.untimed or none], group.name)
    timed = group.ready
    if asked.overnight:
        together, timed = (each.less_first(group.los.ranges[0]) for each in (together, timed))
    late = round(mean_delay(group.delay))
    data = _counted(together, group, records, asked.recording, late)
    others: list[tuple[str, tuple[Evidence, ...]]] = []
    without = (group.untimed or none).middle
    says = f"{share:.0%} of stays have a ready date, so need and delay are told apart"
    if without:
        says += "; the others are taken to have been ready on leaving, as those who die are"
        own = _counted(timed, group, records, asked.recording, late)
        others.append(
            ("stays with a ready date only, the others left out", (own, Longest(own.patients)))
        )
    if without > (1 - _NEARLY_ALL) * group.los.middle:
        cautions.append(
            f"{1 - share:.0%} of stays have no ready date. Where they were ready before they left "
            "the need is shorter than fitted; the table of readings shows how much hangs on it."
        )
    if asked.recording.rounds is None:
        cautions.append(
            "No ward rounds were given: the wait for the round at which readiness is declared is "
            "in the need, and the model adds it again, half a day or so. Give --place with --into, "
            "or --rounds."
        )
    return Basis(
        "need",
        records,
        (data, Longest(data.patients)),
        (),
        (),
        says,
        tuple(others),
        tuple(cautions),
    )


def _of_totals(group: Group, asked: Asked, records: Records, cautions: list[str]) -> Basis:
    """Whole stays that ended; those still open are held against them."""
    delays = asked.delays or recorded(group.delay) or usual()
    whole = replace(asked.recording, rounds=None, admission_hours=None)
    los = group.los.from_second() if asked.overnight else group.los
    plain = _counted(los, group, records, whole, 0)
    still = open_stays(group, plain, records)
    cautions += still.cautions if still is not None else ()
    says = "no ready dates, so whole stays are fitted, and the need in them under assumptions on "
    says += f"delays: {named(delays)}"
    # The need ends at a round; the delay after it, which is drawn in whole days, hides hours.
    by_round = Recording(rounds=asked.recording.rounds)
    apart = replace(plain, recording=by_round)
    longest = Longest(plain.patients)
    return Basis(
        "totals",
        records,
        (plain, longest),
        (apart, longest),
        delays,
        says,
        (),
        tuple(cautions),
        still,
    )


def _of_figures(group: Group, asked: Asked) -> Basis:
    known = group.published
    assert known is not None
    delays = asked.delays or usual()
    plain = Summary.of(
        max(known.stays, 2.0), mean=known.mean, median=known.median, mean_step=known.mean_step
    )
    apart = replace(plain, recording=Recording(rounds=asked.recording.rounds))
    given = " and ".join(x for x in ("mean", "median") if getattr(known, x) is not None)
    says = f"no counts by length, only the {given} of all admissions"
    cautions = [
        "A mean and a median fix little: every family meets them, and they differ most in the "
        "longest stays, which fill most beds. They are of all ages and kinds of admission, of no "
        "group of a scenario. Ask for counts by band or for an extract."
    ]
    if not known.is_counted:
        cautions.append(
            f"How many stays they are of is not published: taken as {known.stays:,.0f}, which sets "
            "the width of the intervals."
        )
    return Basis("figures", "ended", (plain,), (apart,), delays, says, (), tuple(cautions))


def _counted(
    table: Banded, group: Group, records: Records, recording: Recording, late: int
) -> Bins:
    """Counts as evidence; of those admitted in the period, with the time they were watched."""
    edges, counts = table.trimmed.edges, table.trimmed.counts
    if records == "ended":
        return Bins.of(edges, counts, recording=recording)
    return Watched.within(max(group.days - late, 7), edges, counts, recording)


def _records(group: Group, asked: Asked) -> tuple[Records, list[str]]:
    """Whether stays are of those that ended in the period or were admitted in it, and cautions."""
    if asked.records is not None:
        return asked.records, []
    is_extract = bool(group.open.edges or group.ready.edges)
    if group.begun_before is None:
        says = (
            "The table does not say whether stays that had begun before its first day are in it: "
            "taken to be. If it is of those admitted in the period, say --records admitted."
        )
        return "ended", [says] if is_extract else []
    expected = group.los.middle / group.days * rough_mean(group.los)
    if group.begun_before[1] >= _SOME * expected:
        return "ended", []
    if expected < _ENOUGH:
        return "ended", []
    short = group.days < 180
    says = (
        f"No stay had begun before {group.first}: the records are of those admitted in "
        f"{group.days} days, and lack the longest stays, which is allowed for."
    )
    more = " In so short a time little is seen of them: extract by date of discharge instead."
    return "admitted", [says + (more if short else "")]


def rough_mean(table: Banded) -> float:
    """Mean days by the middles of bands; a third above its start for an open one."""
    middles = [
        (first + min(after - 1, 1.6 * first + 1)) / 2
        for first, after in zip(table.edges[:-1], table.edges[1:], strict=True)
    ]
    counts = [(low + high) / 2 for low, high in table.ranges]
    return sum(m * n for m, n in zip(middles, counts, strict=True)) / max(sum(counts), 1.0)
