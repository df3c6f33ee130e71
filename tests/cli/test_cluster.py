"""Batches on the workers of a real Dask scheduler: lost, added later, foreign, encrypted."""

from __future__ import annotations

import datetime as dt
import ipaddress
import pickle
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from calibration.fit import fit_to_folder, put
from simulator.errors import InputError
from simulator.experiment.batch import run_batch
from simulator.experiment.cluster import LONGEST_CHUNK, Cluster, chunked
from simulator.experiment.cluster_address import Address
from simulator.experiment.cluster_chunk import Refused, Standing, run_calls, run_chunk
from simulator.experiment.parts import Parts
from simulator.experiment.replication import Order
from simulator.scenario.schema import Batch
from tests.calibration.fit import places as fits
from tests.cli.test_resume import SETS, stepdown
from tests.experiment.place import SMALL, setup

pytest.importorskip("distributed")
WAIT = 120
TYPED = "import sys; from simulator.cli import main; sys.argv[0] = 'stepdown'; main()"


class Dask:
    """A scheduler and workers, all of them processes that are ended with the test."""

    def __init__(self, folder, *security):
        self.folder, self.security, self.started = folder, security, []
        self.file = folder / "scheduler.json"
        kind = ["--protocol", "tls"] if security else []
        self.start("scheduler", "--port", "0", "--no-dashboard", "--no-show", *kind)
        until = time.monotonic() + WAIT
        while not self.file.exists() and time.monotonic() < until:
            time.sleep(0.05)

    def start(self, kind, *words, before=""):
        """A process of Dask; ``before``: Python that it runs first."""
        code = f"{before}\nimport sys; from dask.__main__ import main; sys.argv[0] = 'dask'; main()"
        typed = [kind, *words, *self.security, "--scheduler-file", str(self.file)]
        with (self.folder / f"{kind}-{len(self.started)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", code, *typed],
                cwd=self.folder,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        self.started.append(process)
        return process

    def worker(self, before=""):
        return self.start(
            "worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", before=before
        )

    def has_workers(self):
        logs = b"".join(file.read_bytes() for file in self.folder.glob("worker*.log"))
        return b"Registered to" in logs

    @property
    def address(self):
        import json

        return json.loads(self.file.read_text(encoding="utf-8"))["address"]

    def end(self):
        for process in self.started:
            process.kill()
            process.wait()


@pytest.fixture
def dask(tmp_path):
    folder = tmp_path / "dask"
    folder.mkdir()
    made = Dask(folder)
    yield made
    made.end()


def cluster(dask, *tls):
    return Cluster(Address(dask.address, 1, *map(str, tls)))


def values(result):
    return np.array([each.measured.values for each in result.replications])


CLIENT = """
import sys
from pathlib import Path
from simulator.experiment.batch import run_batch
from simulator.experiment.cluster import Cluster
from simulator.experiment.cluster_address import Address
from simulator.experiment.parts import Parts
from simulator.scenario.schema import Batch
from tests.experiment.place import setup
run_batch(setup(), Batch(replications=40, seed=7), jobs=Cluster(Address(sys.argv[1])),
          parts=Parts(Path(sys.argv[2])))
"""


def test_a_client_and_a_worker_killed_and_one_added_later_change_nothing(dask, tmp_path):
    """What had arrived when the client was killed is kept, and not run again."""
    asked = Batch(replications=40, seed=7)
    first, parts = dask.worker(), Parts(tmp_path / "parts")
    typed = [sys.executable, "-c", CLIENT, dask.address, str(parts.folder)]
    with subprocess.Popen(typed, stderr=subprocess.PIPE, text=True) as client:
        wait_for(lambda: len(parts.numbers()) >= 5 or client.poll() is not None)
        client.send_signal(signal.SIGKILL)
        client.communicate()
    kept = parts.numbers()
    assert 5 <= len(kept) < 40
    before = {number: parts._file(number).stat().st_mtime_ns for number in kept}

    def told(done, planned):
        if done == len(kept) + 5:
            first.send_signal(signal.SIGKILL)
            dask.worker()

    workers = cluster(dask)
    try:
        found = run_batch(setup(), asked, jobs=workers, parts=parts, told=told)
    finally:
        workers.close()
    assert first.wait() == -signal.SIGKILL
    assert {number: parts._file(number).stat().st_mtime_ns for number in kept} == before
    alone = run_batch(setup(), asked)
    np.testing.assert_array_equal(values(found), values(alone))
    assert (found.checks, found.achieved) == (alone.checks, alone.achieved)


