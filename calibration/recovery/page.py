"""The page of the trials: what was done, what came out, and what it does not prove."""

from __future__ import annotations

from collections.abc import Sequence

from calibration.fit.check_together import FLOW, LEVEL, LEVELS, TOGETHER, WEEKDAY
from calibration.recovery.place import IN_WORDS
from calibration.recovery.score import (
    BETWEEN,
    BIAS,
    BINS,
    FALSE,
    NOTICED,
    RANKS,
    RATIO,
    Held,
    Recovered,
    Score,
    percent,
)
from calibration.recovery.trial import QUARTERS

HEAD = """# Does a fit find again what made its figures?

Written by `python3 dev.py recovery`; not to be edited by hand. {when}

{answer}

## What was done

{places} places were drawn from the prior, each with four numbers nobody is told: mean length of
stay in acute beds, share of pathway 1, mean days until a package of care starts, mean length of
stay in community beds. Each was run once on the compiled engine for 91 days after 30 of warm-up
(about 1,200 patients, 34 community beds) and **published**: three months of the acute discharge
sitrep as long text, three of discharge ready dates, and KH03's beds of the quarter. Every figure
was set off from what happened by a chance error as large as the fit is told that the model may be
off: {off}.
The files were read back with the importers of `stepdown targets`, matched by a `fit.yaml` and
fitted as `stepdown calibrate` does (100 members, four steps, and 100 runs of prediction). The
place's months differ by chance alone, which the fit adds itself, so `monthly: 0` is stated.

{stopped} of {places} fits stopped because the first ensemble did not reach a target; they are left
out of the tables. Seconds of processor time a trial: {seconds:.0f}.
"""

NOT_PROVEN = """## What this does not prove

- That the model is your place. Here it is, but for errors of the stated size that do not hang
  together. Held-out months are the judge of a real fit.
- Anything of places with many more unknowns, or of data that tell less: where nothing is told the
  prior comes back, and a capacity that is never full is no number that data can give.
- That checks catch what is wrong: the table above says what they caught and what they did not.
- Month-to-month errors estimated from the data. They hold the chance of a run as well, which the
  fit adds again, so intervals with the default are wider than need be.
"""


def page(score: Score, when: str, seconds: float, off: dict[str, float]) -> str:
    """The page as Markdown.

    ``when``: a sentence of when and with what. ``seconds``: of processor, a trial. ``off``: errors
    by kind of figure, as shares.
    """
    errors = ", ".join(
        f"{percent(share, 0)} on figures of kind {kind}" for kind, share in off.items()
    )
    parts = [
        HEAD.format(
            when=when,
            answer=answer(score),
            places=score.places,
            off=errors,
            stopped=score.stopped,
            seconds=seconds,
        ),
        _unknowns(score),
        _figures(score),
        _opinions(score),
        _noticed(score),
        NOT_PROVEN,
    ]
    return "\n".join(parts)


def answer(score: Score) -> str:
    """The finding in a few sentences."""
    one, later = score.together, next(iter(score.figures.values()))
    missed = score.missed()
    says = (
        f"**90 % intervals held {_held(one.held)} known values, and 90 % predictions held "
        f"{_held(later)} figures of other quarters.**"
    )
    if not missed:
        return says + " All that was asked for was reached."
    return says + " Not reached: " + "; ".join(missed) + "."


def _held(held: Held) -> str:
    ends = f"{percent(held.low)} to {percent(held.high)}"
    return f"{held.times} of {held.of} ({percent(held.share)}; {ends})"


def _short(held: Held) -> str:
    return f"{percent(held.share)} ({percent(held.low)} to {percent(held.high)})"


def _unknowns(score: Score) -> str:
    heads = (
        "Unknown",
        "90 % held",
        "50 % held",
        "Bias, in posterior sd",
        "Spread",
        "Ranks, p",
        "Told",
    )
    rows = [_unknown_row(one, is_all=at == 0) for at, one in enumerate(score.recovered)]
    least, most = (percent(share, 0) for share in BETWEEN)
    return _table("Unknowns", heads, rows) + (
        f"\nWanted: 90 % held between {least} and {most}, bias within {BIAS}, "
        f"p of ranks above {RANKS}. In brackets: exact 95 % binomial intervals (of all together "
        "too narrow, since the unknowns of a place hang together). Bias: mean of truth less "
        "posterior mean, with its standard error. Spread: root mean square of the same; 1 where "
        f"widths are right. Ranks: chi-square of {BINS} bins of the rank of the truth among the "
        "draws (S. Talts and others, simulation-based calibration, 2018). Told: how often the "
        'verdict was not "cannot tell".\n'
    )


