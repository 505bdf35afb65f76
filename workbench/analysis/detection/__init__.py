"""Detectors: each looks at a run's evidence for one thing and says so in a plain sentence, or says nothing."""
