"""The canonical work in plain C, compiled here; without a C compiler it is left out."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.wards import Answer, second_stays
from simulator.sampling.patients import Patients

SOURCE = Path(__file__).with_name("canonical.c")


def compiler() -> str | None:
    """The C compiler of this machine, if there is one."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


@dataclass(frozen=True, slots=True)
class PlainC:
    """The program, and the file of patients that it reads."""

    program: Path
    file: Path
    end: int

    @classmethod
    def of(cls, folder: Path, patients: Patients, end: int) -> PlainC:
        """Compile the program, and write the patients, in a folder."""
        found = compiler()
        assert found is not None
        made = cls(folder / "canonical", folder / f"patients-{end}.bin", end)
        options = ["-O3", "-march=native", "-o", str(made.program), str(SOURCE)]
        subprocess.run([found, *options], check=True)
        acute = patients.duration[patients.first[:-1]]
        table = [patients.arrives, patients.route, acute, second_stays(patients)]
        np.stack(table).astype(np.int64).tofile(made.file)
        return made

    def run(self, step_down: int) -> tuple[float, Answer]:
        """Processor seconds of the engine alone, reading the file left out, and its answer."""
        words = [str(self.program), str(self.file), str(step_down), str(self.end)]
        seconds, acute, times = subprocess.check_output(words, text=True).split()
        return float(seconds), Answer(int(acute), int(times))
