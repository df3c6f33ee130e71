"""The page of fitted lengths of stay, in one self-contained file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from calibration.stay.banded import LEAST
from calibration.stay.fitted_law import SCENARIO, law_of
from calibration.stay.group_fit import GroupFit
from calibration.stay.picture import picture
from calibration.stay.question import Question
from calibration.stay.tables import band_table, family_table, overview, reading_table
from calibration.stay.words import cautions, headline, untold
from simulator.report.frame import NOBODY, framed
from simulator.report.page import reproduce
from simulator.scenario.load import dump


def write_page(
    question: Question, fits: tuple[GroupFit, ...], manifest: Mapping[str, Any], file: Path
) -> None:
    """Write the page as a self-contained HTML file, the same for equal results."""
    file.write_text(render(question, fits, manifest), encoding="utf-8", newline="\n")


def render(question: Question, fits: tuple[GroupFit, ...], manifest: Mapping[str, Any]) -> str:
    """The page as text."""
    place = question.place
    into: dict[str, list[str]] = {}
    for each in question.into:
        into.setdefault(each.group, []).append(each.path)
    return framed(
        "stays.html",
        [place.scenario] if place is not None else [],
        title=f"Lengths of stay of {question.source.organisation}",
        headline=headline(fits),
        overview=overview(fits),
        parts=[_part(found, at, into) for at, found in enumerate(fits, 1)],
        small=question.small,
        notes=question.source.notes,
        scenario=SCENARIO,
        has_place=place is not None,
        nobody=NOBODY,
        reproduce=reproduce(manifest),
    )


def _part(found: GroupFit, at: int, into: Mapping[str, list[str]]) -> dict[str, Any]:
    name = found.group.name
    return {
        "id": f"group-{at}",
        "name": name[:1].upper() + name[1:],
        "about": f"{_whose(found)}. {found.basis.says[:1].upper()}{found.basis.says[1:]}.",
        "picture": picture(found, at),
        "cautions": cautions(found),
        "untold": untold(found),
        "tables": [reading_table(found), family_table(found), band_table(found)],
        "open": _open(found),
        "law": dump(law_of(found)).rstrip(),
        "into": into.get(name, []),
    }


def _whose(found: GroupFit) -> str:
    group = found.group
    which = "that ended" if found.basis.records == "ended" else "of those admitted"
    stays = f"{group.stays:,.0f} stays {which}"
    return f"{stays} from {group.first} to {group.last}, of {', '.join(group.files)}"


def _open(found: GroupFit) -> str:
    """What was done with people still in bed, and what they say of whole stays."""
    still = found.basis.still
    if still is None:
        return _open_of_need(found) if found.basis.kind == "need" else ""
    says = (
        f"{still.census.patients:,.0f} stays were open on {found.group.last}; departures lead to "
        f"expect {still.expected:,.0f} in a place that neither fills nor empties."
    )
    if found.with_open is None:
        return says
    before, after = (one.estimates["mean_days"] for one in (found.choice.chosen, found.with_open))
    return (
        f"{says} They are met longer the longer they stay, and as such are of the law of those "
        f"who left (p = {still.chance:.2g}); added to the fit they would move the mean of whole "
        f"stays from {before.value:.3g} to {after.value:.3g} days."
    )


def _open_of_need(found: GroupFit) -> str:
    """Why they are not in a fit of the need, and whether that loses anything."""
    group = found.group
    if not group.open.middle:
        return ""
    few = group.open.middle < LEAST
    count = f"fewer than {LEAST}" if few else f"about {group.open.middle:,.0f}"
    how = (
        "Stays that ended in a period are as long as all are if as many come as go, so nothing is "
        "lost by it."
        if found.basis.records == "ended"
        else "That the longest are among them is allowed for by how long each could be watched."
    )
    return (
        f"Of stays, {count} were still open on {group.last}. They are not in the fit of the need, "
        f"since it is not known which of them were ready. {how}"
    )
