"""The summary before it is signed: it drafts itself, the referrer mends and approves it, the client strikes and adds.

Drafting and striking write no content that leaves; only signing freezes one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.turn import Turn, turn_at
from segue.acts.words import Word, said_by
from segue.reads.client import client_sheet
from segue.reads.need import newest_need
from segue.reads.summary import summary_sheet
from segue.rules.actor import Actor, Part
from segue.rules.codes import Family, label
from segue.rules.moment import At
from segue.rules.need import Need, NeedAnswers
from segue.rules.packet import (
    Draft,
    Prompts,
    drafted_from,
    extras_without_reason,
    minimum_missing,
    plain,
    refuse_draft,
    risk_is_struck,
    strike,
    unstrike,
)
from segue.rules.packet import Strikes as StrikesSaid
from segue.rules.referral import Reason, ReferralEvent, ReferralFacts
from segue.rules.sections import SECTIONS, WRITTEN_BY_CLIENT
from segue.rules.step import Refused
from segue.rules.text import N_
from segue.store.cells import cells_of_client
from segue.store.models import Client, Summary

OWN_WORDS_LIMIT = 2000
TOO_LONG = Refused(
    "too_long",
    N_("This is longer than the summary can hold."),
    N_("Shorten it to what the next person must know. Your words are kept on this page."),
)


@dataclass(frozen=True, slots=True)
class WriteDraft:
    """The referrer's own wording of parts of the summary, and why a part beyond the usual is there."""

    key: str
    referral: str
    sections: Mapping[str, str]
    extras: Mapping[str, str] = field(default_factory=dict)
    version: int = 0


@dataclass(frozen=True, slots=True)
class ApproveDraft:
    """The client may see it now."""

    key: str
    referral: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class Strike:
    """What stays private: the parts struck for all, and those struck for one recipient (a profile)."""

    key: str
    referral: str
    for_all: tuple[str, ...] = ()
    for_one: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    version: int = 0
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class AddWords:
    """The client's own words, as they want them read."""

    key: str
    referral: str
    words: str
    version: int = 0
    word: Word | None = None


def redraft(turn: Turn, need: Need, *, answers: NeedAnswers, prompts: Prompts) -> None:
    """Let the summary write itself anew from the need; what the referrer wrote by hand stays until they change it."""
    known = known_texts(turn.referral.client, need)
    safety = (
        prompts if answers.safety else Prompts(prompts.helped, prompts.next, prompts.course, prompts.until)
    )
    draft = drafted_from(known, reason=Reason(turn.referral.reason), prompts=safety)
    _keep_draft(turn, draft)


def known_texts(client: Client, need: Need) -> dict[str, str]:
    """What is known for sections before anybody types: who, how to reach them, what they look for."""
    sheet = client_sheet(client)
    who = ", ".join(part for part in (sheet.name, sheet.born) if part)
    return {
        "who": who,
        "contact": sheet.reach,
        "need": _sentence(_labels(Family.CONCERN, need.concerns)),
        "preferences": _sentence("; ".join(part for part in _wishes(need) if part)),
        "payer": _payer(need),
    }


