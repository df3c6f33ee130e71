"""Where a Dask scheduler is, and how it is reached."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.errors import InputError, Problem

LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a scheduler is, and the files of an encrypted connection.

    ``scheduler``: tcp://host:port or tls://host:port; or ``local``, which starts one on this
    machine with ``local_workers`` processes. ``ca``, ``cert``, ``key``: with none of them Dask's
    own settings hold.
    """

    scheduler: str
    local_workers: int = 1
    ca: str | None = None
    cert: str | None = None
    key: str | None = None

    def problems(self) -> list[Problem]:
        """What is wrong with it before anything is connected."""
        found = []
        if self.scheduler != LOCAL and not self.scheduler.startswith(("tcp://", "tls://")):
            says = f"'{self.scheduler}' is no address of a Dask scheduler"
            do = "write it like tcp://host:8786 or tls://host:8786; or local for this machine"
            found.append(Problem(says, path="--scheduler", do=do))
        given = [name for name, file in self._files().items() if file]
        if given and not self.scheduler.startswith("tls://"):
            says = f"{', '.join(given)} without an encrypted scheduler"
            found.append(Problem(says, path="--scheduler", do="give a tls:// address"))
        if given and len(given) < len(self._files()):
            lacking = ", ".join(name for name, file in self._files().items() if not file)
            says = f"{', '.join(given)} without {lacking}"
            do = "give all three, or none and set them in Dask's own configuration"
            found.append(Problem(says, path="--scheduler", do=do))
        for name, file in self._files().items():
            if file and not Path(file).is_file():
                do = "name the file, as PEM"
                found.append(Problem(f"'{file}' is not there", path=name, do=do))
        return found

    def connected(self) -> tuple[Any, Any]:
        """What was started here if anything was, and the client of the scheduler.

        Raises:
            InputError: it is encrypted, and nobody names a certificate.
            OSError: it does not answer.
        """
        return _connect(self)

    def _files(self) -> dict[str, str | None]:
        return {"--tls-ca": self.ca, "--tls-cert": self.cert, "--tls-key": self.key}


def _connect(address: Address) -> tuple[Any, Any]:
    import distributed

    # Which says nothing of types.
    dask: Any = distributed
    if address.scheduler == LOCAL:
        local = dask.LocalCluster(
            n_workers=address.local_workers,
            threads_per_worker=1,
            dashboard_address=None,
            host="127.0.0.1",
        )
        return local, dask.Client(local)
    security = None
    if address.scheduler.startswith("tls://") and not (address.ca or _has_own_files()):
        says = f"{address.scheduler} is encrypted, and neither options nor Dask name a certificate"
        do = "give --tls-ca, --tls-cert and --tls-key, or set distributed.comm.tls for Dask"
        raise InputError([Problem(says, path="--scheduler", do=do)])
    if address.ca:
        security = dask.Security(
            tls_ca_file=address.ca,
            tls_client_cert=address.cert,
            tls_client_key=address.key,
            require_encryption=True,
        )
    return None, dask.Client(address.scheduler, security=security)


def _has_own_files() -> bool:
    """Whether Dask's own configuration names the files of an encrypted connection."""
    import dask

    return bool(dask.config.get("distributed.comm.tls.ca-file", None))
