"""The packet: drafted from the need and a few prompts, struck and added to by the client, then one content.

Decides what a draft lacks, what may be struck, and what exactly a recipient reads. Page, print, PDF and API
render the content and nothing else; its hash stands in the consent. Whether it may leave is for `consent`.
"""

import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from segue.rules.referral_facts import Reason
from segue.rules.sections import (
    BUILT,
    NEEDED_TO_CALL,
    NEVER_CARRIED,
    OPENED_BY_SAFETY,
    SECTIONS,
    WRITTEN_BY_CLIENT,
    Mark,
    Sensitivity,
    default_on,
    minimum,
)
from segue.rules.step import Refused
from segue.rules.text import N_

Json = Mapping[str, "Json"] | Sequence["Json"] | str | int | bool | None
FORM = 1
"""The form of the canonical content; a change of form is a new number, and old contents keep theirs."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the referrer wrote: text by section, and a typed reason for each one beyond the default ones."""

    reason: Reason
    sections: Mapping[str, str]
    extras: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prompts:
    """What the referrer answers, in a line or two each; `safety` answers the safety question, "" is no."""

    helped: str = ""
    next: str = ""
    course: str = ""
    until: str = ""
    safety: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question to the referrer, the field of `Prompts` that it fills, and the section that it becomes."""

    field: str
    section: str
    question: str


PROMPTS = (
    Prompt("helped", "helped", N_("What has helped, and what has not?")),
    Prompt("next", "question", N_("What should the next clinician look at first?")),
    Prompt("course", "course", N_("Since when, how often, and what have you tried?")),
    Prompt("until", "interim_plan", N_("What happens until the first session?")),
)
SAFETY_QUESTION = N_("Anything about safety that the next clinician must know before the first visit?")
SAFETY_REASON = N_("Needed for a safe first visit.")
STAYS = N_("I see my client until the first session with you.")
STAYING = frozenset({Reason.availability, Reason.fit, Reason.level_of_care})
"""Where the referrer plainly goes on until somebody else begins; one who moves must say it themself."""


def prompts_for(reason: Reason) -> tuple[Prompt, ...]:
    """The prompts that this reason asks, at most four; the need fills the rest."""
    asked = default_on(reason)
    return tuple(prompt for prompt in PROMPTS if prompt.section in asked)


def drafted_from(
    known: Mapping[str, str], *, reason: Reason, prompts: Prompts, say: Callable[[str], str] = str
) -> Draft:
    """The draft that writes itself: from texts known by section (who, contact, need …) and the prompts."""
    answers = {prompt.section: str(getattr(prompts, prompt.field)) for prompt in prompts_for(reason)}
    texts = {code: known.get(code, "") for code in default_on(reason) if code in BUILT}
    texts |= {code: answer for code, answer in answers.items() if answer.strip()}
    if reason in STAYING and not texts["interim_plan"].strip():
        texts["interim_plan"] = say(STAYS)
    extras: dict[str, str] = {}
    if prompts.safety.strip():
        texts["risk_now"] = prompts.safety
        extras["risk_now"] = say(SAFETY_REASON)
    return Draft(reason, {code: text for code, text in texts.items() if text.strip()}, extras)


def minimum_missing(draft: Draft) -> tuple[str, ...]:
    """The sections of the reason's minimum that have no text yet."""
    return tuple(code for code in minimum(draft.reason) if not draft.sections.get(code, "").strip())


def extras_without_reason(draft: Draft) -> tuple[str, ...]:
    """The sections beyond the default ones that have no typed reason; the client's own words need none."""
    return tuple(
        code
        for code, text in draft.sections.items()
        if text.strip()
        and code in SECTIONS
        and SECTIONS[code].by_reason[draft.reason] is not Mark.default
        and code not in WRITTEN_BY_CLIENT
        and not draft.extras.get(code, "").strip()
    )


