"""Exit codes: 0 done, 1 our fault."""

THEIR_INPUT = 2
CHECK_FAILED = 3
INCOMPLETE = 4
INTERRUPTED = 130
