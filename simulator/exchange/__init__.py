"""Scenarios in other forms: workbooks for planners, and the files of other models."""
