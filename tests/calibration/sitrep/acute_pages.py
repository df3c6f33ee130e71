"""Made-up acute discharge sitreps: the workbook in its two shapes, the text, the series."""

from datetime import date, timedelta

NCTR = "Number of patients who no longer meet the criteria to reside"
LEFT = "Number of patients discharged"
STAYED = "Number of patients remaining in hospital who no longer meet the criteria to reside"
BY_17 = "Number of patients discharged by 17:00"
AFTER_17 = "Number of patients discharged between 17:01 and 23:59"

DESTINATIONS_2022 = (
    "P0 - Domestic home without reablement support",
    "P0 - Other without reablement support",
    "P1 - Domestic home with reablement support",
    "P1 - Other with reablement support",
    "P1 - Hotel with reablement support",
    "P2 - Care Home (24hr support)",
    "P2 - Designated Setting (isolation before moving to care home)",
    "P2 - Hospice (24hr support)",
    "P2 - Community Rehab Setting (24hr support)",
    "P3 - Care Home (new admission, likely permanent)",
    "P3b - Care Home (existing resident discharged back)",
    "P3b - Designated Setting (isolation before moving to care home as a new admission)",
)
REASONS_2022 = (
    "Awaiting a medical decision/ intervention including writing the discharge summary",
    "Awaiting community equipment and adaptations to housing",
    "Awaiting confirmation from community hub/single point of access that referral received and "
    "actioned",
    "Awaiting Diagnostic test",
    "Awaiting medicines to take home",
    "Awaiting referral to community single point of access",
    "Awaiting therapy decision to discharge",
    "Awaiting transport",
    "Declared as not meeting the criteria to reside at morning board round and then later in the "
    "day meets the criteria to reside so discharge stopped",
    "Homeless/no right of recourse to public funds/no place to discharge to",
    "Individual/ family not in agreement with discharge plans",
    "No Plan",
    "Pathway 1: awaiting availability of resource for assessment and start of care at home",
    "Pathway 2: awaiting availability of rehabilitation bed in community hospital or other bedded "
    "setting",
    "Pathway 3: awaiting availability of a bed in a residential or nursing home that is likely to "
    "be a permanent placement",
    "Remains in hospital to avoid spread of infectious disease and because there is no other "
    "suitable location to discharge to",
    "Repatriation/Transfer to another acute trust for specialist treatment or ongoing treatment",
    "Safeguarding concern preventing discharge or Court of Protection",
)
REASONS = (
    "Hospital process – Awaiting therapy review of need for supported discharge",
    "Care transfer hub process– Awaiting necessary referrals by care transfer hub",
    "Interface\u00a0process – Homeless with no recourse to public funds\u202f",
    "Capacity – Home-based rehabilitation, reablement or recovery services not yet available\u00a0"
    "(Pathway 1)",
    "Wellbeing concerns – Ongoing\u00a0safeguarding concern",
)

# Two regions, one system each, two trusts in the first and one in the second.
TRUSTS = (
    ("NORTH", "RAA", "FIRST NHS TRUST"),
    ("NORTH", "RBB", "SECOND NHS FOUNDATION TRUST"),
    ("SOUTH", "RCC", "THIRD NHS TRUST"),
)
SYSTEMS = (
    ("NORTH", "QAA", "NHS FIRST INTEGRATED CARE BOARD"),
    ("SOUTH", "QBB", "NHS SECOND INTEGRATED CARE BOARD"),
)


def count(trust, day):
    """Patients, left by 17:00 and left after, of a trust on a day of the month."""
    return 100 + 50 * trust + day, 30 + trust + day % 7, 10 + day % 3


def added(counts):
    """Counts of several trusts added, missing ones as none."""
    return tuple(sum(x[i] for x in counts if x) for i in range(3))


def of_group(table, region=None):
    """England's, or a region's, counts of every day."""
    mine = [table[at] for at, trust in enumerate(TRUSTS) if region in {None, trust[0]}]
    return [added(day) for day in zip(*mine, strict=True)]


def daily_cells(days, is_split):
    """The cells of one row: '-' on a day without report."""
    cells = []
    for each in days:
        width = 4 if is_split else 3
        if each is None:
            cells += ["-"] * width
            continue
        whole, first, second = each
        left = [first, second] if is_split else [first + second]
        cells += [whole, *left, whole - first - second]
    return cells


