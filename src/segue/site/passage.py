"""Which processes pass PostgreSQL's walls between practices from the start: commands do, pages and worker do not.

Said in the options that every connection begins with. A pooler that cannot carry them refuses the connection, so
that nothing is left behind on one that others use; commands then need the database's own address.
"""

import os
from typing import Final

OPTION: Final = "-c segue.scope=commands"


def pass_walls() -> None:
    """Let this process and the programs that it starts read every practice's rows."""
    options = os.environ.get("PGOPTIONS", "")
    if OPTION not in options:
        os.environ["PGOPTIONS"] = f"{options} {OPTION}".strip()


def shut_walls() -> None:
    """Take it back, before the first connection: from here on each read comes through a door."""
    os.environ["PGOPTIONS"] = os.environ.get("PGOPTIONS", "").replace(OPTION, "").strip()
