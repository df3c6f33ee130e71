"""What the trials measured, in one place: written by them, read wherever it is said to users."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = Path(__file__).with_name("measured.json")


@dataclass(frozen=True, slots=True)
class MeasuredProof:
    """The figures that a user is told.

    ``places``: fits that ended; ``held`` of ``values`` known values in 90 % intervals, and
    ``predicted`` of ``predictions`` figures of another quarter. ``missed``: what was wanted and not
    reached, in words. ``day``: when.
    """

    day: str
    places: int
    held: int
    values: int
    predicted: int
    predictions: int
    missed: tuple[str, ...]


def read_proof(file: Path = FILE) -> MeasuredProof | None:
    """The figures; None where no trials have been run."""
    try:
        plain = json.loads(file.read_text(encoding="utf-8"))
        return MeasuredProof(**plain | {"missed": tuple(plain["missed"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_proof(proof: MeasuredProof, file: Path = FILE) -> None:
    """Keep the figures."""
    text = json.dumps(asdict(proof), indent=1, ensure_ascii=False)
    file.write_text(text + "\n", encoding="utf-8", newline="\n")


def proof_in_words(file: Path = FILE) -> str:
    """What a reader of any fit must know of the method's intervals."""
    proof = read_proof(file)
    if proof is None:
        return "These intervals are not proven: no trials on known places have been run."
    held = 100 * proof.held / proof.values
    later = 100 * proof.predicted / proof.predictions
    says = (
        f"In {proof.places} trials on a small place whose truth is known, 90 % intervals held "
        f"{proof.held} of {proof.values} known values ({held:.0f} %) and "
        f"{proof.predicted} of {proof.predictions} later figures "
        f"({later:.0f} %; docs/recovery.md). That proves the method "
        "where the model is the place, and not that the model is this place: months held out are "
        "the judge of that."
    )
    if proof.missed:
        says += f" Not reached: {'; '.join(proof.missed)}."
    return says
