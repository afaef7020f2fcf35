"""How options, terms and approaches are said to a client: short, plain, and only what is known.

What is shown was decided by the reads; here are the words alone. A name in a sentence keeps its own direction.
"""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from segue.pages.environment import bdi, day, day_short, given_name
from segue.reads.client_options import ShownOption
from segue.reads.client_stand import Approach
from segue.reads.options import labels_of
from segue.rules.codes import Family
from segue.rules.terms import FirstStep, PayKind, Terms

FEW_HOURS = 3


def told(sentence: str, **about: object) -> Markup:
    """A translated sentence with names put in; a name is a text, never markup."""
    named = {name: bdi(value) if isinstance(value, str) else value for name, value in about.items()}
    return Markup(sentence) % named  # noqa: S704  the sentence is ours; what is put in is escaped


def listed(words: Sequence[str], *, last: str = "") -> str:
    """Amara, Samuel or Ruth."""
    if len(words) < 2:
        return "".join(words)
    return (last or _("%(first)s and %(last)s")) % {"first": ", ".join(words[:-1]), "last": words[-1]}


def any_of(names: Sequence[str]) -> str:
    """The given names of those who may read it, one at a time."""
    return listed([given_name(name) for name in names], last=_("%(first)s or %(last)s"))


def role(option: ShownOption) -> str:
    """Social worker (LICSW)."""
    named = _(option.profession) if option.profession else ""
    profession = named[:1].upper() + named[1:]
    if profession and option.credentials:
        return f"{profession} ({option.credentials})"
    return profession or option.credentials


def facts(option: ShownOption, *, today: date) -> list[tuple[str, object]]:
    """What is known of somebody, label by label; what is not known is left out, save for the cost."""
    rows = (
        (_("Cost"), cost(option)),
        (_("Where"), where(option)),
        (_("When"), hours(option)),
        (_("First visit"), first_visit(option, today=today)),
        (_("How"), _labels(option.methods)),
        (_("Speaks"), _labels(option.languages)),
    )
    return [(label, value) for label, value in rows if value]


def cost(option: ShownOption) -> str:
    """What they say of the cost; never a share that nobody told."""
    if option.insurance:
        plans = _labels(option.insurance)
        return _("Says yes to %(plan)s. Your share: ask the plan") % {"plan": plans}
    if option.fee is not None:
        return _("Says $%(price)s a visit") % {"price": option.fee}
    return _("Not known. Ask on the first call")


def where(option: ShownOption) -> str:
    """The place, how far it is, and whether visits can be online."""
    place = option.place
    if place and option.miles is not None:
        place = f"{place}, {_apart(option.miles)}"
    if not _is_online(option):
        return place
    if len(option.formats) == 1:
        return _("Online only")
    return _("%(place)s, or online") % {"place": place} if place else _("In person or online")


def hours(option: ShownOption) -> str:
    """The free half-days while they are few, else the parts of the week."""
    named = option.slots if len(option.slots) <= FEW_HOURS else option.day_parts
    return _labels(named)


def first_visit(option: ShownOption, *, today: date) -> str:
    """The first free day, as it was said."""
    if option.first_free is not None:
        return day(option.first_free) if option.first_free > today else _("Soon")
    if option.wait_days:
        return ngettext("In about %(days)s day", "In about %(days)s days", option.wait_days) % {
            "days": option.wait_days
        }
    return ""


def know(option: ShownOption, *, referrer: str) -> list[object]:
    """What else to know before choosing."""
    known = (
        [told(_("%(referrer)s knows their work"), referrer=given_name(referrer))] if option.is_known else []
    )
    wishes = [line.say(_) for line in option.why_not]
    read = [told(_("Good to know: %(text)s You have read this."), text=option.connection)]
    return [*known, *wishes, *option.limits, *(read if option.is_acknowledged else [])]


def glance(options: Sequence[ShownOption], *, today: date) -> list[tuple[str, list[str]]]:
    """The short table: what differs, in as few words as can be."""
    rows = (
        (_("Cost"), [_short_cost(option) for option in options]),
        (_("First visit"), [_short_first(option, today=today) for option in options]),
        (_("Where"), [_short_place(option) for option in options]),
        (_("Hours"), [_labels(option.day_parts) for option in options]),
    )
    return [(label, [cell or _("Not known") for cell in cells]) for label, cells in rows if any(cells)]


def terms_rows(terms: Terms) -> list[tuple[str, str]]:
    """The terms that came with a yes."""
    first = {
        FirstStep.call: _("A call"),
        FirstStep.intake: _("A first talk about what you need"),
        FirstStep.session: _("A visit"),
    }
    rows = (
        (_("Cost"), _terms_cost(terms)),
        (_("First day"), day(terms.first_day)),
        (_("First step"), first[terms.first_step]),
        (_("Where"), _coded(Family.FORMAT, sorted(terms.formats))),
        (_("When"), _coded(Family.SLOT, sorted(terms.slots))),
        (_("How"), _coded(Family.METHOD, terms.methods)),
        (_("To know"), terms.limits),
    )
    return [(label, value) for label, value in rows if value]


def changed(approach: Approach) -> list[str]:
    """What is other than the client was told, sentence by sentence."""
    if approach.terms is None:
        return []
    first_day = {"day": day(approach.terms.first_day)}
    return [_(change.text) % {**change.about, **first_day} for change in approach.changes]


def _terms_cost(terms: Terms) -> str:
    if terms.pay is PayKind.insurance:
        plan = _coded(Family.INSURANCE, [terms.insurance])
        return _("Says yes to %(plan)s. Your share: ask the plan") % {"plan": plan}
    return _("You pay $%(price)s a visit") % {"price": terms.price}


def _short_cost(option: ShownOption) -> str:
    if option.insurance:
        return _("Takes your plan")
    return f"${option.fee}" if option.fee is not None else _("Ask")


def _short_first(option: ShownOption, *, today: date) -> str:
    if option.first_free is not None and option.first_free > today:
        return day_short(option.first_free)
    return first_visit(option, today=today)


def _short_place(option: ShownOption) -> str:
    if _is_online(option) and len(option.formats) == 1:
        return _("Online")
    near = option.place
    if option.miles is not None:
        near = _apart(option.miles)
    return ", ".join(part for part in (near, _("online") if _is_online(option) else "") if part)


def _apart(miles: int) -> str:
    """How far it is, in words."""
    if not miles:
        return _("under a mile")
    return ngettext("%(miles)s mile", "%(miles)s miles", miles) % {"miles": miles}


def _is_online(option: ShownOption) -> bool:
    return labels_of(Family.FORMAT, ["online"])[0] in option.formats


def _labels(labels: Sequence[str]) -> str:
    words = listed([_(label) for label in labels])
    return words[:1].upper() + words[1:]


def _coded(family: Family, codes: Sequence[str]) -> str:
    return _labels(labels_of(family, codes))
