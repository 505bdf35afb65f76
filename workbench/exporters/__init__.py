"""Exporters, one file each: a finished run in a form that another program reads."""
