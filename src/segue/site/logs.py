"""Logs that cannot hold personal data: codes, identifiers and places in the code; never words or addresses.

An exception's message may quote what somebody typed, so a log line names its type and the lines of code that
raised it, and drops the message. Addresses of links are cut. Arguments of foreign loggers are dropped.
"""

import logging
import re
import sys
import traceback
from typing import Any

LINK = re.compile(r"/(l|key)/[^\s/?\"']+")
QUERY = re.compile(r"\?[^\s\"']*")


class BareFormatter(logging.Formatter):
    """Time, level, logger, message without arguments of foreign loggers; exceptions by type and place only."""

    def format(self, record: logging.LogRecord) -> str:
        own = record.name.startswith("segue")
        text = record.getMessage() if own else str(record.msg).split("%", 1)[0]
        text = QUERY.sub("?…", LINK.sub(r"/\1/…", text)).replace("\n", " ")
        line = f"{self.formatTime(record)} {record.levelname} {record.name} {text}"
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            places = " < ".join(
                f"{frame.name}:{frame.lineno}" for frame in reversed(traceback.extract_tb(trace)[-6:])
            )
            line += f" {kind.__name__} at {places}"
        return line


def configure(options: dict[str, Any]) -> None:
    """Set up logging for the process (Django's LOGGING_CONFIG hook)."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(BareFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(options.get("level", "INFO"))
    # Django writes each 4xx with its path, and each fault once more; `pages.errors` has noted the fault already.
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    logging.getLogger("django.security").setLevel(logging.ERROR)
