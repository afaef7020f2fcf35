"""A search: who looks, who is left out, and that nothing counts which must not."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from segue.acts import closing, profile
from segue.acts.profile import DeclareConnection, KnowColleague
from segue.demo.builders import NEED as NEED_OF_JONAS
from segue.demo.builders import SmallWorld, open_small_world
from segue.reads.directory import NONE_OF_THEM
from segue.reads.matching.search import names_of, search
from segue.rules.matching.answer import to_mapping
from segue.rules.matching.legal import Legal
from segue.rules.matching.profile import Circle
from segue.rules.need import Need, Wish, need_from
from segue.store.door import writing
from segue.store.models import CatchUp, Colleague
from tests.acts.answers import done
from tests.reads.matching.rows import FITS, NEED, NOW, TODAY, fitting, found, say, say_open, somebody

pytestmark = pytest.mark.django_db


def test_who_fits_is_found_and_named() -> None:
    ada = somebody(name="Ada Example")
    somebody(places=0)

    answer = found()

    assert [UUID(option.id) for option in answer.options] == [ada]
    assert names_of(answer) == {str(ada): "Ada Example"}
    assert (answer.eligible, answer.weights) == (1, "v1")


def test_colleagues_of_whoever_looks_come_first_and_are_nobody_elses() -> None:
    world = open_small_world()
    world.say_open("amara", "samuel", "ruth")
    with writing():
        Colleague.objects.create(
            id=uuid4(), person_id=world.miriam.person, profile_id=world.profiles["ruth"], since=TODAY
        )
        hers = found(viewer=world.miriam.person)
        others = found(viewer=world.amara.person)

    assert [option.id for option in hers.options if option.circle is Circle.KNOWN] == [world.profiles["ruth"]]
    assert hers.options[0].id == world.profiles["ruth"]
    assert {option.circle for option in others.options} == {Circle.OTHERS}
    assert {option.id: option.points for option in hers.options} == {
        option.id: option.points for option in others.options
    }


def test_whoever_must_not_be_asked_or_is_left_out_stands_nowhere() -> None:
    one, other, last = somebody(), somebody(), somebody()
    need = Need("MN", "adult", ("panic",), ("online",), not_ask=(str(one), "nobody"))

    answer = search(need, viewer=None, now=NOW, but=(str(other),)).answer

    assert [option.id for option in answer.options] == [str(last)]


def test_the_facts_behind_everybody_who_is_named_come_along() -> None:
    ada = somebody()
    listing = somebody(places=None, facts={"license": ("MN",)}, claimed_at=None)
    stale = somebody()
    say(stale, "fee", "visit", value="120", on=TODAY - timedelta(days=100))

    result = search(NEED, viewer=None, now=NOW)

    assert set(result.facts) == {str(ada), str(listing), str(stale)}
    concerns = result.facts[str(ada)].concerns
    assert concerns is not None
    assert concerns.codes == {"panic"}
    assert result.facts[str(stale)].fee is None
    assert [(one.id, Legal.AGE in one.unknown) for one in result.answer.worth_asking] == [
        (str(listing), True)
    ]


def test_where_the_state_is_not_known_nobody_is_found() -> None:
    somebody()
    somebody(places=None, facts={}, claimed_at=None)

    answer = found(Need(None, "adult", ("panic",), ("online",)))

    assert (answer.eligible, answer.options, answer.worth_asking) == (0, (), ())


def test_none_of_them_is_a_no_and_silence_is_not_known() -> None:
    none = somebody(facts={**FITS, "concern": (NONE_OF_THEM,)})
    silent = somebody(facts={family: codes for family, codes in FITS.items() if family != "concern"})

    answer = found()

    assert answer.options == ()
    assert [(UUID(one.id), one.unknown) for one in answer.worth_asking] == [(silent, (Wish.CONCERN,))]
    assert none not in fitting()


def test_a_state_is_reached_by_license_by_compact_or_by_having_no_license_and_being_there() -> None:
    abroad = {**FITS, "license": ("WI",)}
    unsure = {family: codes for family, codes in FITS.items() if family != "license"}
    licensed = somebody(state="WI")
    by_compact = somebody(state="WI", facts=abroad)
    say(by_compact, "compact", "PSYPACT", value="IA,MN", until=TODAY)
    run_out = somebody(state="WI", facts=abroad)
    say(run_out, "compact", "PSYPACT", value="IA,MN", until=TODAY - timedelta(days=1))
    endless = somebody(state="WI", facts=abroad)
    say(endless, "compact", "PSYPACT", value="IA,MN")
    somebody(facts=abroad)
    here, elsewhere = somebody(facts=unsure), somebody(state="WI", facts=unsure)

    def told() -> tuple[set[UUID], list[UUID]]:
        return fitting(), [UUID(one.id) for one in found().worth_asking]

    assert told() == ({licensed, by_compact}, [here])
    for one in (licensed, by_compact, run_out, endless, here, elsewhere):
        say_open(
            one, places=2
        )  # told as a change, so that the row is written anew and not read with all others
    assert told() == ({licensed, by_compact}, [here])


def need_of_jonas() -> Need:
    need = need_from(NEED_OF_JONAS)
    assert isinstance(need, Need)
    return need


def told_to(world: SmallWorld) -> str:
    """The answer for scripts, byte by byte, without the number of the change up to which it is true."""
    answer = found(need_of_jonas(), viewer=world.desk.person)
    plain = to_mapping(answer, names=names_of(answer))
    return json.dumps({**plain, "sequence": 0})


def test_connections_referrals_thanks_notes_and_catch_ups_leave_the_answer_as_it_was() -> None:
    world = open_small_world()
    world.say_open("amara", "samuel", "ruth", places=9)
    before = told_to(world)
    at = world.clock.at

    for name in ("ruth", "ines"):
        declared = DeclareConnection(world.clock.key(), world.profiles[name], "landlord")
        done(profile.declare_connection(world.miriam, declared, at()))
    done(profile.know(world.miriam, KnowColleague(world.clock.key(), world.profiles["ruth"]), at()))
    with writing():
        for name, way in (("samuel", "lunch"), ("amara", "call"), ("samuel", "lunch")):
            CatchUp.objects.create(
                id=uuid4(),
                person_id=world.desk.person,
                profile_id=world.profiles[name],
                day=TODAY,
                way=way,
                note_sealed=b"sealed",
            )
    case = world.case().until_started("amara")
    done(closing.thank(case.who("amara"), closing.Thank(world.clock.key(), case.handoff("amara")), at()))
    world.say_open("amara", "samuel", "ruth", places=9)

    assert told_to(world) == before
