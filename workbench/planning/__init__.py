"""From a suite file to a plan, with every complaint at once, before any time is spent."""
