"""One world for all walls: two practices that refer to each other's people, a third that is in neither, and cases.

Every case is at another point of the way, so that each page has something real to show. All is made by acts; what
clients and clinicians say in it is bait: words so rare that they can be searched for wherever text can end.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from segue.acts import (
    check,
    checkin,
    client,
    closing,
    colleague,
    handoff,
    link,
    practice,
    profile,
    referral,
    reply,
    saved_search,
    summary,
)
from segue.acts.practice import hashed
from segue.acts.profile import SaidFact
from segue.demo.builders import NEED, ZONE, Case, Clock, SmallWorld, open_small_world
from segue.demo.world import OPERATOR, must
from segue.reads.directory_words import sealed_words
from segue.reads.lookups import ask_of, check_in_of, link_of
from segue.rules.actor import Actor, Kind
from segue.store.models import Consent
from segue.work import worker
from segue.work.desk import desk

CODE = "4271 8836"
SECRET = "a long enough secret 7"
NPI, ASKED_NPI = "1234567893", "1992000004"
NAMES = {
    "fresh": "Zebedina Hockenhull",
    "new": "Quillaby Thrushwood",
    "choosing": "Ottiwell Brambledyke",
    "signing": "Peregrina Snodbury",
    "asked": "Thaddea Wimblecombe",
    "opened": "Fennimore Gristlewick",
    "guest": "Ambrosine Tattersnipe",
    "meeting": "Ignatia Quenchworth",
    "decide": "Barnabine Oxenhulme",
    "started": "Lucasta Merrigoldpym",
    "answered": "Dorothica Vellacott",
    "closed": "Erasmine Clutterbuck",
}
REPRESENTATIVE = "Hepzibah Fotheringale"
CONTACT = "reachme.zz9@post.example"
# One rare word for each place in which somebody writes about a person.
WORDS = {
    "need": "zythophobia",
    "avoid": "Cragglethorpe",
    "prompt": "borborygmic",
    "own": "quockerwodger",
    "line": "snollygoster",
    "check_in": "mumpsimusly",
    "question": "kakorrhaphic",
    "answer": "tatterdemalioned",
    "safety": "omphaloskeptic",
    "reopen": "ultracrepidarious",
    "withdraw": "gobemouchely",
    "decline": "absquatulate",
    "thanks": "philodoxical",
    "private_note": "widdershinsome",
    "catch_up": "flibbertigibbety",
    "saved_words": "Gallimaufrick",
}
RECOGNITION = "violet-samovar"
"""By which a client knows that a mail is from their practice: said in mails, and of nobody."""
PROMPTS = {
    "helped": f"Naming it helped: {WORDS['prompt']}.",
    "next": "Is exposure next?",
    "course": "Nine sessions since June.",
    "until": "We meet every week until then.",
    "safety": "",
}


@dataclass(slots=True)
class Walls:
    """Everybody and everything that the tests of the walls ask for."""

    small: SmallWorld
    people: dict[str, Actor] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    asks: dict[str, str] = field(default_factory=dict)
    foreign: dict[str, str] = field(default_factory=dict)
    check_in: str = ""
    consent: str = ""
    mine: str = ""
    listing: str = ""
    search: str = ""
    log: list[str] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        """The clock by which the world was made; it stands shortly before now."""
        return self.small.clock


def open_walls(now: datetime) -> Walls:
    """Make the world: the older cases three weeks ago, the others this morning."""
    walls = Walls(open_small_world(Clock(now - timedelta(days=21))))
    _add_people(walls)
    code = hashed(CODE.replace(" ", ""))
    _play_older(walls, code)
    walls.clock.now = now - timedelta(days=1)
    _work(walls)
    _answer_check_in(walls, walls.cases["answered"])
    walls.clock.now = now - timedelta(minutes=30)
    _work(walls)
    for name, until in _YOUNGER.items():
        walls.cases[name] = case = begin(walls, name, code)
        until(walls, case)
    _add_links(walls, code)
    _begin_elsewhere(walls)
    send = link.SendCode(walls.clock.key(), walls.links["guest_guest"])
    must(link.send_code(walls.cases["guest"].who("samuel"), send, walls.clock.at()))
    _work(walls)
    return walls


def _add_people(walls: Walls) -> None:
    small = walls.small
    elm, birch = str(small.miriam.practice), str(small.amara.practice)
    clock = walls.clock
    sand = must(
        practice.open_practice(
            OPERATOR, practice.OpenPractice(clock.key(), "Sand Office", "solo", ZONE, "MN"), clock.at()
        )
    ).id
    secret = hashed(SECRET)
    hired = {
        "colleague": (elm, "Hilde Aas", "clinician", Kind.clinician),
        "owner": (elm, "Tove Brandt", "owner", Kind.owner),
        "far_desk": (birch, "Priya Raman", "coordinator", Kind.coordinator),
        "stranger": (sand, "Birgitta Sand", "clinician", Kind.clinician),
    }
    walls.people = {"author": small.miriam, "desk": small.desk, "recipient": small.amara}
    for ref, (where, name, role, kind) in hired.items():
        command = practice.AddPerson(clock.key(), where, name, f"{ref}@staff.example", (role,), ZONE, secret)
        person = must(practice.add_person(OPERATOR, command, clock.at())).id
        walls.people[ref] = Actor(kind, person=UUID(person), practice=UUID(where))
    mine = profile.AddProfile(
        clock.key(), "person", "Miriam Castellanos", "self", is_claimed=True, practice=elm,
        person=str(small.miriam.person), state="MN", zip="55408", phone="612-555-0177", email="m@elm.example",
        facts=(SaidFact("fee", "visit", clock.at().today - timedelta(days=40), "120"),),
    )  # fmt: skip
    walls.mine = must(profile.add(OPERATOR, mine, clock.at())).id
    walls.listing, _ = (_list(clock, npi) for npi in (NPI, ASKED_NPI))
    small.say_open("amara", "samuel", "ruth")
    _keep_for_oneself(walls)


def _keep_for_oneself(walls: Walls) -> None:
    """Miriam knows Amara's work, and keeps a note, a lunch and a search that are nobody else's."""
    miriam, clock, one = walls.small.miriam, walls.clock, walls.small.profiles["amara"]
    must(profile.know(miriam, profile.KnowColleague(clock.key(), one), clock.at()))
    note = colleague.WriteNote(clock.key(), one, f"She is {WORDS['private_note']}.")
    must(colleague.note(miriam, note, clock.at()))
    lunch = colleague.KeepCatchUp(
        clock.key(), one, clock.at().today.isoformat(), "lunch", f"So {WORDS['catch_up']}."
    )
    must(colleague.catch_up(miriam, lunch, clock.at()))
    assert miriam.person is not None
    words = sealed_words(WORDS["saved_words"], person=miriam.person)
    search = saved_search.SaveSearch(clock.key(), "Evenings", f"concern=panic&w={words}")
    walls.search = must(saved_search.keep(miriam, search, clock.at())).id


def _list(clock: Clock, npi: str) -> str:
    """A listing of the registry that has a mailbox."""
    command = profile.AddProfile(
        clock.key(), "person", "Hilde Aas", "nppes", npi=npi, is_claimed=False, state="MN", zip="55406",
        email="front@post.example",
    )  # fmt: skip
    return must(profile.add(OPERATOR, command, clock.at())).id


def begin(walls: Walls, name: str, code: str) -> Case:
    """A client with bait for a name, and a referral that has begun."""
    small, clock = walls.small, walls.clock
    added = client.AddClient(
        clock.key(), NAMES[name], str(small.miriam.person), "1991-04-07", "email", CONTACT,
        recognition=RECOGNITION, code_hash=code,
    )  # fmt: skip
    one = must(client.add(small.miriam, added, clock.at())).id
    row = must(referral.begin(small.miriam, referral.Begin(clock.key(), one, "expertise"), clock.at())).id
    return Case(small, one, row, NAMES[name])


def until_shown(walls: Walls, case: Case) -> None:
    """Talked, written with bait, shown; the client has said how it is for them."""
    case.talk()
    answers = {"words": f"Panic and {WORDS['need']}.", "safety": False, "avoid": WORDS["avoid"]}
    need = referral.WriteNeed(walls.clock.key(), case.referral, NEED, answers, PROMPTS)
    must(referral.write_need(case.miriam, need, walls.clock.at()))
    case.show()
    feel = referral.Feel(walls.clock.key(), case.referral, "wants_this", WORDS["line"])
    must(referral.feel(case.me, feel, walls.clock.at()))


def until_chosen(walls: Walls, case: Case) -> None:
    """Ranked and approved, with the client's own words; not signed."""
    until_shown(walls, case)
    case.choose("amara", "samuel")
    case.approve()
    words = summary.AddWords(walls.clock.key(), case.referral, f"I am {WORDS['own']}.")
    must(summary.add_words(case.me, words, walls.clock.at()))


