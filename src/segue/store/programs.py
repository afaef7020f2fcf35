"""Where PostgreSQL's own programs lie on this machine. Needs no settings and no database."""

import shutil
from pathlib import Path
from typing import Final

PLACE: Final = Path("/usr/lib/postgresql")
"""Where Debian keeps them, off the PATH, one directory for each version."""


def newest_program(name: str) -> Path | None:
    """The newest one of that name, which understands every older server; None when there is none."""
    kept = sorted(PLACE.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    found = kept[-1] if kept else shutil.which(name)
    return Path(found) if found else None
