"""Money: its currency, the year of its prices, and indices that bring other years to it."""

from __future__ import annotations

from pydantic import Field

from simulator.scenario.part import Number, Part

NOT_COVERED = (
    "capital",
    "overheads",
    "what councils are paid by those they charge by their means",
)

PAYERS = {
    "nhs_acute": "NHS acute",
    "nhs_community": "NHS community",
    "council": "Council",
    "residents": "People who pay for their own care",
}


class Index(Part):
    """What prices of another year are multiplied by, to be prices of the scenario's year."""

    factor: Number = Field(gt=0, le=1000, description="prices of that year times this")
    source: str = Field(
        min_length=1, description="the index, and where its numbers come from; must be given"
    )


class Costs(Part):
    """Money: its currency and year."""

    currency: str = Field("GBP", description="currency of all costs")
    price_year: str | None = Field(None, description="year of the prices, like 2024-25")
    indices: dict[str, Index] = Field(
        default_factory=dict,
        description="by price year, for prices that are given in another one",
    )
    payers: dict[str, str] = Field(
        default_factory=dict,
        description="those who pay, by code, beside nhs_acute, nhs_community, council and "
        "residents",
    )
    not_covered: tuple[str, ...] = Field(
        NOT_COVERED, description="what no price here covers, said beside every cost"
    )

    @property
    def known_payers(self) -> dict[str, str]:
        """All who may pay, by code: those of every scenario, then its own."""
        return {**PAYERS, **self.payers}

    def factor(self, price_year: str | None) -> float:
        """What a price of some year is multiplied by; None: of the scenario's own.

        Raises:
            KeyError: no index is stated for that year.
        """
        if price_year is None or price_year == self.price_year:
            return 1.0
        return self.indices[price_year].factor
