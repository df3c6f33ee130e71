"""Fit what is not known of a place to what was observed of it, on the model itself.

A place's own ``fit.yaml`` says what is not known, with priors and sources, and which rows of a
table of published figures are which figures of the model. ``put`` checks it all; ``fit_to_folder``
runs it and leaves one folder.
"""

from calibration.fit.landing import LandedFit, fit_to_folder
from calibration.fit.question import Question, put

__all__ = ["LandedFit", "Question", "fit_to_folder", "put"]
