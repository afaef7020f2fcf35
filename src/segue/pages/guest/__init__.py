"""The pages of a recipient without an account: their link, their code, and the availability question."""
