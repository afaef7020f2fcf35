"""Measurements, each beside its yardstick: what Segue costs over the least that the same machine could do."""
