"""Every decision, as plain functions of what is known: nothing in here reads a clock, a database or a setting."""
