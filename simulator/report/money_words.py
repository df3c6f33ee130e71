"""Money of a comparison in words: who pays, how much more or less, and what is found."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.experiment.comparison import Comparison
from simulator.experiment.money import Money
from simulator.experiment.money_basis import Basis
from simulator.report.effect_words import level, signed
from simulator.report.estimate import Estimate, decimals, plain, rounded
from simulator.report.names import listed
from simulator.report.table import Said
from simulator.results.money_paid import NOT_SAID
from simulator.results.money_ratio import NO_RATIO, Ratio, RatioSays
from simulator.results.paired import Effect
from simulator.results.verdict import Verdict

THOUSAND = 1e-3
ALL = "All together"
UNKNOWN = "not known"


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
    figure = Estimate(effect.difference, effect.half_width, effect.n, effect.n)
    return Said(signed(effect, THOUSAND), figure)


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


def only_room(money: Money, payer: str) -> Said:
    """What a payer pays more where beds are only freed; words where that is not known."""
    effect = money.paid(payer, Basis.ROOM)
    if money.is_told(payer):
        return thousands(effect)
    if effect.verdict is Verdict.SAME:
        return Said(f"{UNKNOWN}: no saving counted", effect.difference)
    return Said(f"{thousands(effect).text}, no saving of room counted", effect.difference)


def payer_says(money: Money, payer: str) -> str:
    """Whether a payer gains or pays, and if only by closing beds."""
    room, closed = (money.paid(payer, basis) for basis in (Basis.ROOM, Basis.CLOSED))
    if room.verdict is Verdict.HIGHER and closed.verdict is not Verdict.LOWER:
        return "pays more"
    if room.verdict is Verdict.LOWER:
        return "gains"
    if closed.verdict is Verdict.LOWER:
        also = "pays more, and " if room.verdict is Verdict.HIGHER else ""
        return f"{also}gains only if {money.closed} beds are closed"
    if not money.is_told(payer):
        return "room, not cash: no bed can surely be closed"
    return room.verdict.value


def finding(every: Sequence[Money], names: dict[str, str]) -> str:
    """Who gains and who pays, as a title."""
    if len(every) > 1:
        says = [{payer_says(each, payer) for payer in each.payers} for each in every]
        pays = sum(any("pays more" in one for one in each) for each in says)
        gains = sum("gains" in each for each in says)
        return (
            f"Somebody pays more in {pays} of {len(every)} scenarios, and somebody gains without "
            f"closing a bed in {gains}"
        )
    (money,) = every
    by_says: dict[str, list[str]] = {}
    for payer in money.payers:
        by_says.setdefault(payer_says(money, payer), []).append(names[payer])
    parts = [_together(who, says) for says, who in sorted(by_says.items()) if _is_told(says)]
    if parts:
        return "; ".join(parts)
    if set(by_says) <= {Verdict.SAME.value, Verdict.NOTHING.value}:
        return "Nobody pays more or less by anything that matters"
    return "Who gains and who pays cannot be told"


def _is_told(says: str) -> bool:
    return "gains" in says or "pays" in says or says.startswith("room")


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
    says = "" if ratio.says is RatioSays.COSTS else " saved for each added"
    return Said(f"{_price(ratio.ratio, _digits(ratio), sign)}{says}", ratio.ratio)


def ratio_interval(ratio: Ratio, sign: str) -> str:
    """The interval of a ratio; below 0 it is a saving."""
    if ratio.says in NO_RATIO:
        return ""
    ends = [_price(each, _digits(ratio), sign) for each in (ratio.low, ratio.high)]
    saving = " (below 0: a saving)" if ratio.low < 0 and ratio.says is RatioSays.COSTS else ""
    return f"{ends[0]} to {ends[1]}{saving}"


def _digits(ratio: Ratio) -> int | None:
    half = (ratio.high - ratio.low) / 2
    return decimals(half) if half > 1e-9 * abs(ratio.ratio) else None


def _price(value: float, digits: int | None, sign: str) -> str:
    text = plain(abs(value)) if digits is None else rounded(abs(value), digits)
    before = "\N{MINUS SIGN}" if value < 0 and text.strip("0.,") else ""
    return f"{before}{sign}{text}"
