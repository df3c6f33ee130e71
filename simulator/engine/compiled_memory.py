"""Whole numbers at addresses: how compiled functions reach the header of a run and its arrays.

A compiled function is handed the address of the header only: to hand every one of them all arrays
would take minutes to compile. Nothing here checks bounds, so only the engine may use it; whoever
calls the engine keeps the arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic

from simulator.engine.compiled_columns import NODE, NODE_BITS, NODE_STEP, ROW_BITS, STEPS

WIDE, NARROW, BYTE, FLAG = ir.IntType(64), ir.IntType(32), ir.IntType(8), ir.IntType(32)
Given = list[Any]
# Where a number is: made from a builder of machine code and the arguments given.
Finds = Callable[[Any, Given], Any]


def _at(builder: Any, address: Any, index: Any, width: Any = WIDE) -> Any:
    return builder.gep(builder.inttoptr(address, width.as_pointer()), [index])


def _array(builder: Any, header: Any, name: Any) -> Any:
    return builder.load(_at(builder, header, name))


def _row(builder: Any, row: Any, bits: int, name: Any) -> Any:
    return builder.add(builder.shl(row, WIDE(bits)), name)


def _in_header(builder: Any, given: Given) -> Any:
    return _at(builder, given[0], given[1])


def _in_column(builder: Any, given: Given) -> Any:
    return _at(builder, _array(builder, given[0], given[1]), given[2])


def _in_table(builder: Any, given: Given) -> Any:
    index = _row(builder, given[2], ROW_BITS, given[3])
    return _at(builder, _array(builder, given[0], given[1]), index)


def _in_node(builder: Any, given: Given) -> Any:
    index = _row(builder, given[1], NODE_BITS, given[2])
    return _at(builder, _array(builder, given[0], WIDE(NODE)), index, NARROW)


def _first_in_node(builder: Any, given: Given) -> Any:
    return _in_node(builder, [*given, WIDE(0)])


def _in_step(builder: Any, given: Given) -> Any:
    step = builder.sext(builder.load(_in_node(builder, [*given[:2], WIDE(NODE_STEP)])), WIDE)
    return _in_table(builder, [given[0], WIDE(STEPS), step, given[2]])


def _reading(finds: Finds) -> Callable[..., Any]:
    def generate(context: Any, builder: Any, signature: Any, given: Given) -> Any:
        found = builder.load(finds(builder, given))
        return found if found.type == WIDE else builder.sext(found, WIDE)

    return generate


def _writing(finds: Finds) -> Callable[..., Any]:
    def generate(context: Any, builder: Any, signature: Any, given: Given) -> Any:
        place = finds(builder, given[:-1])
        value = given[-1]
        is_wide = place.type.pointee == WIDE
        builder.store(value if is_wide else builder.trunc(value, NARROW), place)
        return context.get_dummy_value()

    return generate


def _adding(finds: Finds) -> Callable[..., Any]:
    def generate(context: Any, builder: Any, signature: Any, given: Given) -> Any:
        place = finds(builder, given[:-1])
        builder.store(builder.add(builder.load(place), given[-1]), place)
        return context.get_dummy_value()

    return generate


def _fetching(finds: Finds) -> Callable[..., Any]:
    """Have the processor fetch a number into its caches; nothing else happens."""

    def generate(context: Any, builder: Any, signature: Any, given: Given) -> Any:
        place = builder.bitcast(finds(builder, given), BYTE.as_pointer())
        kind = ir.FunctionType(ir.VoidType(), [place.type, *[FLAG] * 3])
        fetch = builder.module.declare_intrinsic("llvm.prefetch", [place.type], kind)
        builder.call(fetch, [place, FLAG(0), FLAG(3), FLAG(1)])
        return context.get_dummy_value()

    return generate


def _taking(n: int, answer: Any) -> Any:
    return answer(*[types.int64] * n)


def number(typing: Callable[..., Any]) -> Callable[..., int]:
    """Make a function of compiled code that answers a number."""
    made: Callable[..., int] = intrinsic(typing)
    return made


def nothing(typing: Callable[..., Any]) -> Callable[..., None]:
    """Make a function of compiled code that answers nothing."""
    made: Callable[..., None] = intrinsic(typing)
    return made


@number
def get(context: Any, w: Any, name: Any) -> Any:
    """A number of the header."""
    return _taking(2, types.int64), _reading(_in_header)


@nothing
def put(context: Any, w: Any, name: Any, value: Any) -> Any:
    """Set a number of the header."""
    return _taking(3, types.void), _writing(_in_header)


@nothing
def add(context: Any, w: Any, name: Any, more: Any) -> Any:
    """Add to a number of the header."""
    return _taking(3, types.void), _adding(_in_header)


@number
def cell(context: Any, w: Any, column: Any, at: Any) -> Any:
    """A number of a column."""
    return _taking(3, types.int64), _reading(_in_column)


@nothing
def put_cell(context: Any, w: Any, column: Any, at: Any, value: Any) -> Any:
    """Set a number of a column."""
    return _taking(4, types.void), _writing(_in_column)


@nothing
def fetch(context: Any, w: Any, column: Any, at: Any) -> Any:
    """Say that a number of a column will be needed soon; it may be past the end."""
    return _taking(3, types.void), _fetching(_in_column)


@number
def field(context: Any, w: Any, table: Any, row: Any, name: Any) -> Any:
    """A number in a row of a table."""
    return _taking(4, types.int64), _reading(_in_table)


@nothing
def put_field(context: Any, w: Any, table: Any, row: Any, name: Any, value: Any) -> Any:  # noqa: PLR0917
    """Set a number in a row of a table."""
    return _taking(5, types.void), _writing(_in_table)


@nothing
def add_field(context: Any, w: Any, table: Any, row: Any, name: Any, more: Any) -> Any:  # noqa: PLR0917
    """Add to a number in a row of a table."""
    return _taking(5, types.void), _adding(_in_table)


@number
def node(context: Any, w: Any, g: Any, name: Any) -> Any:
    """A note on a patient's step."""
    return _taking(3, types.int64), _reading(_in_node)


@nothing
def put_node(context: Any, w: Any, g: Any, name: Any, value: Any) -> Any:
    """Note something on a patient's step."""
    return _taking(4, types.void), _writing(_in_node)


@nothing
def fetch_node(context: Any, w: Any, g: Any) -> Any:
    """Say that the notes on a patient's step will be needed soon."""
    return _taking(2, types.void), _fetching(_first_in_node)


@number
def step_field(context: Any, w: Any, g: Any, name: Any) -> Any:
    """What the route says of a patient's step."""
    return _taking(3, types.int64), _reading(_in_step)
