"""Ports to the outside: how a message leaves the house."""
