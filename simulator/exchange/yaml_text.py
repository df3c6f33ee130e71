"""Plain mappings and lists as the text of a scenario file that a person can read and change."""

from __future__ import annotations

import io
import os
from pathlib import Path as FilePath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from simulator.scenario.document import read
from simulator.scenario.load import dump

SCHEMA = FilePath("schema") / "stepdown.schema.json"
_SHORT = 88
_TOP = 2


def scenario_text(plain: dict[str, Any], folder: FilePath, head: str = "") -> str:
    """The text of a scenario file that lies in a folder; ``head``: lines of comment before it.

    Short entries stand on one line. What is read back is equal to ``plain``.
    """
    text = schema_line(folder) + head + _written(plain)
    if read(text, "text", []).plain() == plain:
        return text
    return schema_line(folder) + head + dump(plain)


def schema_line(folder: FilePath) -> str:
    """The line by which editors find the schema, where the project's is near."""
    around = folder.resolve()
    for top in (around, *around.parents):
        if (top / SCHEMA).is_file():
            way = os.path.relpath(top / SCHEMA, around).replace(os.sep, "/")
            return f"# yaml-language-server: $schema={way}\n"
    return ""


def _written(plain: dict[str, Any]) -> str:
    yaml = YAML(typ="rt", pure=True)
    yaml.width = 100
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    whole = _in_form(plain, 0)
    for at, name in enumerate(plain):
        if at and isinstance(plain[name], dict | list) and plain[name]:
            whole.yaml_set_comment_before_after_key(name, before="\n")
    stream = io.StringIO()
    yaml.dump(whole, stream)
    # What wraps a long text leaves spaces at the ends of lines, which stand for nothing.
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().split("\n")[:-1])


def _in_form(value: Any, depth: int) -> Any:
    if isinstance(value, dict):
        mapping = CommentedMap({name: _in_form(each, depth + 1) for name, each in value.items()})
        if not value or (depth >= _TOP and _is_short(value)):
            mapping.fa.set_flow_style()
        return mapping
    if isinstance(value, list):
        items = CommentedSeq([_in_form(each, depth + 1) for each in value])
        if not any(isinstance(each, dict | list) for each in value):
            items.fa.set_flow_style()
        return items
    return value


def _is_short(value: dict[str, Any]) -> bool:
    is_flat = not any(isinstance(each, dict | list) and each for each in value.values())
    return is_flat and len(str(value)) <= _SHORT
