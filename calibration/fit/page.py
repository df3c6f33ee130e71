"""The page of belief: what a fit tells and what it does not, in one self-contained file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from calibration.fit.belief import Belief
from calibration.fit.belief_tables import (
    across_table,
    alone_table,
    asked_table,
    opinion_table,
    prior_table,
    unused_table,
    worth_table,
)
from calibration.fit.belief_words import (
    agreement_in_words,
    asks_in_words,
    combinations_in_words,
    holds_in_words,
)
from calibration.fit.check_together import called_wrong, check_table
from calibration.fit.fitted_scenario import FITTED
from calibration.fit.picture import parameter_picture, target_picture
from calibration.fit.tables import (
    definition_table,
    failure_table,
    left_out_table,
    pair_table,
    parameter_table,
    target_table,
)
from calibration.fit.words import headline, told_in_words
from calibration.fit.worth_picture import worth_picture
from simulator.report.frame import framed
from simulator.report.page import reproduce


def write_page(belief: Belief, manifest: Mapping[str, Any], file: Path) -> None:
    """Write the page as a self-contained HTML file, the same for equal results."""
    file.write_text(render(belief, manifest), encoding="utf-8", newline="\n")


def render(belief: Belief, manifest: Mapping[str, Any]) -> str:
    """The page as text."""
    found, question = belief.found, belief.found.question
    more = [pair_table(found), prior_table(belief), definition_table(found), failure_table(found)]
    return framed(
        "fit.html",
        [question.place.scenario],
        title=f"What the targets tell of {' '.join(question.place.scenario.title.split())}",
        headline=headline(found) + called_wrong(belief.checks),
        told=told_in_words(found),
        pairs=combinations_in_words(found),
        asks=asks_in_words(belief),
        agreement=agreement_in_words(belief),
        opinions=opinion_table(belief),
        holds=list(holds_in_words(belief.across)),
        cautions=question.cautions,
        pictures=[parameter_picture(found), target_picture(found), worth_picture(belief)],
        tables=[parameter_table(found), target_table(found)],
        checks=check_table(belief.checks),
        worth=[worth_table(belief), asked_table(belief), alone_table(belief)],
        unused=unused_table(belief) if len(belief.unused) else None,
        across=across_table(belief) if belief.across else None,
        held_out=_held_out(belief),
        more=[table for table in (*more, left_out_table(found)) if table.rows],
        members=question.members,
        runs=belief.runs_in_all,
        window=question.window,
        fitted=FITTED,
        reproduce=reproduce(manifest),
    )


def _held_out(belief: Belief) -> str:
    """The part on months that were held out, as markup; '' where none were."""
    if belief.held_out is None:
        return ""
    from calibration.fit.held_out_page import part

    return str(part(belief.held_out))
