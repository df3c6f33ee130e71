"""How a command ends: exit codes (0 done, 1 our fault), and what is said of a run that stopped."""

from simulator.errors import StoppedByUser

THEIR_INPUT = 2
CHECK_FAILED = 3
INCOMPLETE = 4
INTERRUPTED = 130


def interrupted(stopped: KeyboardInterrupt) -> str:
    """What is kept of a run that somebody stopped, and how it goes on."""
    if not isinstance(stopped, StoppedByUser):
        return "interrupted: what was finished is kept; the same command again goes on from there"
    said = [f"interrupted: {stopped.done} replications are kept"]
    if stopped.partial:
        said.append(f"partial report: {stopped.partial}")
    return "\n".join(
        [*said, f"the same command again goes on; or stepdown resume {stopped.folder}"]
    )
