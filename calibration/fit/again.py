"""A fit as it was asked for, kept in its folder while it runs, so that it can go on from there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from calibration.fit.question import Question, put
from simulator.errors import InputError, Problem
from simulator.experiment import code
from simulator.experiment.folder import BEGUN
from simulator.experiment.request import read_json
from simulator.report.again import FIT
from simulator.scenario.bundled import locate


@dataclass(frozen=True, slots=True)
class AskedFit:
    """A fit as it was asked for; files as they were named, from where the command was given.

    ``files``: SHA-256 of all that was read. ``key``: of its folder. ``code_sha256``: of the
    simulator and of the fit; with ``versions``, to say what differs.
    """

    place: str
    targets: str
    fit: str
    scenarios: tuple[str, ...]
    members: int
    seed: int
    is_twice: bool
    files: dict[str, str]
    key: str
    code_sha256: str
    versions: dict[str, str]
    command: tuple[str, ...]

    @classmethod
    def of(
        cls,
        question: Question,
        scenarios: Sequence[Path] = (),
        *,
        is_twice: bool = False,
        command: Sequence[str] = (),
    ) -> AskedFit:
        """What is asked now."""
        return cls(
            place=question.place.path,
            targets=question.targets_path,
            fit=question.ask.file.path,
            scenarios=tuple(str(each) for each in scenarios),
            members=question.members,
            seed=question.seed,
            is_twice=is_twice,
            files={each.path: each.sha256 for each in question.files}
            | {str(each): _sha256(each) for each in scenarios},
            key=question.key,
            code_sha256=_code(),
            versions=code.versions(),
            command=tuple(command),
        )

    def plain(self) -> dict[str, Any]:
        """As JSON holds it; the command stands beside it."""
        return {name: each for name, each in asdict(self).items() if name != "command"}

    def begin(self, folder: Path) -> None:
        """Keep it in an unfinished folder."""
        text = json.dumps({"command": self.command, FIT: self.plain()}, indent=1)
        (folder / BEGUN).write_text(text + "\n", encoding="utf-8")

    def problems(self, folder: Path) -> list[Problem]:
        """Why it cannot go on: other code, other versions, files that are changed or not there."""
        found = [Problem(says, path=str(folder), do=self._afresh) for says in self._other_code()]
        for name, sha in self.files.items():
            file = locate(name)
            if not file.is_file():
                do = "give the command in the folder where the fit was begun, or put the file back"
                found.append(Problem("it is not there, and the fit read it", path=name, do=do))
            elif _sha256(file) != sha:
                says = f"it is not as it was when the fit in '{folder}' was begun"
                do = f"put it back as it was, or {self._afresh}"
                found.append(Problem(says, path=name, do=do))
        return found

    def _other_code(self) -> list[str]:
        if self.code_sha256 != _code():
            return ["it was begun with another version of the code"]
        now = code.versions()
        said = [f"{n} {v}, now {now.get(n)}" for n, v in self.versions.items() if now.get(n) != v]
        return [f"it was begun with other versions: {', '.join(said)}"] if said else []

    @property
    def _afresh(self) -> str:
        return f"fit afresh: stepdown calibrate {self.place} --targets {self.targets}"

    def question(self, folder: Path) -> Question:
        """The same question, put again.

        Raises:
            InputError: a file has changed or is not there, or the code is another: each is named.
        """
        if problems := self.problems(folder):
            raise InputError(problems)
        question = put(
            Path(self.place),
            Path(self.targets),
            Path(self.fit),
            members=self.members,
            seed=self.seed,
        )
        if question.key != self.key:
            says = "what it was begun with cannot be put together again"
            raise InputError([Problem(says, path=str(folder), do=self._afresh)])
        return question


def asked_in(folder: Path) -> AskedFit:
    """What was asked of the fit in an unfinished folder.

    Raises:
        InputError: it does not say.
    """
    try:
        begun = read_json(folder / BEGUN)
        return _asked(begun[FIT], begun["command"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        says = f"does not say what fit it is of: {BEGUN} cannot be read ({error})"
        do = "type the command again that began it, or delete the folder"
        raise InputError([Problem(says, path=str(folder), do=do)]) from None


def _asked(plain: Mapping[str, Any], command: Sequence[str]) -> AskedFit:
    texts = {name: plain[name] for name in ("place", "targets", "fit", "key", "code_sha256")}
    if not all(isinstance(each, str) for each in texts.values()):
        raise TypeError("a text is none")
    return AskedFit(
        **texts,
        scenarios=tuple(str(each) for each in plain["scenarios"]),
        members=int(plain["members"]),
        seed=int(plain["seed"]),
        is_twice=bool(plain["is_twice"]),
        files={str(k): str(v) for k, v in dict(plain["files"]).items()},
        versions={str(k): str(v) for k, v in dict(plain["versions"]).items()},
        command=tuple(str(each) for each in command),
    )


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _code() -> str:
    both = code.code_hash() + code.hash_of("calibration")
    return hashlib.sha256(both.encode()).hexdigest()
