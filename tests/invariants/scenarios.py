"""For each act of the program, a moment in a story at which somebody does it.

`ACTS` is read from the code; an act without a scenario, and a scenario without an act, fails the build.
"""

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator

import segue.acts
from segue.acts import (
    anchor,
    check,
    checkin,
    client,
    closing,
    colleague,
    consent,
    door,
    draft,
    exposure,
    handoff,
    link,
    meeting,
    nights,
    option,
    packet,
    person,
    practice,
    profile,
    referral,
    reminder,
    reply,
    saved_search,
    summary,
)
from segue.acts.profile import SaidFact, SaidOpening
from segue.demo.builders import NEED, PROMPTS, ZONE, Case
from segue.demo.world import OPERATOR, must
from segue.reads.directory_words import sealed_words
from segue.reads.lookups import ask_of, check_in_of, connection_of, link_of
from segue.reads.matching.shards import shard_of
from segue.rules.actor import CLOCK, Actor, Kind
from segue.store.models import Handoff, Person

Act = Callable[..., Any]
Said = tuple[Actor, Any]
"""Who says what."""


def acts() -> Iterator[Act]:
    """Everything in `segue.acts` that was made an act by `@act`."""
    made_by_act = door.act(lambda *_: None).__code__  # type: ignore[arg-type]
    for module in pkgutil.iter_modules(segue.acts.__path__):
        for value in vars(import_module(f"segue.acts.{module.name}")).values():
            if getattr(value, "__code__", None) is made_by_act and value.__module__.endswith(
                f".{module.name}"
            ):
                yield value


def name_of(act: Act) -> str:
    """Module and verb."""
    return f"{act.__module__.rpartition('.')[2]}.{act.__name__}"


@dataclass(frozen=True, slots=True)
class Scenario:
    """An act at a point of the story; `said` may first let others act."""

    act: Act
    when: str
    said: Callable[[Case], Said]

    @property
    def name(self) -> str:
        """The act, the point of the story, and what is special."""
        return f"{name_of(self.act)}, {self.when}, {self.said.__name__.strip('_') or 'plain'}"


STORY = (
    "begun",
    "written",
    "shown",
    "chosen",
    "signed",
    "asked",
    "confirmed",
    "opened",
    "accepted",
    "started",
)
"""The points of the story, each a step after the one before."""
SCENARIOS: list[Scenario] = []


def on(case: Case, point: str) -> None:
    """Bring a case that stands one point earlier to this one. `begun` is where a case begins."""
    steps: dict[str, Callable[[], object]] = {
        "begun": lambda: None,
        "written": lambda: (case.talk(), case.write_need()),
        "shown": lambda: case.show(),
        "chosen": lambda: (case.choose("amara", "samuel", "ruth"), case.approve()),
        "signed": lambda: case.sign(),
        "asked": lambda: case.ask(),
        "confirmed": lambda: case.confirm("amara"),
        "opened": lambda: case.open("amara"),
        "accepted": lambda: case.accept("amara"),
        "started": lambda: case.start("amara"),
    }
    steps[point]()


def at(when: str, act: Act) -> Callable[[Callable[[Case], Said]], Callable[[Case], Said]]:
    """Register how an act is done at this point of the story."""

    def register(said: Callable[[Case], Said]) -> Callable[[Case], Said]:
        SCENARIOS.append(Scenario(act, when, said))
        return said

    return register


def key(case: Case) -> str:
    return case.clock.key()


def today(case: Case) -> str:
    return case.clock.at().today.isoformat()


# The operator, and the directory


@at("begun", anchor.anchor_record)
def _(case: Case) -> Said:
    return OPERATOR, anchor.AnchorRecord(key(case))


@at("begun", nights.plan_nights)
def _(case: Case) -> Said:
    return Actor(Kind.system), nights.PlanNights()


@at("begun", practice.open_practice)
def _(case: Case) -> Said:
    return OPERATOR, practice.OpenPractice(key(case), "Heath House", "group", ZONE, "MN")


