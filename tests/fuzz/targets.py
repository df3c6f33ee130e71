"""What is given rubbish: each target writes it where a user's file would lie, and reads it."""

from __future__ import annotations

import gzip
import json
import pickle
import random
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzz.mutation import text_changed
from tests.fuzz.wrapping import Change, changed, changed_part, part

TESTS = Path(__file__).resolve().parent.parent
SCENARIOS = TESTS / "scenario"
EXAMPLE = TESTS.parent / "scenarios" / "examples" / "full_start"
# Where published files lie, if they do: beside the checkout, never in it.
REAL = TESTS.parent.parent / "shared" / "data"
LONGEST_SEED = 6_000
ENDINGS = (".csv", ".csv.gz", ".xls", ".xlsx", ".xlsm")
LAST_OF_TEXT = 1


@dataclass(frozen=True, slots=True)
class Target:
    """``read``: what is done with content, in a folder of its own. ``prepare``: before that."""

    seeds: Callable[[], list[bytes]]
    read: Callable[[bytes, Path], None]
    change: Callable[[bytes, Change, random.Random], bytes]


def _as_text(content: bytes, change: Change, chance: random.Random) -> bytes:
    """Text mostly changed as text."""
    if chance.random() < 0.2:
        return change(content)
    return text_changed(content, chance, _texts())


@cache
def _texts() -> list[bytes]:
    return [
        (SCENARIOS / "small.yaml").read_bytes(),
        (EXAMPLE / "place.yaml").read_bytes(),
        (EXAMPLE / "census.csv").read_bytes(),
        *(each for each in _bad() if len(each) < 4000),
    ]


@cache
def _bad() -> tuple[bytes, ...]:
    return tuple(file.read_bytes() for file in sorted((SCENARIOS / "bad").glob("*.yaml")))


# Scenario files.


def _scenario_seeds() -> list[bytes]:
    small = (SCENARIOS / "small.yaml").read_bytes()
    extends = (
        b"extends: parent.yaml\ntitle: More\nchanges:\n"
        b"  - {path: care_settings.community.units.Ashby.beds, add: 2, why: more}\n"
        b"  - {path: patient_groups.older.arrivals.per_day, scale: 1.1}\n"
    )
    examples = sorted(EXAMPLE.parent.glob("*.yaml"), key=lambda each: each.stat().st_size)[:5]
    whole = [small, extends, (EXAMPLE / "place.yaml").read_bytes()]
    return [*whole, *(each.read_bytes() for each in examples), *_bad()[::12]]


def read_scenario(content: bytes, folder: Path) -> None:
    """A scenario file as ``stepdown check`` reads it, and made into what an engine runs."""
    from simulator.experiment.flow_table import flow_table
    from simulator.experiment.flow_text import text
    from simulator.experiment.prepare import prepare
    from simulator.experiment.replication import Setup
    from simulator.sampling.distributions import law_mean, law_sd
    from simulator.scenario.checks import warn
    from simulator.scenario.describe import describe
    from simulator.scenario.load import load_text
    from simulator.scenario.provenance import counts

    _place(folder)
    (folder / "place.yaml").write_bytes(content)
    loaded = prepare(folder / "place.yaml")
    text(flow_table(loaded.scenario))
    warn(loaded, law_mean, law_sd)
    describe(loaded)
    counts(loaded)
    Setup.of(loaded.scenario)
    assert load_text(loaded.to_yaml(), loaded.path, ".").scenario == loaded.scenario


def _place(folder: Path) -> None:
    """Files that a scenario may name, and one above that it may not."""
    from tests.fuzz.guard import SECRET

    shutil.copy(SCENARIOS / "small.yaml", folder / "parent.yaml")
    for file in EXAMPLE.iterdir():
        shutil.copy(file, folder)
    (folder.parent / f"{SECRET}.yaml").write_bytes((SCENARIOS / "small.yaml").read_bytes())


# Published files and extracts.


def _sitrep_seeds() -> list[bytes]:
    from tests.calibration.sitrep.delayed_month import VARIANTS, days, sheets
    from tests.calibration.sitrep.pages import workbook
    from tests.calibration.sitrep.test_stay_extract import HEAD, made_up

    rows = [HEAD, *made_up(60)]
    extract = "\n".join(",".join(map(str, row)) for row in rows).encode()
    seeds = [b"\0" + extract, b"\1" + gzip.compress(extract)]
    with TemporaryDirectory() as folder:
        for variant in (VARIANTS["2017"], VARIANTS["2015"]):
            book = workbook(Path(folder) / "a.xlsx", sheets(variant, days(variant)))
            seeds.append(b"\3" + book.read_bytes())
    return seeds + _published()


