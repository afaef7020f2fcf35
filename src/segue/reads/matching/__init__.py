"""Searches: the directory's shards in this process, kept as true as the database, and the need that is asked of them.

`shards` keeps them, `search` asks. Whether somebody fits is decided in `segue.rules.matching`.
"""
