"""A small invented world, made by the same acts that the pages use."""
