"""Where patients are discharged to, in the words of four successive definitions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from calibration.sitrep.wording import plain, slug, without_brackets

ACUTE_2022, ACUTE, COMMUNITY_2023, COMMUNITY = (
    "acute to May 2024",
    "acute",
    "community to October 2023",
    "community",
)


@dataclass(frozen=True, slots=True)
class Destination:
    """`code` begins with the pathway and a dot; `schemes` are the definitions that have it."""

    code: str
    schemes: tuple[str, ...]
    words: str
    is_known: bool = True


_BOTH = (COMMUNITY_2023, COMMUNITY)
_EVER = (ACUTE_2022, COMMUNITY_2023, COMMUNITY)

KNOWN = (
    Destination("P0.home", (ACUTE_2022,), "P0 Domestic home without reablement support"),
    Destination("P0.other", (ACUTE_2022,), "P0 Other without reablement support"),
    Destination("P1.home", (ACUTE_2022,), "P1 Domestic home with reablement support"),
    Destination("P1.other", (ACUTE_2022,), "P1 Other with reablement support"),
    Destination("P1.hotel", (ACUTE_2022,), "P1 Hotel with reablement support"),
    Destination("P2.care-home", (ACUTE_2022, COMMUNITY_2023), "P2 Care home"),
    Destination("P2.designated-setting", (ACUTE_2022,), "P2 Designated setting"),
    Destination("P2.hospice", (ACUTE_2022, COMMUNITY_2023), "P2 Hospice"),
    Destination("P2.rehabilitation", (ACUTE_2022, COMMUNITY_2023), "P2 Community rehab setting"),
    Destination("P3.care-home-new", _EVER, "P3 Care home"),
    Destination("P3.designated-setting", (ACUTE_2022,), "P3 Designated setting"),
    Destination("P3b.care-home-return", _EVER, "P3b Care home"),
    Destination("P3b.designated-setting", (ACUTE_2022,), "P3b Designated setting"),
    Destination(
        "P0.home",
        (ACUTE,),
        "P0 Discharge to a domestic home, hotel, or other temporary accommodation without the need "
        "for new/increased care or support from health and social care",
    ),
    Destination(
        "P0.care-home-return",
        (ACUTE,),
        "P0 Discharge back to an original care home placement when the care home has confirmed "
        "they can continue to meet the person's needs with the same level of support",
    ),
    Destination(
        "P1.rehabilitation",
        (ACUTE,),
        "P1 Discharge to a domestic home, hotel, or other temporary accommodation, or hospice at "
        "home with rehabilitation, reablement and recovery",
    ),
    Destination(
        "P1.other-support",
        (ACUTE,),
        "P1 Discharge to a domestic home, hotel, or other temporary accommodation, or hospice at "
        "home with other new/additional support",
    ),
    Destination(
        "P1.care-home-return",
        (ACUTE,),
        "P1 Discharge back to original care home placement with rehabilitation, reablement and "
        "recovery or with an increased level of support",
    ),
    Destination(
        "P2.bed",
        (ACUTE,),
        "P2 Short-term bed/hospice for rehabilitation, reablement and recovery / end of life care",
    ),
    Destination("P3.care-home-new", (ACUTE,), "P3 Discharge to a care home as a new admission"),
    Destination(
        "P3.end-of-life",
        (ACUTE,),
        "P3 Discharge to a care home/hospice as a new admission for end-of-life care",
    ),
    Destination("P0.home", _BOTH, "P0 Domestic home, no new support need"),
    Destination("P0.other", _BOTH, "P0 Other, no new support need"),
    Destination("P1.home", (COMMUNITY_2023,), "P1 Domestic home, new reablement support"),
    Destination("P1.other", (COMMUNITY_2023,), "P1 Other, new reablement support"),
    Destination(
        "P1.hospice-at-home", (COMMUNITY_2023,), "P1 Hospice at home, new care or support need"
    ),
    Destination("P2.other", (COMMUNITY_2023,), "P2 Other non-home"),
    Destination(
        "P1.home-rehabilitation",
        (COMMUNITY,),
        "P1 Domestic home or setting to continue with rehabilitation, reablement and recovery",
    ),
    Destination(
        "P1.home-care-package",
        (COMMUNITY,),
        "P1 Domestic home or setting with a new care package to manage ongoing, long term care "
        "needs",
    ),
    Destination(
        "P1.hotel-rehabilitation",
        (COMMUNITY,),
        "P1 Hotel or other temporary accommodation to continue rehabilitation, reablement and "
        "recovery",
    ),
    Destination(
        "P1.hotel-care-package",
        (COMMUNITY,),
        "P1 Hotel or other temporary accommodation with a new care package to manage ongoing, "
        "long term care needs",
    ),
    Destination(
        "P1.hospice-rehabilitation",
        (COMMUNITY,),
        "P1 Hospice at home to continue with rehabilitation, reablement and recovery and "
        "end-of-life care",
    ),
    Destination("P1.hospice-at-home", (COMMUNITY,), "P1 Hospice at home for end-of-life care"),
    Destination("P2.hospice", (COMMUNITY,), "P2 Hospice for end-of-life care"),
    Destination(
        "P2.rehabilitation",
        (COMMUNITY,),
        "P2 Another pathway 2 bed to continue with rehabilitation, reablement and recovery",
    ),
    Destination(
        "P2.hostel",
        (COMMUNITY,),
        "P2 Homeless hostel or extra care facility to continue with rehabilitation, reablement "
        "and recovery",
    ),
    Destination(
        "P3.end-of-life",
        (COMMUNITY,),
        "P3 Discharge from rehabilitation, reablement and recovery services as a new admission to "
        "a care home for end-of-life care",
    ),
)

_BY_WORDS = {plain(each.words): each for each in KNOWN}
_PATHWAY = re.compile(r"(?:pathway|p) ?([0-3])(b?)\b(?: (.*))?")


def destination(label: str) -> Destination | None:
    """Which destination a label names; None if it begins with no pathway, or awaits one.

    A label that no list has gets a code of its own words, in no scheme, and is not `is_known`.
    """
    found = _PATHWAY.fullmatch(plain(without_brackets(label)))
    if found is None or (found[3] or "").startswith("awaiting"):
        return None
    pathway, rest = f"P{found[1]}{found[2]}", found[3] or ""
    known = _BY_WORDS.get(f"{pathway.lower()} {rest}".strip())
    return known or Destination(f"{pathway}.{slug(rest)}", (), label, is_known=False)
