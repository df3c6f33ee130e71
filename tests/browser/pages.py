"""One page of every kind, made of small places."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from simulator import size
from simulator.experiment.replication import Setup
from simulator.report import comparison_page, sensitivity_page, size_page
from simulator.report.comparison_landing import make_ready, run_comparison
from simulator.report.landing import Asked
from simulator.report.page import write_report
from simulator.report.replay import replay_page, run_again
from simulator.results.published import compare_published
from simulator.scenario.schema import Published
from tests.experiment.place import SHORT, SMALL
from tests.experiment.place import loaded as small
from tests.report.compared import of_results
from tests.report.place import MANIFEST, batch, loaded
from tests.report.straight import sensitivity, span

SCENARIOS = Path(__file__).parent.parent.parent / "scenarios"
BEDS = "care_settings.acute.units.General and acute.beds"
GOAL = "waiting_for_place[care_setting=acute] <= 30"
STEEP = [2.0, 2.2, 1.8, 2.1]
COUNT = {"measure": "open_places", "where": {"care_setting": "all acute"}, "source": "a count"}


def run_page(file: Path) -> None:
    """With figures that agree and differ, and a check of every standing."""
    given = [Published(title=f"Beds, count {n}", value=20 + 5 * n, **COUNT) for n in range(8)]
    scenario = batch().setup.scenario.model_copy(update={"published": tuple(given)})
    found = tuple(compare_published(scenario.published, batch().summary))
    write_report(replace(batch(), published=found), loaded(), MANIFEST, file)


def comparison(file: Path, scenarios: int = 2) -> None:
    found = of_results(*[batch()] * scenarios)
    comparison_page.write_page(comparison_page.view_of(found, [], []), MANIFEST, file)


def sized(file: Path) -> None:
    found = size(SMALL, [f"{BEDS}=20..60:20"], [GOAL], at_most=10, sets=SHORT)
    size_page.write_page(size_page.view_of(found, is_trial=True), MANIFEST, file)


def swung(file: Path) -> None:
    found = sensitivity({span("handoffs.assessment.staff"): STEEP})
    view = sensitivity_page.SensitivityView(found, is_trial=False)
    sensitivity_page.write_page(view, MANIFEST, file)


def replayed(file: Path) -> None:
    run = run_again(Setup.of(small().scenario), 1, "compiled")
    file.write_text(replay_page(run), encoding="utf-8")


def eight_of_the_baseline(file: Path) -> None:
    """As `stepdown compare` of eight, over a shorter time."""
    names = ["baseline", "seven_day_response", "more_step_down", "fewer_step_down", "hub_of_24"]
    names += ["trusted_assessor", "mobile_working", "pooled_budget"]
    short = ("calendar.warm_up=30 days", "calendar.run_for=60 days")
    paths = [SCENARIOS / f"{name}.yaml" for name in names]
    asked = Asked(replications=2, sets=short, jobs=1, command=("stepdown", "compare"))
    landed = run_comparison(make_ready(paths, asked), file.parent)
    shutil.copy(landed.report, file)


KINDS: dict[str, Callable[[Path], None]] = {
    "run": run_page,
    "compare": comparison,
    "size": sized,
    "sensitivity": swung,
    "replay": replayed,
}