def _unknown_row(one: Recovered, *, is_all: bool) -> list[str]:
    bias = f"{one.bias:+.2f} ± {one.bias_error:.2f}"
    ranks = "" if is_all else f"{one.ranks:.3f}"
    cells = [_short(one.held), _short(one.held_half), bias, f"{one.spread:.2f}", ranks]
    return [one.name, *cells, f"{percent(one.told, 0)}"]


def _figures(score: Score) -> str:
    rows = [[name, _short(held)] for name, held in score.figures.items()]
    return _table("Figures of other quarters", ("Figure", "90 % held"), rows) + (
        f"\nThe same place, run {QUARTERS} times again with other chance, against the runs at the "
        "draws of the posterior. The last three are figures that no target is about. In brackets: "
        "95 % intervals of the mean over places, since the quarters of a place hang together.\n"
    )


def _opinions(score: Score) -> str:
    heads = ("Unknown", "Fit, CRPS", "Fit over second opinion", "Second opinion, 90 % held")
    rows = [
        [one.name, f"{one.crps:.3f}", f"{one.ratio:.2f}", _short(one.opinion)]
        for one in score.recovered
    ]
    counts = ", ".join(f"{name} {times}" for name, times in score.opinions.items())
    return _table("The second opinion", heads, rows) + (
        "\nRegression-adjusted approximate Bayesian computation on the fit's own 400 runs. CRPS: "
        "continuous ranked probability score in prior standard deviations, lower is better; wanted "
        f"is a ratio of at most {RATIO:.2f}. Its verdicts on right fits: {counts}; it cannot tell "
        "where its runs are worth fewer than 40 "
        "of equal weight.\n"
    )


def _noticed(score: Score) -> str:
    checks = {FLOW: "Stock, flow and waits", TOGETHER: "All together", WEEKDAY: "Weekdays"}
    heads = ("World", "Fits", "Stopped", "A target not met", *checks.values(), "Remaining")
    rows = [
        [
            IN_WORDS[one.world],
            *map(str, (one.of, one.stopped, one.not_met)),
            *(str(one.by_check[name]) for name in checks),
            f"{one.ratio:.2f} × ± {percent(one.error, 0)}",
            _short(Held.of_binomial(one.called, one.of)),
        ]
        for one in score.noticed
    ]
    levels = ", ".join(percent(LEVELS[name], 0) for name in checks)
    return _table("Wrong models", (*heads, "Called wrong"), rows) + (
        "\nA target not met: outside its own 90 % prediction, which the fit itself shows; it calls "
        "nothing wrong. Stock, flow and waits: patients remaining over discharges times the days "
        "after the ready date, which by Little's law hang together in the model whatever its "
        "unknowns are. All together: all targets and priors (chi-square). Weekdays: discharges by "
        "day of the week, which no target is about, against the fit's own. These are the checks on "
        f"the page of every fit; at {levels}, so that a right model is called wrong at most "
        f"{percent(LEVEL, 0)} of times by chance (Bonferroni). Called wrong: by a check, or a fit "
        f"that stopped; wanted is at most {percent(FALSE, 0)} of right models, and "
        f"{percent(NOTICED, 0)} of each wrong one.\n\n"
        "Remaining: over what discharges and ready dates account for, on average over fits, and "
        "the standard error of one such ratio as the fit is told it. Nearly all of that error is "
        "what its four figures are stated to be off by: an effect smaller than that is not there "
        "to be noticed in them. A place that knows its counts better, and says so "
        "(`discrepancy:` of a target), notices smaller ones.\n"
    )


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"## {title}", "", _line(heads), _line(["---"] * len(heads))]
    return "\n".join([*lines, *(_line(row) for row in rows)]) + "\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
