"""Picture 13: money: who gains, who pays."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from simulator.experiment.comparison import Comparison
from simulator.experiment.money import Money
from simulator.experiment.money_basis import Basis
from simulator.report.comparison_cells import names_of
from simulator.report.effect_words import signed
from simulator.report.money_tables import payers_table
from simulator.report.money_words import (
    THOUSAND,
    UNKNOWN,
    finding,
    is_open,
    only_room,
    outer,
    payer_names,
)
from simulator.report.picture import INK, PALETTE, QUIET, Picture, as_svg, sheet, style
from simulator.results.paired import Effect

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_PANELS = 4
COLORS = {Basis.ROOM: PALETTE[0], Basis.CLOSED: PALETTE[1]}


def money_picture(comparison: Comparison, every: Sequence[Money]) -> Picture:
    """Bars to the left for who gains and to the right for who pays, with their intervals."""
    payers, names = payer_names(comparison), names_of(comparison)
    title, shown = finding(every, payers), every[:MOST_PANELS]
    rows = sum(_rows(each) for each in shown)
    unit = f"{names.money()} thousand a year, {names.price_year}"
    with style():
        figure = sheet(0.3 * rows + 0.75 * len(shown) + 0.4)
        ratios = [_rows(each) + 1 for each in shown]
        panels = figure.subplots(len(shown), 1, squeeze=False, height_ratios=ratios)[:, 0]
        for axes, each in zip(panels, shown, strict=True):
            _panel(axes, each, payers)
        words = f"\N{LEFTWARDS ARROW} gains · {unit} · pays \N{RIGHTWARDS ARROW}"
        panels[-1].set_xlabel(words, color=QUIET, fontsize=8)
        svg = as_svg(figure, "money")
    more = len(every) - len(shown)
    return Picture(
        "money",
        title,
        f"Money: who gains and who pays, against “{comparison.arms[0].title}”?",
        svg,
        f"Bars of what each payer pays more or less a year, with 95 % intervals, in {len(shown)} "
        f"panels, one for each scenario. {title}.",
        "Bar: mean of the paired differences of cost; whisker: its 95 % interval, holding together "
        "as in the table. Dark: beds that are freed only give room. Light: whole bays and units "
        "that are surely free are closed, so they are not there for a surge. Not known: the price "
        "of a bed-day is not split, so nobody has said what room saves, or what "
        "more days in beds that are open cost. Hollow: from the least to the most that these may "
        "cost." + (f" {more} more scenarios are in the table." if more > 0 else ""),
        (payers_table(comparison, every),),
    )


def _rows(money: Money) -> int:
    return (len(money.payers) + 1) * (2 if money.closed else 1)


def _panel(axes: Axes, money: Money, payers: dict[str, str]) -> None:
    bases = [Basis.ROOM, Basis.CLOSED] if money.closed else [Basis.ROOM]
    said = {Basis.ROOM: "only room", Basis.CLOSED: f"{money.closed} beds closed"}
    codes = [*money.payers, ""]
    height = 0.8 / len(bases)
    for row, payer in enumerate(codes):
        for at, basis in enumerate(bases):
            where = row + (at - (len(bases) - 1) / 2) * height
            is_known = basis is Basis.CLOSED or money.is_told(payer)
            text = _drawn(axes, (where, height), money, payer, basis)
            axes.annotate(
                f"{said[basis]}: {text}" if money.closed or not is_known else text,
                (1.02, where),
                xycoords=("axes fraction", "data"),
                color=COLORS[basis] if basis is Basis.ROOM else INK,
                fontsize=7.5,
                va="center",
                annotation_clip=False,
            )
    axes.axvline(0, color=INK, linewidth=0.9)
    axes.set_title("\n".join(textwrap.wrap(money.arm.title, 80)))
    named = ["\n".join(textwrap.wrap(payers[code], 26)) for code in codes]
    axes.set_yticks(range(len(codes)), named, fontsize=8)
    axes.set_ylim(len(codes) - 0.5, -0.5)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    axes.locator_params(axis="x", nbins=6)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    if not any(any(_ends(money, code, basis)) for code in codes for basis in bases):
        axes.set_xlim(-1, 1)


def _drawn(axes: Axes, place: tuple[float, float], money: Money, payer: str, basis: Basis) -> str:
    """A bar, hollow from end to end where it is not known how much, and what is said of it."""
    effect, (where, height) = money.paid(payer, basis), place
    if basis is Basis.ROOM and is_open(money, payer):
        low, high = (end * THOUSAND for end in _ends(money, payer, basis))
        look: Any = {"color": "none", "edgecolor": COLORS[basis], "linestyle": "--"}
        for bar in axes.barh(where, high - low, left=low, height=height * 0.85, **look):
            bar.sticky_edges.x.clear()
        return only_room(money, payer).text
    _bar(axes, where, effect, basis, height)
    if basis is Basis.CLOSED or money.is_told(payer):
        return signed(effect, THOUSAND)
    return f"{signed(effect, THOUSAND)}, room not counted" if effect.difference else UNKNOWN


def _ends(money: Money, payer: str, basis: Basis) -> tuple[float, float]:
    effect = money.paid(payer, basis)
    if basis is Basis.ROOM and is_open(money, payer):
        return outer(money.least_paid(payer), effect)
    return effect.difference, effect.difference


def _bar(axes: Axes, where: float, effect: Effect, basis: Basis, height: float) -> None:
    half = effect.half_width * THOUSAND
    look: Any = {"color": COLORS[basis], "height": height * 0.85}
    if half > 0 and not math.isnan(half):
        look |= {"xerr": half, "error_kw": {"ecolor": INK, "capsize": 2, "elinewidth": 0.9}}
    axes.barh(where, effect.difference * THOUSAND, **look)
