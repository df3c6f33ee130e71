"""The worked example of lengths of stay prints what its page says."""

from __future__ import annotations

from tests.docs.console import DOCS, furnished, played

PAGE = DOCS / "howto" / "stays.md"


def test_its_commands_print_what_the_page_says(tmp_path):
    page = PAGE.read_text(encoding="utf-8")
    again = played(page, furnished(tmp_path / "newcomer"))
    assert again.splitlines() == page.splitlines(), "python -m tests.docs.test_howto_stays"


if __name__ == "__main__":
    from pathlib import Path
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        written = played(PAGE.read_text(encoding="utf-8"), furnished(Path(folder) / "newcomer"))
    PAGE.write_text(written, encoding="utf-8", newline="\n")
