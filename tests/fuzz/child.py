"""One target given rubbish until its time is over, in a process that may use only so much."""

from __future__ import annotations

import hashlib
import json
import logging
import random
import sys
import time
import traceback
from collections import Counter
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
# Of which code every branch is counted, which makes it slower: that which reads.
COUNTED = {
    "scenario": ["simulator.scenario"],
    "csv": ["simulator.scenario", "calibration.fit.stated"],
    "sitrep": ["calibration.sitrep"],
    "manifest": ["simulator.experiment.request", "simulator.scenario", "simulator.report.again"],
    "folder": ["simulator.experiment"],
}
MOST_MEMORY = 6 << 30
LARGEST_FILE = 200 << 20
SECONDS_EACH = 30
MEGABYTES = 2500
LONGEST = 200_000


class Found:
    """What came out: how many inputs, how many were read, and each fault with an input."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.inputs, self.read, self.refused = folder, 0, 0, 0
        self.faults: Counter[str] = Counter()
        self.slowest = 0.0
        self.written = 0.0

    def fault(self, error: BaseException, content: bytes) -> None:
        """Keep a fault, and the shortest input that makes it."""
        name = _where(error)
        self.faults[name] += 1
        file = self.folder / hashlib.sha256(name.encode()).hexdigest()[:10]
        if not file.exists() or file.stat().st_size > len(content):
            file.write_bytes(content)
            text = f"{name}\n\n{''.join(traceback.format_exception(error))[-6000:]}"
            file.with_suffix(".txt").write_text(text, encoding="utf-8", errors="replace")

    def tell(self) -> None:
        """Write the counts, now and then."""
        if time.monotonic() - self.written < 2:
            return
        self.written = time.monotonic()
        plain = {
            "inputs": self.inputs,
            "read": self.read,
            "refused": self.refused,
            "slowest": round(self.slowest, 1),
            "faults": dict(self.faults),
        }
        (self.folder / "counts.json").write_text(json.dumps(plain), encoding="utf-8")


def _where(error: BaseException) -> str:
    """A fault by its kind and the deepest line of ours that it came from."""
    own = [
        f"{Path(frame.filename).relative_to(ROOT).as_posix()}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(ROOT) and "/tests/" not in frame.filename
    ]
    return f"{type(error).__name__} at {own[-1] if own else 'nowhere of ours'}"


def _limit() -> None:
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(name: str, seconds: int, folder: Path, seed: int) -> None:
    """Fuzz one target; faults, counts and the corpus go to ``folder``."""
    import atheris

    logging.disable(logging.CRITICAL)
    with atheris.instrument_imports(include=COUNTED[name]):
        from tests.fuzz.targets import TARGETS

        target = TARGETS[name]
        corpus = folder / "corpus"
        corpus.mkdir(parents=True, exist_ok=True)
        for each in target.seeds():
            (corpus / hashlib.sha256(each).hexdigest()[:16]).write_bytes(each)
            with suppress(Exception), TemporaryDirectory() as place:
                target.read(each, Path(place))  # so that what it imports is instrumented
    from simulator.errors import InputError
    from tests.fuzz.guard import nothing_but

    found = Found(folder)

    def one(content: bytes) -> None:
        found.inputs += 1
        with TemporaryDirectory(prefix="fuzz-") as place:
            inside = Path(place) / "user"
            inside.mkdir()
            (folder / "now").write_bytes(content)
            since = time.monotonic()
            try:
                with nothing_but(Path(place)):
                    target.read(content, inside)
                found.read += 1
            except InputError as error:
                found.refused += 1
                str(error)
            except Exception as error:
                found.fault(error, content)
            found.slowest = max(found.slowest, time.monotonic() - since)
        found.tell()

    def change(content: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        new = target.change(
            content, lambda inside: atheris.Mutate(inside, len(inside) + 64), chance
        )
        return new[:most]

    _limit()
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={SECONDS_EACH}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-max_len={LONGEST}",
        f"-seed={seed}",
        f"-artifact_prefix={folder}/stopped-",
        "-len_control=0",
        "-verbosity=0",
    ]
    atheris.Setup(["fuzz", *options, str(corpus)], one, custom_mutator=change)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