@act
def write_draft(actor: Actor, command: WriteDraft, at: At) -> Done | Refused:
    """Keep the referrer's wording; an approval that was given before falls away."""
    turn = turn_at(actor, command.referral, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    step = turn.decide(ReferralEvent.enter, ReferralFacts(about_a_person=False))
    if isinstance(step, Refused):
        return step
    theirs = SECTIONS.keys() - WRITTEN_BY_CLIENT  # nobody puts words into the client's mouth
    texts = {code: plain(text) for code, text in command.sections.items() if code in theirs and plain(text)}
    if any(len(text) > OWN_WORDS_LIMIT for text in texts.values()):
        return TOO_LONG
    extras = {code: plain(why) for code, why in command.extras.items() if code in texts and plain(why)}
    _keep_draft(turn, Draft(Reason(turn.referral.reason), texts, extras))
    changes = {"approved_at": None} if turn.referral.signed_at is None else {}
    turn.write("draft_written", step, changes=changes)
    return _done(turn)


@act
def approve(actor: Actor, command: ApproveDraft, at: At) -> Done | Refused:
    """The referrer stands by the draft; from here on the client only removes, or adds own words."""
    turn = turn_at(actor, command.referral, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    kept = summary_sheet(turn.referral)
    draft = kept.draft
    step = turn.decide(
        ReferralEvent.approve_draft,
        ReferralFacts(
            minimum_missing=tuple(SECTIONS[code].heading for code in minimum_missing(draft)),
            extras_without_reason=tuple(SECTIONS[code].heading for code in extras_without_reason(draft)),
        ),
    )
    if isinstance(step, Refused):
        return step
    need = newest_need(turn.referral)
    if refused := refuse_draft(draft, safety_answered_yes=need is not None and bool(need.answers.safety)):
        return refused
    Summary.objects.filter(referral_id=turn.referral.id).update(approved_at=at.now)
    turn.write(ReferralEvent.approve_draft, step, changes={"approved_at": at.now})
    return _done(turn)


@act
def keep_private(actor: Actor, command: Strike, at: At) -> Done | Refused:
    """Keep the client's strikes, all of them anew; a struck risk part pauses unlocking and asks for a talk."""
    turn = turn_at(actor, command.referral, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    kept = summary_sheet(turn.referral)
    strikes = _struck(command, kept.strikes)
    if isinstance(strikes, Refused):
        return strikes
    everywhere = strikes.for_all.union(*strikes.for_one.values()) if strikes.for_one else strikes.for_all
    facts = ReferralFacts(
        already_signed=turn.referral.signed_at is not None,
        struck_risk=risk_is_struck(kept.draft, struck=everywhere),
        said_by=said_by(command.word, part=Part.client, at=at),
    )
    step = turn.decide(ReferralEvent.strike, facts)
    if isinstance(step, Refused):
        return step
    _update(turn, column="strikes_sealed", value=_strikes_json(strikes))
    changes = {"safety_talk_open": True} if facts.struck_risk else {}
    refs = {"struck": str(len(everywhere))}
    turn.write(ReferralEvent.strike, step, changes=changes, refs=refs, said_by=facts.said_by)
    return _done(turn)


@act
def add_words(actor: Actor, command: AddWords, at: At) -> Done | Refused:
    """Keep the client's own words, to be read as they wrote them."""
    turn = turn_at(actor, command.referral, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    words = plain(command.words)
    if len(words) > OWN_WORDS_LIMIT:
        return TOO_LONG
    facts = ReferralFacts(
        already_signed=turn.referral.signed_at is not None,
        said_by=said_by(command.word, part=Part.client, at=at),
    )
    step = turn.decide(ReferralEvent.add_words, facts)
    if isinstance(step, Refused):
        return step
    _update(turn, column="own_words_sealed", value=words)
    turn.write(ReferralEvent.add_words, step, said_by=facts.said_by)
    return _done(turn)


def _strikes_json(strikes: StrikesSaid) -> dict[str, object]:
    return {
        "for_all": sorted(strikes.for_all),
        "for_one": {name: sorted(codes) for name, codes in strikes.for_one.items() if codes},
    }


def _struck(command: Strike, before: StrikesSaid) -> StrikesSaid | Refused:
    """The strikes as the command says them; a part that must stay is refused by name."""
    strikes: StrikesSaid = before
    for code in before.for_all - set(command.for_all):
        strikes = unstrike(strikes, code=code)
    strikes = StrikesSaid(strikes.for_all, {})
    wanted = [(code, None) for code in command.for_all]
    wanted += [(code, name) for name, codes in command.for_one.items() for code in codes]  # type: ignore[misc]
    for code, recipient in wanted:
        step = strike(strikes, code=code, recipient=recipient)
        if isinstance(step, Refused):
            return step
        strikes = step
    return strikes


def _keep_draft(turn: Turn, draft: Draft) -> None:
    body = {"sections": dict(draft.sections), "extras": dict(draft.extras)}
    cells = cells_of_client(turn.referral.client)
    row = Summary.objects.filter(referral_id=turn.referral.id).first()
    if row is None:
        new = turn.at.new_id()
        sealed = cells.seal_json(body, table=Summary, column="draft_sealed", row=new)
        Summary.objects.create(
            id=new, referral=turn.referral, practice_id=turn.referral.practice_id, draft_sealed=sealed
        )
        return
    sealed = cells.seal_json(body, table=Summary, column="draft_sealed", row=row.id)
    Summary.objects.filter(pk=row.id).update(draft_sealed=sealed, version=row.version + 1)


def _update(turn: Turn, *, column: str, value: object) -> None:
    row = Summary.objects.get(referral_id=turn.referral.id)
    cells = cells_of_client(turn.referral.client)
    sealed = cells.seal_json(value, table=Summary, column=column, row=row.id)
    Summary.objects.filter(pk=row.id).update(**{column: sealed, "version": row.version + 1})


def _sentence(words: str) -> str:
    """Words with a capital in front and a stop behind, as somebody would write them."""
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _labels(family: Family, codes: tuple[str, ...]) -> str:
    return ", ".join(label(family, code) for code in codes)


def _wishes(need: Need) -> tuple[str, ...]:
    return (
        _labels(Family.FORMAT, need.formats),
        _labels(Family.SLOT, need.slots),
        _labels(Family.LANGUAGE, need.languages),
        _labels(Family.METHOD, need.methods),
        _labels(Family.STYLE, need.styles),
    )


def _payer(need: Need) -> str:
    plans = _labels(Family.INSURANCE, need.insurance)
    own = f"${need.budget} a visit" if need.budget is not None else ""
    return "; ".join(part for part in (plans, own) if part)


def _done(turn: Turn) -> Done:
    return Done(str(turn.referral.id), turn.referral.stage, turn.referral.version)
