"""Code that runs the same on every system: text files name their encoding, nothing is of one OS."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Where in the arguments a text file's encoding may stand without its name.
TEXT_CALLS = {"read_text": 0, "write_text": 1}
OF_ONE_SYSTEM = {"fcntl", "grp", "pwd", "resource", "termios", "msvcrt", "winreg", "posix", "nt"}
CALLS_OF_ONE = {"fork", "forkpty", "setsid", "killpg", "mkfifo", "SIGKILL", "SIGALRM", "O_DIRECT"}


def faults(text: str, name: str) -> list[str]:
    """What in a module depends on the system that it runs on."""
    return [
        f"{name}:{line}: {says}"
        for node in ast.walk(ast.parse(text))
        for line, says in _faults(node)
    ]


def _faults(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Call) and _lacks_encoding(node):
        yield node.lineno, "a text file without its encoding"
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            if name.partition(".")[0] in OF_ONE_SYSTEM:
                yield node.lineno, f"{name} is of one system"
    if isinstance(node, ast.Attribute) and node.attr in CALLS_OF_ONE:
        yield node.lineno, f"{node.attr} is of one system"


def _lacks_encoding(call: ast.Call) -> bool:
    if any(each.arg in {"encoding", None} for each in call.keywords):
        return False
    function = call.func
    if isinstance(function, ast.Attribute) and function.attr in TEXT_CALLS:
        return len(call.args) <= TEXT_CALLS[function.attr]
    is_open = isinstance(function, ast.Name) and function.id == "open"
    is_method = isinstance(function, ast.Attribute) and function.attr == "open"
    if not is_open and not (is_method and _has_mode(call, 0)):
        return False
    mode = _mode(call, 1 if is_open else 0)
    return "b" not in (mode or "r")


def _mode(call: ast.Call, at: int) -> str | None:
    given = [each.value for each in call.keywords if each.arg == "mode"] or call.args[at : at + 1]
    is_text = given and isinstance(given[0], ast.Constant) and isinstance(given[0].value, str)
    return str(given[0].value) if is_text else None  # type: ignore[attr-defined]


def _has_mode(call: ast.Call, at: int) -> bool:
    """Whether this opens a file: other things have a method of that name too."""
    mode = _mode(call, at)
    return mode is not None and set(mode) <= set("rwxabt+")


def modules() -> list[Path]:
    packages = ("simulator", "calibration")
    files = [file for each in packages for file in sorted((ROOT / each).rglob("*.py"))]
    return [*files, ROOT / "dev.py", ROOT / "setup.py"]


def test_no_module_depends_on_the_system_it_runs_on():
    found = [
        fault
        for file in modules()
        for fault in faults(file.read_text(encoding="utf-8"), file.relative_to(ROOT).as_posix())
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "file.read_text()",
        "file.write_text('x')",
        "open('x')",
        "open('x', 'w')",
        "file.open('w')",
        "file.open(mode='r')",
        "import resource",
        "from fcntl import flock",
        "os.fork()",
        "signal.SIGKILL",
    ],
)
def test_a_line_that_does_is_found(line):
    (fault,) = faults(f"\n{line}\n", "a.py")
    assert fault.startswith("a.py:2: ")


@pytest.mark.parametrize(
    "line",
    [
        "file.read_text('utf-8')",
        "file.write_text('x', encoding='utf-8')",
        "open('x', 'rb')",
        "file.open('wb')",
        "flows.open(3)",
        "archive.open(part)",
        "import os",
    ],
)
def test_other_lines_are_let_through(line):
    assert faults(line, "a.py") == []