def refuse_draft(draft: Draft, *, safety_answered_yes: bool = False) -> Refused | None:
    """Why the client may not see this draft yet, or None."""
    for code in draft.sections:
        refused = _refuse_section(code, notice="")
        if refused is not None:
            return refused
    lacking = minimum_missing(draft)
    if lacking:
        return replace(LACKS_MINIMUM, about={"section": SECTIONS[lacking[0]].heading, "code": lacking[0]})
    bare = extras_without_reason(draft)
    if bare:
        return replace(EXTRA_WITHOUT_REASON, about={"section": SECTIONS[bare[0]].heading, "code": bare[0]})
    if safety_answered_yes and not holds_risk(draft):
        return LACKS_SAFETY
    return None


def holds_risk(draft: Draft) -> bool:
    """Whether the draft says anything about safety; then the two clinicians speak in person as well."""
    return any(draft.sections.get(code, "").strip() for code in OPENED_BY_SAFETY)


@dataclass(frozen=True, slots=True)
class Strikes:
    """What the client keeps private: from everybody, and from one recipient (by its identifier)."""

    for_all: frozenset[str] = frozenset()
    for_one: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def against(self, recipient: str) -> frozenset[str]:
        """All that this recipient does not read."""
        return self.for_all | self.for_one.get(recipient, frozenset())


def strike(strikes: Strikes, *, code: str, recipient: str | None = None) -> Strikes | Refused:
    """Keep a section private, from all or from one recipient only."""
    if code not in SECTIONS:
        return replace(NO_SUCH_SECTION, about={"code": code})
    if code in NEEDED_TO_CALL:
        return replace(NEEDED, about={"section": SECTIONS[code].heading, "code": code})
    if recipient is None:
        return replace(strikes, for_all=strikes.for_all | {code})
    one = strikes.for_one.get(recipient, frozenset()) | {code}
    return replace(strikes, for_one={**strikes.for_one, recipient: one})


def unstrike(strikes: Strikes, *, code: str, recipient: str | None = None) -> Strikes:
    """Share a section again; a strike for all is taken back for all, one for a recipient for that one."""
    if recipient is None:
        return replace(strikes, for_all=strikes.for_all - {code})
    one = strikes.for_one.get(recipient, frozenset()) - {code}
    return replace(strikes, for_one={**strikes.for_one, recipient: one})


def risk_is_struck(draft: Draft, *, struck: frozenset[str]) -> bool:
    """Whether the client keeps a safety section private: unlocking pauses, and the two talk first."""
    return any(code in struck and draft.sections.get(code, "").strip() for code in OPENED_BY_SAFETY)


@dataclass(frozen=True, slots=True)
class Party:
    """A sender or a recipient, as the packet's head names them."""

    name: str
    practice: str = ""
    npi: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """One section as it is read."""

    code: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Content:
    """Exactly what one recipient reads. The consent's words stand in it, signatures stand beside it."""

    reason: Reason
    from_who: Party
    to_whom: Party
    passages: tuple[Passage, ...]
    consent: tuple[tuple[str, str], ...]
    language: str = "en"
    notice: str = ""
    form: int = FORM

    @property
    def codes(self) -> frozenset[str]:
        """The sections that are in it: what a consent must allow."""
        return frozenset(passage.code for passage in self.passages)


def content(
    draft: Draft,
    *,
    strikes_for_all: frozenset[str],
    strikes_for_recipient: frozenset[str],
    own_words: str,
    from_who: Party,
    to_whom: Party,
    consent_words: tuple[tuple[str, str], ...],
    language: str = "en",
    notice: str = "",
    say: Callable[[str], str] = str,
) -> Content | Refused:
    """What this recipient reads; refused when something in it is never carried, or not without a notice."""
    texts = {code: plain(text) for code, text in draft.sections.items()}
    if own_words.strip():
        texts["own_words"] = plain(own_words)
    kept = {
        code: text
        for code, text in texts.items()
        if text and code not in strikes_for_all | strikes_for_recipient
    }
    for code in kept:
        refused = _refuse_section(code, notice=notice)
        if refused is not None:
            return refused
    return Content(
        reason=draft.reason,
        from_who=_plain_party(from_who),
        to_whom=_plain_party(to_whom),
        passages=tuple(
            Passage(code, plain(say(SECTIONS[code].heading)), kept[code]) for code in SECTIONS if code in kept
        ),
        consent=tuple((plain(heading), plain(sentence)) for heading, sentence in consent_words),
        language=plain(language),
        notice=plain(notice),
    )


