"""What a practice received, and the answers to a request: one set of forms, also for guests who came by a link."""
