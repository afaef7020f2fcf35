"""Each bench at its smallest: the object has its shape, its figures are numbers, its yardstick did the same work."""

import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from segue.bench import imports, loop, outbox, pages, record, start
from segue.demo.nppes_sample import write_sample

FIGURES = {"runs", "p50_ms", "p95_ms", "max_ms", "per_s", "cpu_ms"}
RATIOS = {"ratio_p50", "ratio_p95", "ratio_per_s", "ratio_cpu"}

Lines = list[dict[str, Any]]

pytestmark = pytest.mark.only("sqlite")
"""The other database has the same code but for its line to the driver, which tests/bench/test_replay.py covers."""


def finite(figures: Mapping[str, Any], *names: str) -> bool:
    """Whether each is a number at all, and none below nothing."""
    return all(math.isfinite(figures[name]) and figures[name] >= 0 for name in names)


def check(results: Lines, targets: Lines, *, database: str) -> None:
    """What holds for every report."""
    for line in results:
        assert line["database"] == database
        assert isinstance(line["sizes"], dict)
        assert finite(line, *FIGURES, "peak_mb")
        if line["yardstick"]:
            assert finite(line["yardstick"], *FIGURES)
            assert finite(line, *RATIOS, "spread")
            assert line["ratio_means"] == "share_of_limit"
    for target in targets:
        assert set(target) == {"name", "goal", "value", "met", "void"}
        assert isinstance(target["met"], bool)
        assert finite(target, "value")


def quiet(_text: str) -> None:
    """Nobody reads the progress of a test."""


def test_loop_measures_an_event_for_one_and_for_several_clients(
    fresh_database: Any, database_kind: str
) -> None:
    results, targets = loop.measure(loop.QUICK, quiet)

    check(results, targets, database=database_kind)
    first, several, whole = results
    assert [first["sizes"]["clients"], several["sizes"]["clients"]] == [1, 2]
    assert first["sizes"]["events"] == several["sizes"]["events"] == 8
    assert 10 <= first["statements"] <= 40
    assert first["rows_changed"] >= 7
    assert whole["sizes"] == {"referrals": 1, "acts": 14, "entries": 19}
    assert len(targets) == (2 if database_kind == "postgresql" else 1)


def test_outbox_sends_each_notice_and_waits_for_one_after_each_commit(
    fresh_database: Any, database_kind: str
) -> None:
    results, targets = outbox.measure(outbox.QUICK, quiet)

    check(results, targets, database=database_kind)
    assert [line["sizes"].get("notices") for line in results] == [4, 4, 4, None]
    # The claim gives its row back, so it counts as reading; only a row that was claimed can be marked.
    assert [line.get("rows_changed") for line in results] == [1, 1, 1, None]
    assert results[-1]["sizes"]["commits"] == 2
    assert len(targets) == 2


def test_record_checks_a_record_that_is_whole(fresh_database: Any, database_kind: str) -> None:
    results, targets = record.measure(record.QUICK, quiet)

    check(results, targets, database=database_kind)
    assert results[0]["sizes"] == {"entries": 600, "streams": 50}
    assert len(targets) == 2


def test_record_measures_nothing_when_an_entry_is_wrong(
    fresh_database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "genesis", lambda stream: "0" * 64)

    with pytest.raises(record.OtherWork):
        record.measure(record.QUICK, quiet)


def test_pages_are_all_shown_at_each_size(fresh_database: Any, database_kind: str) -> None:
    results, targets = pages.measure(pages.QUICK, quiet)

    check(results, targets, database=database_kind)
    names = [line["name"] for line in results]
    assert len(names) == 3 * len(set(names)) == 45
    assert {line["sizes"]["referrals"] for line in results} == {1, 2, 3}
    assert all(line["statements"] > 0 and line["bytes"] > 1000 for line in results)
    today = next(line for line in results if line["name"] == "today")
    assert today["cells_opened"] > 0
    assert len(targets) == 4


def test_start_waits_for_the_first_page_and_weighs_the_server(
    fresh_database: Any, database_kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    results, targets = start.measure(start.QUICK, quiet)

    check(results, targets, database=database_kind)
    assert results[0]["at_rest_mb"] > 20
    assert [target["goal"] for target in targets] == ["<= 1.5", "<= 200"]


def test_import_measures_memory_and_what_a_second_run_rewrites(
    fresh_database: Any, database_kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", {**os.environ, **fresh_database.environment})
    path = tmp_path / "one.csv"
    with path.open("wb") as stream:
        written = write_sample(stream, rows=40, seed=1, others=imports.OTHERS)

    line = imports._measured(
        imports.Mix("some", path, written, 40, path.stat().st_size), "fast", imports.QUICK, quiet
    )
    targets = imports._targets(line, "fast")

    check([line], targets, database=database_kind)
    assert line["sizes"] == {"rows": 361, "kept": 40, "bytes": path.stat().st_size}
    assert (line["rewritten"], finite(line, "share", "share_best", "rows_per_s")) == (0, True)
    assert 20 < line["memory_mb"] < 300
    assert len(targets) == 3
