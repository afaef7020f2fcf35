"""`segue bench`: one object, in a place of its own."""

import json
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


@pytest.mark.only("sqlite")
def test_match_is_measured_beside_the_usual_way_and_can_be_checked_by_others(tmp_path: Path) -> None:
    words = ("bench", "match", "--quick", "--dump", tmp_path / "dump", "--json")

    said = segue(*words, env=environment_of(tmp_path / "home"))

    assert said.code == 0, said.err
    named = {line["name"]: line for line in said.object["results"]}
    assert named["search_1500"]["same_answers"] is True
    assert named["search_1500"]["ratio_p95"] > 1
    assert set(named) == {
        "search_1000", "search_1500", "exposure", "cold_largest", "cold_all", "nothing_changed", "options_page",
    }  # fmt: skip
    people, needs, answers = (
        [json.loads(line) for line in (tmp_path / "dump" / f"{name}.jsonl").read_text().splitlines()]
        for name in ("clinicians", "needs", "answers")
    )
    assert (len(people), len(needs), len(answers)) == (1500, 200, 200)
    licensed = {each["id"]: set(each["licensed_in"]) for each in people}
    treats = {each["id"]: set(each["concerns"] or ()) for each in people}
    assert sum(answer["eligible"] for answer in answers) > 20
    for need, answer in zip(needs, answers, strict=True):
        for option in answer["options"]:
            assert need["jurisdiction"] in licensed[option["id"]]
            assert need["concerns"][0] in treats[option["id"]]


def test_only_match_has_something_to_write(tmp_path: Path) -> None:
    said = segue("bench", "record", "--dump", tmp_path / "dump", "--json", env=environment_of(tmp_path))

    assert (said.code, said.object["error"]["code"]) == (2, "nothing_to_dump")
    assert not (tmp_path / "dump").exists()
