"""Who was shown is counted, and how long somebody takes to answer."""

from datetime import timedelta
from uuid import UUID

import pytest

from segue.acts import exposure
from segue.acts.exposure import CountShown
from segue.demo.builders import SmallWorld, open_small_world
from segue.rules.actor import CLOCK
from segue.store.models import Change, Exposure, Job
from segue.work import jobs
from tests.acts.answers import done, refusal
from tests.acts.test_check import answer, ask, until_written

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> SmallWorld:
    return open_small_world()


def test_those_who_were_shown_and_those_who_came_near_are_counted_once(world: SmallWorld) -> None:
    case = world.case().until_shown()
    waiting = Job.objects.get(kind="count_shown")
    command = CountShown(waiting.effect_key, case.referral)

    for _ in range(2):  # a job may be done twice
        done(exposure.count_shown(CLOCK, command, case.clock.at()))

    shown = {UUID(world.profiles[name]) for name in ("amara", "samuel", "ruth")}
    rows = {row.profile_id: (row.shown, row.eligible) for row in Exposure.objects.all()}
    assert {profile for profile, (times, _) in rows.items() if times} == shown
    assert all(times <= could == 1 for times, could in rows.values())
    assert set(Change.objects.values_list("profile_id", flat=True)) >= shown


def test_counting_is_the_clocks_own(world: SmallWorld) -> None:
    case = world.case().until_shown()

    answer = exposure.count_shown(case.miriam, CountShown("k", case.referral), case.clock.at())

    assert refusal(answer) == "not_found"
    assert (
        refusal(exposure.count_shown(CLOCK, CountShown("k2", str(UUID(int=5))), case.clock.at()))
        == "not_found"
    )
    assert Exposure.objects.count() == 0


def test_how_long_somebody_takes_is_said_after_three_answers_and_is_their_middle(world: SmallWorld) -> None:
    told = []
    for place, hours in enumerate((2, 50, 9)):
        case = until_written(world.case(f"Client Number{place}"))
        case.clock.now += timedelta(days=8)  # nobody is asked more than twice a week
        done(ask(case, world.profiles["ruth"]))
        case.clock.now += timedelta(hours=hours)
        done(answer(case, world.profiles["ruth"], "no"))
        told.append(
            Exposure.objects.filter(pk=world.profiles["ruth"]).values_list("reply_hours", flat=True).first()
        )

    assert told == [None, None, 9]


def test_the_worker_knows_how_to_count() -> None:
    assert jobs.JOBS["count_shown"].act is exposure.count_shown
