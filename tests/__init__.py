"""The tests: a package, as Ciw installs a top-level `tests` that would be found before a folder."""
