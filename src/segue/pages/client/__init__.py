"""The client's own pages: behind their link and code, without an account, working without JavaScript."""
