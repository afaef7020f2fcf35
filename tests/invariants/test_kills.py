"""Invariant 10, at every call that every act and every worker makes: it happened whole or not at all, and once.

What there is to kill is read from the code: an act or a kind of work without a scenario fails here. PostgreSQL
takes three times as long, so there each act dies in one scenario and a worker in two kinds of work; in all of them,
in the long run.
"""

from collections.abc import Collection
from pathlib import Path

import pytest

from segue.work.jobs import JOBS
from segue.work.letters import WRITINGS
from tests.invariants import profile_scenarios  # noqa: F401  # its scenarios stand in the same list
from tests.invariants.kills import kill_every_act
from tests.invariants.scenarios import SCENARIOS, Scenario, acts, name_of
from tests.invariants.worker_kills import kill_every_worker

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1800)]

ONE_FOR_EACH_ACT = list({name_of(each.act): each for each in reversed(SCENARIOS)}.values())
NOT_YET = frozenset(
    {
        # No act writes these so far.
        "tell_referrer_return",
        "tell_referrer_update",
        "tell_message",
    }
)
KINDS = (set(WRITINGS) | set(JOBS)) - NOT_YET


def test_every_act_has_a_scenario_in_which_it_is_killed() -> None:
    assert {name_of(each.act) for each in SCENARIOS} == {name_of(act) for act in acts()}


def test_an_act_that_dies_at_any_moment_happened_whole_or_not_at_all_and_once(database_kind: str) -> None:
    assert_acts_are_killed(SCENARIOS if database_kind == "sqlite" else ONE_FOR_EACH_ACT[::3])


def test_a_notice_goes_out_and_a_job_is_done_once_though_a_worker_died(
    database_kind: str, tmp_path: Path
) -> None:
    assert_workers_are_killed(
        KINDS if database_kind == "sqlite" else {"unpause", "tell_recipient_request"}, tmp_path
    )


@pytest.mark.long
@pytest.mark.only("postgresql")
def test_no_act_of_any_scenario_is_half_done_on_postgresql_either() -> None:
    assert_acts_are_killed(SCENARIOS)


@pytest.mark.long
@pytest.mark.only("postgresql")
def test_no_kind_of_work_is_lost_on_postgresql_either(tmp_path: Path) -> None:
    assert_workers_are_killed(KINDS, tmp_path)


def assert_acts_are_killed(scenarios: Collection[Scenario]) -> None:
    killed = list(kill_every_act(scenarios))
    assert sorted(each.scenario for each in killed) == sorted(each.name for each in scenarios)
    moments = sum(each.moments for each in killed)
    assert moments > 10 * len(killed)
    print(f"{moments} moments at which acts were killed, in {len(killed)} scenarios")  # noqa: T201


def assert_workers_are_killed(kinds: Collection[str], place: Path) -> None:
    killed = {each.scenario: each.moments for each in kill_every_worker(place / "outbox", kinds=kinds)}
    assert set(killed) == kinds
    moments = sum(killed.values())
    assert moments > 10 * len(killed)
    print(f"{moments} moments at which a worker was killed, in {len(killed)} kinds of work")  # noqa: T201
