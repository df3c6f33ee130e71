"""The first page in words: the answer with its range, warnings, and three caveats."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.report.check_tables import BEFORE, counted, in_order
from simulator.report.day_series import DaySeries
from simulator.report.draws_words import draws_caveat
from simulator.report.input_tables import standing_in_words
from simulator.report.known import Known, sum_of
from simulator.report.names import Names, listed
from simulator.report.provenance import Provenance
from simulator.report.reasons import leading
from simulator.results.measure import ALL_ACUTE

WORTH_SAYING = 1.0
TRIAL = (
    "Trial: too few replications for a decision. The figures show that the scenario runs, not "
    "what to expect."
)
PARTIAL = (
    "Partial: {done} of {planned} replications, the first by number, because the run was stopped. "
    "What is missing can change the figures."
)
CAVEATS = 3
LIKE_US = "Does it look like us?"
OF_BEFORE = "Published figures of the place before the change"


@dataclass(frozen=True, slots=True)
class Caveat:
    """One thing to keep in mind, in a few words and then in full."""

    head: str
    says: str


@dataclass(frozen=True, slots=True)
class Headline:
    """What the first page says: banners, the answer, the ranges in it, three caveats."""

    banners: tuple[str, ...]
    answer: str
    also: str
    caveats: tuple[Caveat, ...]
    like_us_asks: str
    like_us: str

    @classmethod
    def of(cls, known: Known, names: Names, series: DaySeries, provenance: Provenance) -> Headline:
        """Of a finished batch."""
        return cls(
            tuple(_banners(known)),
            _answer(known, names, series),
            _also(known, names),
            tuple(_caveats(known, names, provenance)),
            OF_BEFORE if provenance.is_of_before else LIKE_US,
            _like_us(known, provenance),
        )


def _banners(known: Known) -> list[str]:
    found = [TRIAL] if known.result.is_trial else []
    if known.result.is_partial:
        done = known.result.summary.replications
        found.append(PARTIAL.format(done=done, planned=known.result.planned))
    failed = [each for each in known.result.checks if each.passed is False]
    unsure = [each for each in known.result.checks if each.passed is None]
    n = len(known.result.checks)
    if failed:
        said = "; ".join(f"“{each.says}”" for each in failed)
        word = "fail" if len(failed) > 1 else "fails"
        found.append(f"{len(failed)} of {n} shown checks {word}: {said}")
    elif unsure:
        found.append(f"{len(unsure)} of {n} shown checks cannot tell whether what they say holds.")
    if known.result.summary.replications < 2 and not known.result.is_trial:
        found.append("One replication: no interval can be given, chance may be all there is.")
    return found


def _answer(known: Known, names: Names, series: DaySeries) -> str:
    """Where patients wait, in one sentence with its range."""
    place = known.focus
    where = {"care_setting": place}
    ready, full = known.get("delayed_patients", where), known.get("occupancy", where)
    if ready is None or full is None or not ready.is_known:
        return "The model estimates nothing here: no patient was in any care setting."
    beds = names.beds_of(place)
    words = f"The model estimates that on average {ready.text()} patients in {beds} are ready "
    words += f"to leave{_day_range(known, series)}{_waiting_for(known, names)}"
    if full.is_known and known.has_end(place):
        words += f"; {beds} are {full.text(100, ' %')} full"
    return f"{words}{_in_front(known, place)}."


def _in_front(known: Known, place: str) -> str:
    """Those who wait to get in, where they are more than one; with the interval for chance."""
    waiting = known.get("waiting_for_place", {"care_setting": place})
    if waiting is None or not waiting.mean > WORTH_SAYING:
        return ""
    at_home = any(setting == place for setting, _ in known.postponable)
    said = " (postponed bookings among them)" if at_home else ""
    return f", and {waiting.text()} wait to get in{said}"


def _day_range(known: Known, series: DaySeries) -> str:
    """The range from day to day, of acute beds, whose daily counts are kept by reason."""
    if known.focus != ALL_ACUTE:
        return ""
    mean, low, high = series.spread(series.delayed_in_all())
    said = [each.mean_text() for each in (mean, low, high)]
    return f" (at midnight {said[0]}: on 9 days in 10 between {said[1]} and {said[2]})"


def _waiting_for(known: Known, names: Names) -> str:
    top = leading(known)
    if not top.codes:
        return ""
    said = [
        f"{names.reason_in_full(code)} ({share.text(100, ' %')} of the delay)"
        for code, share in zip(top.codes, top.shares, strict=True)
    ]
    if len(said) == 2:
        return f", most often for {said[0]} or {said[1]}, too close to tell apart"
    return f", {'most of it' if top.is_most else 'most often'} for {said[0]}"


def _also(known: Known, names: Names) -> str:
    """Where else patients are ready to leave or wait to get in."""
    words = []
    for each in known.result.setup.network.care_settings:
        if known.focus in {each.name, sum_of(each)}:
            continue
        where = {"care_setting": each.name}
        ready, waiting = known.get("delayed_patients", where), known.get("waiting_for_place", where)
        if ready and waiting and ready.is_known and waiting.is_known:
            words.append(
                f"{names.place(each.name)}: {ready.text()} ready to leave, "
                f"{waiting.text()} waiting to get in"
            )
    return f"Elsewhere on average: {'; '.join(words)}." if words else ""


def _caveats(known: Known, names: Names, provenance: Provenance) -> list[Caveat]:
    """Three caveats; what a check says against the run always comes first."""
    held = draws_caveat(names.scenario, known.result.summary.draws)
    about = Caveat(*held) if held else _unknown(provenance)
    found = [*_from_checks(known, names), about, *_not_for(names)]
    if not provenance.is_of_before:
        found.append(Caveat(LIKE_US, _like_us(known, provenance)))
    found += [
        Caveat("Taken to be true", " ".join(each.says.split()))
        for each in names.scenario.assumptions
    ]
    return found[:CAVEATS]


def _from_checks(known: Known, names: Names) -> list[Caveat]:
    against = [each for each in in_order(known.result.checks) if not each.passed]
    if not against:
        return []
    first, failed = against[0], [each for each in against if each.passed is False]
    unsure = len(against) - len(failed)
    parts = [f"{len(failed)} {'fail' if len(failed) > 1 else 'fails'}"] if failed else []
    parts += [f"{unsure} cannot tell"] if unsure else []
    count = f"Of {len(known.result.checks)} shown checks {listed(parts)}"
    word = "fails" if first.passed is False else "cannot tell"
    rest = len(against) - 1
    more = f" {rest} more under Shown checks." if rest else ""
    says = f"The first that {word}: {first.says}: {names.plainly(first.figure)}.{more}"
    return [Caveat(count, says)]


def _unknown(provenance: Provenance) -> Caveat:
    return Caveat(
        "What is not known is in no range here",
        "The ranges are of chance and of days. What is unknown about the inputs comes on top and "
        "may be far larger. " + standing_in_words(provenance.values, provenance.defaults),
    )


def _not_for(names: Names) -> list[Caveat]:
    said = names.scenario.not_for
    return [Caveat("Not to be used for", " ".join(said.split()))] if said else []


def _like_us(known: Known, provenance: Provenance) -> str:
    """How many published figures agree; not counted where they are of another place."""
    is_other = provenance.is_of_before and known.result.published
    return BEFORE if is_other else counted(known.result.published)
