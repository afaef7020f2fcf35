"""What a measurement ran on, and what processes hold of the machine's memory."""

import os
import platform
import resource
from pathlib import Path

MEGABYTE = 1024 * 1024


def machine() -> dict[str, object]:
    """The machine as far as it explains a figure; nothing that names it."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "system": f"{platform.system()} {platform.release()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_mb": pages * size // MEGABYTE,
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def peak_mb() -> float:
    """The most memory that this process has held so far."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def held_mb(process: int) -> float:
    """What a process and all below it hold, each shared page counted once (PSS, Linux)."""
    kilobytes = 0
    for each in (process, *offspring(process)):
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue  # it has just ended
        kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return round(kilobytes / 1024, 1)


def offspring(process: int) -> tuple[int, ...]:
    """Every process below this one."""
    above = dict(parents())
    found: set[int] = set()
    new = {process}
    while new:
        new = {child for child, parent in above.items() if parent in new} - found
        found |= new
    return tuple(sorted(found))


def parents() -> list[tuple[int, int]]:
    """Each living process with its parent; one that has ended and waits to be noticed lives no more."""
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                state, parent = (place / "stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            if state != "Z":
                found.append((int(place.name), int(parent)))
    return found


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
