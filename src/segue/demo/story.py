"""One whole referral, from the talk until the client says that it fits, by the acts that the pages use.

Each step is yielded in plain words with the moment at which it happened, so that the one who plays it can let the
worker run in between. Everybody in it is invented.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from segue.acts import (
    check,
    checkin,
    client,
    closing,
    consent,
    handoff,
    link,
    meeting,
    option,
    packet,
    profile,
    referral,
    reply,
    summary,
)
from segue.acts.practice import hashed
from segue.demo.calendar import weekday
from segue.demo.cast import CODE, NEED, OWN_WORDS, PROMPTS, WORDS, Story, Told
from segue.demo.world import must
from segue.reads.lookups import (
    ask_of,
    check_in_of,
    connection_of,
    found,
    handoff_of,
    link_of,
    options_of,
    shown_texts,
)
from segue.rules.actor import Actor, Kind
from segue.rules.consent import WordBack
from segue.rules.moment import At


def play(story: Story) -> Iterator[Told]:
    """The whole story, step by step."""
    yield from _talk(story)
    yield from _find(story)
    yield from _choose(story)
    yield from _sign(story)
    yield from _approach(story)
    yield from _meet(story)
    yield from _arrive(story)


def _talk(story: Story) -> Iterator[Told]:
    at = story.when(story.days.workday(0, "14:05"))
    added = client.AddClient(
        key=story.key("client"),
        name="Jonas Tamm",
        clinician=str(story.miriam.person),
        birth_date="1992-03-09",
        channel="email",
        contact="jonas.t@post.example",
        recognition="the blue kettle",
        code_hash=hashed(CODE.replace(" ", "")),
    )
    story.client = must(client.add(story.miriam, added, at)).id
    begin = referral.Begin(key=story.key("begin"), client=story.client, reason="expertise")
    story.referral = must(referral.begin(story.miriam, begin, at)).id
    talked = referral.Talked(key=story.key("talked"), referral=story.referral, day=at.today.isoformat())
    must(referral.talked(story.miriam, talked, at))
    yield Told(
        at,
        "Miriam and Jonas talk about it together: somebody who knows panic better could help him more.",
        f"/r/{story.referral}",
    )
    need = referral.WriteNeed(
        key=story.key("need"),
        referral=story.referral,
        need=NEED,
        answers={"words": WORDS, "safety": False, "avoid": ""},
        prompts=PROMPTS,
    )
    at = story.when(story.days.workday(0, "14:20"))
    must(referral.write_need(story.miriam, need, at))
    yield Told(
        at, "Miriam writes the need: panic, adults, evenings, North Star or $80.", f"/r/{story.referral}/need"
    )


def _find(story: Story) -> Iterator[Told]:
    profiles = story.world.profiles
    at = story.when(story.days.workday(1, "09:10"))
    asked = [profiles[ref] for ref in ("samuel_adeyemi", "ruth_feldman_ito", "amara_lindqvist")]
    ask = check.AskAvailability(key=story.key("check"), referral=story.referral, profiles=tuple(asked))
    must(check.ask(story.miriam, ask, at))
    yield Told(
        at,
        "She asks three colleagues whether they have an opening. Nothing about Jonas leaves.",
        f"/r/{story.referral}/options",
    )
    answers = (
        (
            "samuel_adeyemi",
            "11:02",
            7,
            "Samuel, who has no account, answers with one tap: now he is an option",
        ),
        ("ruth_feldman_ito", "12:40", 3, "Ruth has an opening this week"),
        ("amara_lindqvist", "13:15", 9, "Amara has an opening from next week on"),
    )
    for ref, clock, in_days, words in answers:
        at = story.when(story.days.workday(1, clock))
        row = ask_of(profiles[ref], referral=story.referral)
        asked_one = Actor(Kind.guest, link=row.link)
        first_free = weekday(at.today + timedelta(days=in_days))
        yes = check.AnswerAvailability(
            key=story.key(f"answer-{ref}"), ask=row.id, answer="yes", first_free=first_free.isoformat()
        )
        must(check.answer(asked_one, yes, at))
        yield Told(at, f"{words}.")


def _choose(story: Story) -> Iterator[Told]:
    profiles = story.world.profiles
    at = story.when(story.days.workday(2, "10:30"))
    tie = profile.DeclareConnection(
        key=story.key("tie"), profile=profiles["ruth_feldman_ito"], kind="landlord"
    )
    must(profile.declare_connection(story.miriam, tie, at))
    three = tuple(profiles[ref] for ref in ("amara_lindqvist", "samuel_adeyemi", "ruth_feldman_ito"))
    fits = found(story.referral, viewer=story.miriam.person, at=at)
    show = option.ShowOptions(key=story.key("show"), referral=story.referral, profiles=three)
    must(option.show(story.miriam, show, at))
    story.client_link = link_of("client", referral=story.referral)
    yield Told(
        at,
        f"{fits.eligible} fit. Three who are open and differ go to Jonas: "
        + "; ".join(fits.said_of(profile) for profile in three)
        + ".",
        f"/r/{story.referral}/options",
    )
    at = story.when(story.days.workday(2, "19:40"))
    feel = referral.Feel(key=story.key("feel"), referral=story.referral, feeling="wants_this")
    must(referral.feel(story.jonas, feel, at))
    yield Told(at, "Jonas opens his page with link and code, and says: I want this.", f"/c/{story.referral}/")
    options = options_of(story.referral)
    tied = options[profiles["ruth_feldman_ito"]]
    known = option.KnowConnection(
        key=story.key("known"), referral=story.referral, option=tied, text_hash=connection_of(tied)
    )
    must(option.know_connection(story.jonas, known, at))
    yield Told(at, "He reads that Miriam and Ruth rent rooms from the same owner, and says that he knows.")
    at = story.when(story.days.workday(3, "20:14"))
    choice = option.Choose(
        key=story.key("choose"),
        referral=story.referral,
        ranked=(options[profiles["amara_lindqvist"]], options[profiles["samuel_adeyemi"]]),
        refused=(tied,),
    )
    must(option.choose(story.jonas, choice, at))
    yield Told(at, "He ranks them: Amara first, Samuel second, not Ruth.", f"/c/{story.referral}/options")


def _sign(story: Story) -> Iterator[Told]:
    at = story.when(story.days.workday(4, "09:00"))
    must(
        summary.approve(
            story.miriam, summary.ApproveDraft(key=story.key("approve"), referral=story.referral), at
        )
    )
    yield Told(
        at, "Miriam approves the summary that wrote itself from the need.", f"/r/{story.referral}/summary"
    )
    at = story.when(story.days.workday(4, "19:20"))
    strike = summary.Strike(key=story.key("strike"), referral=story.referral, for_all=("payer",))
    must(summary.keep_private(story.jonas, strike, at))
    words = summary.AddWords(key=story.key("words"), referral=story.referral, words=OWN_WORDS)
    must(summary.add_words(story.jonas, words, at))
    yield Told(
        at,
        "Jonas strikes out how care is paid for, and adds words of his own.",
        f"/c/{story.referral}/summary",
    )
    at = story.when(story.days.workday(4, "19:31"))
    signing = consent.Sign(
        key=story.key("sign"),
        referral=story.referral,
        name="Jonas Tamm",
        word_back=WordBack.updates,
        may_talk=True,
        wants_check_ins=True,
        shown=shown_texts(story.referral, word_back=WordBack.updates, may_talk=True, at=at),
    )
    must(consent.sign(story.jonas, signing, at))
    yield Told(
        at, "He signs once: two permissions, one for each, naming nobody else.", f"/c/{story.referral}/sign"
    )


def _approach(story: Story) -> Iterator[Told]:
    profiles = story.world.profiles
    at = story.when(story.days.workday(5, "09:05"))
    must(handoff.ask_next(story.miriam, handoff.AskNext(key=story.key("ask"), referral=story.referral), at))
    story.first = handoff_of(story.referral, profile=profiles["amara_lindqvist"])
    story.handoff = handoff_of(story.referral, profile=profiles["samuel_adeyemi"])
    story.guest_link = link_of("guest", handoff=story.handoff)
    yield Told(
        at, "Two requests go out, to Amara and to Samuel. They speak of no person.", f"/r/{story.referral}"
    )
    at = story.when(story.days.workday(5, "10:20"))
    no = reply.Decline(
        key=story.key("decline"),
        handoff=story.first,
        reason="no_opening",
        words="My evenings filled up this week.",
    )
    must(reply.decline(story.amara, no, at))
    yield Told(
        at, "Amara's evenings filled up: she declines, kindly and quickly.", f"/received/{story.first}/"
    )
    at = story.when(story.days.workday(5, "11:05"))
    question = reply.Ask(key=story.key("question"), handoff=story.handoff, question="other_hours")
    must(reply.ask(story.samuel, question, at))
    yield Told(at, "Samuel asks from the list: other hours? The clock stands still.", f"/g/{story.handoff}/")
    at = story.when(story.days.workday(5, "11:50"))
    answered = reply.Answer(key=story.key("reply"), handoff=story.handoff, answer="weekends")
    must(reply.answer(story.miriam, answered, at))
    yield Told(at, "Miriam answers from the list: weekends work too.")
    at = story.when(story.days.workday(5, "13:30"))
    yes = reply.Confirm(
        key=story.key("confirm"),
        handoff=story.handoff,
        first_day=weekday(at.today + timedelta(days=6)).isoformat(),
        first_step="call",
        methods=("exposure",),
        formats=("online",),
        slots=("tue_evening", "thu_evening"),
        insurance="north_star",
        limits="Twelve visits. No line at night.",
    )
    must(reply.confirm(story.samuel, yes, at))
    yield Told(
        at, "Samuel has an opening, on terms no worse than those Jonas chose on: the summary unlocks for him."
    )


def _meet(story: Story) -> Iterator[Told]:
    at = story.when(story.days.workday(5, "13:34"))
    proof = prove(story.samuel, at, key=story.key("code"))
    opened = packet.Open(key=story.key("open"), handoff=story.handoff, proof=proof)
    must(packet.open_(story.samuel, opened, at))
    yield Told(
        at,
        "A code goes to the number in the registry. With link and code Samuel reads what Jonas signed, nothing else.",
        f"/g/{story.handoff}/",
    )
    at = story.when(story.days.workday(5, "13:45"))
    must(packet.accept(story.samuel, packet.Accept(key=story.key("accept"), handoff=story.handoff), at))
    yield Told(at, "He accepts for a first call. Miriam stays until the first session.")
    at = story.when(story.days.workday(6, "10:10"))
    day = weekday(at.today + timedelta(days=6))
    appointment = meeting.Schedule(
        key=story.key("schedule"),
        handoff=story.handoff,
        kind="call",
        day=day.isoformat(),
        time="18:00",
        zone=story.days.zone,
        place="By video; the link comes on the day",
    )
    must(meeting.schedule(story.samuel, appointment, at))
    yield Told(
        at, "An appointment, not a phone number: both get a calendar file.", f"/c/{story.referral}/where"
    )
    story.marks["first_day"] = day.isoformat()
    at = story.when(story.days.on(day, "19:05"))
    start = meeting.Start(key=story.key("start"), handoff=story.handoff, day=day.isoformat())
    must(meeting.start(story.samuel, start, at))
    yield Told(at, "The first session takes place.")


def _arrive(story: Story) -> Iterator[Told]:
    started = story.marks["first_day"]
    at = story.when(story.days.on(date.fromisoformat(started) + timedelta(days=7), "09:00"))
    row = check_in_of(story.handoff, moment="first_week")
    yield Told(at, "A week on, one question goes to Jonas: how is it going with Samuel?")
    at = story.when(story.days.on(at.today, "20:40"))
    answer = checkin.AnswerCheckIn(
        key=story.key("well"), check_in=row, answer="well", words="He does not rush me.", may_tell=True
    )
    must(checkin.answer(story.jonas, answer, at))
    yield Told(
        at, "Jonas says that it fits, and that both may hear it.", f"/c/{story.referral}/check-in/{row}"
    )
    at = story.when(story.days.on(at.today + timedelta(days=4), "08:40"))
    thanks = closing.Thank(
        key=story.key("thanks"),
        handoff=story.handoff,
        words="Thank you for trusting me with this. It was well prepared.",
    )
    must(closing.thank(story.samuel, thanks, at))
    yield Told(at, "Samuel thanks Miriam, in one tap and with words only.")
    at = story.when(story.days.ago(12, "16:30"))
    must(
        closing.end(
            story.miriam, closing.End(key=story.key("end"), referral=story.referral, outcome="fits"), at
        )
    )
    yield Told(at, f"Miriam closes the referral: it fits, since {started}.", f"/r/{story.referral}")


def prove(guest: Actor, at: At, *, key: str) -> str:
    """A guest has a code sent to the number fixed before, and types it rightly."""
    sent = must(link.send_code(guest, link.SendCode(key=f"{key}-send", link=str(guest.link)), at)).id
    right = link.NoteTry(key=f"{key}-try", link=str(guest.link), browser="demo", is_right=True, used=sent)
    return must(link.note_try(guest, right, at)).also["proof"]
