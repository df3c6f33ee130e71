"""Picture 12: the averages answer beside the simulated one, and why they differ."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.experiment.averages import Average
from simulator.experiment.comparison import Comparison
from simulator.report.comparison_cells import FIGURES, PAIRED, effects_of, names_of
from simulator.report.comparison_tables import averages_table
from simulator.report.effect_words import signed
from simulator.report.estimate import Estimate, decimals, plain, rounded
from simulator.report.known import NO_END, Known
from simulator.report.names import Names
from simulator.report.picture import INK, LIGHT, PALETTE, Picture, as_svg, sheet, style
from simulator.report.queue_move import queue_key
from simulator.report.table import PATIENTS, Column, Said, Table
from simulator.results.paired import Effect
from simulator.results.verdict import Verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_PANELS, MOST_ROWS = 6, 8
NO_CHANGE = 1e-6
WHY = (
    "Averages multiply arrivals by the mean stay that patients would have if nobody queued; ward "
    "rounds and opening hours are in it. They know nothing of chance, so neither of queues, which "
    "chance makes even where there is room on average, nor of full places that block the one "
    "before (longer stays), nor of who comes back, is sent elsewhere or gives up because of them "
    "(more or fewer stays)."
)


@dataclass(frozen=True, slots=True)
class Change:
    """What a scenario does to the patients in a care setting: by averages, and as simulated.

    ``apart`` is simulated less by averages: ``longer`` because stays change through queues, and
    ``more`` because other numbers of stays begin.
    """

    care_setting: str
    title: str
    by_averages: float
    effect: Effect
    longer: float
    more: float

    @property
    def apart(self) -> float:
        """Simulated less by averages."""
        return self.effect.difference - self.by_averages

    @property
    def is_apart(self) -> bool:
        """Whether the interval of the simulated change leaves the averages answer out."""
        return not math.isnan(self.effect.half_width) and abs(self.apart) > self.effect.half_width


def changes_of(comparison: Comparison, rows: Sequence[Average]) -> list[Change]:
    """Every scenario's change in every care setting for which there is an averages answer."""
    by = {(row.scenario, row.care_setting): row for row in rows}
    reference, together = comparison.arms[0].label, len(comparison.others)
    found = []
    for name in dict.fromkeys(row.care_setting for row in rows):
        for arm, effect in effects_of(comparison, queue_key("census", name), together):
            before, after = by.get((reference, name)), by.get((arm.label, name))
            if before is not None and after is not None:
                found.append(
                    Change(
                        name,
                        arm.title,
                        float(after.by_averages - before.by_averages),
                        effect,
                        float(after.longer_stays - before.longer_stays),
                        float(after.more_stays - before.more_stays),
                    )
                )
    return found


def averages_picture(comparison: Comparison, rows: Sequence[Average]) -> Picture | None:
    """A panel a care setting, a row a scenario; None where averages say nothing of any."""
    if not rows:
        return None
    names = names_of(comparison)
    shown = _largest(rows)[:MOST_PANELS]
    arms = comparison.arms[:MOST_ROWS]
    changes = changes_of(comparison, rows)
    with style():
        figure = sheet(len(shown) * (0.8 + 0.3 * len(arms)) + 0.5)
        panels = figure.subplots(len(shown), 1, squeeze=False)[:, 0]
        for axes, name in zip(panels, shown, strict=True):
            _panel(axes, comparison, [r for r in rows if r.care_setting == name], changes)
            axes.set_title(names.place(name))
        panels[-1].set_xlabel("patients")
        _legend(panels[0])
        svg = as_svg(figure, "averages")
    title = finding(changes, names)
    return Picture(
        "averages",
        title,
        "What would averages have said, and what do they miss?",
        svg,
        f"{len(shown)} panels, one for each care setting, with a row for each scenario: the number "
        "of patients by averages, the simulated number with its interval, the range of days, and "
        f"the places open. {title}.",
        f"{WHY} Grey: on 9 days in 10 the number at midnight lies in it (day-to-day range); a "
        "place planned for its average is short on many of them.",
        (changes_table(comparison, changes, names), averages_table(comparison, rows)),
    )


def _largest(rows: Sequence[Average]) -> list[str]:
    """Care settings, the one with most patients first."""
    size: dict[str, float] = {}
    for row in rows:
        size[row.care_setting] = max(size.get(row.care_setting, 0.0), row.simulated)
    return sorted(size, key=lambda name: -size[name])


