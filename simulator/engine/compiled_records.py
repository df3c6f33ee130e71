"""The functions that reach the records of a compiled run.

``unit(w, 3)`` is the fourth row of the table of units of the world ``w``; its fields, named in
``compiled_layout``, are read and set by name. Compiled functions are handed the world alone,
because to hand each of them all tables would take minutes to compile. A row outside its table
raises ``IndexError``, always: nothing is ever read or written elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numba
from llvmlite import ir  # type: ignore[import-untyped]
from numba.extending import intrinsic

from simulator.engine.compiled_layout import TABLES, WORLD

Row = Callable[[Any, int], Any]

# Bytes from the beginning of the world to each of its fields.
place_in_world = {name: found[1] for name, found in (WORLD.fields or {}).items()}
WIDE, BYTE = ir.IntType(64), ir.IntType(8)


def rows(name: str) -> Row:
    """The function that reaches the rows of a table."""
    layout = TABLES[name]
    row_type = numba.from_dtype(layout)

    def number(builder: Any, world: Any, field: str) -> Any:
        at = builder.gep(builder.bitcast(world, BYTE.as_pointer()), [WIDE(place_in_world[field])])
        return builder.load(builder.bitcast(at, WIDE.as_pointer()))

    def generate(context: Any, builder: Any, signature: Any, given: list[Any]) -> Any:
        world, index = given
        is_outside = builder.icmp_unsigned(">=", index, number(builder, world, f"n_{name}"))
        with builder.if_then(is_outside, likely=False):
            context.call_conv.return_user_exc(builder, IndexError, (f"no such row of {name}",))
        offset = builder.mul(index, WIDE(layout.itemsize))
        at = builder.add(number(builder, world, f"at_{name}"), offset)
        return builder.inttoptr(at, context.get_value_type(row_type))

    def row(context: Any, w: Any, index: Any) -> Any:
        """A row of the table."""
        return row_type(w, numba.types.int64), generate

    found: Any = intrinsic(row)
    return cast(Row, found)


route_step, edge, service, line = map(rows, ("route_steps", "edges", "services", "lines"))
unit, handoff, calendar, window = map(rows, ("units", "handoffs", "calendars", "windows"))
user, clock, shift, review, rounds = map(rows, ("users", "clocks", "shifts", "reviews", "rounds"))
turn, choice, stage = map(rows, ("turns", "choices", "stages"))
trigger, opening_row = map(rows, ("triggers", "openings"))
component, arrow, search, loop = map(rows, ("components", "arrows", "search", "loop"))
component_service, component_unit = map(rows, ("component_service", "component_unit"))
route_first, choice_of, line_at, held = map(rows, ("routes", "choice_of", "line_at", "held"))
line_unit, unit_line, held_line = map(rows, ("line_unit", "unit_line", "held_line"))
to_try, review_of_day, bucket = map(rows, ("to_try", "review_of_day", "buckets"))
asking, due, dirty = map(rows, ("asking", "due", "dirty"))
arrives, first_step, locality = map(rows, ("arrives", "first_step", "locality"))
returns_as, returns_after, route_of = map(rows, ("returns_as", "returns_after", "route"))
duration, limit, expected_error = map(rows, ("duration", "limit", "expected_error"))
review_level, dies, dies_waiting = map(rows, ("review_level", "dies", "dies_waiting"))
relapses_after, relapse_lasts = map(rows, ("relapses_after", "relapse_lasts"))
instead_as, begins_at, begins_in = map(rows, ("instead_as", "begins_at", "begins_in"))
falls, person, taken, event, heap = map(rows, ("falls", "people", "taken", "events", "heap"))
asked, reserved, started, ended = map(rows, ("asked", "reserved", "started", "ended"))
ready, left, in_unit, postponed = map(rows, ("ready", "left", "unit", "postponed"))
relapsed, ready_again = map(rows, ("relapsed", "ready_again"))
moved_back, away_unit = map(rows, ("moved_back", "away_unit"))
arrived, finished, exit_ = map(rows, ("arrived", "finished", "exit"))
