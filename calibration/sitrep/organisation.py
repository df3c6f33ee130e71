"""Organisations that files have figures of, for somebody who asked for another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from difflib import get_close_matches

NEAREST = 3
# Kinds of codes that are told apart by their form alone; the last takes what is left.
KINDS = (
    (re.compile(r"[EWSNKJ]\d{8}"), "codes of the Office for National Statistics"),
    (re.compile(r"[A-Z][A-Z0-9]{2,5}"), "codes of the NHS's organisation data service (ODS)"),
    (re.compile(r"\d{3}"), "councils' codes of three digits"),
    (re.compile(r".*"), "codes of another kind"),
)


def known_instead(asked: str, named: Mapping[str, str]) -> str:
    """What to ask for instead of an organisation that no file has.

    The nearest codes and names; where none is near, which kinds of codes the files use.

    Args:
        asked: A code or a name.
        named: Names by code, '' where no file gives one.
    """
    says = {code.lower(): code for code in named} | {
        name.lower(): f"{name} ({code})" for code, name in named.items() if name
    }
    near = get_close_matches(asked.lower(), says, n=NEAREST)
    if near:
        told = [_told(says[each], named) for each in near]
        return f"Near are: {', '.join(dict.fromkeys(told))}."
    if not named:
        return "The files have no organisations."
    return f"{_kinds(asked, named)} {_by_name(asked, named)}"


def _told(code: str, named: Mapping[str, str]) -> str:
    """A code with its name where it is known."""
    name = named.get(code, "")
    return f"{code} ({name})" if name else code


def _kind(code: str) -> str:
    return next(says for form, says in KINDS if form.fullmatch(code.upper()))


def _kinds(asked: str, named: Mapping[str, str]) -> str:
    """Which kinds of codes there are, each with one, and that the one asked for is of another."""
    counts = Counter(map(_kind, named))
    first = {_kind(code): code for code in reversed(list(named))}
    parts = [f"{n:,} by {kind}, as {_told(first[kind], named)}" for kind, n in counts.items()]
    s = "s" if len(named) > 1 else ""
    text = f"The files have {len(named):,} organisation{s}: {'; '.join(parts)}."
    is_code = asked.upper() == asked and " " not in asked and len(asked) <= len("E00000000")
    if is_code and _kind(asked) not in counts:
        text += f" '{asked}' looks like one of the {_kind(asked)}."
    return text


def _by_name(asked: str, named: Mapping[str, str]) -> str:
    """Names may be asked for too: the nearest, however far, or that there are none."""
    names = {name.lower(): name for name in named.values() if name}
    if not names:
        return "They give no names, so ask for a code that they use."
    near = get_close_matches(asked.lower(), names, n=NEAREST, cutoff=0)
    return f"A name will do too, as {', '.join(names[each] for each in near)}."