def _published() -> list[bytes]:
    """The beginning of each published text, and the smallest old workbook, where they are."""
    found = []
    for file in sorted(REAL.rglob("*.csv*")):
        opened = gzip.open if file.suffix == ".gz" else open
        with opened(file, "rb") as text:
            found.append(b"\0" + b"".join(text.readline() for _ in range(14))[:LONGEST_SEED])
    books = sorted(REAL.rglob("*.xls"), key=lambda each: each.stat().st_size)
    return found + [b"\2" + each.read_bytes() for each in books[:1]]


def _change_sitrep(content: bytes, change: Change, chance: random.Random) -> bytes:
    ending, inside = content[:1] or b"\0", content[1:]
    if chance.random() < 0.02:
        ending = bytes([chance.randrange(len(ENDINGS))])

    def inner(plain: bytes) -> bytes:
        if chance.random() < 0.3:
            return change(plain)
        return text_changed(plain, chance, [plain, b"a,b\n1,2"])

    return ending + changed(inside, inner, chance)


def read_sitrep(content: bytes, folder: Path) -> None:
    """A file as ``stepdown targets`` reads it, with its table written down."""
    from calibration.sitrep.gather import gather
    from calibration.sitrep.keep import keep
    from calibration.sitrep.tell import lines_of, lines_together, plain
    from simulator.errors import InputError

    at = content[0] % len(ENDINGS) if content else 0
    file = folder / f"given{ENDINGS[at]}"
    file.write_bytes(content[1:])
    gathered = gather([file])
    for reading in gathered.readings:
        lines_of(reading)
    if gathered.readings:
        lines_together(gathered)
        json.dumps(plain(gathered))
        keep(gathered.rows, folder / "targets.parquet")
    if gathered.problems:
        raise InputError(list(gathered.problems))


# Comma-separated text that a scenario names.

CENSUS_PLACE = EXAMPLE / "place.yaml"
DATA = ("census", "times", "table", "law", "remaining", "targets")


def _csv_seeds() -> list[bytes]:
    return [
        b"\0" + (EXAMPLE / "census.csv").read_bytes(),
        b"\1arrives\n2026-03-02 06:30\n2026-03-02T06:30:10\n",
        b'\2starts,per_day,note\n2026-01-01,4,"so, they say"\n2026-03-05 06:00,5.5,\n',
        b"\3days,count\n1,4\n2,3\n",
        b"\3length,share\n3 days,0.5\n5 hours,0.5\n",
        b"\4spent_days,level,remaining_days\n0,0,0\n0,1,9\n7,0,1\n7,1,5\n",
        b"\5measure,where,value,first,last,monthly\n"
        b"delayed_patients,care_setting: acute,41.5,2025-04-01,2025-06-30,5%\n",
    ]


def _change_csv(content: bytes, change: Change, chance: random.Random) -> bytes:
    inside = content[1:]
    new = (
        change(inside)
        if chance.random() < 0.2
        else text_changed(inside, chance, [each[1:] for each in _csv_seeds()])
    )
    return (content[:1] or b"\0") + new


def read_csv(content: bytes, folder: Path) -> None:
    """A file that a scenario names, read with it; or one of targets."""
    from calibration.fit.stated import read_stated

    at = content[0] % len(DATA) if content else 0
    (folder / "given.csv").write_bytes(content[1:])
    if DATA[at] == "targets":
        read_stated(folder / "given.csv")
        return
    place = CENSUS_PLACE.read_text(encoding="utf-8")
    lines = {
        "census": ("file: census.csv", "file: given.csv"),
        "times": ("arrivals: {per_day: 1.5}", "arrivals: {times: given.csv}"),
        "table": ("arrivals: {per_day: 1.5}", "arrivals: {table: given.csv}"),
        "law": ("{family: lognormal, mean: 6 days, sd: 6}", "{family: table, file: given.csv}"),
        "remaining": ("        rows:", "        file: given.csv\n        was:"),
    }
    _place(folder)
    read_scenario(place.replace(*lines[DATA[at]]).encode(), folder)


