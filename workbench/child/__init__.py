"""What runs inside the trial. Standard library only, Python 3.8: it runs under the measured interpreter."""
