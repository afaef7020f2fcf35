"""Identifiers by what leads to them: the row behind a link, an option, an approach. For the demo and for scripts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from segue.reads.consent import prepared_consents
from segue.reads.directory import kilometers
from segue.reads.matching.search import Found, search
from segue.reads.need import newest_need
from segue.rules.consent import WordBack
from segue.rules.matching.why import reasons
from segue.rules.moment import At
from segue.rules.need import Need
from segue.rules.step import Refused
from segue.store.models import AvailabilityAsk, CheckIn, Handoff, Link, Option, Profile, Referral


@dataclass(frozen=True, slots=True)
class AskRow:
    """An availability question as it went to one clinician, and the link in its mail."""

    id: str
    link: UUID


def ask_of(profile: str, *, referral: str) -> AskRow:
    """The newest question to this clinician about this referral's need."""
    ask = AvailabilityAsk.objects.filter(profile_id=profile, check_asked__referral_id=referral).latest("id")
    return AskRow(str(ask.id), ask.links.latest("id").id)


def link_of(kind: str, *, referral: str | None = None, handoff: str | None = None) -> str:
    """The newest link of this kind to a referral or a handoff."""
    leads_to = {"referral_id": referral} if referral else {"handoff_id": handoff}
    return str(Link.objects.filter(kind=kind, **leads_to).latest("id").id)


def options_of(referral: str) -> Mapping[str, str]:
    """The options before the client, by profile."""
    rows = Option.objects.filter(referral_id=referral, is_shown=True)
    return {str(profile): str(option) for profile, option in rows.values_list("profile_id", "id")}


def connection_of(option: str) -> str:
    """The hash of the words about a connection that stand beside an option."""
    return Option.objects.get(pk=option).connection_hash


def handoff_of(referral: str, *, profile: str) -> str:
    """The newest approach to this recipient."""
    return str(Handoff.objects.filter(referral_id=referral, profile_id=profile).latest("id").id)


def check_in_of(handoff: str, *, moment: str) -> str:
    """One check-in of a handoff."""
    return str(CheckIn.objects.get(handoff_id=handoff, moment=moment).id)


def shown_texts(referral: str, *, word_back: WordBack, may_talk: bool, at: At) -> Mapping[str, str]:
    """The hash of the text that the client would sign for each ranked recipient, by profile."""
    row = Referral.objects.select_related("client__practice", "practice", "referrer").get(pk=referral)
    prepared = prepared_consents(row, word_back=word_back, may_talk=may_talk, today=at.today)
    return {} if isinstance(prepared, Refused) else {str(one.profile.id): one.text_hash for one in prepared}


@dataclass(frozen=True, slots=True)
class SearchStory:
    """What the need of a referral finds, with a sentence about each."""

    need: Need
    found: Found
    today: date

    @property
    def eligible(self) -> int:
        """How many fit."""
        return self.found.answer.eligible

    def said_of(self, profile: str) -> str:
        """Name, and the first reasons for and against."""
        name = Profile.objects.get(pk=profile).name
        if profile not in {option.id for option in self.found.answer.options}:
            return name
        told = reasons(self.need, self.found.facts[profile], today=self.today, distance=kilometers)
        why = ", ".join(reason.line.say() for reason in told.why[:2])
        why_not = ", ".join(reason.line.say() for reason in told.why_not[:1])
        return f"{name} ({why}; but {why_not})" if why_not else f"{name} ({why})"


def found(referral: str, *, viewer: UUID | None, at: At) -> SearchStory:
    """Search for the newest need of a referral, as this person looks at the directory."""
    row = Referral.objects.select_related("client__practice").get(pk=referral)
    sheet = newest_need(row)
    assert sheet is not None
    return SearchStory(sheet.need, search(sheet.need, viewer=viewer, now=at.here), at.today)
