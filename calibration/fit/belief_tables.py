"""Tables of what may be believed of a fit."""

from __future__ import annotations

from collections.abc import Sequence

from calibration.fit.belief import Belief
from calibration.fit.fitted import TOLD_BELOW
from simulator.report.estimate import MINUS, decimals, rounded
from simulator.report.names import CONFIDENCE
from simulator.report.table import Column, Table

NOTE = (
    "Spread left of each unknown over that of its prior: 1 is nothing learnt, 0 is all known; "
    f"above {TOLD_BELOW:g} it cannot be told. "
)
LINEAR = (
    "Worked out from the runs of the priors by a linear update, without a further run; the fit "
    "itself, in four smaller steps, may end a little lower or higher."
)


def worth_table(belief: Belief) -> Table:
    """Targets added in turn: what each leaves of every unknown."""
    worth = belief.worth
    rows = [("the prior alone", *("1.00" for _ in worth.unknowns))]
    for at, name in enumerate(worth.targets):
        lead = name if at == 0 else f"+ {name}"
        rows.append((lead, *(f"{each:.2f}" for each in worth.in_turn[at])))
    rows.append(("the fit, with all of them", *(f"{each:.2f}" for each in belief.found.left)))
    return _table(
        "worth",
        "What the targets are worth, added in turn",
        ("Targets", *map(_broken, worth.unknowns)),
        rows,
        NOTE + LINEAR,
    )


def alone_table(belief: Belief) -> Table:
    """What each target tells alone, and what is lost without it."""
    worth = belief.worth
    rows = [
        (name, *(f"{alone:.2f} · {without:.2f}" for alone, without in zip(*cells, strict=True)))
        for name, cells in zip(
            worth.targets, zip(worth.alone, worth.without, strict=True), strict=True
        )
    ]
    return _table(
        "alone",
        "Each target alone, and all but it",
        ("Target", *map(_broken, worth.unknowns)),
        rows,
        NOTE + "First with this target alone, then with all others and not this one. " + LINEAR,
        is_open=False,
    )


def asked_table(belief: Belief) -> Table:
    """What figures that nobody gave would tell."""
    unknowns = tuple(map(_broken, belief.worth.unknowns))
    rows = [("the fit as it is", "", *(f"{each:.2f}" for each in belief.found.left))]
    rows += [
        (each.title, str(each.figures), *(f"{left:.2f}" for left in each.left))
        for each in belief.asked
    ]
    note = (
        NOTE + "Each kind on top of the targets, as if it were given for twelve months with the "
        "discrepancies of the fit; from one more run of every posterior draw. Of few draws a "
        "small gain may be chance."
    )
    return _table(
        "ask-next", "What to ask for next", ("Figures", "How many", *unknowns), rows, note
    )


def opinion_table(belief: Belief) -> Table:
    """What another method, and a second seed if there was one, say of each unknown."""
    verdict = belief.opinion.verdict
    apart = belief.twice.agreement.apart if belief.twice is not None else {}
    rows = [
        (path, verdict[path], f"{apart[path]:.2f}" if path in apart else "not asked for")
        for path in belief.worth.unknowns
    ]
    heads = ("Unknown", "Second opinion", "Second seed: medians apart, in posterior sd")
    note = (
        "Second opinion: approximate Bayesian computation with regression, on the runs of the fit; "
        "it cannot tell where too few of them come near the targets. Second seed (--twice): beyond "
        "0.5 the median is not known to that precision, and the draws of both are carried on."
    )
    return _table("opinions", "Does another way come to the same?", heads, rows, note)


def unused_table(belief: Belief) -> Table:
    """Published figures that are no targets, beside what is predicted of them."""
    rows = []
    for one in belief.unused.to_dict("records"):
        by_hand = "set by hand to meet it" if one["set_with"] else ""
        predicted = [
            f"{one[f'{name}_median']:.3g} ({one[f'{name}_low']:.3g} to {one[f'{name}_high']:.3g})"
            for name in ("prior", "posterior")
        ]
        verdict = "yes" if one["is_inside"] else "✗ no"
        rows.append((one["figure"], f"{one['published']:.4g}", *predicted, verdict, by_hand))
    heads = ("Figure", "Published", "Prior predicts", "Posterior predicts", "Inside", "Note")
    note = (
        "Figures of the scenario that were not fitted: middle and 90 % of runs, of what is not "
        "known and luck together. Inside: the interval meets the figure, or its range."
    )
    return _table("unused", "Figures that were not used", heads, rows, note)


def across_table(belief: Belief) -> Table:
    """Differences of scenarios at both ends of what is not told."""
    rows = [
        (
            each.scenario,
            each.figure,
            each.unknown,
            f"{each.mean:+.2g}".replace("-", MINUS),
            _signed(each.low, each.low_half),
            _signed(each.high, each.high_half),
            f"{100 * each.same_sign:.0f} %",
            each.verdict,
        )
        for each in belief.across
    ]
    heads = ("Scenario", "Difference in", "Unknown not told", "All draws", "Lowest third of draws")
    more = ("Highest third", "Draws of one sign", "Verdict")
    note = (
        "Each draw was run once in the fitted place and once with the scenario's changes on top, "
        "on the same patients. Thirds of the draws by the value of the unknown; ± is the 95 % "
        "interval of their mean."
    )
    return _table("across", "Does the decision hold?", (*heads, *more), rows, note)


def _signed(mean: float, half: float) -> str:
    digits = decimals(half) if half > 0 else 2
    sign = MINUS if mean < 0 else "+"
    return f"{sign}{rounded(abs(mean), digits)} ± {rounded(half, digits)}"


def _broken(path: str) -> str:
    """A path that may break at its dots."""
    return path.replace(".", ".\N{ZERO WIDTH SPACE}")


def prior_table(belief: Belief) -> Table:
    """Each unknown's prior with its source and confidence."""
    question = belief.found.question
    rows = [
        (
            free.path,
            free.between(free.low, free.high),
            free.family,
            free.source,
            CONFIDENCE[given.confidence],
        )
        for free, given in zip(question.frees, question.ask.says.unknowns, strict=True)
    ]
    heads = ("Unknown", "Prior, nine times in ten", "Family", "Source", "Confidence")
    return _table("priors", "What was believed beforehand, and why", heads, rows, "", is_open=False)


def _table(
    name: str,
    title: str,
    heads: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    note: str,
    *,
    is_open: bool = True,
) -> Table:
    return Table(name, title, tuple(map(Column, heads)), tuple(rows), note, is_open=is_open)
