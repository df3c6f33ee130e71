"""Items 5.1 to 6.1: software, random sampling, execution, system, and access to the code."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from simulator.experiment import code
from simulator.report.document_block import Block, Item, Lines, Words, flat
from simulator.report.document_subject import Subject


def implementation(subject: Subject) -> tuple[Item, ...]:
    """The fifth and sixth sections."""
    return (
        Item("5.1", "Software or programming language", (Lines(_software(subject)),)),
        Item("5.2", "Random sampling", (Lines(_sampling(subject)),)),
        Item("5.3", "Model execution", (Lines(_execution(subject)),)),
        Item("5.4", "System specification", (Lines(_system(subject)),)),
        Item("6.1", "Computer model sharing statement", _sharing(subject), is_authors=True),
    )


def _made_with(subject: Subject) -> Mapping[str, Any]:
    if subject.run is not None:
        return subject.run.manifest
    return {"code_sha256": code.code_hash(), "versions": code.versions(), **code.commit()}


def _software(subject: Subject) -> tuple[str, ...]:
    made = _made_with(subject)
    libraries = ", ".join(f"{n} {v}" for n, v in made.get("versions", {}).items())
    commit = made.get("commit") or "not known"
    dirty = ", with changes not committed" if made.get("dirty") else ""
    when = "the run was made with" if subject.run is not None else "as installed now"
    return (
        f"stepdown {version('stepdown')}, discrete-event simulation in Python, MIT licence.",
        f"Versions, {when}: {libraries}.",
        f"Hash of the code: {made.get('code_sha256')}. Commit: {commit}{dirty}.",
    )


def _sampling(subject: Subject) -> tuple[str, ...]:
    seed = subject.run.manifest.get("seed") if subject.run else subject.scenario.batch.seed
    return (
        "Philox4x32-10 (Salmon and others 2011), which is counter based. The key of a draw is a "
        "hash of seed, replication, patient group and decision; the counter holds the patient's "
        "identity and how often he has come to it. So each decision has a stream of its own, and "
        "adding or changing one moves no other.",
        "Scenarios that are compared have the same patients with the same draws (common random "
        "numbers), replication by replication.",
        f"Seed: {seed}.",
    )


def _execution(subject: Subject) -> tuple[str, ...]:
    found = [
        "All draws are made before a run; a run is a pure function of network and patients. At "
        "each time everything due is done first, then places are given one at a time, then limits "
        "run out (rule 4), so the result does not depend on the order of equal times in a list.",
        "The compiled engine and the SimPy model give the same journeys, time for time; an "
        "independent checker reads the journeys of a run and lists every broken rule.",
    ]
    if subject.run is not None:
        manifest = subject.run.manifest
        found.append(f"Engine: {manifest.get('engine')}.")
        found.append(f"Command: {shlex.join(manifest.get('command', ()))}")
        if subject.run.altered:
            found.append(f"No longer as the run wrote them: {', '.join(subject.run.altered)}.")
    return tuple(found)


def _system(subject: Subject) -> tuple[str, ...]:
    if subject.run is None:
        return ("Not run yet.",)
    manifest = subject.run.manifest
    hardware = manifest.get("hardware", {})
    said = ", ".join(f"{name} {value}" for name, value in hardware.items())
    seconds = manifest.get("seconds_simulating")
    stages = ", ".join(f"{n} {s:g}" for n, s in manifest.get("seconds_by_stage", {}).items())
    return (
        f"{said}.",
        f"Simulating took {seconds} seconds of wall-clock time for {subject.run.replications} "
        f"replications; processor seconds by stage: {stages}.",
    )


def _sharing(subject: Subject) -> tuple[Block, ...]:
    found: list[Block] = []
    if subject.scenario.sharing:
        found.append(Words(flat(subject.scenario.sharing), is_quoted=True))
    if subject.run is not None:
        says = (
            "The run's folder holds the scenario as given and as run, the results, and a manifest "
            "with the hash of every file; `stepdown reproduce FOLDER` makes it again and compares."
        )
        found.append(Words(says))
    return tuple(found)
