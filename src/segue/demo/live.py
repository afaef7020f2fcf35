"""Three more referrals that are still under way, so that every page has something real: choosing, requested, opened."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from segue.acts import client, consent, handoff, option, packet, referral, reply, summary
from segue.acts.practice import hashed
from segue.acts.profile import SaidOpening, SayOpening, say_opening
from segue.demo.calendar import Days, weekday
from segue.demo.world import OPERATOR, World, must, say_openings_anew
from segue.reads.lookups import connection_of, handoff_of, link_of, options_of, shown_texts
from segue.rules.actor import Actor, Kind
from segue.rules.consent import WordBack
from segue.rules.moment import At


@dataclass(frozen=True, slots=True)
class Case:
    """One invented client and what is looked for."""

    ref: str
    name: str
    birth_date: str
    code: str
    recognition: str
    by: str
    reason: str
    need: dict[str, object]
    words: str
    prompts: dict[str, str]
    three: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Live:
    """A referral that is under way, and the links that lead to it."""

    ref: str
    client_name: str
    code: str
    referral: str
    client_link: str
    guest: str = ""
    guest_link: str = ""


def begin_case(case: Case, world: World, at: At) -> tuple[Actor, str, dict[str, str]]:
    """Client, talk, need, three options; the client's actor, the referral, the options by profile."""
    who, key = world.staff[case.by].actor, f"demo-{case.ref}"
    added = client.AddClient(
        key=f"{key}-client",
        name=case.name,
        clinician=str(who.person),
        birth_date=case.birth_date,
        channel="email",
        contact=f"{case.ref}@post.example",
        recognition=case.recognition,
        code_hash=hashed(case.code.replace(" ", "")),
    )
    one = must(client.add(who, added, at)).id
    row = must(referral.begin(who, referral.Begin(key=f"{key}-begin", client=one, reason=case.reason), at)).id
    must(
        referral.talked(who, referral.Talked(key=f"{key}-talked", referral=row, day=at.today.isoformat()), at)
    )
    answers = {"words": case.words, "safety": False, "avoid": ""}
    need = referral.WriteNeed(
        key=f"{key}-need", referral=row, need=case.need, answers=answers, prompts=case.prompts
    )
    must(referral.write_need(who, need, at))
    profiles = tuple(world.profiles[ref] for ref in case.three)
    for profile in profiles:
        first_free = weekday(at.today + timedelta(days=5))
        word = SayOpening(key=f"{key}-{profile}", profile=profile, opening=SaidOpening(2, first_free))
        must(say_opening(OPERATOR, word, at))
    must(option.show(who, option.ShowOptions(key=f"{key}-show", referral=row, profiles=profiles), at))
    link = link_of("client", referral=row)
    return Actor(Kind.client, client=UUID(one), link=UUID(link)), row, dict(options_of(row))


def choose_and_sign(case: Case, world: World, me: Actor, row: str, options: dict[str, str], at: At) -> None:
    """The client ranks two and signs; the clinician has approved; two requests go out."""
    who, key = world.staff[case.by].actor, f"demo-{case.ref}"
    for profile in options:
        if digest := connection_of(options[profile]):
            known = option.KnowConnection(
                key=f"{key}-known-{profile}", referral=row, option=options[profile], text_hash=digest
            )
            must(option.know_connection(me, known, at))
    ranked = tuple(options[world.profiles[ref]] for ref in case.three[:2])
    must(option.choose(me, option.Choose(key=f"{key}-choose", referral=row, ranked=ranked), at))
    must(summary.approve(who, summary.ApproveDraft(key=f"{key}-approve", referral=row), at))
    signing = consent.Sign(
        key=f"{key}-sign",
        referral=row,
        name=case.name,
        word_back=WordBack.came,
        may_talk=False,
        wants_check_ins=True,
        shown=shown_texts(row, word_back=WordBack.came, may_talk=False, at=at),
    )
    must(consent.sign(me, signing, at))
    must(handoff.ask_next(who, handoff.AskNext(key=f"{key}-ask", referral=row), at))


