"""Options of commands that may run on the workers of a Dask scheduler."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from simulator.experiment.workers import Workers

Scheduler = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Run on the workers of this Dask scheduler: tcp://host:8786, tls://host:8786, or "
        "local, which starts one here. See docs/cluster.md.",
    ),
]
TlsCa = Annotated[
    Path | None, typer.Option("--tls-ca", help="Who signs the certificates of a tls:// scheduler.")
]
TlsCert = Annotated[Path | None, typer.Option("--tls-cert", help="Own certificate for tls://.")]
TlsKey = Annotated[Path | None, typer.Option("--tls-key", help="Key of that certificate.")]


def connected(
    context: typer.Context,
    scheduler: str | None,
    jobs: int,
    tls: tuple[Path | None, Path | None, Path | None],
) -> Workers | None:
    """The workers of a scheduler, which are let go when the command ends; None without one.

    ``tls``: files of authority, certificate and key.

    Raises:
        InputError: it cannot be a scheduler, files are missing, or Dask is not installed.
    """
    if scheduler is None and not any(tls):
        return None
    import os

    from simulator.experiment.cluster import cluster_of
    from simulator.experiment.cluster_address import Address

    ca, cert, key = (None if file is None else str(file) for file in tls)
    address = Address(scheduler or "", jobs or os.cpu_count() or 1, ca, cert, key)
    cluster: Workers | None = context.with_resource(cluster_of(address))
    return cluster
