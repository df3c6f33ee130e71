"""Textbook results for queues, in units of the mean service time unless said otherwise.

`load` is the offered load (arrival rate times mean service time), `servers` the number of servers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

import numpy as np

State = TypeVar("State", bound=Hashable)


def erlang_b(servers: int, load: float) -> float:
    """Chance that all servers are busy when nobody can wait (any law of service)."""
    logs = [k * math.log(load) - math.lgamma(k + 1) for k in range(servers + 1)]
    return 1 / math.fsum(math.exp(log - logs[-1]) for log in logs)


def erlang_c(servers: int, load: float) -> float:
    """Chance of waiting, M/M/c."""
    blocked = erlang_b(servers, load)
    return blocked / (1 - load / servers * (1 - blocked))


def mean_wait(servers: int, load: float) -> float:
    """Mean wait, M/M/c."""
    return erlang_c(servers, load) / (servers - load)


def kaufman_roberts(beds: int, loads: Sequence[float], needs: Sequence[int]) -> list[float]:
    """Chance of loss by class where each takes a number of beds at once and nobody can wait."""
    occupied = [1.0]
    for total in range(1, beds + 1):
        taken = zip(loads, needs, strict=True)
        flow = math.fsum(a * b * occupied[total - b] for a, b in taken if b <= total)
        occupied.append(flow / total)
    return [math.fsum(occupied[beds - b + 1 :]) / math.fsum(occupied) for b in needs]


def pollaczek_khinchine(load: float, cv: float) -> float:
    """Mean wait, M/G/1, with a coefficient of variation of service."""
    return load * (1 + cv**2) / (2 * (1 - load))


def cobham(servers: int, loads: list[float]) -> list[float]:
    """Mean wait by class, highest first, M/M/c with priorities that do not interrupt."""
    residual = erlang_c(servers, sum(loads)) / servers
    shares = np.cumsum([0.0, *loads]) / servers
    return [residual / ((1 - a) * (1 - b)) for a, b in pairwise(shares)]


def stationary(moves: Callable[[State], Mapping[State, float]], start: State) -> dict[State, float]:
    """Steady-state chances of a continuous-time Markov chain given by its rates out of a state."""
    states = [start]
    for state in states:
        states += [other for other in moves(state) if other not in states]
    rates = np.zeros((len(states), len(states)))
    for i, state in enumerate(states):
        for other, rate in moves(state).items():
            rates[i, states.index(other)] += rate
    rates -= np.diag(rates.sum(axis=1))
    equations = np.vstack([rates.T, np.ones(len(states))])
    chances, *_ = np.linalg.lstsq(equations, np.eye(len(states) + 1)[-1])
    return dict(zip(states, chances.tolist(), strict=True))