@at("begun", practice.add_person)
def _(case: Case) -> Said:
    elm = str(case.miriam.practice)
    command = practice.AddPerson(key(case), elm, "Ada Winter", "ada@elm.example", ("clinician",), ZONE, "!")
    return OPERATOR, command


@at("begun", person.forget_factors)
def _(case: Case) -> Said:
    one = Person.objects.get(pk=str(case.miriam.person))
    Authenticator.objects.create(user=one, type="totp", data={})
    return OPERATOR, person.ForgetFactors(key(case), one.email)


@at("begun", profile.add)
def _(case: Case) -> Said:
    facts = (SaidFact("license", "MN", case.clock.at().today),)
    said = profile.AddProfile(key(case), "person", "Hilde Aas", "self", state="MN", zip="55408", facts=facts)
    return OPERATOR, said


@at("begun", profile.say_opening)
def _(case: Case) -> Said:
    return case.world.amara, profile.SayOpening(key(case), case.world.profiles["amara"], SaidOpening(2, None))


@at("begun", profile.know)
def _(case: Case) -> Said:
    return case.miriam, profile.KnowColleague(key(case), case.world.profiles["samuel"])


@at("begun", colleague.note)
def _(case: Case) -> Said:
    return case.miriam, colleague.WriteNote(
        key(case), case.world.profiles["ruth"], "Calls back in the evening."
    )


@at("begun", colleague.forget)
def _(case: Case) -> Said:
    known = profile.KnowColleague(key(case), case.world.profiles["ines"])
    must(profile.know(case.miriam, known, case.clock.at()))
    return case.miriam, colleague.Forget(key(case), case.world.profiles["ines"])


@at("begun", colleague.catch_up)
def _(case: Case) -> Said:
    return case.miriam, _lunch(case)


@at("begun", colleague.drop_catch_up)
def _(case: Case) -> Said:
    kept = must(colleague.catch_up(case.miriam, _lunch(case), case.clock.at()))
    return case.miriam, colleague.DropCatchUp(key(case), kept.id)


def _lunch(case: Case) -> colleague.KeepCatchUp:
    return colleague.KeepCatchUp(
        key(case), case.world.profiles["ruth"], today(case), "lunch", "A group in spring."
    )


@at("begun", saved_search.keep)
def _(case: Case) -> Said:
    return case.miriam, _search(case, "Evenings")


@at("begun", saved_search.rename)
def _(case: Case) -> Said:
    kept = must(saved_search.keep(case.miriam, _search(case, "Mornings"), case.clock.at()))
    return case.miriam, saved_search.RenameSearch(key(case), kept.id, "Afternoons")


@at("begun", saved_search.forget)
def _(case: Case) -> Said:
    kept = must(saved_search.keep(case.miriam, _search(case, "Weekends"), case.clock.at()))
    return case.miriam, saved_search.DeleteSearch(key(case), kept.id)


def _search(case: Case, name: str) -> saved_search.SaveSearch:
    assert case.miriam.person is not None
    words = sealed_words("Amara", person=case.miriam.person)
    return saved_search.SaveSearch(key(case), name, f"concern=panic&w={words}")


@at("begun", profile.declare_connection)
def _(case: Case) -> Said:
    return case.miriam, profile.DeclareConnection(key(case), case.world.profiles["samuel"], "friend")


@at("begun", link.give_sign_in_link)
def _(case: Case) -> Said:
    return OPERATOR, link.GiveSignInLink(key(case), str(case.miriam.person))


# The referring practice


@at("begun", client.add)
def _(case: Case) -> Said:
    return case.world.desk, client.AddClient(key(case), "Ada Winter", str(case.miriam.person))


@at("begun", client.give_code)
def _(case: Case) -> Said:
    return case.miriam, client.GiveCode(key(case), case.client, "hash")


@at("begun", client.add_representative)
def _(case: Case) -> Said:
    return case.miriam, client.AddRepresentative(key(case), case.client, "Ada", "mother", "custody")


@at("begun", draft.keep)
def _(case: Case) -> Said:
    return case.miriam, draft.KeepDraft(key(case), "need", {"words": ["half"]})


