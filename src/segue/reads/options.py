"""What the client reads of an option, kept as it was when it was shown."""

from collections.abc import Mapping, Sequence
from datetime import date

from segue.reads.directory import kilometers
from segue.rules.codes import Family, label
from segue.rules.matching.line import Line
from segue.rules.matching.musts import distance_to
from segue.rules.matching.profile import ProfileFacts
from segue.rules.matching.why import Reason, reasons
from segue.rules.need import Need
from segue.rules.terms import TermsView
from segue.store.models import Fact, Profile

KM_IN_MILE = 1.609344


def shown_facts(
    need: Need, profile: Profile, facts: ProfileFacts, *, is_known: bool, today: date
) -> dict[str, object]:
    """The snapshot of one option: words for the client, and what they chose on for `rules.terms`."""
    found = reasons(need, facts, today=today, distance=kilometers, for_client=True)
    limits = list(
        Fact.objects.filter(profile_id=profile.id, family="limit")
        .order_by("code")
        .values_list("value", flat=True)
    )
    opening = facts.opening
    return {
        "name": profile.name,
        "credentials": profile.credentials,
        "profession": profile.profession,
        "said": profile.said,
        "place": profile.place or profile.city,
        "miles": _miles(need, facts),
        "formats": _codes(facts, "formats"),
        "slots": _codes(facts, "slots"),
        "methods": _codes(facts, "methods"),
        "languages": _codes(facts, "languages"),
        "insurance": [plan for plan in need.insurance if plan in _codes(facts, "insurance")],
        "fee": facts.fee.lowest if facts.fee else None,
        "first_free": opening.first_free.isoformat() if opening and opening.first_free else None,
        "wait_days": opening.wait_days if opening else None,
        "confirmed_on": opening.confirmed_on.isoformat() if opening else None,
        "known": is_known,
        "limits": limits,
        "why": [_kept(reason) for reason in found.why],
        "why_not": [_kept(reason) for reason in found.why_not],
        "chose_on": {
            "insurance": [plan for plan in need.insurance if plan in _codes(facts, "insurance")],
            "price": facts.fee.lowest if facts.fee else need.budget,
            "formats": sorted(set(need.formats) & set(_codes(facts, "formats"))) or list(need.formats),
            "slots": list(need.slots),
            "first_day": opening.first_free.isoformat() if opening and opening.first_free else None,
        },
    }


def chose_on(snapshot: Mapping[str, object]) -> TermsView:
    """What the client knew and wished when choosing, from the snapshot."""
    kept = snapshot["chose_on"]
    assert isinstance(kept, Mapping)
    first_day = kept["first_day"]
    return TermsView(
        insurance=frozenset(kept["insurance"]),
        price=kept["price"],
        formats=frozenset(kept["formats"]),
        slots=frozenset(kept["slots"]),
        first_day=date.fromisoformat(first_day) if first_day else None,
    )


def _codes(facts: ProfileFacts, field: str) -> list[str]:
    stated = getattr(facts, field)
    return sorted(stated.codes) if stated else []


def _miles(need: Need, facts: ProfileFacts) -> int | None:
    apart = distance_to(need, facts, distance=kilometers)
    return None if apart is None else round(apart / KM_IN_MILE)


def _kept(reason: Reason) -> dict[str, object]:
    line = reason.line
    return {
        "topic": reason.topic.value,
        "template": line.template,
        "params": dict(line.params),
        "labels": {name: list(labels) for name, labels in line.labels.items()},
    }


def line_of(kept: Mapping[str, object]) -> Line:
    """The sentence again, to be said in the reader's language."""
    labels, params = kept["labels"], kept["params"]
    assert isinstance(labels, Mapping)
    assert isinstance(params, Mapping)
    return Line(str(kept["template"]), dict(params), {name: tuple(words) for name, words in labels.items()})


def labels_of(family: Family, codes: Sequence[str], *, for_client: bool = True) -> tuple[str, ...]:
    """Words for codes, to be translated by the page."""
    return tuple(label(family, code, for_client=for_client) for code in codes)
