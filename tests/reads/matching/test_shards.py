"""What was written is in the next search: of facts, room, exposure, and of whoever goes or comes."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from segue.reads.matching import shards
from segue.reads.matching.search import search
from segue.reads.matching.shards import forget_all, made, shard_of
from segue.rules.matching.shard import from_bytes, tidy, to_bytes
from segue.rules.matching.topic import Topic
from segue.rules.need import Need
from segue.store.changes import NETWORK, Mark, mark_now
from segue.store.models import Exposure, Fact, Opening, Place, Profile
from segue.store.models import Shard as ShardRow
from tests.reads.matching.rows import FITS, NEED, NOW, TODAY, fitting, found, say, say_open, somebody

pytestmark = pytest.mark.django_db


def points_of(profile: UUID, topic: Topic) -> int:
    option = next(option for option in found().options if option.id == str(profile))
    return dict(option.why).get(topic, 0)


def pack_row(jurisdiction: str = "MN") -> Mark:
    """Pack the directory as the worker does."""
    mark = mark_now()
    ShardRow.objects.update_or_create(
        pk=jurisdiction,
        defaults={
            "seq": mark.seq,
            "xact": mark.xact,
            "content": to_bytes(made(jurisdiction)),
            "packed_at": NOW,
        },
    )
    return mark


VANISHING: dict[str, Callable[[UUID], object]] = {
    "no more room": lambda one: say_open(one, places=0),
    "the opening taken back": lambda one: Opening.objects.filter(profile_id=one).delete(),
    "the license taken back": lambda one: Fact.objects.filter(profile_id=one, family="license").delete(),
    "the license lost": lambda one: Fact.objects.filter(profile_id=one, family="license").update(
        expires_on=TODAY - timedelta(days=1)
    ),
    "moved away": lambda one: Fact.objects.filter(profile_id=one, family="license").update(code="WI"),
    "the concern not treated": lambda one: Fact.objects.filter(profile_id=one, family="concern").update(
        code="ocd"
    ),
    "on the list of what is not seen": lambda one: say(one, "not_seen", "panic"),
    "gone": lambda one: Profile.objects.filter(pk=one).update(gone_on=TODAY),
    "taken away": lambda one: Profile.objects.filter(pk=one).update(removed_at=NOW),
    "deleted": lambda one: Profile.objects.filter(pk=one).delete(),
}


@pytest.mark.parametrize("change", VANISHING)
@pytest.mark.parametrize("is_packed", [False, True], ids=["from tables", "from a packed row"])
def test_whoever_no_longer_fits_is_gone_from_the_next_search(change: str, is_packed: bool) -> None:
    one, other = somebody(), somebody()
    if is_packed:
        pack_row()
    assert fitting() == {one, other}

    VANISHING[change](one)

    assert fitting() == {other}
    forget_all()
    assert fitting() == {other}


def test_whoever_comes_or_comes_back_is_in_the_next_search() -> None:
    assert fitting() == set()
    one = somebody()
    assert fitting() == {one}
    Profile.objects.filter(pk=one).update(removed_at=NOW)
    assert fitting() == set()
    Profile.objects.filter(pk=one).update(removed_at=None)
    assert fitting() == {one}
    other = somebody(facts={**FITS, "license": ("WI",)})
    assert fitting() == {one}
    say(other, "license", "MN")
    assert fitting() == {one, other}


def test_each_kind_of_fact_that_is_told_anew_counts_at_once() -> None:
    one = somebody()
    assert (points_of(one, Topic.FOCUS), points_of(one, Topic.ROOM), points_of(one, Topic.REPLIES)) == (
        0,
        20,
        34,
    )

    say(one, "focus", "panic")
    say_open(one, places=2)
    Exposure.objects.create(profile_id=one, reply_hours=0)
    assert (points_of(one, Topic.FOCUS), points_of(one, Topic.ROOM), points_of(one, Topic.REPLIES)) == (
        80,
        40,
        40,
    )

    Exposure.objects.filter(profile_id=one).update(reply_hours=168)
    assert points_of(one, Topic.REPLIES) == 0


def test_a_further_place_that_is_added_is_near_at_once() -> None:
    one = somebody(zip="55802", facts={**FITS, "format": ("in_person",)})
    need = Need("MN", "adult", ("panic",), ("in_person",), zip="55408", radius_km=25)
    assert fitting(need) == set()

    Place.objects.create(id=uuid4(), profile_id=one, source="self", zip="55101")

    assert fitting(need) == {one}


def test_who_was_shown_more_often_stands_behind_at_once() -> None:
    people = [somebody() for _ in range(2)]
    first, second = (UUID(option.id) for option in found().options)
    assert {first, second} == set(people)

    Exposure.objects.create(profile_id=first, eligible=4, shown=3)

    assert [UUID(option.id) for option in found().options] == [second, first]


def test_how_long_the_network_takes_counts_at_once_for_whoever_has_no_history() -> None:
    one = somebody()
    assert points_of(one, Topic.REPLIES) == 34

    Exposure.objects.create(profile_id=NETWORK, reply_hours=84)
    assert points_of(one, Topic.REPLIES) == 20
    Exposure.objects.filter(profile_id=NETWORK).update(reply_hours=0)
    assert points_of(one, Topic.REPLIES) == 40


def test_a_packed_row_is_read_and_what_changed_since_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = somebody(), somebody()
    pack_row()
    say_open(one, places=0)
    Exposure.objects.create(profile_id=NETWORK, reply_hours=84)
    last = somebody()

    def never(jurisdiction: str) -> None:
        raise AssertionError(f"{jurisdiction} was read from the tables")

    monkeypatch.setattr(shards, "made", never)

    assert fitting() == {other, last}
    assert points_of(other, Topic.REPLIES) == 20


def test_a_packed_row_of_another_version_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    one = somebody()
    with monkeypatch.context() as before:
        before.setattr("segue.rules.matching.shard.VERSION", "another")
        pack_row()
    ShardRow.objects.update(seq=mark_now().seq + 100, xact=mark_now().xact + 100)

    assert fitting() == {one}
    say_open(one, places=0)
    assert fitting() == set()


def test_a_shard_changed_in_place_is_the_one_that_would_be_made_anew() -> None:
    people = [somebody() for _ in range(5)]
    unsure = {family: codes for family, codes in FITS.items() if family != "license"}
    found()
    say(people[0], "not_seen", "grief")
    say(people[1], "compact", "PSYPACT", value="MN,WI", until=date(2027, 1, 1))
    Place.objects.create(id=uuid4(), profile_id=people[2], source="self", zip="55101")
    Profile.objects.filter(pk=people[3]).delete()
    Exposure.objects.create(profile_id=people[4], eligible=9, shown=2, reply_hours=7)
    somebody(state="WI", facts=unsure)
    somebody(state="MN", facts=unsure)
    found()

    with shard_of("MN", now=NOW) as (shard, _):
        assert to_bytes(tidy(shard)) == to_bytes(made("MN"))


def test_each_state_has_a_shard_of_its_own_and_all_hear_of_a_change() -> None:
    both = somebody(facts={**FITS, "license": ("MN", "WI")})
    there = Need("WI", "adult", ("panic",), ("online",))
    assert fitting() == fitting(there) == {both}

    say_open(both, places=0)

    assert fitting() == fitting(there) == set()


def test_no_more_shards_are_kept_than_there_are_states(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "MOST_SHARDS", 2)
    one = somebody(facts={**FITS, "license": ("MN", "WI", "IA")})
    for state in ("MN", "WI", "IA", "MN"):
        assert fitting(Need(state, "adult", ("panic",), ("online",))) == {one}

    assert list(shards._kept) == ["IA", "MN"]


def test_the_answer_says_up_to_which_change_it_is_true() -> None:
    one = somebody()
    before = found().sequence
    say_open(one, places=2)

    assert found().sequence > before
    assert found().sequence == mark_now().seq
    assert search(NEED, viewer=None, now=NOW).answer == found()


def test_what_was_packed_is_what_would_be_made() -> None:
    somebody()
    pack_row()
    back = from_bytes(bytes(ShardRow.objects.get().content), geography=shards.geography())

    assert back is not None
    assert to_bytes(back) == to_bytes(made("MN"))
