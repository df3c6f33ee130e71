"""Whole numbers at addresses: how compiled functions reach the header of a run and its arrays.

A compiled function is handed the address of the header only. To hand each of them all arrays would
take minutes to compile. Nothing here checks bounds, so only the engine may use it; whoever calls it
keeps the arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types  # type: ignore[import-untyped]
from numba.extending import intrinsic  # type: ignore[import-untyped]

from simulator.engine.compiled_cache import inlined
from simulator.engine.compiled_columns import NODE, NODE_BITS, NODE_STEP, ROW_BITS, STEP

WIDE, NARROW = ir.IntType(64), ir.IntType(32)


def _reader(width: ir.IntType) -> Callable[..., Any]:
    def read(context: Any, address: Any, at: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
            place = builder.inttoptr(given[0], width.as_pointer())
            found = builder.load(builder.gep(place, [given[1]]))
            return found if width is WIDE else builder.sext(found, WIDE)

        return types.int64(types.int64, types.int64), generate

    made: Callable[..., Any] = intrinsic(read)
    return made


def _writer(width: ir.IntType) -> Callable[..., Any]:
    def write(context: Any, address: Any, at: Any, value: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
            place = builder.inttoptr(given[0], width.as_pointer())
            value = given[2] if width is WIDE else builder.trunc(given[2], width)
            builder.store(value, builder.gep(place, [given[1]]))
            return context.get_dummy_value()

        return types.void(types.int64, types.int64, types.int64), generate

    made: Callable[..., Any] = intrinsic(write)
    return made


_read, _write = _reader(WIDE), _writer(WIDE)
_read_small, _write_small = _reader(NARROW), _writer(NARROW)


@inlined
def get(w: int, name: int) -> int:
    """A number of the header."""
    return _read(w, name)


@inlined
def put(w: int, name: int, value: int) -> None:
    """Set a number of the header."""
    _write(w, name, value)


@inlined
def cell(w: int, column: int, at: int) -> int:
    """A number of a column."""
    return _read(_read(w, column), at)


@inlined
def put_cell(w: int, column: int, at: int, value: int) -> None:
    """Set a number of a column."""
    _write(_read(w, column), at, value)


@inlined
def field(w: int, table: int, row: int, name: int) -> int:
    """A number in a row of a table."""
    return _read(_read(w, table), (row << ROW_BITS) + name)


@inlined
def put_field(w: int, table: int, row: int, name: int, value: int) -> None:
    """Set a number in a row of a table."""
    _write(_read(w, table), (row << ROW_BITS) + name, value)


@inlined
def node(w: int, g: int, name: int) -> int:
    """A note on a patient's step."""
    return _read_small(_read(w, NODE), (g << NODE_BITS) + name)


@inlined
def put_node(w: int, g: int, name: int, value: int) -> None:
    """Note something on a patient's step."""
    _write_small(_read(w, NODE), (g << NODE_BITS) + name, value)


@inlined
def step_field(w: int, g: int, name: int) -> int:
    """What the route says of a patient's step."""
    return field(w, STEP, node(w, g, NODE_STEP), name)
