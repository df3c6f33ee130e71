"""The frame of every page: its templates, and who checked what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.report.table import Column, Table
from simulator.results.measures import REGISTRY
from simulator.scenario.schema import Scenario

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

TEMPLATES = Path(__file__).resolve().parent / "templates"
NOBODY = "Nobody has checked this"
NO_DATE = "until when it is valid is not stated"


@dataclass(frozen=True, slots=True)
class Standing:
    """Who made, checked and until when: in a sentence, and for each scenario."""

    says: str
    table: Table

    @classmethod
    def of(cls, scenarios: Sequence[Scenario]) -> Standing:
        """Of the scenarios of a page, the one it is about first.

        With several the sentence holds for all of them: nobody has checked a page of which one
        scenario is unchecked, and the first date to pass ends it.
        """
        return cls(_sentence(scenarios), _table(scenarios))


def _sentence(scenarios: Sequence[Scenario]) -> str:
    who = list(dict.fromkeys(_checker(each) for each in scenarios))
    until = [each.valid_until for each in scenarios]
    days = [day for day in until if day is not None]
    of_some = " (of some scenarios)" if len(set(who)) > 1 and "" in who else ""
    checked = f"{NOBODY}{of_some}" if "" in who else f"Checked by: {'; '.join(who)}"
    if not days or (len(days) < len(until) and len(scenarios) == 1):
        return f"{checked}; {NO_DATE}."
    first = min(days)
    some = " (of some scenarios no date is stated)" if len(days) < len(until) else ""
    return f"{checked}; valid until {first.day} {first:%B %Y}{some}."


def _table(scenarios: Sequence[Scenario]) -> Table:
    heads = ("Scenario", "Made by", "Checked by", "Valid until", "Must not be used for")
    return Table(
        "Standing",
        "Who made and who checked each scenario, and until when it is valid",
        tuple(Column(head) for head in heads),
        tuple(_row(each) for each in scenarios),
        "As the scenario says: nothing here looks at whether it is so. After the date, or once "
        "the place has changed, it must be looked at again before it is used.",
        is_open=True,
    )


def _row(one: Scenario) -> tuple[str, ...]:
    until = one.valid_until
    return (
        _plain(one.title),
        _plain(one.analyst) or "not stated",
        _checker(one) or NOBODY,
        f"{until.day} {until:%B %Y}" if until is not None else "not stated",
        _plain(one.not_for) or "not stated",
    )


def _checker(one: Scenario) -> str:
    """Who checked a scenario; '' if nobody did, or it says so."""
    said = _plain(one.assurer)
    return "" if said.lower().startswith("nobody") else said


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())


def environment() -> Environment:
    """The templates, with what all of them use."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["titles"] = {name: each.title for name, each in REGISTRY.items()}
    made.filters["tied"] = tied
    made.filters["coded"] = coded
    return made


def framed(template: str, scenarios: Sequence[Scenario], **parts: Any) -> str:
    """A page as text.

    ``template``: extends base.html. ``scenarios``: what the page is about, for who checked it.
    ``parts``: what the template shows.
    """
    page = environment().get_template(template)
    return page.render(standing=Standing.of(scenarios), **parts)


def tied(text: str) -> str:
    """A text whose figures do not break from their signs at the end of a line."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%").replace(
        " ± ", "\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}"
    )


def coded(text: str) -> Markup:
    """A text for HTML, with what stands between backticks as code."""
    from markupsafe import Markup, escape

    parts = str(escape(text)).split("`")
    if len(parts) % 2 == 0:
        return Markup(escape(text))
    marked = (f"<code>{each}</code>" if at % 2 else each for at, each in enumerate(parts))
    return Markup("".join(marked))