def _need(**more: object) -> dict[str, object]:
    return {
        "jurisdiction": "MN",
        "age": "adult",
        "formats": ["online", "in_person"],
        "languages": ["en"],
    } | more


PROMPTS = {
    "helped": "Short, regular talks helped. Long gaps did not.",
    "next": "What would be a good first step?",
    "course": "Every week since August.",
    "until": "We go on meeting until the first session.",
    "safety": "",
}
CHOOSING = Case(
    "leila", "Leila Moradi", "1987-11-21", "5130 2294", "a green umbrella", "miriam_castellanos", "fit",
    _need(concerns=["grief"], budget=200, slots=[], musts=[]),
    "Leila would rather talk with someone who knows her mother's language of loss, and who laughs now and then.",
    PROMPTS, ("ruth_feldman_ito", "amara_lindqvist", "yusuf_warsame"),
)  # fmt: skip
REQUESTED = Case(
    "owen", "Owen Pell", "1979-02-14", "6082 1177", "the old canoe", "miriam_castellanos", "availability",
    _need(concerns=["panic"], insurance=["north_star"], budget=200),
    "Owen can only come in the evening, and I have none left.",
    PROMPTS, ("amara_lindqvist", "samuel_adeyemi", "ruth_feldman_ito"),
)  # fmt: skip
OPENED = Case(
    "hana", "Hana Seto", "1995-07-30", "7345 9021", "red boots", "birgitta_sand", "expertise",
    _need(concerns=["grief"], budget=250),
    "Hana lost her brother in March; I know little about grief in families.",
    PROMPTS, ("miriam_castellanos", "ruth_feldman_ito", "amara_lindqvist"),
)  # fmt: skip


def play_live(world: World, days: Days) -> tuple[Live, ...]:
    """Begin all three, in the last few days."""
    say_openings_anew(world, days)
    return (_choosing(world, days), _requested(world, days), _opened(world, days))


def _choosing(world: World, days: Days) -> Live:
    at = days.ago(1, "15:10")
    _, row, _ = begin_case(CHOOSING, world, at)
    who = world.staff[CHOOSING.by].actor
    must(summary.approve(who, summary.ApproveDraft(key="demo-leila-approve", referral=row), at))
    return Live(CHOOSING.ref, CHOOSING.name, CHOOSING.code, row, link_of("client", referral=row))


def _requested(world: World, days: Days) -> Live:
    at = days.at(days.now - timedelta(minutes=50))
    me, row, options = begin_case(REQUESTED, world, at)
    choose_and_sign(REQUESTED, world, me, row, options, at)
    guest = handoff_of(row, profile=world.profiles["samuel_adeyemi"])
    return Live(
        REQUESTED.ref, REQUESTED.name, REQUESTED.code, row, link_of("client", referral=row),
        guest, link_of("guest", handoff=guest),
    )  # fmt: skip


def _opened(world: World, days: Days) -> Live:
    at = days.at(days.now - timedelta(hours=3))
    me, row, options = begin_case(OPENED, world, at)
    choose_and_sign(OPENED, world, me, row, options, at)
    asked = handoff_of(row, profile=world.profiles["miriam_castellanos"])
    miriam = world.staff["miriam_castellanos"].actor
    yes = reply.Confirm(
        key="demo-hana-yes",
        handoff=asked,
        first_day=weekday(at.today + timedelta(days=5)).isoformat(),
        first_step="call",
        methods=("narrative",),
        formats=("online", "in_person"),
        slots=("tue_morning",),
        price="110",
        limits="No letters for court.",
    )
    at = days.at(days.now - timedelta(hours=2))
    must(reply.confirm(miriam, yes, at))
    must(packet.open_(miriam, packet.Open(key="demo-hana-open", handoff=asked), at))
    return Live(OPENED.ref, OPENED.name, OPENED.code, row, link_of("client", referral=row))