def table_2(start, table, is_split):
    """The daily sheet: in 2022 with rows of item codes and no systems."""
    days = [start + timedelta(days=at) for at in range(len(table[0]))]
    labels = [NCTR, BY_17, AFTER_17, STAYED] if is_split else [NCTR, LEFT, STAYED]
    title = [None, "Table 2: Number of patients who no longer meet criteria to reside"]
    dates, names, items = [None] * 4, [None, "Notes: ", None, None], [None] * 4
    for each in days:
        dates += [each] + [None] * (len(labels) - 1)
        names += labels
        items += [f"DIS00{at}_TOTAL" for at in range(len(labels))]
    rows = [title, [None, "Contents"], dates, *([items] if is_split else []), names]

    def cells(region=None):
        return daily_cells(of_group(table, region), is_split)

    nation = "ENGLAND (All Acute Trusts)" if is_split else "ENGLAND (Type 1 Trusts)"
    rows += [[None, None, None, nation, *cells()]]
    rows += [[None, None, None, region, *cells(region)] for region in ("NORTH", "SOUTH")]
    rows += [[]]
    if not is_split:
        rows += [[None, "Region", "Org Code", "Org Name"]]
        rows += [[None, *each, *cells(each[0])] for each in SYSTEMS] + [[]]
    rows += [[None, "Region", "Org Code", "Org Name"]]
    rows += [
        [None, *trust, *daily_cells(days, is_split)]
        for trust, days in zip(TRUSTS, table, strict=True)
    ]
    return [*rows, [], [None, "Note: No data is available for some days."]]


def monthly(title, labels, of_trust, first_row=5):
    """A monthly sheet of categories; `of_trust` gives each trust's figures."""
    rows = [[None, title], [None, "Contents"]]
    rows += [[] for _ in range(first_row - len(rows) - 1)]
    rows += [[None, None, None, None, *labels]]

    def total(region):
        mine = [of_trust[at] for at, x in enumerate(TRUSTS) if region in {None, x[0]}]
        return [sum(x) for x in zip(*mine, strict=True)]

    rows += [[None, None, None, "ENGLAND (Type 1 Trusts)", *total(None)]]
    rows += [[None, None, None, region, *total(region)] for region in ("NORTH", "SOUTH")]
    rows += [[], [None, "Region", "Org Code", "Org Name"]]
    rows += [[None, *each, *total(each[0])] for each in SYSTEMS]
    rows += [[], [None, "Region", "Org Code", "Org Name"]]
    rows += [[None, *trust, *of_trust[at]] for at, trust in enumerate(TRUSTS)]
    return rows