def canonical(value: Json) -> bytes:
    """One spelling for one value: sorted keys, no spaces, NFC, UTF-8; a float has many, so it is an error."""
    return json.dumps(
        _normal(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def content_bytes(content: Content) -> bytes:
    """The content as it is sealed, hashed and shown."""
    return canonical(
        {
            "form": content.form,
            "reason": content.reason.value,
            "language": content.language,
            "from": _party_json(content.from_who),
            "to": _party_json(content.to_whom),
            "sections": [{"code": p.code, "heading": p.heading, "text": p.text} for p in content.passages],
            "consent": [[heading, sentence] for heading, sentence in content.consent],
            "notice": content.notice,
        }
    )


def content_hash(content: Content) -> str:
    """The SHA-256, in hex, that the consent holds."""
    return hash_of(content_bytes(content))


def hash_of(body: bytes) -> str:
    """The SHA-256, in hex, of a body as it was kept."""
    return hashlib.sha256(body).hexdigest()


def read_content(body: bytes) -> Content:
    """The content that a kept body says; for pages, print and API."""
    kept = json.loads(body)
    return Content(
        reason=Reason(kept["reason"]),
        from_who=Party(**kept["from"]),
        to_whom=Party(**kept["to"]),
        passages=tuple(Passage(**passage) for passage in kept["sections"]),
        consent=tuple((heading, sentence) for heading, sentence in kept["consent"]),
        language=kept["language"],
        notice=kept["notice"],
        form=kept["form"],
    )


def plain(text: str) -> str:
    """Text as it is kept: NFC, one kind of line end, no control characters, no overrides of direction."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    shown = "".join(sign for sign in unix if sign in "\n\t" or not _is_unseen(sign))
    return unicodedata.normalize("NFC", shown).strip()


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cs"} or sign in "\u202d\u202e"


def _normal(value: Json) -> Json:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Mapping):
        return {unicodedata.normalize("NFC", key): _normal(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_normal(item) for item in value]
    raise TypeError(f"no canonical spelling for {type(value).__name__}")


def _party_json(party: Party) -> Json:
    return {"name": party.name, "practice": party.practice, "npi": party.npi, "phone": party.phone}


def _plain_party(party: Party) -> Party:
    return Party(plain(party.name), plain(party.practice), plain(party.npi), plain(party.phone))


def _refuse_section(code: str, *, notice: str) -> Refused | None:
    section = SECTIONS.get(code)
    if section is None:
        return replace(NO_SUCH_SECTION, about={"code": code})
    about = {"section": section.heading, "code": code}
    if section.sensitivity in NEVER_CARRIED:
        return replace(CARRIES_NOTES, about=about)
    if section.sensitivity is Sensitivity.part2 and not notice.strip():
        return replace(LACKS_NOTICE, about=about)
    return None


NO_SUCH_SECTION = Refused(
    "no_such_section",
    N_("The summary has no such part."),
    N_("Choose one of the parts that are listed."),
)
CARRIES_NOTES = Refused(
    "notes_are_not_carried",
    N_("Notes of sessions cannot be part of a summary."),
    N_("Write in the summary what the next clinician must know."),
)
LACKS_NOTICE = Refused(
    "part2_notice_missing",
    N_("What a substance use program knows may go only with the notice that the law asks for."),
    N_("Leave this part out, or ask the owner of the practice to put the notice in place."),
)
LACKS_MINIMUM = Refused(
    "packet_lacks_minimum",
    N_("“%(section)s” is still empty, and this reason needs it."),
    N_("Write a line there, then approve the summary."),
)
EXTRA_WITHOUT_REASON = Refused(
    "extra_without_reason",
    N_("“%(section)s” is more than this reason asks for, and no reason is given."),
    N_("Say why the next clinician needs it, or take it out."),
)
LACKS_SAFETY = Refused(
    "packet_lacks_safety",
    N_("You said that there is something about safety, and the summary does not say it."),
    N_("Write it under safety, or change your answer to the safety question."),
)
NEEDED = Refused(
    "section_is_needed",
    N_("“%(section)s” is needed, so that they know whom to call."),
    N_("Change what stands there, or choose not to share the summary at all."),
)
