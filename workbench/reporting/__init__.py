"""Facts and inference become a report; a report becomes terminal text, JSON, or a chart."""
