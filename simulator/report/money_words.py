"""Money of a comparison in words: who pays, how much more or less, and what is found."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulator.experiment.comparison import Comparison
from simulator.experiment.money import Money
from simulator.experiment.money_basis import Basis
from simulator.report.effect_words import level, signed
from simulator.report.estimate import Estimate, decimals, plain, rounded
from simulator.report.names import Names, listed
from simulator.report.table import Said
from simulator.results.money_paid import NOT_SAID
from simulator.results.money_ratio import NO_RATIO, Ratio, RatioSays
from simulator.results.paired import Effect
from simulator.results.verdict import Verdict

THOUSAND = 1e-3
ALL = "All together"
UNKNOWN = "not known"
NOT_SPLIT = "not split into fixed and variable"
# An interval narrower than this, relative to its ratio, is rounding of sums and not chance.
EXACT = 1e-9


def payer_names(comparison: Comparison) -> dict[str, str]:
    """What those who pay are called, by code; '' for all of them together."""
    found = {"": ALL, NOT_SAID: "Not said who pays"}
    for arm in comparison.arms:
        found |= arm.loaded.scenario.costs.known_payers
    return found


def spanned(value: float, half: float, n: int, scale: float = 1.0) -> Said:
    """A figure with its half-width, rounded to that."""
    figure = Estimate(value, half, n, n)
    if not figure.has_interval:
        return Said(figure.text(scale), figure)
    digits = decimals(half * scale)
    return Said(f"{rounded(value * scale, digits)} ± {rounded(half * scale, digits)}", figure)


def thousands(effect: Effect) -> Said:
    """A difference in thousands a year, with its sign and half-width."""
    return _scaled(effect, THOUSAND)


def levels(effect: Effect) -> tuple[Said, Said]:
    """A cost in the reference and in the scenario, in thousands a year."""
    return (
        Said(level(effect.reference, effect, THOUSAND), effect.reference),
        Said(level(effect.other, effect, THOUSAND), effect.other),
    )


def place_says(effect: Effect) -> str:
    """What may be said of a cost, with the interval in thousands where it holds 0."""
    half, says = effect.half_width * THOUSAND, effect.verdict.value
    if effect.verdict not in {Verdict.NOTHING, Verdict.CANNOT_TELL} or not half > 0:
        return says
    ends = (effect.difference * THOUSAND + side * half for side in (-1, 1))
    return f"{says}: {' to '.join(rounded(end, decimals(half)) for end in ends)}"


def only_room(money: Money, payer: str, scale: float = THOUSAND) -> Said:
    """What a payer pays more where beds are only room; words where that is not known."""
    most, least = money.paid(payer, Basis.ROOM), money.least_paid(payer)
    if money.is_told(payer):
        return _scaled(most, scale)
    if is_open(money, payer):
        return Said(f"{UNKNOWN}: {between(least, most, scale)}", most.difference)
    if most.verdict is Verdict.SAME:
        return Said(f"{UNKNOWN}: no saving counted", most.difference)
    return Said(f"{_scaled(most, scale).text}, no saving of room counted", most.difference)


def is_open(money: Money, payer: str) -> bool:
    """Whether days were added of which nobody has said what they cost a payer."""
    added = money.paid(payer, Basis.PRICED).difference > money.least_paid(payer).difference
    return added and not money.is_told(payer)


def between(least: Effect, most: Effect, scale: float = THOUSAND) -> str:
    """From the lower end of the least to the upper end of the most, each to two figures."""
    return " to ".join(_two_figures(end * scale) for end in outer(least, most))


def outer(least: Effect, most: Effect) -> tuple[float, float]:
    """The lower end of the interval of the least and the upper end of that of the most."""
    halves = [0.0 if math.isnan(each.half_width) else each.half_width for each in (least, most)]
    return least.difference - halves[0], most.difference + halves[1]


def _scaled(effect: Effect, scale: float) -> Said:
    figure = Estimate(effect.difference, effect.half_width, effect.n, effect.n)
    return Said(signed(effect, scale), figure)


def payer_says(money: Money, payer: str) -> str:
    """Whether a payer gains or pays, and if only by closing beds.

    Where a price is not split, only what holds whichever part of it goes with a patient.
    """
    most, closed = (money.paid(payer, basis).verdict for basis in (Basis.ROOM, Basis.CLOSED))
    least = money.least_paid(payer).verdict
    if most is Verdict.LOWER:
        return "gains"
    if least is Verdict.HIGHER:
        also = f", and gains only if {money.closed} beds are closed"
        return f"pays more{also if closed is Verdict.LOWER else ''}"
    if money.is_told(payer):
        only = f"gains only if {money.closed} beds are closed"
        return only if closed is Verdict.LOWER else most.value
    return _not_split_says(money, payer, least, most, closed)


def _not_split_says(
    money: Money, payer: str, least: Verdict, most: Verdict, closed: Verdict
) -> str:
    is_room = most in {Verdict.SAME, Verdict.NOTHING}
    if closed is Verdict.LOWER:
        if is_room:
            return f"gains only if {money.closed} beds are closed"
        return f"gains if {money.closed} beds are closed, else {_why_not(money, payer)}"
    if is_room and least is Verdict.LOWER:
        return "room, not cash: no bed can surely be closed"
    if is_room and least in {Verdict.SAME, Verdict.NOTHING}:
        return Verdict.NOTHING.value
    is_chance = money.paid(payer, Basis.PRICED).verdict is Verdict.CANNOT_TELL
    return Verdict.CANNOT_TELL.value if is_chance else _why_not(money, payer)


def _why_not(money: Money, payer: str) -> str:
    names = Names(money.arm.loaded.scenario)
    settings = listed([names.place(name) for name in money.not_split(payer)])
    return f"{Verdict.CANNOT_TELL.value}: the price of {settings} is {NOT_SPLIT}"


def finding(every: Sequence[Money], names: dict[str, str]) -> str:
    """Who gains and who pays, as a title."""
    if len(every) > 1:
        return _of_several(every)
    (money,) = every
    by_says: dict[str, list[str]] = {}
    for payer in money.payers:
        by_says.setdefault(payer_says(money, payer), []).append(names[payer])
    told = [_together(who, says) for says, who in sorted(by_says.items()) if _is_told(says)]
    unsure = [names[payer] for payer in money.payers if _is_unsure(money, payer)]
    if told:
        parts = [*told, f"of {listed(unsure)} it cannot be told"] if unsure else told
        return "; ".join(parts)
    if set(by_says) <= {Verdict.SAME.value, Verdict.NOTHING.value}:
        return "Nobody pays more or less by anything that matters"
    return "Who gains and who pays cannot be told"


def _of_several(every: Sequence[Money]) -> str:
    says = [{payer_says(each, payer) for payer in each.payers} for each in every]
    pays = sum(any("pays more" in one for one in each) for each in says)
    gains = sum("gains" in each for each in says)
    unsure = sum(any(_is_unsure(each, payer) for payer in each.payers) for each in every)
    title = (
        f"Somebody pays more in {pays} of {len(every)} scenarios, and somebody gains without "
        f"closing a further bed in {gains}"
    )
    return f"{title}; in {unsure} it cannot be told of somebody" if unsure else title


def _is_told(says: str) -> bool:
    return "gains" in says or "pays" in says or says.startswith("room")


def _is_unsure(money: Money, payer: str) -> bool:
    """Whether a price that is not split leaves open what may be a lot of money."""
    says = payer_says(money, payer)
    return says.startswith(Verdict.CANNOT_TELL.value) and not money.is_told(payer)


def _together(who: Sequence[str], says: str) -> str:
    if says.startswith("room"):
        return f"what {listed(list(who))} would gain is room, not cash"
    if len(who) > 1:
        says = says.replace("pays", "pay").replace("gains", "gain")
    return f"{listed(list(who))} {says}"


def ratio_cell(ratio: Ratio, sign: str) -> Said:
    """A cost for each, or why there is none."""
    if ratio.says in NO_RATIO:
        return Said(ratio.says.value, None)
    before = "at most " if ratio.says is RatioSays.AT_MOST else ""
    after = " saved for each added" if ratio.says is RatioSays.SAVES_FOR_WORSE else ""
    return Said(f"{before}{_price(ratio.ratio, _is_exact(ratio), sign)}{after}", ratio.ratio)


def ratio_interval(ratio: Ratio, sign: str) -> str:
    """The interval of a ratio; below 0 it is a saving."""
    if ratio.says in NO_RATIO:
        return ""
    high = _price(ratio.high, _is_exact(ratio), sign)
    if ratio.says is RatioSays.AT_MOST:
        return f"up to {high}"
    saving = " (below 0: a saving)" if ratio.low < 0 and ratio.says is RatioSays.COSTS else ""
    return f"{_price(ratio.low, _is_exact(ratio), sign)} to {high}{saving}"


def _is_exact(ratio: Ratio) -> bool:
    return abs(ratio.high - ratio.ratio) <= EXACT * abs(ratio.ratio)


def _price(value: float, is_exact: bool, sign: str) -> str:
    """To two significant figures: an interval may be far longer to one side than to the other."""
    text = plain(abs(value)) if is_exact else _two_figures(abs(value))
    before = "\N{MINUS SIGN}" if value < 0 and text.strip("0.,") else ""
    return f"{before}{sign}{text}"


def _two_figures(value: float) -> str:
    return rounded(value, 1 - math.floor(math.log10(abs(value)))) if value else "0"
