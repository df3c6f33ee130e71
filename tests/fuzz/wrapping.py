"""Bytes changed inside what they are wrapped in: to change a ZIP from outside only breaks it."""

from __future__ import annotations

import gzip
import hashlib
import io
import random
import zipfile
import zlib
from collections.abc import Callable

Change = Callable[[bytes], bytes]

ZIP, GZIP, ZLIB = b"PK\x03\x04", b"\x1f\x8b", (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
MOST = 1 << 20
_DIGEST, _LENGTH = 32, 8


def changed(content: bytes, change: Change, chance: random.Random) -> bytes:
    """Content with something inside it changed, and the wrapping made good again."""
    if content.startswith(ZIP) and chance.random() < 0.9:
        return _in_zip(content, change, chance)
    if content.startswith(GZIP) and chance.random() < 0.9:
        return _in_gzip(content, change)
    return change(content)


def changed_part(content: bytes, change: Change, chance: random.Random) -> bytes:
    """A kept replication with its keys or the rest changed, and its digest that of the new."""
    body = content[_DIGEST:]
    if chance.random() < 0.1 or len(body) < _LENGTH:
        return change(content)
    split = _LENGTH + int.from_bytes(body[:_LENGTH], "big")
    keys, rest = body[_LENGTH:split], body[split:]
    if chance.random() < 0.5:
        keys = _in_zlib(keys, change)
    else:
        rest = _in_zlib(rest, change)
    return part(keys, rest)


def part(keys: bytes, rest: bytes) -> bytes:
    """A file of a replication."""
    body = len(keys).to_bytes(_LENGTH, "big") + keys + rest
    return hashlib.sha256(body).digest() + body


def _in_zip(content: bytes, change: Change, chance: random.Random) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(each.file_size for each in archive.infolist()) > MOST:
                return change(content)
            parts = {each.filename: archive.read(each) for each in archive.infolist()}
    except Exception:  # a broken one makes zipfile raise anything
        return change(content)
    if not parts:
        return change(content)
    name = chance.choice(sorted(parts))
    parts[name] = change(parts[name])
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, inside in parts.items():
            archive.writestr(each, inside)
    return made.getvalue()


def _in_gzip(content: bytes, change: Change) -> bytes:
    try:
        inside = gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        return change(content)
    return gzip.compress(change(inside), 1) if len(inside) <= MOST else change(content)


def _in_zlib(content: bytes, change: Change) -> bytes:
    if not content.startswith(ZLIB):
        return change(content)
    try:
        inside = zlib.decompressobj().decompress(content, MOST)
    except zlib.error:
        return change(content)
    return zlib.compress(change(inside), 1)
