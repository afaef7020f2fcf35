"""What people and programs type that nobody meant: one word for each way in which input has ever gone wrong."""

HUGE = "ä" * 200_000
MARKUP = "\"'><script>alert(7)</script><img src=x onerror=alert(8)>{{7*7}}${7*7}"
RAW = ("<script>alert(7)", "<img src=x")

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
