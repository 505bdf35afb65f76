"""Altair charts: each takes what a report says and gives one chart whose title says the finding."""
