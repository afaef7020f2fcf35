"""What people and programs type that nobody meant: one word for each way in which input has ever gone wrong."""

from collections.abc import Sequence
from random import Random
from uuid import UUID

HUGE = "ä" * 200_000
MARKUP = "\"'><script>alert(7)</script><img src=x onerror=alert(8)>{{7*7}}${7*7}"
RAW = ("<script>alert(7)", "<img src=x")
AWAY = "elsewhere.example"
"""A place that is not ours: no answer may lead there."""

TYPED = {
    "empty": "",
    "blank": " \t \r\n ",
    "huge": HUGE,
    "markup": MARKUP,
    "nul": "be\x00fore",
    "control": "\x01\x02\x1b[31m\x08\x7f\x85\u2028",
    "right to left": "\u202ereversed\u202d \u2066isolated",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈" * 30,
    "sql": "'; DROP TABLE store_person; -- \\",
    "path": "../../../../etc/passwd%2e%2e%5c\\\\host\\share",
    "format": "%s %(name)s %n {0} {name!r}",
    "json": '{"$gt": "", "a": [null, NaN]}',
    "nan": "NaN",
    "infinite": "-Infinity",
    "great": "9" * 40,
    "negative": "-1",
    "scientific": "1e308",
    "other digits": "١٢٣",
    "superscript": "²",
    "first day": "0001-01-01",
    "last day": "9999-12-31",
    "no day": "2026-02-30",
    "week day": "2026-W53-7",
    "great day": "99999-01-01",
    "moment": "9999-12-31T23:59:59+14:00",
    "time": "25:61",
    "nowhere": "00000000-0000-0000-0000-000000000000",
    "one line more": "a\r\nBcc: everybody@post.example\r\n\r\nb",
}
ALONE = ("markup", "nul", "huge", "last day", "great")
"""Typed into one field at a time, beside others that are right."""
KEPT = ("markup", "right to left", "emoji", "sql", "path", "format", "json")
"""Words that stand in their field again when the form is refused."""
MORE = {
    "longer than a number may be": "9" * 5000,
    "zeros before a great number": "0000" + "9" * 30,
    "beyond 32 bits": "2147483648",
    "beyond 64 bits": "9223372036854775808",
    "hexadecimal": "0x1F",
    "underscored": "1_000",
    "a fraction": "1.5",
    "half": "½",
    "wide digits": "１２",
    "plus": "+7",
    "a day without hyphens": "20260301",
    "a moment with zone": "0001-01-01T00:00+14:00",
    "an hour that is left out": "2027-03-14T02:30",
    "the last minute": "9999-12-31T23:59",
    "midnight": "24:00",
    "a time with zone": "10:30+23:59",
    "no code": "no_such_code",
    "a link": f"javascript:alert(7)//{AWAY}",
    "another place": f"//{AWAY}/",
    "a whole address": f"https://{AWAY}/?a=b#c",
    "an address with name": "localhost@" + AWAY,
    "a formula": "=cmd|' /C calc'!A0",
    "template": "{% include '/etc/passwd' %}{{ config }}",
    "attribute": "x' autofocus onfocus=alert(7) '\"",
    "byte order mark": "\ufeffbefore",
    "one long word": "w" * 3000,
    "many marks": "a" + "\u0301" * 2000,
    "not a character": "\uffff\ufdd0",
    "beyond the plane": "\U0010ffff",
    "line ends": "a\u2028b\u2029c\rd\x0be",
    "nothing to see": "\u200b\u200c\u2060\u00ad",
    "not an identifier": "zz000000-0000-0000-0000-000000000000",
    "an identifier in braces": "{12345678-1234-5678-1234-567812345678}",
    "yes": "yes",
    "no": "no",
    "zero": "0",
    "one": "1",
}
BYTES = (
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xc0\xaf",
    b"\xf8\x88\x80\x80\x80",
    b"\x00",
    b"%",
    b"%zz",
    b"&=&",
    b";",
)
"""Put into a body or an address as they are: no UTF-8, halves of a pair, forms longer than they should be."""


def hostile(chance: Random, *, known: Sequence[str] = ()) -> str:
    """Anything: a listed word, somebody's identifier or code, or signs that nobody ever listed."""
    kind = chance.random()
    if kind < 0.08:
        return MARKUP
    if known and kind < 0.3:
        return chance.choice(known)
    if kind < 0.55:
        return chance.choice(list(MORE.values()))
    if kind < 0.85:
        return TYPED[chance.choice([name for name in TYPED if name != "huge" or chance.random() < 0.1])]
    if kind < 0.9:
        return str(UUID(int=chance.getrandbits(128)))
    signs = (
        chance.choice(((0, 0x7F), (0x80, 0x24F), (0x2000, 0x206F), (0x1F300, 0x1F6FF))) for _ in range(9)
    )
    return "".join(chr(chance.randint(*each)) for each in signs)
