"""The page to explore: levers of a scenario moved by hand, and what that changes."""
