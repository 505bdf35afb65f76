"""What a person asks for, end to end: wires the rooms below together."""
