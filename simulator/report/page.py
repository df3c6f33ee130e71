"""The report of one run as one page that needs nothing else to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simulator.experiment.batch import BatchResult
from simulator.network.network import DAY
from simulator.report.census_picture import census_picture
from simulator.report.check_tables import open_at_the_end
from simulator.report.contents import EVENT_LOG, Contents
from simulator.report.delay_picture import delay_picture
from simulator.report.draws_table import split_part
from simulator.report.draws_words import held, not_known
from simulator.report.frame import TEMPLATES, framed, tied
from simulator.report.input_tables import standing_in_words
from simulator.report.observed_picture import observed_of
from simulator.report.picture import Picture
from simulator.report.system_map import system_map
from simulator.report.warm_up_picture import warm_up_picture
from simulator.report.week_picture import week_picture
from simulator.scenario.load import Loaded

__all__ = ["TEMPLATES", "render", "reproduce", "tied", "write_report"]


def write_report(
    result: BatchResult, loaded: Loaded, manifest: Mapping[str, Any], file: Path
) -> None:
    """Write the report of one run as a self-contained HTML file.

    ``manifest``: as ``simulator.experiment.folder.manifest`` makes it. Of it only what is the same
    for every run of the same thing is shown, so equal runs have equal reports.
    """
    contents = Contents.of(result, loaded)
    file.write_text(render(contents, manifest), encoding="utf-8", newline="\n")


def render(contents: Contents, manifest: Mapping[str, Any]) -> str:
    """The page as text."""
    first, *others = _pictures(contents)
    return framed(
        "report.html",
        [contents.names.scenario],
        contents=contents,
        scenario=contents.names.scenario,
        headline=contents.headline,
        banners=contents.headline.banners,
        result=contents.known.result,
        first_picture=first,
        pictures=others,
        observed=_observed(contents),
        still_there=open_at_the_end(contents.known).text(),
        stands_on=standing_in_words(contents.provenance.values, contents.provenance.defaults),
        period=_period(contents),
        reproduce=reproduce(manifest),
        event_log=EVENT_LOG,
        held=held(contents.names.scenario, contents.known.result.summary.draws),
        not_known=not_known(contents.names.scenario),
    )


def _pictures(contents: Contents) -> list[Picture]:
    """All pictures, that of the first page first."""
    known, names, series = contents.known, contents.names, contents.series
    delay = delay_picture(known, names, series)
    census = census_picture(known, names, series)
    others = [
        system_map(known, names),
        *([census] if delay else []),
        *([apart[0]] if (apart := split_part(contents.known.result, names)) else []),
        week_picture(known, names),
        warm_up_picture(known, names, series),
    ]
    return [delay or census, *others]


def _observed(contents: Contents) -> Picture | None:
    """Published figures beside simulated ones; not where they are of the place before a change."""
    if contents.provenance.is_of_before:
        return None
    return observed_of(contents.known, contents.names, is_of_before=False)


def _period(contents: Contents) -> str:
    """The results' period in words."""
    series, result = contents.series, contents.known.result
    first, last = series.date(series.warm_up), series.date(series.days - 1)
    days = (result.setup.window[1] - result.setup.window[0]) / DAY
    warm_up = result.setup.scenario.calendar.warm_up
    return (
        f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y} ({days:,.0f} days), "
        f"after a warm-up of {warm_up} that is left out"
    )


def reproduce(manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What it takes to get the same figures again."""
    commit = manifest.get("commit")
    dirty = " (with changes not committed)" if manifest.get("dirty") else ""
    files = manifest.get("files", {})
    rows = [
        ("Command", _command(manifest.get("command", ()))),
        ("Seed", manifest.get("seed")),
        ("Replications", manifest.get("replications_done")),
        ("Engine", manifest.get("engine")),
        ("Hash of scenario, settings and code", manifest.get("key")),
        ("Hash of the code", manifest.get("code_sha256")),
        ("Commit", f"{commit}{dirty}" if commit else None),
        *((f"Hash of {Path(path).name}", sha) for path, sha in files.items()),
        ("Versions", ", ".join(f"{n} {v}" for n, v in manifest.get("versions", {}).items())),
    ]
    return [(name, str(value)) for name, value in rows if value not in (None, "")]


def _command(words: Sequence[str]) -> str:
    import shlex

    return shlex.join(words)
