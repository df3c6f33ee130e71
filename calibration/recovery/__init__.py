"""Whether a fit deserves belief: known places, published, read back, fitted, and held to truth."""
