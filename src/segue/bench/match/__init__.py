"""Searching for options among a country of invented clinicians: `crowd` and `needs` draw them, `searches` measures."""
