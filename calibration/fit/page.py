"""The diagnosis of a fit as one page that needs nothing else to be read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from calibration.fit.fitted import Fitted
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
from calibration.fit.words import headline, pairs_in_words, told_in_words
from simulator.report.page import TEMPLATES, reproduce, tied


def write_page(found: Fitted, manifest: Mapping[str, Any], file: Path) -> None:
    """Write the page as a self-contained HTML file, the same for equal results."""
    file.write_text(render(found, manifest), encoding="utf-8", newline="\n")


def render(found: Fitted, manifest: Mapping[str, Any]) -> str:
    """The page as text."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["titles"] = {}
    environment.filters["tied"] = tied
    question = found.question
    more = [pair_table(found), definition_table(found), failure_table(found)]
    return environment.get_template("fit.html").render(
        title=f"What the targets tell of {' '.join(question.place.scenario.title.split())}",
        headline=headline(found),
        told=told_in_words(found),
        pairs=pairs_in_words(found),
        cautions=question.cautions,
        pictures=[parameter_picture(found), target_picture(found)],
        tables=[parameter_table(found), target_table(found)],
        more=[table for table in (*more, left_out_table(found)) if table.rows],
        members=question.members,
        runs=sum(len(step.z) for step in found.steps),
        window=question.window,
        fitted=FITTED,
        reproduce=reproduce(manifest),
    )
