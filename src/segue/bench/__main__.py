"""One measurement on one database, in a process of its own: `python -m segue.bench loop`, started by `segue bench`.

The environment says where: a home and a database that were made for this and are thrown away after.
"""

import argparse
import importlib
import json
import os
import sys
from dataclasses import fields, replace

NAMES = ("loop", "pages", "start", "record", "outbox", "import", "match", "words")
MODULES = {"import": "imports", "match": "match.searches"}


def main() -> int:
    """Measure, and print results and targets as one JSON object."""
    parser = argparse.ArgumentParser(prog="segue.bench")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--size", type=int, default=0)
    asked = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "segue.site.settings"
    import django  # slow import

    django.setup()
    bench = importlib.import_module(f"segue.bench.{MODULES.get(asked.name, asked.name)}")
    size = bench.QUICK if asked.quick else bench.Size()
    if asked.size and "rows" in {each.name for each in fields(size)}:
        size = replace(size, rows=asked.size)
    results, targets = bench.measure(size, _tell)
    sys.stdout.write(json.dumps({"results": results, "targets": targets}))
    return 0


def _tell(text: str) -> None:
    sys.stderr.write(f"  {text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
