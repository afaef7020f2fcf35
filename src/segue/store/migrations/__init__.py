"""Tables as they are made; `0001` may be rewritten until the first tagged release."""
