"""A place and its fit file for one trust, from the table that ``stepdown targets`` writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calibration.trust.balance import balanced, room_of
from calibration.trust.proportion import Proportion, proportions
from calibration.trust.published import Published
from calibration.trust.question import fit_plain, left_out
from calibration.trust.recipe import national_file, recipe
from simulator.errors import InputError, Problem
from simulator.experiment.prepare import prepare
from simulator.experiment.span import targets as targets_of
from simulator.scenario.address import dotted
from simulator.scenario.load import Loaded, dump, load

PLACE, FIT, NATIONAL = "place.yaml", "fit.yaml", "national.yaml"
WARM_UP = 91
# Shares move stays and stays move admissions; after three rounds little moves.
_ROUNDS = 3
_HEAD = (
    "# yaml-language-server: $schema=../schema/stepdown.schema.json\n"
    "# Written by stepdown from published figures. Each change says where it comes from; all else\n"
    "# is as in {national} beside it, which is the national scenario as it was copied.\n"
)
_FIT_HEAD = (
    "# What is not known of {place} and what it is fitted to. Written by stepdown: change the\n"
    "# priors to what you believe before you look at what comes out.\n"
)


@dataclass(frozen=True, slots=True)
class Span:
    """The days that results are of, and those before them in which the place fills."""

    first: dt.date
    days: int
    warm_up: int = WARM_UP


def write_place(targets: Path, organisation: str, folder: Path) -> list[Path]:
    """Write the place of a trust, the national scenario that it extends, and its fit file.

    Args:
        targets: table that ``stepdown targets FILES -o targets.parquet`` has written.
        organisation: code or name of a trust in it.
        folder: where they go; made if it is not there.

    Returns:
        The files: ``place.yaml`` first, then ``fit.yaml`` and ``national.yaml``.

    Raises:
        InputError: the table has nothing of the trust, or too little to make a place of; or a file
            of these names is there already.
    """
    return write_drafted(Published.of(targets, organisation), folder)


def write_drafted(
    published: Published, folder: Path, *, span: Span | None = None, lean: str = ""
) -> list[Path]:
    """The same from a trust's figures.

    ``span``: left out, the year that the figures are of. ``lean``: only unknowns and targets of the
    recipe that are marked with this word.
    """
    _check_free(folder)
    found = proportions(published)
    if "open" not in found:
        says = f"there are no general and acute beds of {published.code} in the table"
        do = "give `stepdown targets` a file of KH03 or of the daily sitrep's beds too"
        raise InputError([Problem(says, path="--targets", do=do)])
    folder.mkdir(parents=True, exist_ok=True)
    national = folder / NATIONAL
    national.write_text(national_file().read_text(encoding="utf-8"), encoding="utf-8")
    place, stands, days = folder / PLACE, load(national), span or span_of(published)
    loaded = _written(place, place_plain(published, found, stands, days))
    for _ in range(_ROUNDS):
        found = balanced(found, loaded, published)
        loaded = _written(place, place_plain(published, found, stands, days))
    fit = folder / FIT
    head = _FIT_HEAD.format(place=PLACE)
    head += "".join(f"# Left out: {each}.\n" for each in left_out(published, lean))
    text = dump(fit_plain(published, loaded, lean))
    fit.write_text(head + text, encoding="utf-8")
    return [place, fit, national]


def _written(place: Path, plain: dict[str, Any]) -> Loaded:
    """A place written down, and read back with every check."""
    place.write_text(_HEAD.format(national=NATIONAL) + dump(plain), encoding="utf-8")
    return prepare(place)


def _check_free(folder: Path) -> None:
    there = [name for name in (PLACE, FIT, NATIONAL) if (folder / name).exists()]
    if there:
        says = f"'{folder}' has {' and '.join(there)} already"
        raise InputError([Problem(says, do="name a folder that is not there yet")])


def span_of(published: Published) -> Span:
    """The period of the figures, as whole days."""
    return Span(published.first, (published.last - published.first).days + 1)


def place_plain(
    published: Published, found: Mapping[str, Proportion], national: Loaded, span: Span
) -> dict[str, Any]:
    """The place as plain mappings and lists."""
    what = f"{published.name} ({published.code})"
    return {
        "schema_version": 1,
        "extends": NATIONAL,
        "title": what,
        "question": f"Where do adults wait to leave {what}, and does the model look like what it "
        "has published?",
        "rationale": "A first version from published figures, to be fitted to them and put right "
        "by people who know the place.",
        "intended_use": "A start for fitting; comparisons of ways of working after that.",
        "not_for": "Decisions, before somebody who knows the place has gone through every value.",
        "analyst": "nobody yet: written from published files",
        "assurer": "nobody yet",
        "source": "national scenario unless said",
        "confidence": "C",
        "assumptions": _assumptions(found),
        "changes": [
            *_calendar(span),
            *_always(),
            *_scaled(found, national),
            *_shared(found, national),
            {"path": "published", "set": [], "why": "national figures, not this trust's"},
        ],
    }


def _assumptions(found: Mapping[str, Proportion]) -> list[dict[str, Any]]:
    """What is put in from figures, and what stays a national default."""
    lacking = [each["path"] for each in recipe()["scaled"] if each["by"] not in found]
    still = " ".join(recipe()["still_national"].split())
    if lacking:
        still += f" For want of figures also: {', '.join(dict.fromkeys(lacking))}."
    says = [
        {"says": f"Still the national default: {still}", "confidence": "C"},
        {
            "says": "Adults only. Everything behind the hospital is one pool of beds, one team "
            "and one rate of starts, sized by those who leave for it; referrals from elsewhere are "
            "as nationally.",
            "confidence": "C",
        },
    ]
    for name, each in found.items():
        words = f"{name.replace('_', ' ')}: {each.ratio:.3g} times the national figure"
        says.append({"says": words, "source": each.source, "confidence": each.confidence})
    return says


def _calendar(span: Span) -> Iterator[dict[str, Any]]:
    start = span.first - dt.timedelta(days=span.warm_up)
    why = "results are of the days that the figures are of"
    for name, value in (
        ("start", start),
        ("warm_up", f"{span.warm_up} days"),
        ("run_for", f"{span.days} days"),
    ):
        yield {"path": f"calendar.{name}", "set": value, "why": why}


def _always() -> list[dict[str, Any]]:
    return [dict(each) for each in recipe()["always"]]


def _scaled(found: Mapping[str, Proportion], national: Loaded) -> Iterator[dict[str, Any]]:
    """Values of the national scenario times the ratio of a figure; whole ones are set."""
    for each in recipe()["scaled"]:
        by = found.get(each["by"])
        if by is None:
            continue
        ratio, source = by.ratio, by.source
        room = found.get(room_of(each.get("room", "")))
        if room is not None:
            ratio, source = ratio * room.ratio, f"{source}; {room.source}"
        says = {"source": source, "confidence": by.confidence, "why": each["why"]}
        if not each.get("whole"):
            yield {"path": each["path"], "scale": float(f"{ratio:.4g}"), **says}
            continue
        for path, value in _stated(each["path"], national):
            yield {"path": path, "set": max(1, round(value * ratio)), **says}


def _stated(path: str, national: Loaded) -> Iterator[tuple[str, float]]:
    """The numbers that a path means after what is always changed; a removed one is left out."""
    always = {each["path"]: each for each in recipe()["always"]}
    for whole, change in always.items():
        if "set" in change and path.startswith(f"{whole}.0."):
            yield path, _inside(change["set"][0], path[len(whole) + 3 :].split("."))
            return
    gone = [
        at
        for name, change in always.items()
        if change.get("remove")
        for at, _ in targets_of(national, name)
    ]
    for at, node in targets_of(national, path):
        if not any(at[: len(each)] == each for each in gone):
            yield dotted(at), float(str(node.value))


def _inside(plain: Any, words: Sequence[str]) -> float:
    for word in words:
        plain = plain[word]
    return float(plain)


def _shared(found: Mapping[str, Proportion], national: Loaded) -> Iterator[dict[str, Any]]:
    """Shares of pathways of each group, the rest made up by those who go home with nothing new."""
    says = recipe()["shares"]
    names: dict[str, str] = says["of"]
    if not all(name in found for name in names.values()):
        return
    groups = national.document.plain()[says["groups"]]
    source = "; ".join(found[name].source for name in names.values())
    for group, entry in groups.items():
        shares = entry.get(says["part"], {})
        if not set(names) <= set(shares):
            continue
        new = {path: round(shares[path] * found[name].ratio, 5) for path, name in names.items()}
        over = sum(new.values()) / 0.9
        new = {path: round(value / max(over, 1.0), 5) for path, value in new.items()}
        new[says["rest"]] = round(1 - sum(new.values()), 5)
        yield {
            "path": f"{says['groups']}.{group}.{says['part']}",
            "set": new,
            "source": source,
            "confidence": "C",
            "why": "the trust's shares of discharges, spread over groups as nationally",
        }
