"""Networks in the layout that PathSimR reads, made up."""

from __future__ import annotations

from pathlib import Path

# Two points after one another, exponential service, queues without limit: a Jackson network.
HEAD = ",A,B,Home,Other ,serv_dist,serv_dist_param,ext_queue,int_queue"
NETWORK = f"""{HEAD},A,B,Home,Other ,A,B,Home,Other
A,0,0.6,0.4,0,exp,0.5,Inf,0,,,,,,,,
B,0,0,0.5,0.5,exp,0.25,999,Inf,NA,NA,NA,NA,NA,NA,NA,NA
Home,,,,,,,,,,,,,,,,
Other ,,,,,,,,,,,,,,,,
"""
CALENDAR = """metric,node,start,end,value
cap,A,0,,5
cap,B,0,NA,8
ext_arr,A,0,,2
ext_arr,B,0,,0
"""


def files(folder: Path, network: str = NETWORK, calendar: str = CALENDAR) -> tuple[Path, Path]:
    """The two files."""
    written = (folder / "network.csv", folder / "calendar.csv")
    for file, text in zip(written, (network, calendar), strict=True):
        file.write_text(text, encoding="utf-8")
    return written
