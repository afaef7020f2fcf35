"""Segue carries a client from one clinician to the next, and shows that they arrived."""

__version__ = "0.1.0"
