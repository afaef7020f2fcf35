"""Today: what needs me, in order; what is with others; my openings; and a kind word."""

from uuid import UUID

from django.test import Client

from segue.acts import checkin
from segue.demo.builders import SmallWorld
from segue.demo.world import must
from segue.rules.actor import CLOCK
from segue.store.models import CheckIn, Handoff, Message, Opening, RecordEntry
from tests.pages.clinic.doors import browser_of, errors_of, hidden, next_of, text_of, title_of


def test_an_empty_day_says_what_will_stand_there(world: SmallWorld) -> None:
    page = browser_of(world.miriam).get("/")

    assert "Nothing waits for you." in text_of(page)
    assert next_of(page) == ["Begin a referral"]


def test_my_own_next_step_has_the_one_filled_button(world: SmallWorld) -> None:
    first, second = world.case(), world.case("Owen Pell")
    first.talk()

    page = browser_of(world.miriam).get("/")

    assert "2 things need you." in text_of(page)
    assert "Write down what Jonas T. looks for" in text_of(page)
    assert "Talk about it with Owen P." in text_of(page)
    assert len(next_of(page)) == 1
    assert f"/r/{second.referral}" in page.content.decode()


def test_a_request_to_me_comes_before_my_own_steps_and_names_nobody(world: SmallWorld) -> None:
    world.case().until_asked()

    page = browser_of(world.amara).get("/")

    said = text_of(page)
    assert "Miriam Castellanos asks: do you have an opening?" in said
    assert "Looking for someone who treats anxiety · adults · online" in said
    assert "Jonas" not in said
    assert next_of(page) == ["Answer"]


def test_what_is_with_others_says_who_has_the_turn_and_by_when(world: SmallWorld) -> None:
    case = world.case().until_asked()

    page = browser_of(world.miriam).get("/")

    assert "Nothing needs you. 1 is with other people." in text_of(page)
    assert "Jonas T. Amara Example Was asked for an opening. Hoped for by" in text_of(page)
    assert f'href="/r/{case.referral}"' in page.content.decode()


def test_the_title_and_the_address_say_nothing_of_a_person(world: SmallWorld) -> None:
    case = world.case().until_shown()
    browser = browser_of(world.miriam)
    of_one = [f"/r/{case.referral}{end}" for end in ("", "/need", "/options", "/summary", "/link")]

    titles = [title_of(browser.get(address)) for address in ("/", "/new", *of_one)]

    names = ("Today", "New referral", "Referral", "Need", "Options", "Summary", "Link")
    assert titles == [f"{name} – Segue" for name in names]


def test_a_colleague_does_not_see_what_another_refers_and_the_desk_does(world: SmallWorld) -> None:
    world.case()

    assert "Jonas" not in text_of(browser_of(world.amara).get("/"))
    assert "Jonas T." in text_of(browser_of(world.desk).get("/"))


def test_an_answer_that_asks_for_help_is_told_in_the_clients_words(world: SmallWorld) -> None:
    case = world.case().until_started()
    row = CheckIn.objects.filter(dropped_at=None).order_by("due_on").last()
    assert row is not None
    must(checkin.ask(CLOCK, checkin.AskCheckIn(world.clock.key(), str(row.id)), world.clock.at()))
    said = checkin.AnswerCheckIn(world.clock.key(), str(row.id), "so_so", "Tuesday at three is hard.")
    must(checkin.answer(case.me, said, world.clock.at()))

    page = browser_of(world.miriam).get("/")

    assert "Jonas T. answered: so-so" in text_of(page)
    assert "Tuesday at three is hard." in text_of(page)


def test_still_true_is_one_tap_and_changes_the_age_alone(world: SmallWorld) -> None:
    world.say_open("amara", places=3)
    Opening.objects.update(confirmed_at=world.clock.later(days=-9).now)
    browser = browser_of(world.amara)
    shown = browser.get("/")

    answer = browser.post("/opening", hidden(shown, form=0))

    row = Opening.objects.get(profile=world.profiles["amara"])
    assert "Confirmed 9 days ago." in text_of(shown)
    assert answer.status_code == 303
    assert row.places == 3
    assert "Confirmed today." in text_of(browser.get("/"))


def test_a_number_that_is_none_is_refused_at_its_field_and_kept(world: SmallWorld) -> None:
    world.say_open("amara", places=3)

    page = browser_of(world.amara).post("/opening", {"places": "many", "first_free": "soon"})

    assert len(errors_of(page)) == 2
    assert 'value="many"' in page.content.decode()
    assert Opening.objects.get(profile=world.profiles["amara"]).places == 3


def test_a_thank_you_is_sent_once_however_often_it_is_tapped(world: SmallWorld) -> None:
    case = world.case().until_started()
    browser = browser_of(world.amara)
    form = hidden(browser.get("/"), form=0)

    answers = [browser.post("/thanks", form).status_code for _ in range(2)]

    assert form["handoff"] == case.handoff("amara")
    assert answers == [303, 303]
    assert Message.objects.filter(kind="thanks").count() == 1
    assert Handoff.objects.get(pk=UUID(case.handoff("amara"))).thanked_at is not None


def test_looking_at_the_day_writes_nothing(world: SmallWorld) -> None:
    world.case().until_asked()
    before = RecordEntry.objects.count()

    browser_of(world.miriam).get("/?all")

    assert RecordEntry.objects.count() == before


def test_a_stranger_is_led_to_the_sign_in_page() -> None:
    answer = Client().get("/")

    assert (answer.status_code, answer["Location"]) == (302, "/account/login/")
