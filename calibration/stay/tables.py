"""Tables of fitted lengths of stay, for their page."""

from __future__ import annotations

from math import inf

from calibration.stay.evidence import band_label
from calibration.stay.figures import Estimate
from calibration.stay.frames import counted, shown
from calibration.stay.group_fit import LONG, MEAN, GroupFit
from calibration.stay.words import BASIS, days
from simulator.report.table import Cell, Column, Table


def _interval(each: Estimate) -> str:
    return f"{days(each.value)} ({days(each.low)} to {days(each.high)})"


def _share(each: Estimate) -> str:
    return f"{100 * each.value:.1f} % ({100 * each.low:.1f} to {100 * each.high:.1f})"


def overview(fits: tuple[GroupFit, ...]) -> Table:
    """A row a group."""
    rows = []
    for found in fits:
        own, (low, high) = found.chosen.estimates, found.across()
        rows.append(
            (
                found.group.name,
                f"{found.group.stays:,.0f}",
                BASIS[found.basis.kind],
                _interval(own[MEAN]),
                f"{days(low)} to {days(high)}",
                _share(own[LONG]),
                found.chosen.family.title,
            )
        )
    heads = ("Group", "Stays", "Fitted to", "Mean need, days", "Over all that is open, days")
    return Table(
        "stays",
        "The need of each group, from admission to being ready",
        tuple(Column(head) for head in (*heads, "Need of 21 midnights or more", "Family")),
        tuple(rows),
        "95 % intervals of what the counts leave open if family, assumption and reading are right; "
        "over all that is open: the widest of those intervals over families that are not told "
        "apart, assumptions on delays and readings of the records.",
        is_open=True,
    )


def family_table(found: GroupFit) -> Table:
    """A row a family, best first."""
    rows = []
    for each in found.choice.ranked:
        own, held = each.fit.estimates, "cannot be divided"
        if each.held_out_behind is not None:
            held = f"{each.held_out_behind:.4f} ± {each.held_out_error:.4f}"
        verdict = "chosen" if each.fit is found.choice.chosen else ""
        verdict = verdict or ("not told apart" if each.is_near else "behind")
        rows.append(
            (
                each.fit.family.title,
                str(each.fit.family.size),
                held,
                f"{each.aic_behind:.1f}",
                _interval(own[MEAN]),
                _share(own[LONG]),
                verdict,
            )
        )
    what = "the need" if found.basis.kind == "need" else "whole stays, delay included"
    heads = ("Family", "Numbers", "Held-out score behind", "AIC behind", "Mean, days")
    return Table(
        "families",
        f"All families, fitted to {what}",
        tuple(Column(head) for head in (*heads, "21 midnights or more", "Verdict")),
        tuple(rows),
        "Held out: log-likelihood a patient of fifths that were not fitted to, behind the best, "
        "and its standard error. Chosen is the least AIC among those within one standard error, "
        "leaving out laws that put more than 2 % of bed-days after a year of a stay.",
        is_open=True,
    )


def band_table(found: GroupFit) -> Table:
    """Observed against expected by band."""
    rows: list[tuple[Cell, ...]] = []
    for what, table, one in counted(found):
        for at, band in enumerate(table.bands(one.law)):
            low, high = shown(int(table.counts.low[at]), int(table.counts.high[at]))
            after = table.edges[at + 1]
            label = band_label(float(table.edges[at]), inf if after == inf else float(after) - 1)
            seen = f"{low:,}" if low == high else f"{low:,} to {high:,}"
            rows.append((what, label, seen, f"{band.expected:,.1f}"))
    return Table(
        "bands",
        "Counted, and expected by the chosen law",
        tuple(Column(head) for head in ("Of", "Days", "Counted", "Expected")),
        tuple(rows),
        "Small counts are ranges. Expected of open stays: as many people in all, spread by the law "
        "of those who left.",
    )


def reading_table(found: GroupFit) -> Table:
    """What the need hangs on: assumptions on delays, readings of the records, families."""
    rows = []
    for answer in found.span.answers if found.span else ():
        own, behind = answer.fit.estimates, f"{answer.behind:.1f}"
        rows.append((answer.delay.name, _interval(own[MEAN]), _share(own[LONG]), behind))
    if found.span is None:
        own = found.chosen.estimates
        rows.append(("as chosen", _interval(own[MEAN]), _share(own[LONG]), ""))
    for other in found.others:
        own = other.fit.estimates
        rows.append((other.says, _interval(own[MEAN]), _share(own[LONG]), ""))
    return Table(
        "readings",
        "What the need hangs on",
        tuple(
            Column(head)
            for head in ("If", "Mean need, days", "21 midnights or more", "Log-likelihood behind")
        ),
        tuple(rows),
        "The first row is what stays.yaml has.",
        is_open=True,
    )
