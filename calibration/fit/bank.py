"""The bank of a fit's runs: each is kept when it ends, so that a killed fit goes on from there."""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from calibration.fit.member import Base, Ran, run

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
    jobs: int
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
        if self.jobs == 1 or len(asked) < 2:
            yield from ((at, run(self.base, row, seed)) for at, row, seed in asked)
            return
        from joblib import Parallel, delayed

        workers = Parallel(n_jobs=self.jobs, return_as="generator_unordered", batch_size=1)
        with _written(self.base) as file:
            yield from workers(delayed(_run_from)(file, *each) for each in asked)


def _name(z: Reals, seed: int) -> str:
    """What a run is of; figures are the same only for the same bits."""
    whole = np.ascontiguousarray(z, dtype="<f8").tobytes() + seed.to_bytes(8, "little")
    return hashlib.sha256(whole).hexdigest()[:32]


@contextmanager
def _written(base: Base) -> Iterator[str]:
    with TemporaryDirectory(prefix="stepdown-") as folder:
        file = Path(folder) / "base.pickle"
        file.write_bytes(pickle.dumps(base, protocol=pickle.HIGHEST_PROTOCOL))
        yield str(file)


def _run_from(file: str, at: int, z: Reals, seed: int) -> tuple[int, Ran]:
    return at, run(_read(file), z, seed)


@lru_cache(maxsize=1)
def _read(file: str) -> Base:
    found = pickle.loads(Path(file).read_bytes())
    assert isinstance(found, Base)
    return found
