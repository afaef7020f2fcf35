"""The words of the `segue` command, one module for each; a command calls acts and reads like any page."""
