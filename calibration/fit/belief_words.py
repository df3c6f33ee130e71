"""What may be believed of a fit, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from calibration.ensemble.second_opinion import DIFFERS
from calibration.fit.belief import Belief
from calibration.fit.belief_difference import CANNOT_TELL, HOLDS, TURNS, Across
from calibration.fit.check_together import checks_in_words
from calibration.fit.fitted import Fitted
from calibration.fit.worth_asked import Asked
from simulator.report.estimate import MINUS

# What leaves more than this part of the spread there is now is not worth the asking.
WORTH_ASKING = 0.8


def best_next(belief: Belief, unknown: int) -> Asked | None:
    """The kind of figure that would tell most of one unknown; None where none would."""
    now = float(belief.found.left[unknown])
    if not belief.asked:
        return None
    best = min(belief.asked, key=lambda each: float(each.left[unknown]))
    return best if best.left[unknown] <= WORTH_ASKING * now else None


def asks_in_words(belief: Belief) -> list[str]:
    """What to ask for next: a sentence a kind of figure, then what nothing would tell."""
    found: dict[str, list[str]] = {}
    nothing = []
    for at, free in enumerate(belief.found.question.frees):
        if belief.found.is_told[at]:
            continue
        best = best_next(belief, at)
        if best is None:
            nothing.append(free.path)
            continue
        now, then = belief.found.left[at], best.left[at]
        found.setdefault(best.title, []).append(f"{free.path} ({now:.2f} to {then:.2f})")
    lines = [
        f"Ask for: {title[:1].lower()}{title[1:]}; of the prior's spread it would leave less: "
        f"{', '.join(each)}"
        for title, each in found.items()
    ]
    if nothing:
        lines.append(f"No figure that was tried would tell {', '.join(nothing)}")
    return lines


def combinations_in_words(found: Fitted) -> list[str]:
    """A sentence a pair that cannot be told apart: the combination, and how well it is known."""
    frees = {free.path: (at, free) for at, free in enumerate(found.question.frees)}
    sd = found.ensemble.prior.sd
    lines = []
    for a, b, r in found.ensemble.tied:
        (i, one), (j, other) = frees[a], frees[b]
        z = (found.ensemble.z[:, [i, j]] - found.ensemble.prior.mean[[i, j]]) / sd[[i, j]]
        way = z[:, 0] - np.sign(r) * z[:, 1]
        left = float(way.std(ddof=1) / np.sqrt(2))
        is_log = one.family == other.family == "lognormal"
        names = (
            f"{a} {'over' if r > 0 else 'times'} {b}"
            if is_log
            else f"{a} {'less' if r > 0 else 'together with'} {b}"
        )
        lines.append(
            f"not told apart: {a} and {b} (correlation {r:.2f}); what is known is {names}: "
            f"{left:.2f} of its prior spread is left, where {found.left[i]:.2f} and "
            f"{found.left[j]:.2f} are of the two"
        )
    return lines


def holds_in_words(across: Sequence[Across]) -> Iterator[str]:
    """A sentence a scenario and figure: does the sign hold whatever is not told?"""
    for scenario, figure in dict.fromkeys((each.scenario, each.figure) for each in across):
        rows = [each for each in across if (each.scenario, each.figure) == (scenario, figure)]
        verdicts = {each.verdict for each in rows}
        mean = f"{rows[0].mean:+.2g}".replace("-", MINUS)
        share = f"{100 * rows[0].same_sign:.0f} %"
        begin = f"{scenario}: {figure} {mean}, one sign in {share}"
        if TURNS in verdicts:
            turning = ", ".join(each.unknown for each in rows if each.verdict == TURNS)
            yield f"{begin} of the draws; the sign turns with {turning}, which is not known"
        elif verdicts == {HOLDS}:
            yield f"{begin} of the draws; the sign holds at both ends of all that is not told"
        elif CANNOT_TELL in verdicts:
            unsure = ", ".join(each.unknown for each in rows if each.verdict == CANNOT_TELL)
            yield f"{begin} of the draws; whether the sign holds cannot be told along {unsure}"


def agreement_in_words(belief: Belief) -> list[str]:
    """What a second opinion differs in, what does not hang together, and a second seed."""
    differs = [name for name, verdict in belief.opinion.verdict.items() if verdict == DIFFERS]
    lines = [f"a second opinion differs on {', '.join(differs)}"] if differs else []
    lines += checks_in_words(belief.checks)
    return lines + ([belief.twice.in_words] if belief.twice is not None else [])
