"""The small place of the tutorials, and folders as runs and fits of it leave them, without runs."""

from __future__ import annotations

import json
from pathlib import Path

from simulator.experiment.folder import Folder, write_manifest
from simulator.experiment.prepare import prepare
from simulator.experiment.request import Request

RIVERSIDE = Path(__file__).resolve().parents[2] / "docs" / "tutorials" / "riverside"
HOLDS = {"name": "littles_law", "says": "Census = rate × stay", "passed": True, "figure": "38.1"}
FAILS = {"name": "enough_replications", "says": "Known to 5%", "passed": False, "figure": "± 30%"}


def written(folder: Path, *changes: tuple[str, str]) -> Path:
    """The place as a file in a folder, with pieces of its text replaced."""
    text = (RIVERSIDE / "place.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "place.yaml").write_text(text, encoding="utf-8")
    return folder / "place.yaml"


def ran(scenario: Path, *checks: dict[str, object], is_trial: bool = False) -> Path:
    """The folder that a run of a scenario would leave, beside it."""
    loaded = prepare(scenario)
    batch = loaded.scenario.batch
    folder = Folder.of(loaded, batch, "compiled", is_trial, scenario.parent)
    place = scenario.parent / "run"
    request = Request.of(
        loaded, batch, "compiled", folder, command=("stepdown", "run", "place.yaml")
    )
    request.begin(loaded, place)
    shown = {
        "checks": list(checks or (HOLDS,)),
        "published": [],
        "not_yet_as_precise_as_asked": [],
    }
    (place / "checks.json").write_text(json.dumps(shown), encoding="utf-8")
    manifest = {
        **{"asked": request.plain(), "command": list(request.command), "key": folder.key},
        **{"code_sha256": "c0de" * 16, "commit": "abc1234", "dirty": True, "seed": 7},
        **{"versions": {"python": "3.11.9"}, "hardware": {"system": "Linux", "processors": 2}},
        **{"engine": "compiled", "trial": is_trial, "replications_done": 12},
        **{"seconds_simulating": 3.5, "seconds_by_stage": {"run": 1.25}},
    }
    write_manifest(manifest, place)
    return place


def fitted(folder: Path) -> Path:
    """The folder that a fit would leave."""
    folder.mkdir()
    manifest = {"members": 60, "method": "ensemble smoother", "runs": 300}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "diagnosis.json").write_text(
        json.dumps({"tied": [], "failed": {}, "cautions": ["Read them as too narrow."]}),
        encoding="utf-8",
    )
    (folder / "parameters.csv").write_text(
        "unknown,unit,stands,prior_low,prior_median,prior_high,low,median,high,contraction,"
        "spread_left,verdict,source_of_prior\n"
        "handoffs.equipment.lead_time.mean,working days,2,1,2.2,5,1.81,2.03,2.31,0.9,0.3,told,"
        "the store\n",
        encoding="utf-8",
    )
    (folder / "targets.csv").write_text(
        "target,measure,observed,first,last,source\n"
        "acute NCTR,nctr,9.683,2025-03-07,2025-09-02,sitrep.csv\n",
        encoding="utf-8",
    )
    return folder
