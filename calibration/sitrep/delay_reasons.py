"""Why patients stay after they are ready, in the words of four successive definitions."""

from __future__ import annotations

from dataclasses import dataclass

from calibration.sitrep.delay_reasons_2024 import GROUPS, REASONS_2024
from calibration.sitrep.destinations import ACUTE, ACUTE_2022, COMMUNITY, COMMUNITY_2023
from calibration.sitrep.wording import plain, slug


@dataclass(frozen=True, slots=True)
class DelayReason:
    """`code` is the same in every layout; `schemes` are the definitions that have it."""

    code: str
    schemes: tuple[str, ...]
    is_known: bool = True


_ALL = (ACUTE_2022, COMMUNITY_2023, COMMUNITY)
_BOTH = (COMMUNITY_2023, COMMUNITY)
_BEFORE = (ACUTE_2022, COMMUNITY_2023)

_OLDER: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "medical-decision",
        _ALL,
        "Awaiting a medical decision/ intervention including writing the discharge summary",
    ),
    ("therapy-decision", (ACUTE_2022,), "Awaiting therapy decision to discharge"),
    (
        "therapy-decision",
        _BOTH,
        "Awaiting a therapy decision/ intervention to proceed with discharge, including writing "
        "onward referrals, equipment ordering",
    ),
    ("equipment", _BEFORE, "Awaiting community equipment and adaptations to housing"),
    ("equipment", (COMMUNITY,), "Awaiting equipment and adaptations to housing"),
    ("diagnostic-test", _ALL, "Awaiting Diagnostic test"),
    ("medicines", _ALL, "Awaiting medicines to take home"),
    ("transport", _ALL, "Awaiting transport"),
    ("hub-referral", (ACUTE_2022,), "Awaiting referral to community single point of access"),
    (
        "hub-referral",
        (COMMUNITY_2023,),
        "Awaiting referral to community Transfer of Care Hub or receiving service",
    ),
    ("hub-referral", (COMMUNITY,), "Awaiting referral to care transfer hub or receiving service"),
    (
        "hub-confirmation",
        (ACUTE_2022,),
        "Awaiting confirmation from community hub/single point of access that referral received "
        "and actioned",
    ),
    (
        "hub-confirmation",
        (COMMUNITY_2023,),
        "Awaiting confirmation from community Transfer of Care Hub or receiving service that "
        "referral received and actioned",
    ),
    (
        "hub-confirmation",
        (COMMUNITY,),
        "Awaiting confirmation from care transfer hub or receiving service that referral received "
        "and actioned",
    ),
    (
        "meets-again",
        (ACUTE_2022,),
        "Declared as not meeting the criteria to reside at morning board round and then later in "
        "the day meets the criteria to reside so discharge stopped",
    ),
    (
        "homeless",
        _BEFORE,
        "Homeless/no right of recourse to public funds/no place to discharge to",
    ),
    (
        "homeless",
        (COMMUNITY,),
        "Homeless/no right of recourse to public funds/no place to discharge to/lack of housing "
        "offers when previous residence no longer suitable",
    ),
    ("disagreement", _ALL, "Individual/ family not in agreement with discharge plans"),
    ("no-plan", _ALL, "No Plan"),
    (
        "P1.start-at-home",
        _BEFORE,
        "Pathway 1: awaiting availability of resource for assessment and start of care at home",
    ),
    (
        "P1.start-at-home",
        (COMMUNITY,),
        "Pathway 1: awaiting availability of resource for assessment and start of care at home "
        "(not a continuation of rehabilitation, recovery and reablement)",
    ),
    (
        "P1.rehabilitation-at-home",
        (COMMUNITY,),
        "Pathway 1: Awaiting availability of resource for continuation of rehabilitation, "
        "reablement and recovery at home",
    ),
    (
        "P2.rehabilitation-bed",
        _BEFORE,
        "Pathway 2: awaiting availability of rehabilitation bed in community hospital or other "
        "bedded setting",
    ),
    (
        "P2.rehabilitation-bed",
        (COMMUNITY,),
        "Pathway 2: awaiting availability of another rehabilitation, reablement and recovery bed "
        "in a community bedded setting",
    ),
    (
        "P3.care-home",
        _ALL,
        "Pathway 3: awaiting availability of a bed in a residential or nursing home that is "
        "likely to be a permanent placement",
    ),
    (
        "P3.end-of-life",
        (COMMUNITY,),
        "Pathway 3: awaiting availability of a bed in a residential or nursing home for "
        "end-of-life care",
    ),
    (
        "infection",
        (ACUTE_2022,),
        "Remains in hospital to avoid spread of infectious disease and because there is no other "
        "suitable location to discharge to",
    ),
    (
        "infection",
        _BOTH,
        "Remains in non-specialist Community bed to avoid spread of infectious disease and "
        "because there is no other suitable location to discharge to",
    ),
    (
        "other-hospital",
        (ACUTE_2022,),
        "Repatriation/Transfer to another acute trust for specialist treatment or ongoing "
        "treatment",
    ),
    ("other-hospital", (COMMUNITY_2023,), "Awaiting transfer back to an acute trust"),
    ("other-hospital", (COMMUNITY,), "Awaiting readmission to an acute trust"),
    (
        "safeguarding",
        _ALL,
        "Safeguarding concern preventing discharge or Court of Protection",
    ),
    ("funding", _BOTH, "Awaiting outcome of decision for CHC funding"),
)

_BY_WORDS = {plain(words): DelayReason(code, schemes) for code, schemes, words in _OLDER} | {
    plain(words): DelayReason(code, (ACUTE,)) for code, words in REASONS_2024
}


def delay_reason(label: str) -> DelayReason | None:
    """Which reason a label names; None if no list has it and it begins with no known group.

    A new reason of a known group gets a code of its own words and is not `is_known`.
    """
    words = plain(label)
    known = _BY_WORDS.get(words)
    if known is not None:
        return known
    for group, code in GROUPS.items():
        if words.startswith(f"{group} "):
            rest = slug(words.removeprefix(group))
            return DelayReason(f"{code}.{rest}", (ACUTE,), is_known=False)
    return None
