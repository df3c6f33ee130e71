"""Whole numbers at addresses: how compiled functions reach the header of a run and its arrays.

A compiled function is handed the address of the header only: to hand every one of them all arrays
would take minutes to compile. Nothing here checks bounds, so only the engine may use it; whoever
calls the engine keeps the arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types  # type: ignore[import-untyped]
from numba.extending import intrinsic  # type: ignore[import-untyped]

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


def _number(n: int) -> Any:
    return types.int64(*[types.int64] * n)


def _nothing(n: int) -> Any:
    return types.void(*[types.int64] * n)


@intrinsic
def get(context, w, name):
    """A number of the header."""
    return _number(2), _reading(_in_header)


@intrinsic
def put(context, w, name, value):
    """Set a number of the header."""
    return _nothing(3), _writing(_in_header)


@intrinsic
def add(context, w, name, more):
    """Add to a number of the header."""
    return _nothing(3), _adding(_in_header)


@intrinsic
def cell(context, w, column, at):
    """A number of a column."""
    return _number(3), _reading(_in_column)


@intrinsic
def put_cell(context, w, column, at, value):
    """Set a number of a column."""
    return _nothing(4), _writing(_in_column)


@intrinsic
def field(context, w, table, row, name):
    """A number in a row of a table."""
    return _number(4), _reading(_in_table)


@intrinsic
def put_field(context, w, table, row, name, value):
    """Set a number in a row of a table."""
    return _nothing(5), _writing(_in_table)


@intrinsic
def add_field(context, w, table, row, name, more):
    """Add to a number in a row of a table."""
    return _nothing(5), _adding(_in_table)


@intrinsic
def node(context, w, g, name):
    """A note on a patient's step."""
    return _number(3), _reading(_in_node)


@intrinsic
def put_node(context, w, g, name, value):
    """Note something on a patient's step."""
    return _nothing(4), _writing(_in_node)


@intrinsic
def step_field(context, w, g, name):
    """What the route says of a patient's step."""
    return _number(3), _reading(_in_step)


@intrinsic
def fetch(context, w, column, at):
    """Say that a number of a column will be needed soon; it may be past the end."""
    return _nothing(3), _fetching(_in_column)


@intrinsic
def fetch_node(context, w, g):
    """Say that the notes on a patient's step will be needed soon."""

    def finds(builder, given):
        return _in_node(builder, [*given, WIDE(0)])

    return _nothing(2), _fetching(finds)