@at("begun", draft.keep)
def _anew(case: Case) -> Said:
    must(draft.keep(case.miriam, draft.KeepDraft(key(case), "need", {"words": ["half"]}), case.clock.at()))
    return case.miriam, draft.KeepDraft(key(case), "need", {"words": ["more"]})


@at("begun", referral.begin)
def _(case: Case) -> Said:
    return case.world.desk, referral.Begin(key(case), case.client, "fit", referrer=str(case.miriam.person))


@at("begun", referral.talked)
def _(case: Case) -> Said:
    return case.miriam, referral.Talked(key(case), case.referral, today(case))


@at("begun", referral.write_need)
def _(case: Case) -> Said:
    answers = {"words": "Panic.", "safety": True, "avoid": ""}
    prompts = {**PROMPTS, "safety": "A plan is in place."}
    return case.miriam, referral.WriteNeed(key(case), case.referral, NEED, answers, prompts)


@at("written", link.give_client_link)
def _(case: Case) -> Said:
    return case.miriam, link.GiveClientLink(key(case), case.referral)


@at("written", check.ask)
def _(case: Case) -> Said:
    asked = tuple(case.world.profiles[name] for name in ("samuel", "ruth"))
    return case.miriam, check.AskAvailability(key(case), case.referral, asked)


@at("written", option.show)
def _(case: Case) -> Said:
    shown = tuple(case.world.profiles[name] for name in ("samuel", "ruth", "ines"))
    return case.miriam, option.ShowOptions(key(case), case.referral, shown, "Nobody else has room.")


@at("shown", exposure.count_shown)
def _(case: Case) -> Said:
    with shard_of("MN", now=case.clock.now):
        pass  # read before, so that each time asks the database the same
    return CLOCK, exposure.CountShown(key(case), case.referral)


@at("shown", summary.write_draft)
def _(case: Case) -> Said:
    return case.miriam, summary.WriteDraft(key(case), case.referral, {"need": "Panic, by day."}, {})


@at("shown", summary.approve)
def _(case: Case) -> Said:
    return case.miriam, summary.ApproveDraft(key(case), case.referral)


@at("written", referral.safety_talked)
def _(case: Case) -> Said:
    case.write_need(safety=True, prompts={**PROMPTS, "safety": "A plan is in place."})
    return case.miriam, referral.SafetyTalked(key(case), case.referral, "We talked.")


@at("confirmed", referral.pause)
def _(case: Case) -> Said:
    return case.me, referral.Pause(key(case), case.referral, "2026-03-20")


@at("signed", referral.resume)
def _(case: Case) -> Said:
    must(referral.pause(case.me, referral.Pause(key(case), case.referral, "2026-03-20"), case.clock.at()))
    return case.miriam, referral.Resume(key(case), case.referral)


@at("signed", handoff.ask_next)
def _(case: Case) -> Said:
    return case.miriam, handoff.AskNext(key(case), case.referral)


@at("asked", handoff.withdraw)
def _(case: Case) -> Said:
    return case.miriam, handoff.Withdraw(key(case), case.handoff("amara"), "Found another way.")


@at("accepted", handoff.withdraw)
def _after_yes(case: Case) -> Said:
    return case.miriam, handoff.Withdraw(key(case), case.handoff("amara"), "Found another way.")


@at("asked", link.take_back)
def _(case: Case) -> Said:
    return case.miriam, link.TakeBack(key(case), link_of("guest", handoff=case.handoff("samuel")))


@at("confirmed", closing.end)
def _(case: Case) -> Said:
    return case.miriam, closing.End(key(case), case.referral, "other_care")


@at("started", closing.end)
def _at_last(case: Case) -> Said:
    return case.miriam, closing.End(key(case), case.referral, "fits")


@at("confirmed", closing.reopen)
def _(case: Case) -> Said:
    must(closing.end(case.miriam, closing.End(key(case), case.referral, "other_care"), case.clock.at()))
    return case.miriam, closing.Reopen(key(case), case.referral, "It goes on.")


# The client


@at("shown", referral.feel)
def _(case: Case) -> Said:
    return case.me, referral.Feel(key(case), case.referral, "rather_not")


