"""A fit that can be put: the place, what is not known of it, and what it is fitted to, checked."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

import calibration
from calibration.ensemble import Prior, members_for
from calibration.ensemble.smoother import STEPS
from calibration.fit.ask import EXAMPLE, Ask, read_ask
from calibration.fit.mapped import BY, mapped, read_table
from calibration.fit.member import Base, altered, measured_once, run
from calibration.fit.observed import Observed
from calibration.fit.stated import read_stated
from calibration.fit.unknown import Free, frees_of
from calibration.recovery.measured import proof_in_words
from simulator.errors import InputError, Problem
from simulator.experiment import code
from simulator.experiment.prepare import prepare
from simulator.network.network import DAY
from simulator.results.measure import DIMENSIONS
from simulator.results.measures import Key
from simulator.scenario.document import Path as At
from simulator.scenario.load import Loaded
from simulator.scenario.source_file import FileRead

FIT_FILE = "fit.yaml"


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A fit ready to be run.

    ``left_out``: rows of the table that are no target, counted. ``files``: all that was read, the
    targets last. ``seconds``: of one run here.
    """

    place: Loaded
    ask: Ask
    frees: tuple[Free, ...]
    observed: tuple[Observed, ...]
    left_out: pd.DataFrame
    files: tuple[FileRead, ...]
    targets_file: str
    members: int
    seed: int
    seconds: float

    @property
    def targets_path(self) -> str:
        """The file of targets, as it was named."""
        return self.files[-1].path

    @property
    def base(self) -> Base:
        """What every run shares."""
        return Base(self.place, self.frees, tuple(each.key for each in self.observed))

    @property
    def prior(self) -> Prior:
        """What is believed beforehand."""
        return Prior(tuple(free.unknown for free in self.frees))

    @property
    def runs(self) -> int:
        """Runs in all: the steps of the fit, and the prediction from what it ends as."""
        return (STEPS + 1) * self.members

    @property
    def key(self) -> str:
        """SHA-256 of all that the result depends on."""
        plain = {
            "scenario": self.place.resolved,
            "fit": self.ask.document.plain(),
            "targets": [str(each) for each in self.observed],
            "members": self.members,
            "seed": self.seed,
            "code": [code.code_hash(), _own_hash()],
            "versions": code.versions(),
        }
        text = json.dumps(plain, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def cautions(self) -> list[str]:
        """What a reader must know before the figures: periods and definitions that differ."""
        first, last = self.window
        apart: dict[tuple[dt.date, dt.date], list[str]] = {}
        for each in self.observed:
            if each.last < first or each.first > last:
                apart.setdefault((each.first, each.last), []).append(each.name)
        found = [proof_in_words()]
        found += [
            f"Observed {of[0]} to {of[1]}, and the model runs {first} to {last}: "
            f"{'; '.join(names)}. What changed in between is taken for what is not known."
            for of, names in apart.items()
        ]
        enough = members_for(len(self.frees))
        if self.members < enough:
            found.append(
                f"A trial of {self.members} members, where {enough} are asked for: intervals may "
                "be too narrow, and what is told may be chance."
            )
        if any(free.recorded is not None for free in self.frees):
            says = "Delays by reason are shown as they are recorded; the fitted scenario shows them"
            found.append(f"{says} as they are.")
        return found + [f"{each.name}: {each.caution}." for each in self.observed if each.caution]

    @property
    def window(self) -> tuple[dt.date, dt.date]:
        """First and last day of the model's results."""
        calendar = self.place.scenario.calendar
        begin = calendar.warm_up.microseconds // DAY
        days = calendar.run_for.microseconds // DAY
        first = calendar.start + dt.timedelta(days=begin)
        return first, first + dt.timedelta(days=days - 1)


def put(
    place: Path,
    targets: Path,
    fit: Path | None = None,
    *,
    members: int | None = None,
    seed: int | None = None,
) -> Question:
    """Read and check a fit.

    ``targets``: a table that ``stepdown targets`` has written, of which the fit file pairs rows
    with figures of the model; or comma-separated text of figures in the model's own definitions.
    ``fit``: left out, ``fit.yaml`` beside the place.

    Raises:
        InputError: it cannot be put; all problems of each stage at once.
    """
    ask, loaded = _both(fit or place.parent / FIT_FILE, place)
    frees, problems = frees_of(ask, loaded)
    observed: tuple[Observed, ...] = ()
    left_out = pd.DataFrame(columns=[*BY, "rows"])
    more: tuple[FileRead, ...] = ()
    try:
        observed, left_out, more = _targets(ask, targets)
    except InputError as error:
        problems += error.problems
    problems += _unusable(observed)
    if problems:
        raise InputError(problems)
    _check_ends(ask, loaded, frees)
    chosen = loaded.scenario.batch.seed if seed is None else seed
    keys = tuple(each.key for each in observed)
    seconds = _pilot(Base(loaded, tuple(frees), keys), observed, chosen)
    files = (*loaded.files, *loaded.data, ask.file, *more)
    many = members or ask.says.members or members_for(len(frees))
    _check_members(many, len(frees), len(observed))
    return Question(
        loaded,
        ask,
        tuple(frees),
        tuple(observed),
        left_out,
        files,
        targets.name,
        many,
        chosen,
        seconds,
    )


def _both(fit: Path, place: Path) -> tuple[Ask, Loaded]:
    """The two files; the problems of both at once."""
    problems: list[Problem] = []
    ask, loaded = None, None
    try:
        ask = read_ask(fit)
    except InputError as error:
        lacks = not fit.exists()
        problems += [replace(each, do=EXAMPLE) if lacks else each for each in error.problems]
    try:
        loaded = prepare(place)
    except InputError as error:
        problems += error.problems
    if ask is None or loaded is None:
        raise InputError(problems)
    return ask, loaded


def _targets(
    ask: Ask, file: Path
) -> tuple[tuple[Observed, ...], pd.DataFrame, tuple[FileRead, ...]]:
    if not file.is_file():
        do = "give what `stepdown targets FILES --out targets.parquet` writes, or a .csv of targets"
        raise InputError([Problem(f"there is no file '{file}'", path="--targets", do=do)])
    if _is_stated(file):
        stated, read = read_stated(file)
        return tuple(stated), pd.DataFrame(columns=[*BY, "rows"]), (read,)
    found = mapped(ask, read_table(file), file)
    read = FileRead(str(file), hashlib.sha256(file.read_bytes()).hexdigest())
    return found.observed, found.left_out, (read,)


def _is_stated(file: Path) -> bool:
    """Whether it is text that is no table of published figures."""
    if file.suffix != ".csv":
        return False
    with file.open(encoding="utf-8", errors="replace") as text:
        return "organisation" not in text.readline().split(",")


def _unusable(observed: Sequence[Observed]) -> list[Problem]:
    """Targets that cannot be met by any run, or by runs of this length."""
    found = []
    for each in observed:
        share = each.is_share
        if not np.isfinite(each.value) or each.value <= 0 or (share and each.value >= 1):
            bounds = "a share between 0 and 1" if share else "above 0"
            do = "leave it out: of nothing, or of all, the fit learns no amount"
            found.append(Problem(f"{each.value:g} is not {bounds}", path=each.name, do=do))
        if each.key.statistic == "total":
            do = "give it a day: statistic per_day"
            found.append(Problem("a total depends on how long is run", path=each.name, do=do))
    names = [each.name for each in observed]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        do = "give each a title of its own, or leave one out"
        found.append(Problem("two targets have this name", path=name, do=do))
    return found


def _check_ends(ask: Ask, place: Loaded, frees: Sequence[Free]) -> None:
    """The place must pass its checks with each unknown at either end of its prior."""
    problems: list[Problem] = []
    for at, free in enumerate(frees):
        for end in ("low", "high"):
            try:
                altered(place, free.changes(getattr(free, end)))
            except InputError as error:
                where: At = ("unknowns", at, "prior", end)
                first = error.problems[0]
                says = f"with {free.path} at {free.in_words(getattr(free, end))} the place cannot"
                problems.append(ask.problem(where, f"{says} be run: {first.says}", first.do))
    if problems:
        raise InputError(problems)


def _pilot(base: Base, observed: Sequence[Observed], seed: int) -> float:
    """Seconds of one run. The place as it stands, run first, must have all the figures.

    Raises:
        InputError: it has none that a target is of.
    """
    measured = measured_once(base.place, base.keys, seed)
    problems = []
    for each in observed:
        if each.key not in measured.keys:
            known = [_described(key) for key in measured.keys if key.measure == each.key.measure]
            says = f"a run has no {each.key.measure} with {_described(each.key)}"
            near = _nearest(_described(each.key), known)
            problems.append(Problem(says, path=each.name, do=f"nearest: {near}" if near else ""))
    if problems:
        raise InputError(problems)
    since = time.perf_counter()
    run(base, Prior(tuple(free.unknown for free in base.frees)).mean, seed)
    return time.perf_counter() - since


def _described(key: Key) -> str:
    named = [f"{n}: {v}" for n, v in zip(DIMENSIONS, key.where, strict=True) if v]
    return ", ".join([*named, f"statistic: {key.statistic}"])


def _nearest(asked: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    return "; ".join(get_close_matches(asked, known, n=3, cutoff=0))


def _check_members(members: int, unknowns: int, targets: int) -> None:
    least = max(2 * unknowns + 2, targets) + 1
    if members < least:
        says = f"{members} members are too few for {unknowns} unknowns and {targets} targets"
        do = f"leave it out, which gives {members_for(unknowns)}; at least {least}"
        raise InputError([Problem(says, path="members", do=do)])


def _own_hash() -> str:
    """SHA-256 of the code of the fit, which the simulator's own hash does not have."""
    total = hashlib.sha256()
    folder = Path(calibration.__file__).parent
    for part in ("ensemble", "fit"):
        for file in sorted((folder / part).glob("*.py")):
            total.update(file.name.encode() + file.read_bytes())
    return total.hexdigest()