def until_asked(walls: Walls, case: Case) -> None:
    """Signed, and both were asked."""
    until_chosen(walls, case)
    case.sign()
    case.ask()


def until_opened(walls: Walls, case: Case) -> None:
    """Amara reads, and asks in her own words."""
    until_asked(walls, case)
    case.confirm("amara")
    case.open("amara")
    asking = reply.Ask(walls.clock.key(), case.handoff("amara"), "", f"Is it {WORDS['question']}?")
    must(reply.ask(case.who("amara"), asking, walls.clock.at()))


def until_guest(walls: Walls, case: Case) -> None:
    """Samuel, a guest, may open the summary and has not."""
    until_asked(walls, case)
    words = f"The {WORDS['decline']} is full."
    no = reply.Decline(walls.clock.key(), case.handoff("amara"), "no_opening", words)
    must(reply.decline(case.who("amara"), no, walls.clock.at()))
    case.confirm("samuel")


def until_meeting(walls: Walls, case: Case) -> None:
    """Both doors: a guest has accepted and made an appointment."""
    until_guest(walls, case)
    case.open("samuel")
    case.accept("samuel")
    case.schedule("samuel")


def until_decide(walls: Walls, case: Case) -> None:
    """Samuel says yes on terms that differ, so the client decides."""
    until_asked(walls, case)
    case.confirm("samuel", price="400")
    back = handoff.Withdraw(
        walls.clock.key(), case.handoff("amara"), f"They know each other: {WORDS['withdraw']}."
    )
    must(handoff.withdraw(case.miriam, back, walls.clock.at()))


