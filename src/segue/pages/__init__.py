"""The HTML that clinicians, clients and guests see."""
