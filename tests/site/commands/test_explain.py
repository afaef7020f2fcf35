"""The lifecycles are told from the very tables that decide."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from segue.rules.handoff import HANDOFF, State
from segue.rules.referral import REFERRAL, Stage
from segue.site.commands import explain
from tests.site.program import environment_of, segue

NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    ("name", "table", "states"), [("handoff", HANDOFF, State), ("referral", REFERRAL, Stage)]
)
def test_every_rule_of_the_table_is_told(
    name: str, table: Mapping[Any, Any], states: Any, tmp_path: Path
) -> None:
    result = segue("explain", name, "--json", env=environment_of(tmp_path)).object

    assert result["lifecycle"] == name
    assert result["states"] == [{"state": str(each), "way_on": each.way_on} for each in states]
    told = {(each["state"], each["event"]): each for each in result["rules"]}
    assert set(told) == {(state and str(state), str(event)) for state, event in table}
    assert len(told) == len(result["rules"])
    for (state, event), rule in table.items():
        each = told[state and str(state), str(event)]
        assert each["who"] == sorted(map(str, rule.who))
        assert each["needs"] == [guard.__name__ for guard in rule.guards]
        assert each["next"] == (rule.to and str(rule.to))
        assert each["effects"] == list(map(str, rule.effects))


def test_words_tell_one_rule_once_with_all_its_states(tmp_path: Path) -> None:
    lines = segue("explain", "handoff", env=environment_of(tmp_path)).out.splitlines()

    place = lines.index("  confirm")
    assert lines[place + 1 : place + 5] == [
        "    from         requested, no answer, waitlisted",
        "    who          recipient, or the referrer on their word",
        "    needs        terms are whole",
        "    leads to     confirmed",
    ]
    assert lines.count("  confirm") == 1


def test_a_lifecycle_needs_no_server(tmp_path: Path) -> None:
    assert segue("explain", "referral", env=environment_of(tmp_path / "nowhere")).code == 0
    assert not (tmp_path / "nowhere").exists()


def test_what_is_told_is_the_same_each_time(tmp_path: Path) -> None:
    told = {
        segue("explain", "handoff", env=environment_of(tmp_path, PYTHONHASHSEED=seed)).out
        for seed in ("1", "2")
    }

    assert len(told) == 1


def test_one_handoff_is_told_with_what_can_happen_and_what_cannot() -> None:
    life = explain.handoffs()
    row = {
        "handoff": NOBODY,
        "state": "waitlisted",
        "turn": ["recipient"],
        "step": "answer_request",
        "day": "2026-11-24",
    }

    told = life.about(row)

    assert [each["event"] for each in told["possible"]] == [
        str(event) for event in life.events if (State.waitlisted, event) in HANDOFF
    ]
    cannot = {each["event"]: each["only_from"] for each in told["not_now"]}
    assert cannot["open"] == ["unlocked"]
    assert cannot.keys().isdisjoint(each["event"] for each in told["possible"])
    lines = list(explain.lines_about("handoff", told))
    assert lines[0] == "This handoff: waitlisted. There is a wait. A yes can still come."
    assert lines[1] == "Whose turn: recipient, next: answer request, by 2026-11-24"


@pytest.mark.parametrize("name", ["handoff", "referral"])
def test_one_that_is_not_here_is_told(name: str, fresh_database: Any) -> None:
    said = segue("explain", name, NOBODY, "--json", env=fresh_database.environment)

    assert (said.code, said.object["error"]["code"]) == (2, "not_found")
