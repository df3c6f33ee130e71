"""The reasons of the acute sitrep from 27 May 2024, in five groups."""

from __future__ import annotations

# The words a label begins with, and what the code begins with.
GROUPS = {
    "hospital process": "hospital",
    "care transfer hub process": "hub",
    "interface process": "interface",
    "capacity": "capacity",
    "wellbeing concerns": "wellbeing",
}

REASONS_2024: tuple[tuple[str, str], ...] = (
    (
        "hospital.therapy-review",
        "Hospital process – Awaiting therapy review of need for supported discharge",
    ),
    (
        "hospital.medical-review",
        "Hospital process – Awaiting medical review of need for supported discharge",
    ),
    (
        "hospital.hub-referral",
        "Hospital process – Awaiting referral to care transfer hub for supported discharge",
    ),
    ("hospital.transport", "Hospital process – Awaiting patient transport services"),
    (
        "hospital.medicines",
        "Hospital process – Awaiting medicines to take home, discharge letter or other discharge "
        "documentation",
    ),
    (
        "hospital.infection",
        "Hospital process – Remaining in hospital due to infection prevention and control "
        "restrictions",
    ),
    (
        "hospital.formal-decision",
        "Hospital process – Awaiting formal decision to discharge (inc diagnostic test results)",
    ),
    (
        "hub.needs-and-pathway",
        "Care transfer hub process – Waiting for confirmation of immediate care needs and pathway",
    ),
    (
        "hub.referrals",
        "Care transfer hub process – Awaiting necessary referrals by care transfer hub",
    ),
    ("hub.funding", "Care transfer hub process – Awaiting confirmation of funding eligibility"),
    (
        "interface.p1-rehabilitation",
        "Interface process – Home based rehabilitation, reablement or recovery service "
        "arrangements still underway (Pathway 1)",
    ),
    (
        "interface.p1-health",
        "Interface process – Other home-based community health service arrangements still "
        "underway (Pathway 1)",
    ),
    (
        "interface.p1-social-care",
        "Interface process – Other home-based social care service arrangements still underway "
        "(Pathway 1)",
    ),
    (
        "interface.p2-bed",
        "Interface process – Bed-based rehabilitation, reablement or recovery service "
        "arrangements still underway (Pathway 2)",
    ),
    (
        "interface.p3-care-home",
        "Interface process – Residential/nursing home care arrangements still underway (Pathway 3)",
    ),
    (
        "interface.end-of-life",
        "Interface process – End of life care inc Fast-Track CHC arrangement still underway "
        "(Pathway 1 or 3)",
    ),
    (
        "interface.housing",
        "Interface process – Housing provision arrangement for homelessness still underway "
        "(Pathway 0 or 1)",
    ),
    ("interface.no-recourse", "Interface process – Homeless with no recourse to public funds"),
    (
        "interface.out-of-area",
        "Interface process – Out of area discharge arrangements requested but not completed",
    ),
    (
        "interface.choice",
        "Interface process – Patient/family/carer choice discussions on package still underway",
    ),
    (
        "interface.self-funded",
        "Interface process – Self-funded care package arrangements still underway",
    ),
    (
        "interface.provider-action",
        "Interface process – Further action requested by agreed provider",
    ),
    (
        "capacity.p0-social-care",
        "Capacity – Awaiting restart of existing social care arrangements (Pathway 0)",
    ),
    (
        "capacity.p1-rehabilitation",
        "Capacity – Home-based rehabilitation, reablement or recovery services not yet available "
        "(Pathway 1)",
    ),
    (
        "capacity.p1-health",
        "Capacity – Other home-based community health services not yet available (Pathway 1)",
    ),
    (
        "capacity.p1-social-care",
        "Capacity – Other home-based social care service not yet available (Pathway 1)",
    ),
    (
        "capacity.p2-bed",
        "Capacity – Bed-based rehabilitation, reablement or recovery services not yet available "
        "(Pathway 2)",
    ),
    (
        "capacity.p2-mental-health",
        "Capacity – Mental health admitted patient care not yet available (Pathway 2)",
    ),
    (
        "capacity.p3-care-home",
        "Capacity – Residential/nursing home care not yet available (Pathway 3)",
    ),
    (
        "capacity.end-of-life",
        "Capacity – End of life care inc Fast-Track CHC not yet available (Pathway 1 or 3)",
    ),
    (
        "capacity.equipment",
        "Capacity – Equipment and associated training not yet delivered (Pathway 1-3)",
    ),
    (
        "capacity.adaptations",
        "Capacity – Housing adaptations not yet completed (Pathway 1 or 3)",
    ),
    ("capacity.housing", "Capacity – Housing provision not yet available (Pathway 0 or 1)"),
    (
        "wellbeing.readiness",
        "Wellbeing concerns – Patient/family/carer concerns over discharge readiness",
    ),
    ("wellbeing.safeguarding", "Wellbeing concerns – Ongoing safeguarding concern"),
    ("wellbeing.capacity", "Wellbeing concerns – Awaiting determination of mental capacity"),
    (
        "wellbeing.destination",
        "Wellbeing concerns – Issues with discharge destination readiness",
    ),
)
