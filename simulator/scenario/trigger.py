"""Triggers: a unit that is opened by the queue for its care setting and shut again."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.part import Part, Whole
from simulator.scenario.quantities import Duration

Waiting = Annotated[
    Whole, Field(ge=0, le=1_000_000, json_schema_extra={"unit": "patients waiting"})
]
LEAST = Duration(1, "minute")


class Trigger(Part):
    """When the queue for its care setting opens a unit, and when it is shut again.

    Everyone in the queue counts, those out of area who wait to come back included. Nobody inside
    is turned out when it shuts; nobody new starts.
    """

    waiting_above: Waiting = Field(
        description="called once more than this many wait for its care setting"
    )
    after: Duration = Field(
        Duration(4, "hour"),
        description="from the call to its opening, at least 1 minute; a call is not taken back",
    )
    stays_open: Duration = Field(Duration(1, "day"), description="shortest time for which it opens")
    shuts_at: Waiting = Field(
        0, description="after that, shut once no more than this many wait; at most waiting_above"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Trigger:
        if self.after.microseconds < LEAST.microseconds:
            raise PydanticCustomError(
                "trigger",
                "after is {after}; to open takes at least {least}",
                {"after": str(self.after), "least": str(LEAST)},
            )
        if self.shuts_at > self.waiting_above:
            raise PydanticCustomError(
                "trigger",
                "shuts_at ({shuts}) is above waiting_above ({opens}); it would be called and shut "
                "by the same queue",
                {"shuts": str(self.shuts_at), "opens": str(self.waiting_above)},
            )
        return self


def trigger_in_words(trigger: Trigger) -> str:
    """When a unit opens and shuts, as one line."""
    return (
        f"opens {trigger.after} after more than {trigger.waiting_above} wait, for at least "
        f"{trigger.stays_open}, and shuts when no more than {trigger.shuts_at} wait"
    )
