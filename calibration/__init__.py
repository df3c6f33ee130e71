"""Fitting the model to local data: this package uses `simulator`, which never uses it."""