def wait_for(holds):
    until = time.monotonic() + WAIT
    while not holds() and time.monotonic() < until:
        time.sleep(0.01)


def test_a_fit_whose_worker_is_killed_comes_to_that_of_one_machine(dask, tmp_path):
    """By the command line, with a scenario across the draws; the second worker comes later."""
    place, targets = fits.written(tmp_path)
    (tmp_path / "quicker.yaml").write_text(fits.QUICKER, encoding="utf-8")
    first = dask.worker()
    words = ["calibrate", place, "-t", targets, "--members", 10, "--scenario", "quicker.yaml"]
    typed = [sys.executable, "-c", TYPED, *map(str, words), "-q", "--scheduler", dask.address]
    with subprocess.Popen(typed, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        wait_for(lambda: kept_runs(tmp_path) >= 15 or process.poll() is not None)
        first.send_signal(signal.SIGKILL)
        dask.worker()
        _, said = process.communicate(timeout=4 * WAIT)
    assert process.returncode == 0, said
    assert first.wait() == -signal.SIGKILL
    (found,) = (tmp_path / "outputs" / "calibrate-place").glob("2*")
    question = put(place, targets, members=10)
    scenarios = [tmp_path / "quicker.yaml"]
    alone = fit_to_folder(question, tmp_path / "alone", jobs=1, scenarios=scenarios).folder
    for name in ("bank.parquet", "draws.csv", "ask_next.csv", "differences.csv"):
        assert (found / name).read_bytes() == (alone / name).read_bytes(), name


def kept_runs(folder):
    return sum(file.read_bytes().count(b"\n") for file in folder.rglob("bank.jsonl"))


OTHER_CODE = "from simulator.experiment import code; code.code_hash = lambda: 'f00d'"


def test_a_worker_with_other_code_is_refused_by_name(dask):
    dask.worker(before=OTHER_CODE)
    wait_for(dask.has_workers)
    workers = cluster(dask)
    with pytest.raises(InputError) as refused:
        run_batch(setup(), Batch(replications=4, seed=7), jobs=workers)
    workers.close()
    assert "worker tcp://" in str(refused.value)
    assert "it has another version of stepdown's code" in str(refused.value)


def test_a_scheduler_that_is_not_there_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", "1s")
    address = ("--scheduler", "tcp://127.0.0.1:9", "-q")
    done = stepdown("run", SMALL, "-r", 3, *SETS, *address, cwd=tmp_path)
    assert done.returncode == 4, done.stderr
    assert "the scheduler tcp://127.0.0.1:9 does not answer" in done.stderr
    assert "stepdown resume" in done.stderr
    assert "Traceback" not in done.stderr


def certificates(folder):
    """An authority of one's own, and a certificate signed by it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    def made(name, issuer=None):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        by, signing = issuer or (subject, key)
        day = dt.datetime.now(dt.UTC)
        address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(by)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(day - dt.timedelta(days=1))
            .not_valid_after(day + dt.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), True)
            .add_extension(x509.SubjectAlternativeName([address]), False)
            .sign(signing, hashes.SHA256())
        )
        return subject, key, certificate

    subject, signing, authority = made("authority")
    _, key, certificate = made("127.0.0.1", (subject, signing))
    files = {name: folder / f"{name}.pem" for name in ("ca", "cert", "key")}
    pem = serialization.Encoding.PEM
    files["ca"].write_bytes(authority.public_bytes(pem))
    files["cert"].write_bytes(certificate.public_bytes(pem))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    files["key"].write_bytes(key.private_bytes(pem, *plain))
    return files


def test_an_encrypted_scheduler_takes_only_those_with_a_certificate(tmp_path):
    pytest.importorskip("cryptography")
    folder = tmp_path / "dask"
    folder.mkdir()
    files = certificates(folder)
    theirs = {"--tls-ca-file": "ca", "--tls-cert": "cert", "--tls-key": "key"}
    named = [word for name, file in theirs.items() for word in (name, str(files[file]))]
    dask = Dask(folder, *named)
    try:
        assert dask.address.startswith("tls://")
        dask.worker()
        asked, own = Batch(replications=4, seed=7), cluster(dask, *files.values())
        found = run_batch(setup(), asked, jobs=own)
        own.close()
        np.testing.assert_array_equal(values(found), values(run_batch(setup(), asked)))
        with pytest.raises(InputError, match="neither options nor Dask name a certificate"):
            run_batch(setup(), asked, jobs=cluster(dask))
    finally:
        dask.end()


def test_without_dask_the_extra_is_named(tmp_path):
    code = "import sys; sys.modules['distributed'] = None\n"
    code += "from simulator.cli import main; sys.argv[0] = 'stepdown'; main()"
    typed = [sys.executable, "-c", code, "run", str(SMALL), "-r", "2", "--scheduler", "local"]
    done = subprocess.run(typed, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'stepdown[cluster]'" in done.stderr


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (Address("here:8786"), "'here:8786' is no address"),
        (Address("tcp://here:8786", ca="a", cert="b", key="c"), "without an encrypted"),
        (Address("tls://here:8786", ca="a"), "without --tls-cert, --tls-key"),
        (Address("tls://here:8786", ca="a", cert="b", key="c"), "'b' is not there"),
    ],
)
def test_what_cannot_be_a_scheduler_is_said(address, says):
    assert says in " ".join(problem.says for problem in address.problems())


def test_good_addresses_have_no_problem():
    for address in ("local", "tcp://here:8786", "tls://here:8786"):
        assert Address(address).problems() == []
    assert Address("tls://here:8786", 1, *[str(SMALL)] * 3).problems() == []


@pytest.mark.parametrize(
    ("number", "seconds", "threads", "longest"),
    [(1000, 0.04, 2, 50), (1000, 10, 2, 1), (12, 0.04, 2, 2), (10_000, 1e-6, 1, LONGEST_CHUNK)],
)
def test_chunks_are_about_two_seconds_and_enough_for_all(number, seconds, threads, longest):
    orders = [Order(number=at, seed=1) for at in range(1, number + 1)]
    found = list(chunked(orders, seconds, threads))
    assert [order for chunk in found for order in chunk] == orders
    assert max(len(chunk) for chunk in found) == longest


def test_a_chunk_of_other_standing_is_not_run():
    mine = Standing.here()
    other = Standing(mine.code_sha256, (*mine.versions[:-1], ("simpy", "0")), mine.machine)
    found = run_chunk(b"", "", (), other)
    assert isinstance(found, Refused)
    assert "simpy" in found.problem.says
    elsewhere = Standing(mine.code_sha256, mine.versions, "abacus")
    assert "abacus" in mine.differs_from(elsewhere)
    assert mine.differs_from(mine) == ""


def test_calls_are_made_only_where_the_code_of_their_package_is_the_same():
    """The same simulator, and another calibration beside it or none."""
    packed = pickle.dumps((pow, 2))
    here = Standing.here(("calibration",))
    assert run_calls(packed, "a", [(3,), (4,)], here) == [8, 16]
    for sha in ("f00d", ""):
        other = replace(here, beside=(("calibration", sha),))
        found = run_calls(packed, "b", [(3,)], other)
        assert isinstance(found, Refused)
        assert "another version of stepdown's code" in found.problem.says
    assert Standing.here(("no_such_package",)).beside == (("no_such_package", ""),)
