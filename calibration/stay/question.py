"""What is asked: which groups, put together how, into which laws of which place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import calibration
from calibration.stay.assumption import assumption
from calibration.stay.basis import FEWEST, Asked, Records
from calibration.stay.fit import BOOTSTRAPS, SEED
from calibration.stay.groups import Group, groups, together
from calibration.stay.recording import Recording
from calibration.stay.source import Source, source
from simulator.errors import InputError, Problem
from simulator.experiment import code
from simulator.experiment.prepare import prepare
from simulator.scenario.load import Loaded

_LAW = "length_of_stay"
RECORDS: dict[str, Records] = {"ended": "ended", "admitted": "admitted"}


@dataclass(frozen=True, slots=True)
class Into:
    """A law of the place, the group that is fitted for it, and the rounds and hours there."""

    path: str
    group: str
    rounds: str | None
    hours: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that is asked, checked; ``asks``: each group with what is asked of it.

    ``small``: groups left out since too few stays ended, by name.
    """

    source: Source
    place: Loaded | None
    asks: tuple[tuple[Group, Asked], ...]
    into: tuple[Into, ...]
    small: tuple[str, ...]
    bootstraps: int
    seed: int

    @property
    def key(self) -> str:
        """Hash of the question and of the code."""
        said = {
            "files": self.source.files,
            "organisation": self.source.organisation,
            "place": self.place.resolved if self.place else None,
            "asks": [(group.name, repr(asked)) for group, asked in self.asks],
            "into": [(each.path, each.group) for each in self.into],
            "bootstraps": self.bootstraps,
            "seed": self.seed,
            "code": [code.code_hash(), *_own_code()],
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def ask(
    files: Sequence[Path],
    *,
    organisation: str | None = None,
    named: Sequence[str] = (),
    place: Path | None = None,
    into: Sequence[str] = (),
    delays: Sequence[str] = (),
    rounds: str | None = None,
    records: str | None = None,
    overnight: bool = False,
    bootstraps: int = BOOTSTRAPS,
    seed: int = SEED,
) -> Question:
    """Read what was given, and check what is asked of it.

    ``named``: groups, each 'NAME' or 'NAME=GROUP, GROUP'; ``into``: each 'PATH=GROUP, GROUP'.

    Raises:
        InputError: with every problem found.
    """
    loaded = prepare(place) if place is not None else None
    found = source(files, organisation)
    every = groups(found.rows, found.organisation)
    chosen, small = _chosen(every, named, into)
    assumed = tuple(assumption(each) for each in delays)
    if len(assumed) == 1:
        do = "give the least and the greatest that is thought possible; the first is fitted under"
        raise InputError([Problem("one assumption gives no range", path="--delay", do=do)])
    asked = Asked(assumed, _records(records), overnight, Recording(rounds=rounds))
    laws = tuple(_into(text, loaded, chosen) for text in into)
    asks = tuple((group, _asked(asked, group.name, laws)) for group in chosen)
    return Question(found, loaded, asks, laws, small, bootstraps, seed)


def _records(said: str | None) -> Records | None:
    if said is None:
        return None
    if said in RECORDS:
        return RECORDS[said]
    do = "write ended (stays that ended in the period) or admitted (in it)"
    raise InputError([Problem(f"'{said}' is neither", path="--records", do=do)])


def _asked(asked: Asked, name: str, laws: Sequence[Into]) -> Asked:
    """With the rounds and hours of the place that the group's law goes into."""
    own = [each for each in laws if each.group == name]
    if not own:
        return asked
    rounds = asked.recording.rounds or own[0].rounds
    return replace(asked, recording=Recording(rounds=rounds, admission_hours=own[0].hours))


def _chosen(
    every: Sequence[Group], named: Sequence[str], into: Sequence[str]
) -> tuple[list[Group], tuple[str, ...]]:
    """Groups that are asked for by either option; else all that are large enough."""
    known = {each.name: each for each in every}
    wanted: dict[str, Group] = {}
    problems: list[Problem] = []
    for text in named:
        name, is_named, parts = text.partition("=")
        said = _parts(parts if is_named else name)
        _take(
            wanted, known, ("--group", name.strip() if is_named else _joined(said)), said, problems
        )
    for text in into:
        parts = text.partition("=")[2]
        if parts.strip() not in wanted:
            said = _parts(parts)
            _take(wanted, known, ("--into", _joined(said)), said, problems)
    if problems:
        raise InputError(problems)
    if wanted:
        return list(wanted.values()), ()
    enough = [each for each in every if each.published or each.los.middle >= FEWEST]
    if not enough:
        says = f"no group has {FEWEST} stays that ended"
        do = "put groups together, as in --group 'older=emergency 75-84, emergency 85+'"
        raise InputError([Problem(says, do=do)])
    return enough, tuple(each.name for each in every if each not in enough)


def _take(
    wanted: dict[str, Group],
    known: dict[str, Group],
    option_and_name: tuple[str, str],
    said: Sequence[str],
    problems: list[Problem],
) -> None:
    """Add a group, of one or of several put together, to those wanted; or a problem."""
    option, name = option_and_name
    lacking = [part for part in said if part not in known] if said else [""]
    for part in lacking:
        near = get_close_matches(part, known, n=3, cutoff=0.5)
        do = f"Near are: {', '.join(near)}. " if near else ""
        do += f"There are: {', '.join(known)}."
        problems.append(Problem(f"there is no group '{part}'", path=option, do=do))
    if not lacking:
        some = [known[part] for part in said]
        one = replace(some[0], name=name) if len(some) == 1 else together(name, some)
        wanted.setdefault(name, one)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _joined(said: Sequence[str]) -> str:
    return " and ".join(said)


def _into(text: str, loaded: Loaded | None, chosen: Sequence[Group]) -> Into:
    path, is_said, parts = text.partition("=")
    path = path.strip()
    if not is_said or loaded is None:
        says = f"'{text}' is not PATH=GROUP" if not is_said else "no place is given"
        do = "write --place place.yaml --into 'patient_groups.NAME.length_of_stay.SETTING=GROUP'"
        raise InputError([Problem(says, path="--into", do=do)])
    laws = dict(_laws(loaded.resolved))
    if path not in laws:
        near = get_close_matches(path, laws, n=1, cutoff=0.0)
        do = f"Nearest is {near[0]}. " if near else ""
        do += f"The place has: {', '.join(laws)}."
        says = f"'{path}' is no length of stay of {Path(loaded.path).name}"
        raise InputError([Problem(says, path="--into", do=do)])
    is_known = any(each.name == parts.strip() for each in chosen)
    name = parts.strip() if is_known else _joined(_parts(parts))
    return Into(path, name, _rounds(loaded, laws[path]), _hours(loaded, path))


def _laws(resolved: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The path of each length of stay of a place, and its care setting."""
    for group, one in resolved.get("patient_groups", {}).items():
        for setting in one.get(_LAW) or {}:
            yield f"patient_groups.{group}.{_LAW}.{setting}", setting
    for setting, one in resolved.get("care_settings", {}).items():
        if one.get(_LAW) is not None:
            yield f"care_settings.{setting}.{_LAW}", setting


def _rounds(loaded: Loaded, setting: str) -> str | None:
    """When most patients there are reviewed; reviews that see fewer than half are passed over."""
    found = loaded.scenario.care_settings.get(setting)
    reviews = found.reviews if found is not None else ()
    return ", ".join(each.at.text for each in reviews if each.covers >= 0.5) or None


def _hours(loaded: Loaded, path: str) -> tuple[float, ...] | None:
    """Hours of admission of the patient group whose law it is, where the place says them."""
    words = path.split(".")
    one = loaded.resolved["patient_groups"].get(words[1], {}) if len(words) > 3 else {}
    hours = (one.get("arrivals") or {}).get("by_hour")
    return tuple(float(each) for each in hours) if hours and len(hours) == 24 else None


def _own_code() -> list[str]:
    folder = Path(calibration.__file__).parent
    files = [*sorted((folder / "stay").rglob("*.py")), *sorted((folder / "sitrep").rglob("*.py"))]
    return [hashlib.sha256(each.read_bytes()).hexdigest() for each in files]
