"""Pages that are made from the code are as the code now makes them."""

from __future__ import annotations

import re

import pytest

from tests.docs.console import DOCS, ROOT
from tests.docs.pages import PAGES


@pytest.mark.parametrize("name", PAGES)
def test_it_is_as_the_code_makes_it(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    kept = (DOCS / name).read_text(encoding="utf-8")
    assert kept == PAGES[name](), "python3 dev.py docs writes it anew"


def test_every_command_and_option_is_on_the_page():
    from typer.main import get_command

    from simulator.cli import app

    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    for name, one in get_command(app).commands.items():
        assert f"## `stepdown {name}`" in page
        for parameter in one.params:
            for flag in parameter.opts if parameter.param_type_name == "option" else ():
                assert f"`{flag}`" in page, (name, flag)


def test_every_measure_has_its_anchor():
    from simulator.results.measures import REGISTRY

    page = (DOCS / "measures.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\{ #(\w+) \}", page)) == set(REGISTRY)


def test_commands_named_in_the_pages_exist():
    from typer.main import get_command

    from simulator.cli import app

    known = set(get_command(app).commands)
    for file in DOCS.rglob("*.md"):
        named = re.findall(r"stepdown ([a-z][a-z-]+)\b(?=[ `])", file.read_text(encoding="utf-8"))
        spoken = {word for word in named if f"`stepdown {word}" in file.read_text("utf-8")}
        assert spoken <= known, (file.name, spoken - known)


def test_options_named_beside_a_command_exist():
    from typer.main import get_command

    from simulator.cli import app

    found = get_command(app).commands
    for file in [*DOCS.glob("howto/*.md"), *DOCS.glob("tutorials/*.md"), DOCS / "cannot_say.md"]:
        for line in re.findall(r"stepdown ([a-z]+ [^`\n]*)", file.read_text(encoding="utf-8")):
            name, *words = line.split()
            if name in found:
                flags = {f for p in found[name].params for f in (*p.opts, *p.secondary_opts)}
                asked = {word for word in words if re.fullmatch(r"--?[a-z][a-z-]*", word)}
                assert asked <= flags, (file.name, line)