def until_fresh(walls: Walls, case: Case) -> None:
    """Safety is talked over already, the day of the talk about a referral is not written yet."""
    answers = {"words": f"Panic and {WORDS['need']}.", "safety": True, "avoid": ""}
    need = referral.WriteNeed(walls.clock.key(), case.referral, NEED, answers, PROMPTS)
    must(referral.write_need(case.miriam, need, walls.clock.at()))
    note = referral.SafetyTalked(walls.clock.key(), case.referral, f"We spoke of {WORDS['safety']}.")
    must(referral.safety_talked(case.miriam, note, walls.clock.at()))


def until_new(walls: Walls, case: Case) -> None:
    """Written, and two clinicians were asked whether they have room."""
    case.talk()
    answers = {"words": f"Panic and {WORDS['need']}.", "safety": False, "avoid": WORDS["avoid"]}
    need = referral.WriteNeed(walls.clock.key(), case.referral, NEED, answers, PROMPTS)
    must(referral.write_need(case.miriam, need, walls.clock.at()))
    asked = tuple(walls.small.profiles[name] for name in ("samuel", "ruth"))
    must(
        check.ask(
            case.miriam, check.AskAvailability(walls.clock.key(), case.referral, asked), walls.clock.at()
        )
    )
    for name in ("samuel", "ruth"):
        row = ask_of(walls.small.profiles[name], referral=case.referral)
        walls.asks[name], walls.links[f"ask_{name}"] = row.id, str(row.link)


_YOUNGER = {
    "fresh": until_fresh,
    "new": until_new,
    "choosing": until_shown,
    "signing": until_chosen,
    "asked": until_asked,
    "opened": until_opened,
    "guest": until_guest,
    "meeting": until_meeting,
    "decide": until_decide,
}


