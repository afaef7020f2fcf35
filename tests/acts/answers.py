"""What tests ask of an answer, and of the rows that it left."""

from uuid import UUID

from segue.acts.answer import Done
from segue.demo.builders import Case
from segue.rules.step import Refused
from segue.store.models import Consent, Handoff, Notice, RecordEntry, Referral

NOWHERE = str(UUID(int=1))


def refusal(answer: Done | Refused) -> str:
    """The code of a refusal that was expected; its words must be whole sentences for somebody to read."""
    assert isinstance(answer, Refused), f"not refused: {answer}"
    why, remedy = answer.why % answer.about, answer.remedy % answer.about
    assert why.strip()
    assert remedy.strip()
    return answer.code


def done(answer: Done | Refused) -> Done:
    """The answer of an act that was expected to happen."""
    assert isinstance(answer, Done), f"refused: {answer}"
    return answer


def row_of(case: Case) -> Referral:
    """The referral as it is kept now."""
    return Referral.objects.select_related("practice", "client__practice", "referrer").get(pk=case.referral)


def handoff_of(case: Case, name: str) -> Handoff:
    """The newest approach to this recipient, as it is kept now."""
    return Handoff.objects.select_related("from_practice", "referral", "profile").get(pk=case.handoff(name))


def states(case: Case) -> dict[str, str]:
    """Where the newest approach to each recipient stands."""
    names = {profile: name for name, profile in case.world.profiles.items()}
    rows = Handoff.objects.filter(referral_id=case.referral).order_by("id")
    return {names[str(profile)]: state for profile, state in rows.values_list("profile_id", "state")}


def consents(case: Case) -> dict[str, str]:
    """How the newest consent for each recipient stands."""
    names = {profile: name for name, profile in case.world.profiles.items()}
    rows = Consent.objects.filter(referral_id=case.referral).order_by("id")
    return {names[str(profile)]: status for profile, status in rows.values_list("profile_id", "status")}


def notices(kind: str) -> int:
    """How many notices of this kind were written."""
    return Notice.objects.filter(kind=kind).count()


def events(case: Case) -> list[str]:
    """What the referral's own chain says, in order."""
    rows = RecordEntry.objects.filter(stream="referral", stream_id=case.referral)
    return list(rows.order_by("number").values_list("event", flat=True))
