"""Many trials over workers; each is kept when it ends, so that a killed run goes on from there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import calibration
from calibration.recovery.place import RIGHT, WORLDS
from calibration.recovery.trial import Trial, try_one
from simulator.experiment import code

Told = Callable[[int, int], None]
# What a trial depends on, besides the simulator.
PARTS = ("ensemble", "fit", "recovery", "sitrep")


def key() -> str:
    """SHA-256, in part, of all code that a trial depends on."""
    total = hashlib.sha256(code.code_hash().encode())
    folder = Path(calibration.__file__).parent
    for part in PARTS:
        for file in sorted((folder / part).glob("*.py")):
            total.update(file.name.encode() + file.read_bytes())
    return total.hexdigest()[:12]


def planned(places: int, wrong: int) -> list[tuple[int, str]]:
    """Numbers and worlds; the wrong ones among the first, so that a part shows something of all."""
    found = []
    for number in range(places):
        found.append((number, RIGHT))
        if number < wrong:
            found += [(number, world) for world in WORLDS if world != RIGHT]
    return found


def run_trials(
    asked: Sequence[tuple[int, str]], seed: int, folder: Path, jobs: int, told: Told | None = None
) -> list[Trial]:
    """Run those that are not kept; the same trials for any number of workers.

    Args:
        asked: numbers and worlds.
        seed: of all of them.
        folder: where they are kept, a file each.
        jobs: workers.
        told: called with (done, asked for).
    """
    from joblib import Parallel, delayed

    folder.mkdir(parents=True, exist_ok=True)
    files = {each: folder / f"{seed}-{each[1]}-{each[0]:04d}.json" for each in asked}
    missing = [each for each in asked if kept(files[each]) is None]
    done = len(asked) - len(missing)
    workers = Parallel(n_jobs=jobs, return_as="generator_unordered", batch_size=1)
    for trial in workers(delayed(try_one)(*each, seed) for each in missing):
        file = files[trial.number, trial.world]
        part = file.with_suffix(".part")
        part.write_text(json.dumps(asdict(trial)) + "\n", encoding="utf-8")
        part.replace(file)
        done += 1
        if told is not None:
            told(done, len(asked))
    found = [kept(files[each]) for each in asked]
    return [each for each in found if each is not None]


def kept(file: Path) -> Trial | None:
    """A trial that is kept; None where it is not, or not whole."""
    try:
        plain: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        given: dict[str, Any] = {each.name: _tuple(plain[each.name]) for each in fields(Trial)}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Trial(**given)


def _tuple(value: Any) -> Any:
    return tuple(map(_tuple, value)) if isinstance(value, list) else value
