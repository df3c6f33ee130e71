"""A batch in shards: each machine runs some of its replications, and one puts them together."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.errors import InputError, Problem
from simulator.experiment.batch import Told, orders_of, replications
from simulator.experiment.folder import PARTS, REQUEST, Folder
from simulator.experiment.parts import Parts
from simulator.experiment.request import Request, request_in
from simulator.report.again import Waiting, ready_again
from simulator.report.landing import Ready, incomplete_if_stopped, request_of

_WRITTEN = re.compile(r"(\d{1,6})/(\d{1,6})")
_NAMED = re.compile(r"shard-[0-9a-f]{8}-(\d+)-of-(\d+)")


@dataclass(frozen=True, slots=True)
class Shard:
    """The replications whose numbers leave the same rest: 3/20 has 3, 23, 43 and so on."""

    at: int
    of: int

    def numbers(self, replications: int) -> range:
        """Its replications of a batch of so many."""
        return range(self.at, replications + 1, self.of)

    def __str__(self) -> str:
        return f"{self.at}/{self.of}"


def shard_of(text: str) -> Shard:
    """A shard as it is written: 3/20 is the third of twenty.

    Raises:
        InputError: it is no shard.
    """
    read = _WRITTEN.fullmatch(text.strip())
    if read is None or not 1 <= int(read[1]) <= int(read[2]):
        do = "write it like 3/20, the third of twenty; the first is 1/20"
        raise InputError([Problem(f"'{text}' is no shard", path="--shard", do=do)])
    return Shard(int(read[1]), int(read[2]))


def run_shard(ready: Ready, shard: Shard, out: Path, told: Told | None = None) -> Path:
    """Run the replications of a shard and keep them in a folder of its own, for ``collect``.

    Raises:
        InputError: the batch has no fixed number of replications, or fewer than there are shards.
        IncompleteError: the run could not go on.
    """
    batch, asked = ready.batch, ready.asked
    if batch.precision is not None or batch.absolute:
        do = "give a number of replications with -r instead of a precision"
        raise InputError([Problem("shards need a fixed number", path="--shard", do=do)])
    if shard.of > batch.replications:
        says = f"{shard.of} shards of {batch.replications} replications: some would have none"
        raise InputError([Problem(says, path="--shard", do="fewer shards, or more with -r")])
    whole = Folder.of(ready.loaded, batch, asked.engine, asked.is_trial, out)
    place = out / whole.scenario / f"shard-{whole.key[:8]}-{shard.at}-of-{shard.of}"
    numbers = shard.numbers(batch.replications)
    request_of(ready, whole).begin(ready.loaded, place)
    parts = Parts(place / PARTS)
    with incomplete_if_stopped(parts, "the same command again goes on"):
        orders = orders_of(batch, numbers, asked.engine, asked.is_trial)
        for done, _ in enumerate(replications(ready.setup, orders, asked.workers, parts), 1):
            if told is not None:
                told(done, len(numbers))
    return place


def collect(folders: Sequence[Path], out: Path, jobs: int) -> Waiting:
    """The run that shards make together, with their replications copied to where it looks.

    Raises:
        InputError: shards that are missing, doubled, not whole, or of other runs, each named.
    """
    requests = [request_in(folder) for folder in folders]
    shards = [_shard_in(folder) for folder in folders]
    found = [
        *_foreign(folders, requests, shards),
        *_doubled(folders, shards),
        *_missing(shards),
        *_not_whole(folders, requests, shards),
    ]
    if found:
        raise InputError(found)
    ready = ready_again(requests[0], folders[0], jobs)
    asked = ready.asked
    whole = Folder.of(ready.loaded, ready.batch, asked.engine, asked.is_trial, out)
    for folder in folders:
        shutil.copytree(folder / PARTS, whole.unfinished / PARTS, dirs_exist_ok=True)
    return Waiting(ready, out)


def _shard_in(folder: Path) -> Shard:
    named = _NAMED.fullmatch(folder.resolve().name)
    if named is None or not (folder / REQUEST).is_file():
        do = "name folders like outputs/baseline/shard-1a2b3c4d-3-of-20, as --shard has made them"
        raise InputError([Problem("is no folder of a shard", path=str(folder), do=do)])
    return Shard(int(named[1]), int(named[2]))


def _foreign(
    folders: Sequence[Path], requests: Sequence[Request], shards: Sequence[Shard]
) -> list[Problem]:
    first = (requests[0].key, requests[0].batch, shards[0].of)
    others = [
        folder
        for folder, request, shard in zip(folders, requests, shards, strict=True)
        if (request.key, request.batch, shard.of) != first
    ]
    says = f"is of another run than {folders[0]}: another scenario, seed, code, version or number"
    do = "collect only the shards of one run"
    return [Problem(says, path=str(folder), do=do) for folder in others]


def _doubled(folders: Sequence[Path], shards: Sequence[Shard]) -> list[Problem]:
    seen: dict[Shard, Path] = {}
    found = []
    for folder, shard in zip(folders, shards, strict=True):
        if shard in seen:
            says = f"is shard {shard} again: {seen[shard]} is too"
            found.append(Problem(says, path=str(folder), do="leave one of them out"))
        seen.setdefault(shard, folder)
    return found


def _missing(shards: Sequence[Shard]) -> list[Problem]:
    of = shards[0].of
    there = {shard.at for shard in shards}
    lacking = [str(Shard(at, of)) for at in range(1, of + 1) if at not in there]
    if not lacking:
        return []
    do = "run each with stepdown run --shard, then collect all of them"
    return [Problem(f"missing: {', '.join(lacking)}", path="shards", do=do)]


def _not_whole(
    folders: Sequence[Path], requests: Sequence[Request], shards: Sequence[Shard]
) -> list[Problem]:
    found = []
    for folder, request, shard in zip(folders, requests, shards, strict=True):
        wanted = shard.numbers(request.batch_asked.replications)
        parts = Parts(folder / PARTS)
        lacking = [str(number) for number in wanted if parts.load(number) is None]
        if lacking:
            says = f"lacks replications {', '.join(lacking)}, or they are damaged"
            do = f"run it to its end: stepdown run … --shard {shard}"
            found.append(Problem(says, path=str(folder), do=do))
    return found