def days_of(start, number=None):
    """Every trust's counts of a month."""
    following = date(start.year + start.month // 12, start.month % 12 + 1, 1)
    number = number or (following - start).days
    return [[count(at, day) for day in range(number)] for at in range(len(TRUSTS))]


def split_by(total, shares):
    """A whole number in parts that add to it."""
    parts = [total * share // sum(shares) for share in shares]
    return [parts[0] + total - sum(parts), *parts[1:]]


def month_book(start, is_split=False, table=None, cover=True, first_row=5):
    """The sheets of a month's workbook, whose every total adds up."""
    table = table or days_of(start)
    left = [sum(x[1] + x[2] for x in days if x) for days in table]
    to = [split_by(x, range(1, len(DESTINATIONS_2022) + 1)) for x in left]
    why = [[at + 2 * trust for at in range(len(REASONS_2022))] for trust in range(len(TRUSTS))]
    sheets = {
        "Cover Sheet": [
            [],
            [None, "Title:", "Acute Daily Discharge Situation Report"],
            [None, "Period:", start],
            [None, "Published:", date(2024, 9, 12)],
        ],
        "Contents": [[2.0], [None, "Contents"]],
        "Table 1": [[None, "Table 1: Number of organisations that did not submit"]],
        "Table 2": table_2(start, table, is_split),
        "Table 4": monthly("Table 4: discharges", DESTINATIONS_2022, to, first_row),
        "Table 5": monthly("Table 5: average (LoS >14 days)", REASONS_2022, why, first_row),
    }
    if not cover:
        del sheets["Cover Sheet"]
    return sheets


HEAD = (
    "Period",
    "Level",
    "Region",
    "ICB",
    "Org Code",
    "Org Name",
    "Metric",
    "Metric Type",
    "Metric Group",
    "Value",
)
DESTINATIONS = (
    "Pathway 0: Discharge to a domestic home, hotel, or other temporary accommodation without the "
    "need for new/increased care or support from health and social care",
    "Pathway 1: Discharge to a domestic home, hotel, or other temporary accommodation, or hospice "
    "at home with rehabilitation, reablement and recovery",
    "Pathway 2: Short-term bed/hospice for rehabilitation, reablement and recovery / end of life "
    "care",
    "Pathway 3: Discharge to a care home as a new admission",
)


def long_rows(start, table=None):
    """The long text of a month: England, regions and trusts, without systems."""
    table = table or days_of(start)
    whose = [("National", "[z]", "ENG", "ENGLAND (Type 1 Trusts)", of_group(table))]
    whose += [
        ("Region", region, code, region, of_group(table, region))
        for region, code in (("NORTH", "Y01"), ("SOUTH", "Y02"))
    ]
    whose += [("PROVIDER", *trust, table[at]) for at, trust in enumerate(TRUSTS)]
    rows = [HEAD]
    for level, region, code, name, days in whose:
        who = (level, region, "[z]", code, name)
        for at, each in enumerate(days):
            rows += _day_rows(start + timedelta(days=at), who, each)
        mine = [table[at] for at, x in enumerate(TRUSTS) if level[0] == "N" or code in {x[1], y(x)}]
        rows += _month_rows(start, who, mine)
    return rows


def y(trust):
    """The code of a trust's region."""
    return {"NORTH": "Y01", "SOUTH": "Y02"}[trust[0]]


def _day_rows(day, who, each):
    when = f"{day:%d/%m/%Y}"
    whole, first, second = each or (None, None, None)
    found = ("[z]",) * 3 if each is None else (whole, first + second, whole - first - second)
    groups = ("NCTR", "Discharges", "NCTR not discharged")
    return [
        (when, *who, label, "Daily metric", group, value)
        for label, group, value in zip((NCTR, LEFT, STAYED), groups, found, strict=True)
    ]


def _month_rows(start, who, tables):
    when = f"{start:%d/%m/%Y}"
    left = [sum(first + second for _, first, second in filter(None, x)) for x in tables]
    to = [sum(x) for x in zip(*(split_by(each, (80, 12, 5, 3)) for each in left), strict=True)]
    # Twice as many in England as in each of its two regions.
    many = 2 if who[0] == "National" else 1
    monday = start - timedelta(days=start.weekday())
    rows = [
        (when, *who, label, "Daily metric", "Discharge destination", value)
        for label, value in zip(DESTINATIONS, to, strict=True)
    ]
    rows += [
        (when, *who, label, "Weekly snapshot metric", "Delay reason LOS 7+", many * (at + 3))
        for at, label in enumerate(REASONS)
    ]
    label = "Number of additional bed days, patients with length of stay of {} days or over"
    rows += [
        (
            f"{monday:%d/%m/%Y}",
            *who,
            label.format(los),
            "Weekly snapshot metric",
            "Additional bed days lost",
            many * (1000 // los),
        )
        for los in (7, 14, 21)
    ]
    return rows


def series_book(start, number):
    """England's days and weeks; the dates of weeks may carry a star."""
    counts = of_group(days_of(start, number))
    days = [
        [None, start + timedelta(days=at), a, b + c, a - b - c]
        for at, (a, b, c) in enumerate(counts)
    ]
    weeks = "Number of additional bed days, patients with a length of stay of {} days or over"
    monday = start + timedelta(days=-start.weekday() % 7)
    heading = [None, "Week commencing", *(weeks.format(x) for x in (7, 14, 21))]
    return {
        "Daily Series": [
            [None, "Title:", "Acute Daily Discharge Situation Report"],
            [],
            [],
            [],
            [None, "Date", NCTR, LEFT, STAYED],
            *days,
        ],
        "Weekly Series": [
            *([] for _ in range(6)),
            heading,
            [None, monday, 128460, 118342, 105441],
            [None, f"{monday + timedelta(days=7):%d/%m/%Y}*", 128000, 118000, 105000],
            [None, "* fewer trusts reported"],
        ],
    }