@at("begun", option.know_connection)
def _(case: Case) -> Said:
    declared = profile.DeclareConnection(key(case), case.world.profiles["samuel"], "friend")
    must(profile.declare_connection(case.miriam, declared, case.clock.at()))
    on(case, "written")
    on(case, "shown")
    one = case.option("samuel")
    return case.me, option.KnowConnection(key(case), case.referral, one, connection_of(one))


@at("shown", option.choose)
def _(case: Case) -> Said:
    ranked = (case.option("amara"), case.option("samuel"))
    return case.me, option.Choose(key(case), case.referral, ranked)


@at("confirmed", option.choose)
def _otherwise(case: Case) -> Said:
    return case.me, option.Choose(key(case), case.referral, (case.option("ruth"),))


@at("chosen", summary.keep_private)
def _(case: Case) -> Said:
    for_one = {case.world.profiles["amara"]: ("question",)}
    return case.me, summary.Strike(key(case), case.referral, ("course",), for_one)


@at("chosen", summary.add_words)
def _(case: Case) -> Said:
    return case.me, summary.AddWords(key(case), case.referral, "I would like to begin soon.")


@at("chosen", consent.sign)
def _(case: Case) -> Said:
    return case.me, case.signing()


@at("chosen", consent.refuse)
def _(case: Case) -> Said:
    return case.me, consent.RefuseToSign(key(case), case.referral)


@at("opened", consent.revoke)
def _(case: Case) -> Said:
    return case.me, consent.Revoke(key(case), case.referral)


@at("asked", packet.go_with)
def _(case: Case) -> Said:
    case.confirm("samuel", price="400")
    return case.me, packet.GoWith(key(case), case.handoff("samuel"))


@at("accepted", meeting.decide_no)
def _(case: Case) -> Said:
    return case.me, meeting.DecideNo(key(case), case.handoff("amara"))


@at("started", checkin.answer)
def _(case: Case) -> Said:
    one = check_in_of(case.handoff("amara"), moment="first_week")
    case.clock.later(days=7)
    must(checkin.ask(CLOCK, checkin.AskCheckIn(key(case), one), case.clock.at()))
    return case.me, checkin.AnswerCheckIn(key(case), one, "not_well", "Too far.", may_tell=True)


@at("started", checkin.answer)
def _a_good_fit(case: Case) -> Said:
    one = check_in_of(case.handoff("amara"), moment="third_week")
    case.clock.later(days=21)
    must(checkin.ask(CLOCK, checkin.AskCheckIn(key(case), one), case.clock.at()))
    return case.me, checkin.AnswerCheckIn(key(case), one, "well", may_tell=True)


# Recipients


def asked(case: Case) -> tuple[Actor, str]:
    """Samuel, who was asked whether he has an opening."""
    said = check.AskAvailability(key(case), case.referral, (case.world.profiles["samuel"],))
    must(check.ask(case.miriam, said, case.clock.at()))
    one = ask_of(case.world.profiles["samuel"], referral=case.referral)
    return Actor(Kind.guest, link=one.link), one.id


@at("written", check.answer)
def _(case: Case) -> Said:
    who, one = asked(case)
    return who, check.AnswerAvailability(key(case), one, "yes", "2026-03-16")


@at("written", check.opt_out)
def _(case: Case) -> Said:
    who, one = asked(case)
    return who, check.NoMoreChecks(key(case), one)


@at("asked", link.send_code)
def _(case: Case) -> Said:
    samuel = case.who("samuel")
    return samuel, link.SendCode(key(case), str(samuel.link))


@at("asked", link.note_try)
def _(case: Case) -> Said:
    samuel = case.who("samuel")
    sent = must(link.send_code(samuel, link.SendCode(key(case), str(samuel.link)), case.clock.at())).id
    return samuel, link.NoteTry(key(case), str(samuel.link), "browser", is_right=True, used=sent)


