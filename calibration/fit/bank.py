"""The bank of a fit's runs: each is kept when it ends, so that a killed fit goes on from there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calibration.fit.member import CODE, Base, Ran, run
from simulator.experiment.workers import Jobs, workers_of

Reals = NDArray[np.float64]
Seeds = NDArray[np.int64]
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Bank:
    """Finished runs, a line each in a file; a last line that was cut off is left out."""

    file: Path
    held: dict[str, Ran] = field(default_factory=dict, repr=False)

    @classmethod
    def at(cls, file: Path) -> Bank:
        """The bank of a file, which may not be there yet."""
        held: dict[str, Ran] = {}
        whole = b""
        for line in file.read_bytes().splitlines(keepends=True) if file.exists() else ():
            try:
                plain = json.loads(line)
                held[plain["of"]] = Ran(tuple(map(float, plain["values"])), plain["says"])
            except (ValueError, KeyError, TypeError):
                continue
            whole += line if line.endswith(b"\n") else line + b"\n"
        if file.exists():
            file.write_bytes(whole)
        return cls(file, held)

    def keep(self, of: str, ran: Ran) -> None:
        """Keep a run."""
        self.held[of] = ran
        line = json.dumps({"of": of, "values": ran.values, "says": ran.says})
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """The runs of one step: z (members, unknowns), seeds, figures (members, targets), failures."""

    z: Reals
    seeds: Seeds
    figures: Reals
    says: tuple[str, ...]

    @property
    def is_whole(self) -> NDArray[np.bool_]:
        """Which members have every figure."""
        return np.asarray(np.isfinite(self.figures).all(axis=1))


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Runs members over workers; the same figures for any number of them.

    ``steps``: what was run, in order. ``told``: called with (done, planned) as runs end.
    """

    base: Base
    bank: Bank
    jobs: Jobs
    planned: int
    told: Told | None = None
    steps: list[Step] = field(default_factory=list)

    def run(self, z: Reals, seeds: Seeds) -> Step:
        """The figures of each member, nan where its run failed."""
        names = [_name(row, int(seed)) for row, seed in zip(z, seeds, strict=True)]
        done = sum(len(step.z) for step in self.steps)
        missing = [at for at, name in enumerate(names) if name not in self.bank.held]
        done += len(names) - len(missing)
        for at, ran in self._fresh([(at, z[at], int(seeds[at])) for at in missing]):
            self.bank.keep(names[at], ran)
            done += 1
            if self.told is not None:
                self.told(done, self.planned)
        found = [self.bank.held[name] for name in names]
        figures = np.array([each.values for each in found])
        step = Step(z.copy(), seeds.copy(), figures, tuple(each.says for each in found))
        self.steps.append(step)
        return step

    def _fresh(self, asked: Sequence[tuple[int, Reals, int]]) -> Iterator[tuple[int, Ran]]:
        of = [(z, seed) for _, z, seed in asked]
        for at, ran in workers_of(self.jobs).calls(_one, self.base, of, CODE):
            yield asked[at][0], ran


def _name(z: Reals, seed: int) -> str:
    """What a run is of; figures are the same only for the same bits."""
    whole = np.ascontiguousarray(z, dtype="<f8").tobytes() + seed.to_bytes(8, "little")
    return hashlib.sha256(whole).hexdigest()[:32]


def _one(base: Base, z: Reals, seed: int) -> Ran:
    return run(base, z, seed)