# What runs have left in their folders.


@cache
def _run() -> dict[str, bytes]:
    """The files of a small finished run, made by a process in which nothing is counted."""
    with TemporaryDirectory() as folder:
        words = [str(SCENARIOS / "small.yaml"), "-r", "1", "-j", "1", "-q", "--out", folder]
        sets = ["-s", "calendar.warm_up=2 days", "-s", "calendar.run_for=3 days"]
        code = "import sys; from simulator.cli import main; sys.argv[0] = 'stepdown'; main()"
        command = [sys.executable, "-c", code, "run", *words, *sets]
        subprocess.run(command, check=True, capture_output=True)
        (place,) = (Path(folder) / "small").glob("2*")
        names = ("manifest.json", "resolved.yaml", "parts/000001.part")
        found = {name: (place / name).read_bytes() for name in names}
    found["asked.json"] = json.dumps(json.loads(found["manifest.json"])["asked"], indent=1).encode()
    return found


MANIFESTS = ("manifest.json", "asked.json", "resolved.yaml")


def _manifest_seeds() -> list[bytes]:
    return [bytes([at]) + _run()[name] for at, name in enumerate(MANIFESTS)]


def _change_manifest(content: bytes, change: Change, chance: random.Random) -> bytes:
    inside = content[1:]
    others = [_run()[name] for name in MANIFESTS]
    is_text = chance.random() < 0.85
    return (content[:1] or b"\0") + (
        text_changed(inside, chance, others) if is_text else change(inside)
    )


def read_manifest(content: bytes, folder: Path) -> None:
    """A run's folder with one of its files spoilt, as resume, expand and reproduce read it."""
    from simulator.errors import InputError
    from simulator.experiment.folder import Folder
    from simulator.experiment.request import request_in
    from simulator.report.again import go_on, to_expand
    from simulator.report.reproduction import manifest_in

    at = content[0] % len(MANIFESTS) if content else 0
    place = folder / "outputs" / "small" / ".unfinished-0123abcd"
    place.mkdir(parents=True)
    for name in ("manifest.json", "resolved.yaml"):
        (place / name).write_bytes(_run()[name])
    (place / MANIFESTS[at]).write_bytes(content[1:])
    wrong: list[InputError] = []
    for step in (
        lambda: manifest_in(place),
        lambda: go_on(place, 1),
        lambda: to_expand(place, 3, 1),
        lambda: _lands(request_in(place), place, folder, Folder),
    ):
        try:
            step()
        except InputError as error:
            wrong.append(error)
    if wrong:
        raise wrong[0]


def _lands(request, place, folder, kind) -> None:
    """Where a run of it would land: inside the folder that runs land in."""
    from tests.fuzz.guard import EscapeError

    loaded = request.nearest(place)
    out = folder / "outputs"
    there = kind.of(loaded, request.batch_asked, request.engine, request.is_trial, out).unfinished
    if there.resolve().parent.parent != out.resolve():
        raise EscapeError(f"a run would land in {there}")


def _part_seeds() -> list[bytes]:
    own = _run()["parts/000001.part"]
    nothing = zlib.compress(pickle.dumps((None, None)))
    return [own, part(nothing, nothing)]


def read_part(content: bytes, folder: Path) -> None:
    """A kept replication, and what is worked out from it."""
    from simulator.experiment.batch import result_of
    from simulator.experiment.parts import Parts
    from simulator.experiment.prepare import prepare
    from simulator.experiment.replication import Setup
    from simulator.experiment.streaming import Stream

    (folder / "000001.part").write_bytes(content)
    found = Stream.of(Parts(folder).unbroken(), folder)
    if not len(found):
        return
    loaded = prepare(SCENARIOS / "small.yaml")
    batch = loaded.scenario.batch.model_copy(update={"replications": 1})
    result = result_of(Setup.of(loaded.scenario), batch, found, engine="compiled", planned=1)
    result.summary.frame()


TARGETS = {
    "scenario": Target(_scenario_seeds, read_scenario, _as_text),
    "sitrep": Target(_sitrep_seeds, read_sitrep, _change_sitrep),
    "csv": Target(_csv_seeds, read_csv, _change_csv),
    "manifest": Target(_manifest_seeds, read_manifest, _change_manifest),
    "folder": Target(_part_seeds, read_part, changed_part),
}
