"""What is not known and what is luck, in words: of a run whose replications took draws."""

from __future__ import annotations

import math

import numpy as np

from simulator.experiment.comparison import Comparison
from simulator.experiment.draws import posterior_of
from simulator.experiment.draws_split import Split, student_of
from simulator.experiment.grid import Grid
from simulator.results.run import Floats
from simulator.scenario.schema import Scenario

# A part of the variance is called most of it where the whole of its interval is above this.
MOST = 0.5
NOT_KNOWN, LUCK, CANNOT_TELL = "mostly what is not known", "mostly luck", "cannot tell"
CHANCE_ONLY = "simulation noise only"
CHANCE_ALONE = "chance alone"
FEW_DRAWS = 10
# Below this, draws may well come round again within the runs of one candidate.
ENOUGH_DRAWS = 100


def held(scenario: Scenario, draws: int) -> str:
    """What the ranges of a page hold, in a few words."""
    if posterior_of(scenario) is None or not draws:
        return CHANCE_ONLY
    many = f"{draws} draw{'s' if draws != 1 else ''}"
    return f"what the fit leaves open ({many} of it) and simulation noise"


def averaged(scenario: Scenario) -> str:
    """What ranges hold where each replication takes a draw of its own, to end a line with."""
    if posterior_of(scenario) is None:
        return CHANCE_ALONE
    return "chance, around the average over what the fit leaves open"


def averaged_in_full(scenario: Scenario) -> tuple[str, str] | None:
    """The same in a few words and then in full; None for a place without draws."""
    posterior = posterior_of(scenario)
    if posterior is None:
        return None
    many = len(posterior.table.rows)
    few = f" There are {many} of them, which is few." if many < ENOUGH_DRAWS else ""
    return (
        "Right on average over what the fit leaves open",
        "Each run takes a draw of its own. The answer is of the average over the draws, and the "
        "ranges are of that average: in one place that is still possible it may be otherwise, and "
        f"more runs do not change that.{few} What was not fitted is in no range.",
    )


def not_known(scenario: Scenario) -> str:
    """What a page says of what is not known."""
    if posterior_of(scenario) is not None:
        return (
            "The ± of averages holds what the fit to local figures leaves open; “What is not "
            "known, and what is luck” tells the two apart. What was not fitted is in no range."
        )
    return (
        "How wrong the inputs may be is not in this run: no range on this page contains it. See "
        "the confidence of each input below."
    )


def draws_caveat(scenario: Scenario, draws: int) -> tuple[str, str] | None:
    """What the ranges hold, in a few words and then in full; None for a place without draws."""
    posterior = posterior_of(scenario)
    if posterior is None or not draws:
        if scenario.posterior == "none":
            says = (
                "One point in the middle of what the fit leaves open was run, without the draws: "
                "the ranges are of chance alone and far too narrow to decide on."
            )
            return "Chance only", says
        return None
    few = f" {draws} draws are few: read the ranges as rough." if draws < FEW_DRAWS else ""
    says = (
        f"Each draw of what the fit leaves open was run {posterior.runs_per_draw} times; {draws} "
        f"of {len(posterior.table.rows)} draws were used, and the ranges hold what differs between "
        f"them. Inputs that were not fitted are in no range.{few}"
    )
    return "What the fit leaves open is in the ranges", says


def verdict_of(found: Split, at: int) -> str:
    """Which of the two is most of how replications differ, as far as it can be told."""
    low, high = (float(each[at]) for each in found.share_interval)
    if math.isnan(low):
        return CANNOT_TELL
    if low > MOST:
        return NOT_KNOWN
    return LUCK if high < MOST else CANNOT_TELL


def share_text(found: Split, at: int) -> str:
    """The part of the variance that is due to what is not known, with its interval."""
    share = float(found.share[at])
    low, high = (float(each[at]) for each in found.share_interval)
    if math.isnan(share) or math.isnan(low):
        return CANNOT_TELL
    return f"{100 * share:.0f} % ({100 * low:.0f} to {100 * high:.0f} %)"


def ranges_of(found: Split) -> tuple[Floats, Floats, Floats]:
    """Half-widths that hold 95 %: of what is not known, of the luck of one run, of the mean."""
    unknown = student_of(found.draws - 1) * np.sqrt(found.unknown)
    luck = student_of(found.n - found.draws) * np.sqrt(found.luck)
    return unknown, luck, found.noise_half_width


def held_by(comparison: Comparison) -> str:
    """What the ranges of a comparison hold, in a few words."""
    return held(comparison.arms[0].loaded.scenario, _draws(comparison))


def held_in_words(comparison: Comparison) -> str:
    """The same to end a line with."""
    draws = _draws(comparison)
    if not draws:
        return "Chance alone"
    return f"What the fit leaves open ({draws} draws of it) and chance"


def held_by_grid(grid: Grid) -> str:
    """What the ranges of values that are varied hold, in a few words."""
    scenario = grid.arms[grid.points[0]].loaded.scenario
    return held(scenario, _run(scenario, grid.replications))


def grid_caveat(grid: Grid) -> tuple[str, str] | None:
    """The same in a few words and then in full; None for a place without draws."""
    scenario = grid.arms[grid.points[0]].loaded.scenario
    return draws_caveat(scenario, _run(scenario, grid.replications))


def _run(scenario: Scenario, replications: int) -> int:
    """How many draws so many replications take."""
    posterior = posterior_of(scenario)
    if posterior is None:
        return 0
    return min(len(posterior.table.rows), math.ceil(replications / posterior.runs_per_draw))


def _draws(comparison: Comparison) -> int:
    return max((int(each.draws.max()) for each in comparison.splits if each), default=0)
