"""How templates are made and how days, hours and names are written in them.

Django's Jinja2 backend calls `environment`. What a page shows is decided by its view; this module only
decides how a day, an hour, an age or a name is written in the reader's language.
"""

import re
from datetime import date, datetime, time
from typing import Any
from unicodedata import category
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import (
    get_language,
    get_language_bidi,
    gettext,
    ngettext,
    npgettext,
    pgettext,
    to_locale,
)
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

HOUSE_LOCALE = Locale("en", "US")
"""For a language that the date tables do not know, such as a pseudo-language."""

FIELD_OR_QUOTE = re.compile(r"'[^']*'|E+|M{3,}|L{3,}")
WIDE = {"E": "EEEE", "M": "MMMM", "L": "LLLL"}


def environment(**options: Any) -> Environment:
    """Make the one Jinja2 environment: escaping on, unknown names are errors, texts translated."""
    settled = ("autoescape", "undefined", "extensions")
    made = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        **{name: value for name, value in options.items() if name not in settled},
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.globals.update(static=static, url=url, language=language, direction=direction)
    made.filters.update(
        day=day,
        day_short=day_short,
        day_and_year=day_and_year,
        weekday=weekday,
        clock=clock,
        when=when,
        age_of=age_of,
        initials=initials,
        given_name=given_name,
        tel=tel,
        bdi=bdi,
    )
    return made


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a named page."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def language() -> str:
    """The language of the page, as HTML names it."""
    return get_language() or "en-us"


def direction() -> str:
    """The direction in which that language is read."""
    return "rtl" if get_language_bidi() else "ltr"


def day(moment: date | datetime, zone: str | None = None) -> str:
    """Thursday, March 12."""
    skeletons = _locale().datetime_skeletons
    pattern = skeletons.get("MMMMEd", skeletons["MMMEd"]).pattern
    return str(format_date(_day_of(moment, zone), _widened(pattern), locale=_locale()))


def day_short(moment: date | datetime, zone: str | None = None) -> str:
    """Mar 12."""
    pattern = _locale().datetime_skeletons["MMMd"].pattern
    return str(format_date(_day_of(moment, zone), pattern, locale=_locale()))


def day_and_year(moment: date | datetime, zone: str | None = None) -> str:
    """March 12, 2026."""
    return str(format_date(_day_of(moment, zone), "long", locale=_locale()))


def weekday(moment: date | datetime, zone: str | None = None) -> str:
    """Thursday."""
    return str(format_date(_day_of(moment, zone), "EEEE", locale=_locale()))


def clock(moment: time | datetime, zone: str | None = None) -> str:
    """2 pm, or 8:10 am; noon and midnight by name, because 12 pm is misread."""
    at = _in_zone(moment, zone).time() if isinstance(moment, datetime) else moment
    locale = _locale()
    if "a" not in locale.time_formats["short"].pattern:
        return str(format_time(at, "short", locale=locale))
    if (at.hour, at.minute) in ((0, 0), (12, 0)):
        return gettext("noon") if at.hour else gettext("midnight")
    written = str(format_time(at, "h:mm a" if at.minute else "h a", locale=locale))
    return written.lower() if locale.language == "en" else written


def when(moment: datetime, zone: str) -> str:
    """Thursday, March 12, 8:10 am."""
    return gettext("%(day)s, %(clock)s") % {"day": day(moment, zone), "clock": clock(moment, zone)}


def age_of(days: int) -> str:
    """How long ago a fact was confirmed, in words."""
    if days <= 0:
        return gettext("today")
    if days == 1:
        return gettext("yesterday")
    if days < 60:
        return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}
    months = days // 30
    return ngettext("%(count)s month ago", "%(count)s months ago", months) % {"count": months}


def initials(name: str) -> str:
    """AL for Amara Lindqvist, LICSW: the first letter of the first and of the last word."""
    words = _words_of(name)
    letters = [word[0] for word in words[:1] + words[1:][-1:]]
    return "".join(letters).upper()


def given_name(name: str) -> str:
    """Amara for Amara Lindqvist, LICSW."""
    words = _words_of(name)
    return words[0] if words else name


def tel(number: str) -> str:
    """The address that dials a number; ten digits are taken for a number of the United States."""
    digits = "".join(sign for sign in number if sign in "0123456789")
    if number.lstrip().startswith("+"):
        return f"tel:+{digits}"
    return f"tel:+1{digits}" if len(digits) == 10 else f"tel:{digits}"


def bdi(name: str) -> Markup:
    """A name that keeps its own direction inside a sentence of the other one."""
    return Markup("<bdi>{}</bdi>").format(name)


def _locale() -> Locale:
    """The date tables for the language of the page."""
    try:
        return Locale.parse(to_locale(language()))
    except (UnknownLocaleError, ValueError):
        return HOUSE_LOCALE


def _in_zone(moment: datetime, zone: str | None) -> datetime:
    """The moment on the clocks of a place; an hour without its place would be a guess."""
    if zone is None or moment.tzinfo is None:
        raise ValueError("a moment is written with its zone, or not at all")
    return moment.astimezone(ZoneInfo(zone))


def _day_of(moment: date | datetime, zone: str | None) -> date:
    """The day on which a moment falls at a place; a plain day is itself."""
    return _in_zone(moment, zone).date() if isinstance(moment, datetime) else moment


def _widened(pattern: str) -> str:
    """The same order of day and month with their names in full, as CLDR lets fields be widened."""
    return FIELD_OR_QUOTE.sub(lambda field: WIDE.get(field[0][0], field[0]), pattern)


def _words_of(name: str) -> list[str]:
    """The words of a name, without letters after it and without invisible signs."""
    shown = "".join(sign for sign in name.split(",")[0] if category(sign) not in ("Cc", "Cf"))
    return [word for word in re.split(r"[\s.]+", shown) if word and word[0].isalnum()]