def _play_older(walls: Walls, code: str) -> None:
    """Three that started three weeks ago: one is asked how it goes, one says it, one has ended, and again."""
    for name in ("started", "answered", "closed"):
        walls.cases[name] = case = begin(walls, name, code)
        until_opened(walls, case)
        said = reply.Answer(walls.clock.key(), case.handoff("amara"), words=f"It is {WORDS['answer']}.")
        must(reply.answer(case.miriam, said, walls.clock.at()))
        case.accept("amara")
        case.schedule("amara")
        case.start("amara")
    _thank(walls, walls.cases["answered"])
    _end_twice(walls, walls.cases["closed"])


def _thank(walls: Walls, case: Case) -> None:
    words = f"Thank you, {WORDS['thanks']}."
    must(
        closing.thank(
            case.who("amara"),
            closing.Thank(walls.clock.key(), case.handoff("amara"), words),
            walls.clock.at(),
        )
    )


def _end_twice(walls: Walls, case: Case) -> None:
    for again in (True, False):
        end = closing.End(walls.clock.key(), case.referral, "fits")
        must(closing.end(case.miriam, end, walls.clock.at()))
        if again:
            reopen = closing.Reopen(walls.clock.key(), case.referral, f"It was {WORDS['reopen']}.")
            must(closing.reopen(case.miriam, reopen, walls.clock.at()))


def _answer_check_in(walls: Walls, case: Case) -> None:
    """How it goes, in the client's words."""
    row = check_in_of(case.handoff("amara"), moment="first_week")
    said = checkin.AnswerCheckIn(walls.clock.key(), row, "well", f"It is {WORDS['check_in']}.")
    must(checkin.answer(case.me, said, walls.clock.at()))


def _add_links(walls: Walls, code: str) -> None:
    for name, case in walls.cases.items():
        if name not in ("fresh", "new"):  # these two clients have no link yet
            walls.links[name] = link_of("client", referral=case.referral)
    for name in ("asked", "guest", "meeting", "decide"):
        walls.links[f"guest_{name}"] = link_of("guest", handoff=walls.cases[name].handoff("samuel"))
    walls.consent = _consent_of(walls.cases["opened"])
    walls.check_in = check_in_of(walls.cases["started"].handoff("amara"), moment="first_week")
    signing = walls.cases["signing"]
    stands_in = client.AddRepresentative(
        walls.clock.key(), signing.client, REPRESENTATIVE, "parent", "birth_certificate", CONTACT, code
    )
    one = must(client.add_representative(signing.miriam, stands_in, walls.clock.at())).id
    walls.links["representative"] = str(
        link.new_link(
            "representative", at=walls.clock.at(), life=link.CLIENT_LINK_LIFE, referral_id=UUID(signing.referral),
            practice_id=walls.small.miriam.practice, representative_id=UUID(one),
        )
    )  # fmt: skip
    ended = link.new_link(
        "client", at=walls.clock.at(), life=link.CLIENT_LINK_LIFE,
        referral_id=UUID(walls.cases["choosing"].referral), practice_id=walls.small.miriam.practice,
    )  # fmt: skip
    walls.links["ended"] = str(ended)
    for kind, of in (("fresh", walls.mine), ("claim", walls.listing)):
        person = walls.people["colleague"].person if kind == "claim" else None
        given = link.new_link(
            kind, at=walls.clock.at(), life=link.CHECK_LINK_LIFE, profile_id=UUID(of), person_id=person,
            practice_id=walls.small.miriam.practice,
        )  # fmt: skip
        walls.links[kind] = str(given)


def _begin_elsewhere(walls: Walls) -> None:
    """Another practice has a client and a referral of its own."""
    amara, clock = walls.small.amara, walls.clock
    added = client.AddClient(clock.key(), "Wilhelmus Dapplegrim", str(amara.person))
    one = must(client.add(amara, added, clock.at())).id
    row = must(referral.begin(amara, referral.Begin(clock.key(), one, "fit"), clock.at())).id
    walls.foreign = {"client": one, "referral": row, "person": str(amara.person)}


def _consent_of(case: Case) -> str:
    return str(Consent.objects.filter(referral_id=case.referral).latest("id").id)


def _work(walls: Walls) -> None:
    """Let the worker send and do everything that is due."""
    out = desk()
    while worker.run_once(walls.clock.at(), desk=out):
        pass
