"""`segue serve` with one page that breaks, and with bait in the words of its fault: what does a server print then?

Run as a program of its own: `python -m tests.leaks.serving <port> <words>`.
"""

import sys

from segue.site import checks, cli


def breaks(*_: object, **__: object) -> None:
    """In place of what the list of requests reads."""
    words = sys.argv_kept[2]  # type: ignore[attr-defined]
    raise RuntimeError(f"nobody may read {words}")


if __name__ == "__main__":
    sys.argv_kept = list(sys.argv)  # type: ignore[attr-defined]
    checks.start_django()
    from segue.pages.received import views  # app ready

    views.received_sheet = breaks  # type: ignore[assignment]
    sys.argv = ["segue", "serve", "--port", sys.argv[1]]
    raise SystemExit(cli.main())
