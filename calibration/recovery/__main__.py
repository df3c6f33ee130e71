"""``python3 dev.py recovery``: fit known places from their published files, and say what held."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from pathlib import Path

import numpy as np

from calibration.fit.observed import DISCREPANCY
from calibration.recovery.batch import key, planned, run_trials
from calibration.recovery.measured import FILE, MeasuredProof, write_proof
from calibration.recovery.page import answer, page
from calibration.recovery.score import Score, score
from calibration.recovery.trial import Trial

ROOT = Path(__file__).resolve().parents[2]
PLACES, WRONG = 200, 20
SECONDS = 15


def main(arguments: list[str]) -> int:
    """Run what is not kept, print the figures, and write the page."""
    asked = _parsed(arguments)
    folder = asked.kept / key()
    wanted = planned(asked.places, min(asked.wrong, asked.places))
    jobs = asked.jobs or os.cpu_count() or 1
    minutes = len(wanted) * SECONDS / 60 / jobs
    print(f"{len(wanted)} trials, about {minutes:.0f} minutes less what is kept", file=sys.stderr)
    trials = run_trials(wanted, asked.seed, folder, jobs, _told)
    found = score(trials)
    text = page(found, _when(asked.seed), _seconds(trials), DISCREPANCY)
    print(text if asked.page is None else answer(found))
    if asked.page is not None:
        asked.page.write_text(text, encoding="utf-8", newline="\n")
        write_proof(proof(found), asked.figures)
        print(f"written: {asked.page} and {asked.figures}")
    return 0


def proof(found: Score) -> MeasuredProof:
    """What users are told of it."""
    one, later = found.together.held, next(iter(found.figures.values()))
    return MeasuredProof(
        day=dt.datetime.now(dt.UTC).date().isoformat(),
        places=found.places - found.stopped,
        held=one.times,
        values=one.of,
        predicted=later.times,
        predictions=later.of,
        missed=tuple(found.missed()),
    )


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py recovery", description=__doc__)
    parser.add_argument("--places", type=int, default=PLACES, help="places of the right model")
    parser.add_argument("--wrong", type=int, default=WRONG, help="places of each wrong model")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=0, help="workers; 0: all processors")
    kept = ROOT / "outputs" / "recovery"
    parser.add_argument("--kept", type=Path, default=kept, help="where finished trials are kept")
    page_file = ROOT / "docs" / "recovery.md"
    parser.add_argument("--page", type=Path, default=page_file, help="the page that is written")
    parser.add_argument("--figures", type=Path, default=FILE, help="figures that users are told")
    parser.add_argument(
        "--print", dest="page", action="store_const", const=None, help="print, write nothing"
    )
    return parser.parse_args(arguments)


def _told(done: int, asked: int) -> None:
    print(f"\r{done} of {asked}", end="" if done < asked else "\n", file=sys.stderr, flush=True)


def _when(seed: int) -> str:
    return f"{dt.datetime.now(dt.UTC):%d %B %Y}, seed {seed}, code {key()}."


def _seconds(trials: list[Trial]) -> float:
    return float(np.mean([each.seconds for each in trials if each.seconds]))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
