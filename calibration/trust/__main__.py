"""Fit trusts to a year of what they published and hold them to the next: ``dev.py trusts``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from calibration.sitrep.gather import gather
from calibration.sitrep.keep import keep

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
OUT = ROOT / "outputs" / "trusts"
# Of each file the part of a name that stays the same from year to year.
FILES = (
    "open-2024-25/kh03_provider_quarter_*.csv",
    "open-2024-25/hes_apc_*.csv",
    "open-2024-25/drd_monthly_*.csv",
    "open-2024-25/drd_bands_*.csv",
    "open-2024-25/acute_discharge_summary.csv",
    "open-2024-25/acute_discharge_delay_reasons.csv",
    "discharge-sitrep-daily/england_trust_criteria_to_reside.csv*",
    "discharge-sitrep-daily/england_trust_discharged_patients.csv*",
    "discharge-sitrep-daily/england_critical_general_acute_beds.csv",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is not kept yet, then write the page."""
    options = _options(arguments)
    targets = options.out / "targets.parquet"
    if not _gathered(options.data, targets):
        print(f"no published files in {options.data}: give --data FOLDER", file=sys.stderr)
        return 2
    from calibration.fit.mapped import read_table
    from calibration.trust.chosen import chosen, eligible
    from calibration.trust.page import write_page
    from calibration.trust.proof import PARTS, Source, file_of, proved

    table = read_table(targets)
    codes = chosen(table, options.trusts)
    parts = [PARTS[name] for name in options.part or PARTS]
    records = []
    for part in parts:
        for code in codes:
            is_kept = file_of(options.out, code, part.name).is_file()
            if options.page_only and not is_kept:
                continue
            record = proved(Source(targets, table), code, part, options.out, options.jobs)
            records.append(record)
            if not is_kept:
                print(f"{code} {part.name}: {record['seconds']:.0f} s", flush=True)
    for written in write_page(records, eligible(table), options.docs, codes):
        print(f"written: {written}")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py trusts", description=__doc__)
    parser.add_argument("--trusts", type=int, default=10, help="how many; 10 when left out")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of published files")
    parser.add_argument("--out", type=Path, default=OUT, help="where runs are kept")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", help="where the page goes")
    parser.add_argument("--part", action="append", choices=("sitrep", "ready_date"))
    parser.add_argument("--jobs", type=int, default=1, help="workers; 1 when left out")
    parser.add_argument("--page-only", action="store_true", help="from what is kept, run nothing")
    return parser.parse_args(arguments)


def _gathered(data: Path, targets: Path) -> bool:
    """Put the published files into one table, once; False where there are none."""
    if targets.is_file():
        return True
    files = [file for pattern in FILES for file in sorted(data.glob(pattern))]
    if not files:
        return False
    targets.parent.mkdir(parents=True, exist_ok=True)
    gathered = gather(files)
    for problem in gathered.problems:
        print(problem, file=sys.stderr)
    if gathered.problems:
        return False
    keep(gathered.rows, targets)
    return True


if __name__ == "__main__":
    sys.exit(main())
