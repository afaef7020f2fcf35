"""The verbs. The only code that writes."""
