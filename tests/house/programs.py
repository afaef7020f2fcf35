"""Programs of the environment, run on the checkout."""

import os
import subprocess
import sys
from pathlib import Path

from tests.house.source import CHECKOUT


def run(name: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a program of .venv at the top of the checkout and give back what it said."""
    program = Path(sys.executable).parent / name
    return subprocess.run(
        [program, *words],
        cwd=CHECKOUT,
        env=os.environ | {"COLUMNS": "120", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
