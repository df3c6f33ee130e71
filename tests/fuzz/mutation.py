"""Text changed as people and programs change it: values, lines and cells, not only bytes."""

from __future__ import annotations

import random
import re

WORD = re.compile(rb"[\w.+-]+")
# What has broken readers elsewhere, and what is out of every range.
ODD = [
    *(b"0 -1 1 2 1e308 -1e308 1e-320 1e400 nan .nan .inf -.inf NaN inf 1_000 0x10 1:30".split()),
    *(b"99999999999999999999 9223372036854775808 -9223372036854775809 0.1 1.5 100% 5%".split()),
    *(b"true false null ~ [] {} [[]] {a:} [0] * & ! | > - ? % @ ` ' \" # : , = ==".split()),
    *(b"0001-01-01 9999-12-31 2025-02-29 2025-13-01 24:00 25:61 00:00-00:00".split()),
    *(b"mon-fri sun-mon mon-sun 1_day 1e9_days _ __class__ . .. ... a.b a/b / \\".split()),
    *("\u00e9 \u00df \ufb00 \u0130 \u0131 \U0001d7d7 \u0663 \u00bd".encode().split()),
    *("\u202e \u2028 \ufeff \ud7ff \U0010ffff".encode().split(b" ")),
    b"../x.yaml",
    b"3 days",
    b"1e300 days",
    b"0 working days",
    b"-1 hours",
    b"mon-fri 00:00-24:00",
    b"\x00",
    b"\xff\xfe",
    b"\xc3(",
    b"\r\n",
    b"\t",
    b"\x1b[31m",
    b"=1+1",
    b"<script>",
    b"{{7*7}}",
    b"%s%n",
    b"a" * 300,
    b"[" * 200,
    b"9" * 400,
    b'"' * 3,
    b"*",
    b"",
]


def text_changed(text: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """A text with one to four changes, some of them pieces of other texts."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        text = chance.choice(CHANGES)(text, chance, others)
    return text


def _other_word(text: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """A word instead of another."""
    found = list(WORD.finditer(text))
    if not found:
        return text + chance.choice(ODD)
    here = chance.choice(found)
    word = chance.choice(ODD) if chance.random() < 0.6 else _word_of(others, chance)
    return text[: here.start()] + word + text[here.end() :]


def _number(text: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """A number a little or much off."""
    found = [each for each in WORD.finditer(text) if each[0].isdigit()]
    if not found:
        return _other_word(text, chance, others)
    here = chance.choice(found)
    value = int(here[0][:18]) * chance.choice((0, -1, 2, 10, 1000, 10**9)) + chance.choice((0, 1))
    return text[: here.start()] + str(value).encode() + text[here.end() :]


def _line(text: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """A line taken out, doubled, moved, indented, or one of another text put in."""
    lines = text.split(b"\n")
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    way = chance.randrange(5)
    if way == 0:
        del lines[at]
    elif way == 1:
        lines.insert(to, lines[at])
    elif way == 2:
        lines[at], lines[to] = lines[to], lines[at]
    elif way == 3:
        lines[at] = b"  " + lines[at] if chance.random() < 0.5 else lines[at][2:]
    else:
        lines.insert(at, chance.choice(chance.choice(others).split(b"\n")))
    return b"\n".join(lines)


def _block(text: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """A block of lines taken out, or put in from another text."""
    lines = text.split(b"\n")
    at = chance.randrange(len(lines))
    more = chance.choice([text, *others]).split(b"\n")
    start = chance.randrange(len(more))
    put = more[start : start + chance.randrange(12)] if chance.random() < 0.5 else []
    gone = chance.randrange(8)
    return b"\n".join([*lines[:at], *put, *lines[at + gone :]])


def _cut(text: bytes, chance: random.Random, _: list[bytes]) -> bytes:
    """The end cut off."""
    return text[: chance.randrange(len(text) + 1)]


def _put_in(text: bytes, chance: random.Random, _: list[bytes]) -> bytes:
    """Something odd anywhere."""
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(ODD) + text[at:]


def _word_of(others: list[bytes], chance: random.Random) -> bytes:
    found = WORD.findall(chance.choice(others))
    return chance.choice(found) if found else b"x"


CHANGES = (_other_word, _other_word, _other_word, _number, _line, _block, _cut, _put_in)
