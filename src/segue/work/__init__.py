"""What happens after the commit: the outbox, leases and the worker."""
