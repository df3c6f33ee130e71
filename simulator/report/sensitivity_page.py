"""The report of a sensitivity analysis as one page that needs nothing else to be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.experiment.pairing import cautions
from simulator.experiment.sensitivity import Sensitivity
from simulator.report.draws_words import averaged, averaged_in_full
from simulator.report.frame import framed
from simulator.report.headline import TRIAL, Caveat
from simulator.report.names import Names
from simulator.report.page import reproduce
from simulator.report.picture import Picture
from simulator.report.sensitivity_caution import span_warnings
from simulator.report.sensitivity_tables import differs_table, points_table, swings_table
from simulator.report.sensitivity_words import answer
from simulator.report.table import Table
from simulator.report.tornado_picture import crossing_picture, tornado_picture
from simulator.results.measures import REGISTRY, Key


@dataclass(frozen=True, slots=True)
class SensitivityView:
    """All that a page shows. ``chosen``: how the inputs were chosen, where nobody named them."""

    found: Sensitivity
    is_trial: bool
    chosen: str = ""

    @property
    def names(self) -> Names:
        """What things are called: in the scenario, which has all that the reference has or more."""
        return Names(self.found.second.loaded.scenario)

    @property
    def title(self) -> str:
        """What was asked, as a heading."""
        return f"Does it hold? {self.found.second.title} against {self.found.first.title}"

    @property
    def question(self) -> str:
        """The scenario's own question."""
        return " ".join((self.found.second.loaded.scenario.question or "").split())

    @property
    def sentences(self) -> list[str]:
        """A sentence a figure."""
        return [answer(self.found, key, self.names) for key in self.found.keys]

    @property
    def banners(self) -> list[str]:
        """What has to be said before anything else."""
        found = [TRIAL] if self.is_trial else []
        if self.found.replications < 2:
            found.append("One replication: no interval can be given, chance may be all there is.")
        return found

    @property
    def warned(self) -> list[str]:
        """What is given outside its bounds; what keeps the two from having the same patients."""
        paired = cautions(self.found.first, self.found.second)
        return [*span_warnings(self.found, self.names), *paired]

    @property
    def held(self) -> str:
        """What the ranges hold, in a few words."""
        return averaged(self.found.second.loaded.scenario)

    @property
    def caveats(self) -> list[Caveat]:
        """Three things to keep in mind; first of all, where what is given was not run."""
        n = len(self.found.spans)
        chosen = self.chosen or f"{n} input{'s were' if n != 1 else ' was'} named by the user."
        outside = list(span_warnings(self.found, self.names))
        open_still = averaged_in_full(self.found.second.loaded.scenario)
        return [
            *([Caveat("Not about what is planned", f"{'; '.join(outside)}.")] if outside else []),
            Caveat(
                "One input at a time",
                "Everything else stays as given. Two inputs that do not turn the decision round "
                "alone may do so together.",
            ),
            Caveat(
                "The bounds say nothing of chances",
                f"{chosen} What was not varied may matter more, and how likely a value between "
                "the bounds is, the model does not know.",
            ),
            Caveat(
                open_still[0] if open_still else "Ranges are of chance alone",
                f"{f'{open_still[1]} ' if open_still else ''}Between values that were run the "
                "difference is taken to run straight; a bend between them is not in the interval "
                "of the flip.",
            ),
        ]

    @property
    def pictures(self) -> list[Picture]:
        """A tornado a figure, each with the lines along inputs that may turn it round."""
        return [each for key in self.found.keys for each in self._pictures(key)]

    def _pictures(self, key: Key) -> Iterator[Picture]:
        yield tornado_picture(self.found, key, self.names)
        along = crossing_picture(self.found, key, self.names)
        if along is not None:
            yield along

    @property
    def tables(self) -> list[Table]:
        """Every swing, so that it is on paper as well, and every value that was run."""
        swings = [swings_table(self.found, key, self.names) for key in self.found.keys]
        return [*swings, *(points_table(self.found, key, self.names) for key in self.found.keys)]

    @property
    def glossary(self) -> list[Any]:
        """The measures that it is told by."""
        used = {key.measure for key in self.found.keys}
        return [measure for name, measure in REGISTRY.items() if name in used]


def write_page(view: SensitivityView, manifest: Mapping[str, Any], file: Path) -> None:
    """Write a page as a self-contained HTML file, the same for equal results."""
    file.write_text(render(view, manifest), encoding="utf-8", newline="\n")


def render(view: SensitivityView, manifest: Mapping[str, Any]) -> str:
    """The page as text."""
    pictures = view.pictures
    return framed(
        "sensitivity.html",
        [arm.loaded.scenario for arm in (view.found.first, view.found.second)],
        banners=view.banners,
        view=view,
        first=pictures[0],
        pictures=pictures[1:],
        differs=differs_table(view.found),
        reproduce=reproduce(manifest),
    )
