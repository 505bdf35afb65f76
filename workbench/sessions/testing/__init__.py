"""What tests ask to have measured: recorded while they run, measured when they have ended."""
