"""Tables of a fit, for its page."""

from __future__ import annotations

from calibration.fit.fitted import Fitted
from calibration.sitrep.measures import MEASURES
from simulator.report.table import Column, Table, Unit


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def parameter_table(found: Fitted) -> Table:
    """A row an unknown: prior against posterior."""
    rows = []
    for free, one in zip(found.question.frees, found.parameters().to_dict("records"), strict=True):
        rows.append(
            (
                one["unknown"],
                one["stands"],
                f"{free.in_words(one['prior_median'])} ({one['prior_low']:.3g} to "
                f"{one['prior_high']:.3g})",
                f"{free.in_words(one['median'])} ({one['low']:.3g} to {one['high']:.3g})",
                f"{one['contraction']:.2f}",
                one["verdict"],
                one["source_of_prior"],
            )
        )
    heads = ("Unknown", "The place says", "Prior", "Posterior", "Contraction", "Verdict")
    return Table(
        "unknowns",
        "Unknowns before and after",
        tuple(Column(head) for head in (*heads, "Source of the prior")),
        tuple(rows),
        "Middle and 90 % interval; per cent are of what the place says. "
        "Contraction: 1 less the posterior's variance over the prior's; "
        "0 is nothing learnt, 1 is all known. Below 0.51 (a spread of more than 0.7 of the "
        "prior's) the verdict is: cannot tell.",
        is_open=True,
    )


def target_table(found: Fitted) -> Table:
    """A row a target: observed, uncertainty, predictions before and after."""
    rows = []
    for one in found.targets().to_dict("records"):
        predicted = [
            f"{one[f'{name}_median']:.3g} ({one[f'{name}_low']:.3g} to {one[f'{name}_high']:.3g})"
            for name in ("prior", "posterior")
        ]
        parts = [_percent(one[name]) for name in ("sampling", "monthly", "discrepancy")]
        verdict = "yes" if one["is_inside"] else "✗ no"
        period = f"{one['first']} to {one['last']}"
        rows.append((one["target"], f"{one['observed']:.4g}", period, *parts, *predicted, verdict))
    heads = ("Target", "Observed", "Period", "Sampling", "Month to month", "Model discrepancy")
    return Table(
        "targets",
        "Targets, and what the model predicts of them before and after",
        tuple(Column(head) for head in (*heads, "Prior predicts", "Posterior predicts", "Inside")),
        tuple(rows),
        "Uncertainties are standard deviations as shares of the figure; the chance of a run of the "
        "model's own period is added by the fit. Discrepancies by default: 10 % on delays, 5 % on "
        "flows and stocks, 10 % on others. Predictions: middle and 90 % interval, of what would be "
        "observed.",
        is_open=True,
    )


def definition_table(found: Fitted) -> Table:
    """A row a target: exactly what the model counts, and where the figure comes from."""
    from simulator.results.measures import REGISTRY

    by_hand = "stated by hand, in the model's own definition"
    rows = tuple(
        (
            one.name,
            f"{one.key.measure} ({one.key.statistic})",
            REGISTRY[one.key.measure].definition,
            one.source or by_hand,
        )
        for one in found.question.observed
    )
    heads = ("Target", "Measure of the model", "What the model counts", "Observed in")
    return Table("definitions", "Definitions", tuple(map(Column, heads)), rows)


def pair_table(found: Fitted) -> Table:
    """A row a pair that cannot be told apart."""
    rows = tuple(
        (a, b, f"{r:.2f}", "the one over the other" if r > 0 else "the two together")
        for a, b, r in found.ensemble.tied
    )
    heads = ("Unknown", "and", "Correlation", "What is known")
    note = "Pairs whose posterior draws have a correlation beyond 0.7."
    return Table("pairs", "Pairs that cannot be told apart", tuple(map(Column, heads)), rows, note)


def left_out_table(found: Fitted) -> Table:
    """A row a figure of the table of published figures that is no target."""
    rows = []
    for one in found.question.left_out.to_dict("records"):
        measure = MEASURES.get(one["measure"])
        cells = (one["measure"], one["reason"], one["setting"], one["responsible"])
        rows.append((*cells, measure.basis if measure else "", float(one["rows"])))
    heads = ("Figure", "Reason", "Setting", "Responsible", "Basis")
    columns = (*map(Column, heads), Column("Rows", Unit("number")))
    note = "Nothing is guessed: a row is a target only where the fit file pairs it."
    return Table("left-out", "Rows of the table that are no target", columns, tuple(rows), note)


def failure_table(found: Fitted) -> Table:
    """A row a reason why runs failed."""
    rows = tuple((says, float(n)) for says, n in found.failures.most_common())
    columns = (Column("Why"), Column("Runs", Unit("number")))
    return Table("failed", "Runs that failed and were left out", columns, rows)
