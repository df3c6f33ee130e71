"""The watch over readers: what it must catch, and what it lets through."""

from __future__ import annotations

import io
import random
import socket
import subprocess
import sys
import zipfile

import pytest

from tests.fuzz.guard import SECRET, EscapeError, nothing_but
from tests.fuzz.targets import TARGETS
from tests.fuzz.wrapping import changed, changed_part, part


@pytest.mark.parametrize(
    "way",
    [
        lambda outside: (outside / "a.txt").write_text("x", encoding="utf-8"),
        lambda outside: (outside / "new").mkdir(),
        lambda outside: (outside / "there").rename(outside / "gone"),
        lambda outside: (outside / "there").unlink(),
        lambda outside: (outside / f"{SECRET}.yaml").read_text(encoding="utf-8"),
        lambda outside: subprocess.run([sys.executable, "-V"], check=False),
        lambda outside: socket.create_connection(("127.0.0.1", 9), timeout=0.1),
    ],
)
def test_what_reading_never_does_is_caught(tmp_path, way):
    inside = tmp_path / "inside"
    inside.mkdir()
    for name in ("there", f"{SECRET}.yaml"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    with pytest.raises(EscapeError), nothing_but(inside):
        way(tmp_path)
    assert (tmp_path / "there").exists()


def test_what_it_does_is_let_through(tmp_path):
    (tmp_path / "in").mkdir()
    with nothing_but(tmp_path / "in"):
        (tmp_path / "in" / "a.txt").write_text("x", encoding="utf-8")
        assert (tmp_path / "in" / "a.txt").read_text(encoding="utf-8") == "x"
    (tmp_path / "b.txt").write_text("y", encoding="utf-8")


def test_a_link_out_of_the_folder_is_seen_through(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path / "out")
    with pytest.raises(EscapeError), nothing_but(tmp_path / "in"):
        (tmp_path / "in" / "link" / "a.txt").write_text("x", encoding="utf-8")


def test_bytes_are_changed_inside_their_wrapping():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("a.xml", "plain")
    new = changed(made.getvalue(), lambda inside: inside + b"!", random.Random(1))
    with zipfile.ZipFile(io.BytesIO(new)) as packed:
        assert packed.read("a.xml") == b"plain!"
    kept = part(b"keys", b"rest")
    other = changed_part(kept, lambda inside: inside + b"!", random.Random(2))
    assert other in {part(b"keys!", b"rest"), part(b"keys", b"rest!")}


@pytest.mark.parametrize("name", ["scenario", "csv"])
def test_a_target_reads_what_is_right_and_refuses_what_is_not(name, tmp_path):
    from simulator.errors import InputError

    target = TARGETS[name]
    for at, content in enumerate([target.seeds()[0], b"\0[", b""]):
        place = tmp_path / str(at) / "user"
        place.mkdir(parents=True)
        if at == 0:
            target.read(content, place)
        else:
            with pytest.raises(InputError):
                target.read(content, place)
