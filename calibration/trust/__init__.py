"""A place and its fit file from the published figures of one trust, and what such fits predict."""
