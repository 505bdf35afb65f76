"""Answers that people ask of a scaling series, read off a fitted law with their intervals."""
