"""A new referral: talked, who, why; a new client gets a code that is shown once and kept as a hash."""

from django.contrib.auth.hashers import check_password

from segue.demo.builders import SmallWorld
from segue.store.models import Client, Referral
from tests.pages.clinic.doors import browser_of, errors_of, hidden, next_of, text_of, tree_of
from tests.pages.reading import having

NEW = {
    "talked": "yes",
    "day": "2026-03-01",
    "name": "Nadia Brandvold",
    "birth_date": "1990-02-03",
    "channel": "email",
    "contact": "nadia@post.example",
    "recognition": "blue boat",
    "reason": "expertise",
    "kind": "transfer",
    "urgency": "routine",
}


def test_a_new_client_and_their_referral_begin_with_one_form(world: SmallWorld) -> None:
    browser = browser_of(world.miriam)
    form = hidden(browser.get("/new"))

    answer = browser.post("/new", {**form, **NEW})

    referral = Referral.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/r/{referral.id}/need")
    assert (referral.reason, str(referral.talked_on)) == ("expertise", "2026-03-01")
    assert check_password(form["code"].replace(" ", ""), referral.client.code_hash)
    assert b"Nadia" not in bytes(referral.client.name_sealed)


def test_the_same_form_sent_twice_begins_one_referral(world: SmallWorld) -> None:
    browser = browser_of(world.miriam)
    form = {**hidden(browser.get("/new")), **NEW}

    answers = [browser.post("/new", form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert (Client.objects.count(), Referral.objects.count()) == (1, 1)


def test_everything_that_is_lacking_is_said_at_once_and_what_was_typed_stays(world: SmallWorld) -> None:
    browser = browser_of(world.miriam)
    form = hidden(browser.get("/new"))

    page = browser.post("/new", {**form, "talked": "yes", "day": "soon", "recognition": "blue boat"})

    assert errors_of(page) == [
        "Write the day on which you talked; today or before.",
        "Choose a client, or write the name of a new one.",
        "Choose why. It shapes what is shared.",
        "Choose what you ask of the other clinician.",
        "Choose how soon an answer is hoped for.",
    ]
    assert 'value="blue boat"' in page.content.decode()
    assert form["code"] in text_of(page)
    assert Client.objects.count() == 0


def test_nothing_about_having_talked_is_ticked_beforehand(world: SmallWorld) -> None:
    page = browser_of(world.miriam).get("/new")

    ticked = [each.attrib["name"] for each in having(tree_of(page), "checked")]
    assert ticked == ["channel", "urgency"]
    assert next_of(page) == ["Go on to the need"]


def test_markup_and_control_signs_in_a_name_are_text(world: SmallWorld) -> None:
    browser = browser_of(world.miriam)
    name = '"><script>alert(1)</script>\u202e'

    answer = browser.post("/new", {**hidden(browser.get("/new")), **NEW, "name": name})
    page = browser.get(answer["Location"])

    assert "<script>alert" not in page.content.decode()
    assert tree_of(page) is not None


def test_a_client_of_another_practice_is_not_there(world: SmallWorld) -> None:
    case = world.case()
    browser = browser_of(world.amara)

    page = browser.post("/new", {**hidden(browser.get("/new")), **NEW, "name": "", "client": case.client})

    assert page.status_code == 404
    assert Referral.objects.count() == 1


def test_the_desk_begins_it_for_one_of_its_clinicians(world: SmallWorld) -> None:
    case = world.case()
    browser = browser_of(world.desk)
    form = {**hidden(browser.get("/new")), **NEW, "name": "", "client": case.client, "talked": "no"}

    refused = browser.post("/new", form)
    answer = browser.post("/new", {**form, "clinician": str(world.miriam.person)})

    assert errors_of(refused) == ["Choose the clinician who refers."]
    assert answer.status_code == 303
    assert Referral.objects.latest("id").referrer_id == world.miriam.person
