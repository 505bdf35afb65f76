"""Verdicts in the formats that others read: Markdown, JUnit XML, GitHub annotations."""
