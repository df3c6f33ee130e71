"""What was asked of a run, kept in its folder, so that it can go on or be made again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from simulator.errors import InputError, Problem
from simulator.experiment import code
from simulator.experiment.folder import MANIFEST, REQUEST, RESOLVED, Folder
from simulator.experiment.prepare import checked, prepare
from simulator.experiment.replication import ENGINES
from simulator.scenario.data_reading import PUT_BACK
from simulator.scenario.load import Loaded, load_text
from simulator.scenario.schema import Batch


@dataclass(frozen=True, slots=True)
class Request:
    """A run as it was asked for.

    ``scenario``: its file as it was named, from where the command was given. ``key``: of its
    folder: hash of resolved scenario, seed, engine, code and versions. ``code_sha256`` and
    ``versions``: what the key was made with, to say what differs.
    """

    scenario: str
    sets: tuple[str, ...]
    batch: dict[str, Any]
    engine: str
    is_trial: bool
    command: tuple[str, ...]
    key: str
    code_sha256: str
    versions: dict[str, str]

    @classmethod
    def of(
        cls,
        loaded: Loaded,
        batch: Batch,
        engine: str,
        folder: Folder,
        *,
        sets: tuple[str, ...] = (),
        is_trial: bool = False,
        command: tuple[str, ...] = (),
    ) -> Request:
        """What is asked now."""
        plain = batch.model_dump(mode="json")
        known = (folder.key, code.code_hash(), code.versions())
        return cls(loaded.path, sets, plain, engine, is_trial, command, *known)

    def plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)

    def begin(self, loaded: Loaded, folder: Path) -> None:
        """Keep it in a folder, with the resolved scenario, before anything is run."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / RESOLVED).write_text(loaded.to_yaml(), encoding="utf-8")
        text = json.dumps(self.plain(), indent=1, ensure_ascii=False)
        (folder / REQUEST).write_text(text + "\n", encoding="utf-8")

    def loaded(self, folder: Path) -> Loaded:
        """The scenario: from its file as long as that says the same, else as the folder holds it.

        Raises:
            InputError: what the run was begun with is no longer to be had: what differs.
        """
        found = self._from_its_file() or self._from_the_folder(folder)
        if found is None or not self._is_same(found):
            raise InputError([Problem(self.differs(), path=str(folder), do=DO)])
        return found

    def nearest(self, folder: Path) -> Loaded:
        """The scenario as near to what the run was begun with as can be had.

        Raises:
            InputError: the folder holds no scenario that can be run now.
        """
        found = self._from_its_file() or self._from_the_folder(folder)
        if found is None:
            says = f"its own {RESOLVED} cannot be run by this version of stepdown"
            raise InputError([Problem(says, path=str(folder), do=DO)])
        return found

    def _from_its_file(self) -> Loaded | None:
        try:
            found = prepare(self.scenario, self.sets)
        except InputError:
            return None
        return found if self._is_same(found) else None

    def _from_the_folder(self, folder: Path) -> Loaded | None:
        try:
            text = (folder / RESOLVED).read_text(encoding="utf-8")
            return checked(load_text(text, self.scenario, "."))
        except InputError as error:
            if lost := [each for each in error.problems if each.do == PUT_BACK]:
                raise InputError(lost) from None
            return None
        except (OSError, ValueError):
            return None

    def _is_same(self, loaded: Loaded) -> bool:
        made = Folder.of(loaded, self.batch_asked, self.engine, self.is_trial, Path())
        return made.key == self.key

    @property
    def batch_asked(self) -> Batch:
        """How often, with which seed."""
        return Batch.model_validate(self.batch)

    def differs(self) -> str:
        """The likeliest cause that the same cannot be run again."""
        if self.code_sha256 != code.code_hash():
            return "it was begun with another version of the code"
        now = code.versions()
        if other := [name for name, held in self.versions.items() if now.get(name) != held]:
            said = ", ".join(f"{name} {self.versions[name]}, now {now.get(name)}" for name in other)
            return f"it was begun with other versions: {said}"
        return f"neither {self.scenario} nor its own {RESOLVED} is as it was when it was begun"


MOST_BYTES = 200_000_000
DO = "to run it afresh: stepdown run with the scenario"


def request_in(folder: Path) -> Request:
    """What was asked of the run in a folder, whether it is whole or not.

    Raises:
        InputError: it is no folder of a run.
    """
    try:
        if (folder / REQUEST).is_file():
            return _request(read_json(folder / REQUEST))
        return _request(read_json(folder / MANIFEST)["asked"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        says = f"is no folder of a run: {MANIFEST} or {REQUEST} cannot be read ({error})"
        do = "name a folder that stepdown run has made, like outputs/baseline/20240401T120000Z-…"
        raise InputError([Problem(says, path=str(folder), do=do)]) from None


def read_json(file: Path) -> dict[str, Any]:
    """A mapping that a run has written.

    Raises:
        OSError, ValueError, TypeError: it is not there, is no such text, or was changed.
    """
    with file.open("rb") as written:
        content = written.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError(f"larger than {MOST_BYTES // 1_000_000} MB")
    try:
        plain = json.loads(content.decode("utf-8"))
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(plain, dict):
        raise TypeError("it is no mapping")
    return plain


def _request(plain: dict[str, Any]) -> Request:
    Batch.model_validate(plain["batch"])
    texts = ("scenario", "engine", "key", "code_sha256")
    if not all(isinstance(plain[name], str) for name in texts):
        raise TypeError("a text is none")
    if plain["engine"] not in ENGINES:
        raise ValueError("its engine is unknown")
    return Request(
        scenario=plain["scenario"],
        sets=tuple(str(each) for each in plain["sets"]),
        batch=dict(plain["batch"]),
        engine=plain["engine"],
        is_trial=bool(plain["is_trial"]),
        command=tuple(str(each) for each in plain["command"]),
        key=plain["key"],
        code_sha256=plain["code_sha256"],
        versions={str(k): str(v) for k, v in dict(plain["versions"]).items()},
    )
