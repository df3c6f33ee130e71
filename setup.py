"""What pyproject.toml cannot say: the scenarios go with the code that is installed."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
SCENARIOS, BUNDLED = ROOT / "scenarios", Path("simulator") / "bundled"
ENDINGS = (".yaml", ".csv")


class BuildWithScenarios(build_py):
    """Copies the scenarios beside the code; an editable install reads those of the checkout."""

    def run(self) -> None:
        """Copy code, then scenarios."""
        super().run()
        if not self.editable_mode:
            for source, target in self._pairs():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """All files that are written."""
        copies = [] if self.editable_mode else [str(target) for _, target in self._pairs()]
        return [*super().get_outputs(include_bytecode), *copies]

    def _pairs(self) -> list[tuple[Path, Path]]:
        """Each file of a scenario, and where it goes."""
        files = sorted(each for each in SCENARIOS.rglob("*") if each.suffix in ENDINGS)
        into = Path(self.build_lib) / BUNDLED
        return [(each, into / each.relative_to(SCENARIOS)) for each in files]


setup(cmdclass={"build_py": BuildWithScenarios})
