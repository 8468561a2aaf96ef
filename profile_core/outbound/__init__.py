"""Floor 1: what must reach somebody outside, kept as a row until it did."""
