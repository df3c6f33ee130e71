"""One trust fitted to a year without a hand, and held to the next: a small record that is kept."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from calibration.fit import fit_to_folder, put
from calibration.fit.fitted import Fitted
from calibration.fit.held_out import HeldOut, held_out
from calibration.trust.bands import bands
from calibration.trust.chosen import FITTED
from calibration.trust.draft import FIT, PLACE, Span, write_drafted
from calibration.trust.published import Published
from calibration.trust.question import left_out
from simulator.errors import InputError
from simulator.experiment.code import hash_of

# Days of the year in which demand is as in the mean month, autumn to new year; short, since a run
# is paid for hundreds of times.
WINDOW = Span(dt.date(2023, 9, 1), days=120, warm_up=60)
# Discharge-ready dates begin in April 2024: half of the year is fitted, the rest held out.
READY_FITTED = (dt.date(2024, 4, 1), dt.date(2024, 9, 30))
READY_WINDOW = Span(dt.date(2024, 4, 15), days=120, warm_up=60)
SITREP, READY = "sitrep", "ready_date"
DRAWS = 40


@dataclass(frozen=True, slots=True)
class Part:
    """A fit of its own: what is fitted when, over which days the place is run."""

    name: str
    period: tuple[dt.date, dt.date]
    window: Span


PARTS = {
    SITREP: Part(SITREP, FITTED, WINDOW),
    READY: Part(READY, READY_FITTED, READY_WINDOW),
}


def file_of(folder: Path, code: str, part: str) -> Path:
    """Where the record of a trust's part is kept."""
    return folder / f"{code}-{part}.json"


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """The table of published figures: its file, and what is in it."""

    file: Path
    table: pd.DataFrame


def proved(source: Source, code: str, part: Part, folder: Path, jobs: int = 1) -> dict[str, Any]:
    """The record of a trust's part: from its file where it is kept, else by running it.

    A fit that was stopped goes on from its finished runs. A fit that cannot be (a prior that cannot
    produce a target) is a record too, which says why.
    """
    file = file_of(folder, code, part.name)
    if file.is_file():
        kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return kept
    since = time.perf_counter()
    published = Published.in_table(source.table, code, part.period)
    record: dict[str, Any] = {"code": code, "name": published.name, "part": part.name}
    record["version"] = hash_of("calibration")[:12]
    try:
        record |= _run(source, published, part, folder / f"{code}-{part.name}", jobs)
    except InputError as error:
        record["stopped"] = [" ".join(filter(None, [x.path, x.says])) for x in error.problems]
    record["seconds"] = round(time.perf_counter() - since, 1)
    text = json.dumps(record, indent=1, default=_plain, ensure_ascii=False)
    unfinished = file.with_suffix(".part")
    unfinished.write_text(text + "\n", encoding="utf-8")
    unfinished.replace(file)
    return record


def _run(
    source: Source, published: Published, part: Part, folder: Path, jobs: int
) -> dict[str, Any]:
    place = folder / "place"
    if not (place / FIT).is_file():
        shutil.rmtree(place, ignore_errors=True)
        write_drafted(published, place, span=part.window, lean=part.name)
        _hold_out(place / FIT, part)
    question = put(place / PLACE, source.file)
    landed = fit_to_folder(question, folder, jobs=jobs, command=("dev.py", "trusts"))
    found = held_out(landed.fitted, source.file, draws=DRAWS, jobs=jobs)
    record = as_record(landed.fitted, found) | {"left_out": left_out(published, part.name)}
    if part.name == READY:
        record["bands"] = bands(landed.fitted, source.table, published.code, draws=DRAWS, jobs=jobs)
    return record


def _hold_out(file: Path, part: Part) -> None:
    """Write into a fit file that the year after is held out, up to March 2025."""
    from ruamel.yaml import YAML

    yaml = YAML()
    plain = yaml.load(file.read_text(encoding="utf-8"))
    after = part.period[1] + dt.timedelta(days=1)
    plain["held_out"] = {"from": f"{after:%Y-%m}", "to": "2025-03"}
    with file.open("w", encoding="utf-8") as text:
        yaml.dump(plain, text)


def as_record(fitted: Fitted, found: HeldOut | None) -> dict[str, Any]:
    """What is kept of a fit and its held-out months."""
    targets = fitted.targets().drop(columns=["source"])
    parameters = fitted.parameters().drop(columns=["source_of_prior", "stands"])
    return {
        "members": fitted.question.members,
        "runs": sum(len(step.z) for step in fitted.steps),
        "failed": sum(fitted.failures.values()),
        "parameters": parameters.to_dict("records"),
        "targets": targets.to_dict("records"),
        "verdicts": found.verdicts() if found else [],
        "months": found.records() if found else [],
        "says": list(found.says) if found else [],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, (dt.date, pd.Timestamp)):
        return value.isoformat()[:10]
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{value!r} cannot be kept")