def _panel(
    axes: Axes, comparison: Comparison, rows: Sequence[Average], changes: Sequence[Change]
) -> None:
    by = {row.scenario: row for row in rows}
    said = {(each.title, each.care_setting): each for each in changes}
    arms = comparison.arms[:MOST_ROWS]
    for at, arm in enumerate(arms):
        row = by.get(arm.label)
        if row is None:
            continue
        _row(axes, at, row, Known.of(comparison.results[at]))
        change = said.get((arm.title, row.care_setting))
        if at and change is not None:
            axes.annotate(
                _beside(change), (1.02, at), xycoords=("axes fraction", "data"), fontsize=7.5,
                va="center", annotation_clip=False,
            )  # fmt: skip
    titles = ["\n".join(textwrap.wrap(arm.title, 30)[:2]) for arm in arms]
    axes.set_yticks(range(len(arms)), titles, fontsize=7.5)
    axes.set_ylim(len(arms) - 0.5, -0.5)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")


def _row(axes: Axes, at: int, row: Average, known: Known) -> None:
    where = {"care_setting": row.care_setting}
    low, high = (known.get("midnight_census", where, each) for each in ("p05", "p95"))
    if low is not None and high is not None and low.is_known:
        (bar,) = axes.barh(at, high.mean - low.mean, left=low.mean, height=0.5, color=LIGHT)
        bar.sticky_edges.x[:] = []
    # What a team by visits can carry is visits, not patients.
    is_visits = known.result.setup.scenario.care_settings[row.care_setting].kind == "visits"
    if row.open is not None and row.open < NO_END and not is_visits:
        axes.plot([row.open, row.open], [at - 0.32, at + 0.32], color=INK, linewidth=1.6)
    mark: Any = {"color": PALETTE[0], "capsize": 3, "marker": "o", "markersize": 5}
    axes.errorbar(row.simulated, at, xerr=np.nan_to_num(row.half_width), **mark)
    axes.plot(row.by_averages, at, marker="D", markersize=6, color=PALETTE[3], linestyle="none")


def _legend(axes: Axes) -> None:
    """What the marks are."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    none: Any = {"linestyle": "none"}
    marks = [
        Line2D([], [], marker="D", color=PALETTE[3], label="by averages", **none),
        Line2D([], [], marker="o", color=PALETTE[0], label="simulated", **none),
        Patch(color=LIGHT, label="9 days in 10"),
        Line2D([], [], color=INK, label="open"),
    ]
    axes.legend(
        handles=marks,
        loc="lower right",
        bbox_to_anchor=(1, 1),
        ncols=4,
        frameon=False,
        fontsize=7.5,
    )


def _beside(change: Change) -> str:
    return f"averages {_moves(change)},\nsimulated {signed(change.effect)}"


def _moves(change: Change) -> str:
    """What averages say that changes, rounded like the simulated change."""
    text = _rounded(change.by_averages, change)
    if not text.strip("0.") or abs(change.by_averages) < NO_CHANGE:
        return "no change"
    return text if change.by_averages < 0 else f"+{text}"


def _rounded(value: float, change: Change) -> str:
    half = change.effect.half_width
    return rounded(value, decimals(half)) if half > 0 else plain(value)


def finding(changes: Sequence[Change], names: Names) -> str:
    """Where averages and simulation differ most on what a scenario does."""
    apart = [each for each in changes if each.is_apart]
    if not changes:
        return "What averages would have said"
    if not apart:
        if any(each.effect.verdict is Verdict.CANNOT_TELL for each in changes):
            return "No change is surely other than averages say, and some cannot be told"
        return "Averages and simulation agree on what changes, within simulation noise"
    most = max(apart, key=lambda each: abs(each.apart))
    return (
        f"{names.place(most.care_setting)}, {most.title}: averages say {_moves(most)}, "
        f"the model estimates {signed(most.effect)} patients"
    )


def changes_table(comparison: Comparison, changes: Sequence[Change], names: Names) -> Table:
    """What each scenario changes, by averages and as simulated, and what averages miss of it."""
    n = comparison.replications
    rows = [
        (
            names.place(each.care_setting),
            each.title,
            Said(_moves(each), each.by_averages),
            Said(
                signed(each.effect), Estimate(each.effect.difference, each.effect.half_width, n, n)
            ),
            Said(_rounded(each.longer, each), each.longer),
            Said(_rounded(each.more, each), each.more),
            _says(each),
        )
        for each in changes
    ]
    return Table(
        "Averages and changes",
        "What each scenario changes, by averages and as simulated",
        (
            *map(Column, ("Care setting", "Scenario")),
            Column("By averages", FIGURES),
            Column("Simulated", FIGURES),
            Column("Of which queues", PATIENTS),
            Column("Of which other stays", PATIENTS),
            Column("Says"),
        ),
        tuple(rows),
        f"{PAIRED} Simulated is by averages plus the two parts beside it: stays that queues and "
        "full places make longer or shorter, and stays that begin besides or not at all.",
        ("census",),
        is_open=True,
    )


def _says(change: Change) -> str:
    if math.isnan(change.effect.half_width):
        return "no interval"
    if not change.is_apart:
        return "the same within noise"
    is_queue = abs(change.longer) >= abs(change.more)
    return "averages miss it: " + ("queues" if is_queue else "other numbers of stays")
