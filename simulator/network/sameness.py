"""Networks that are the same but for what chance changes in each replication."""

from __future__ import annotations

from dataclasses import replace

from simulator.network.network import Network


def is_same_but_for_capacity(one: Network, other: Network) -> bool:
    """Whether two networks differ in nothing but the capacity of units."""
    if len(one.units) != len(other.units) or replace(one, units=()) != replace(other, units=()):
        return False
    pairs = zip(one.units, other.units, strict=True)
    return all(a is b or replace(a, capacity=b.capacity) == b for a, b in pairs)
