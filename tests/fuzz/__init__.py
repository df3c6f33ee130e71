"""Rubbish in: files that no program wrote, read as a user's would be."""