@at("asked", link.note_try)
def _wrong_for_the_fifth_time(case: Case) -> Said:
    samuel = case.who("samuel")
    must(link.send_code(samuel, link.SendCode(key(case), str(samuel.link)), case.clock.at()))
    for _ in range(link.TRIES - 1):
        wrong = link.NoteTry(key(case), str(samuel.link), "browser", is_right=False)
        must(link.note_try(samuel, wrong, case.clock.at()))
    return samuel, link.NoteTry(key(case), str(samuel.link), "browser", is_right=False)


@at("asked", handoff.assign)
def _(case: Case) -> Said:
    amara = case.world.amara
    return amara, handoff.Assign(key(case), case.handoff("amara"), str(amara.person))


@at("asked", reply.ask)
def _(case: Case) -> Said:
    return case.who("samuel"), reply.Ask(key(case), case.handoff("samuel"), "online")


@at("asked", reply.answer)
def _(case: Case) -> Said:
    one = case.handoff("samuel")
    must(reply.ask(case.who("samuel"), reply.Ask(key(case), one, "online"), case.clock.at()))
    return case.miriam, reply.Answer(key(case), one, "online_yes")


@at("asked", reply.confirm)
def _(case: Case) -> Said:
    return case.who("amara"), case.yes("amara")


@at("asked", reply.confirm)
def _as_a_guest(case: Case) -> Said:
    return case.who("samuel"), case.yes("samuel")


@at("asked", reply.waitlist)
def _(case: Case) -> Said:
    return case.who("samuel"), reply.Waitlist(key(case), case.handoff("samuel"), 2, 4)


@at("asked", reply.decline)
def _(case: Case) -> Said:
    command = reply.Decline(key(case), case.handoff("amara"), "another_better", suggests=("Hilde Aas",))
    return case.who("amara"), command


@at("opened", reply.decline)
def _after_reading(case: Case) -> Said:
    case.confirm("samuel")
    return case.who("amara"), reply.Decline(key(case), case.handoff("amara"), "cost")


@at("confirmed", packet.open_)
def _(case: Case) -> Said:
    return case.who("amara"), packet.Open(key(case), case.handoff("amara"))


@at("asked", packet.open_)
def _as_a_guest_with_a_code(case: Case) -> Said:
    case.decline("amara")
    case.confirm("samuel")
    proof = case.prove("samuel")
    return case.who("samuel"), packet.Open(key(case), case.handoff("samuel"), proof)


@at("opened", packet.accept)
def _(case: Case) -> Said:
    return case.who("amara"), packet.Accept(key(case), case.handoff("amara"))


@at("accepted", meeting.schedule)
def _(case: Case) -> Said:
    one = case.handoff("amara")
    command = meeting.Schedule(key(case), one, "call", "2026-03-13", "18:00", ZONE, "By video")
    return case.who("amara"), command


@at("accepted", meeting.miss)
def _(case: Case) -> Said:
    case.schedule("amara")
    case.clock.later(days=4)
    return case.who("amara"), meeting.Miss(key(case), case.handoff("amara"))


@at("accepted", meeting.start)
def _(case: Case) -> Said:
    return case.who("amara"), meeting.Start(key(case), case.handoff("amara"), today(case))


@at("started", closing.thank)
def _(case: Case) -> Said:
    return case.who("amara"), closing.Thank(key(case), case.handoff("amara"), "Thank you.")


# The clock


@at("asked", reminder.remind)
def _(case: Case) -> Said:
    return CLOCK, reminder.Remind(key(case), case.handoff("samuel"))


@at("asked", handoff.no_answer)
def _(case: Case) -> Said:
    one = case.handoff("amara")
    case.clock.later(days=3)
    return CLOCK, handoff.ByClock(key(case), one)


@at("confirmed", handoff.lapse)
def _(case: Case) -> Said:
    hold = Handoff.objects.get(pk=UUID(case.handoff("amara"))).hold_until
    assert hold is not None
    case.clock.now = hold
    return CLOCK, handoff.ByClock(key(case), case.handoff("amara"))


@at("started", checkin.ask)
def _(case: Case) -> Said:
    one = check_in_of(case.handoff("amara"), moment="first_week")
    case.clock.later(days=7)
    return CLOCK, checkin.AskCheckIn(key(case), one)
