"""Pages of clinicians, coordinators and owners, by the word that each is about."""
