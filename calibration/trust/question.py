"""The fit file of a drafted place: what is not known, with priors, and what is observed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from calibration.sitrep.measures import MEASURES
from calibration.trust.published import Published
from calibration.trust.recipe import recipe
from simulator.experiment.span import targets as targets_of
from simulator.scenario.load import Loaded

# Fewer months after the fitted period than this are no test.
_LEAST_MONTHS = 3


def fit_plain(published: Published, place: Loaded, lean: str = "") -> dict[str, Any]:
    """A fit file as plain mappings and lists; ``lean``: only what is marked with this word."""
    chosen = list(_targets(published, lean))
    plain: dict[str, Any] = {
        "schema_version": 1,
        "organisation": published.code,
        "period": {"first": published.first, "last": published.last},
        "unknowns": list(_unknowns(place, lean)),
        "targets": chosen,
    }
    since = _held_out_from(published, chosen)
    if since:
        # Nothing ends after the period that is fitted, so that this only says what to predict.
        plain["held_out"] = {"from": since}
    return plain


def _unknowns(place: Loaded, lean: str) -> Iterator[dict[str, Any]]:
    for each in recipe()["unknowns"]:
        if lean not in each.get("lean", ()) if lean else each.get("only_lean"):
            continue
        nodes = targets_of(place, each["path"])
        if not nodes:
            continue
        prior = each.get("prior") or _around(float(str(nodes[0][1].value)), each["around"])
        made_up = {"makes_up": each["makes_up"]} if "makes_up" in each else {}
        yield {"path": each["path"], "prior": dict(prior), "source": each["source"], **made_up}


def _around(share: float, odds: list[float]) -> dict[str, Any]:
    """A prior about a share as stated: its odds times each bound."""
    low, high = (share * each / (1 - share + share * each) for each in odds)
    return {"family": "logit-normal", "low": float(f"{low:.3g}"), "high": float(f"{high:.3g}")}


def _targets(published: Published, lean: str) -> Iterator[dict[str, Any]]:
    """Each figure of the recipe that the table has in the period."""
    taken: set[str] = set()
    for each in recipe()["targets"]:
        if (lean and lean not in each.get("lean", ())) or each.get("unless") in taken:
            continue
        rows = max(each["rows"], key=lambda one: _days(published, one))
        if _days(published, rows) == 0 or _impossible(published, each, rows):
            continue
        taken.add(each["title"])
        kept = ("title", "measure", "where", "definitions_differ", "discrepancy")
        yield {**{name: each[name] for name in kept if name in each}, "rows": dict(rows)}


def left_out(published: Published, lean: str = "") -> list[str]:
    """Figures that are there and are no targets since nothing in a place makes them, in words."""
    says = []
    for each in recipe()["targets"]:
        if lean and lean not in each.get("lean", ()):
            continue
        rows = max(each["rows"], key=lambda one: _days(published, one))
        if _days(published, rows) and _impossible(published, each, rows):
            found = published.find(rows["measure"], rows.get("reason", ""))
            value = found.value if found else math.nan
            says.append(f"{each['title']} ({value:.2f}): {each['because']}")
    return says


def _impossible(published: Published, target: dict[str, Any], rows: dict[str, str]) -> bool:
    """Whether a figure lies where only a way of recording could put it."""
    if "possible" not in target:
        return False
    low, high = target["possible"]
    found = published.find(rows["measure"], rows.get("reason", ""))
    return found is None or not low <= found.value <= high


def _rows(published: Published, says: dict[str, str]) -> pd.DataFrame:
    rows = published.rows
    chosen = rows["measure"] == says["measure"]
    for name in ("reason", "setting", "responsible"):
        chosen &= rows[name] == says.get(name, "")
    return rows[chosen]


def _days(published: Published, says: dict[str, str]) -> int:
    """Days of the period that a figure tells of; 0 where it has only what no fit can use."""
    rows = published.within(_rows(published, says))
    if rows.empty or not math.isfinite(rows["value"].sum()) or rows["value"].sum() <= 0:
        return 0
    assert says["measure"] in MEASURES
    return len(pd.unique(rows["start"])) and int((rows["end"].max() - rows["start"].min()).days + 1)


def _held_out_from(published: Published, chosen: list[dict[str, Any]]) -> str:
    """The month after the period, where some target goes on for a while after it."""
    after = pd.Timestamp(published.last) + pd.offsets.Day(1)
    for each in chosen:
        rows = _rows(published, each["rows"])
        stems = _rows(published, {**each["rows"], "measure": stem_of(each["rows"]["measure"])})
        later = pd.concat([rows, stems])
        later = later[later["start"] >= after]
        if later["start"].dt.to_period("M").nunique() >= _LEAST_MONTHS:
            return f"{after:%Y-%m}"
    return ""


def stem_of(measure: str) -> str:
    """The measure of today's definition that one of the older definition became; itself if none."""
    stem = measure.removesuffix("_2022")
    return stem if stem in MEASURES else measure
