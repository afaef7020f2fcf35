"""`segue bench`: one object, in a place of its own."""

from pathlib import Path

import pytest

from tests.site.program import environment_of, segue


@pytest.mark.only("sqlite")
def test_a_bench_prints_one_object_and_leaves_the_home_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    environment = environment_of(home)

    said = segue("bench", "record", "--quick", "--json", env=environment)

    assert said.code == 0, said.err
    assert set(said.object) == {"bench", "machine", "results", "targets"}
    assert said.object["bench"] == "record"
    assert {"system", "processor", "cores", "memory_mb", "python", "load_before", "busy"} <= set(
        said.object["machine"]
    )
    assert [line["database"] for line in said.object["results"]] == ["sqlite"]
    assert {target["database"] for target in said.object["targets"]} == {"sqlite"}
    assert list(home.iterdir()) == []


def test_a_bench_that_nobody_knows_is_bad_input(tmp_path: Path) -> None:
    said = segue("bench", "everything", env=environment_of(tmp_path))

    assert said.code == 2
    assert "loop" in said.err
