"""A place whose every text wants to be a program, for pages to be made of."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from simulator.errors import InputError
from simulator.experiment.prepare import checked
from simulator.scenario.field import fields, model_at
from simulator.scenario.load import dump, load, load_text

Text = tuple[dict[str, Any], str]
SMALL = Path(__file__).resolve().parents[1] / "scenario" / "small.yaml"
MARK = "pwned"
# What breaks out of an element, an attribute, a template, a drawing's formula and a spreadsheet.
HOSTILE = (
    "=1+1</title></style></svg><script>window.pwned=1</script>"
    '"><img src=x onerror="window.pwned=1">{{7*7}}${7*7}'
    "<a href='javascript:window.pwned=1'>x</a><svg onload=window.pwned=1> $\\frac{1}$ & --> ]]>"
)
SHORT = '"><img src=x onerror=window.pwned=1>'
# Files and codes, which are told when they name nothing.
_NOT_TEXT = {"table", "times", "file", "extends", "begins", "path", "pathway", "currency"}


@cache
def place() -> tuple[str, int]:
    """The text of the place, and how many of its texts are hostile."""
    plain = load(SMALL).resolved
    plain["calendar"] |= {"warm_up": "7 days", "run_for": "28 days"}
    plain["published"] = [{"title": "x", "measure": "census", "value": 50.0}]
    plain["published"][0]["where"] = {"care_setting": "acute", "statistic": "mean"}
    plain["standards"] = {"quick": {"handoff": "assessment", "within": "2 days", "target": 0.7}}
    refused = _put(plain, _texts(plain), HOSTILE)
    left = _put(plain, refused, SHORT)
    return dump(plain), len(_texts(plain)) - len(left)


def _put(plain: dict[str, Any], texts: list[Text], words: str) -> list[Text]:
    """Put words in every field with which the scenario can still be read; the others."""
    had = [holder.get(name) for holder, name in texts]
    for holder, name in texts:
        holder[name] = words
    try:
        checked(load_text(dump(plain)))
    except InputError:
        for (holder, name), before in zip(texts, had, strict=True):
            holder[name] = before
            if before is None:
                del holder[name]
        if len(texts) == 1:
            return texts
        middle = len(texts) // 2
        return [*_put(plain, texts[:middle], words), *_put(plain, texts[middle:], words)]
    return []


def _texts(plain: dict[str, Any]) -> list[Text]:
    """Every field of text that an entry has or could have."""
    found = []
    todo: list[tuple[tuple[str | int, ...], Any]] = [((), plain)]
    while todo:
        path, value = todo.pop()
        if isinstance(value, list):
            todo += [((*path, at), each) for at, each in enumerate(value)]
        if not isinstance(value, dict):
            continue
        model = model_at(path)
        known = fields(model) if model is not None else {}
        found += [
            (value, name)
            for name, field in known.items()
            if field.type == "text" and not field.choices and name not in _NOT_TEXT
        ]
        todo += [((*path, name), each) for name, each in value.items()]
    return found


def changed() -> str:
    """A file that extends it, with a hostile title, question and reason of its change."""
    more = {
        "extends": "place.yaml",
        "title": f"Fewer {HOSTILE}",
        "question": HOSTILE,
        "source": HOSTILE,
        "changes": [
            {
                "path": "care_settings.acute.units.0.beds",
                "set": 40,
                "why": HOSTILE,
                "source": HOSTILE,
            }
        ],
    }
    return dump(more)
