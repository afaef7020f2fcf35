"""The running program: settings, addresses, middleware, health and the segue command."""
