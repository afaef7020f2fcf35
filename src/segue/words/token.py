"""A text as a row of tokens, each knowing where it stands, so that what was understood can be underlined.

Spelling is made even (case, accents, apostrophes, short forms); the text itself is never changed.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from segue.words.stem import stem

_CHINESE: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_TOKEN: Final = re.compile(
    rf"[{_CHINESE}]|\d+(?:,\d\d\d)*(?:\.\d+)?|(?:(?![{_CHINESE}])[^\W\d_])(?:(?![{_CHINESE}])[^\W\d_]|\u0300-\u036f)*"
    rf"(?:['’`](?:(?![{_CHINESE}])[^\W\d_])+)*|\n|[^\w\s]"
)
_SHORT: Final = re.compile(r"'(?:s|m|ve|re|ll|d)$")
_HARD: Final = frozenset(".!?;\n。！？؟…")
_SOFT: Final = frozenset(",:()[]—–，、،：•*|")

# Written together or apart, with an apostrophe or without: one spelling for each.
_SAME: Final = {
    "cannot": "can't", "cant": "can't", "dont": "don't", "doesnt": "doesn't", "didnt": "didn't",
    "isnt": "isn't", "wasnt": "wasn't", "wont": "won't", "wouldnt": "wouldn't", "couldnt": "couldn't",
    "havent": "haven't", "hasnt": "hasn't", "shouldnt": "shouldn't", "arent": "aren't", "im": "i",
    "ive": "i", "hes": "he", "shes": "she", "theyre": "they", "whos": "who", "mum": "mom", "mommy": "mom",
    "mama": "mom", "daddy": "dad", "papa": "dad", "pls": "please", "w": "with", "tx": "therapy",
    "ppl": "people", "u": "you", "ur": "your", "bc": "because", "cuz": "because",
    "hubby": "husband", "kiddo": "kid", "behaviour": "behavior", "counselling": "counseling",
    "counsellor": "counselor", "colour": "color", "favour": "favor", "humour": "humor", "tonite": "tonight",
    "nite": "night", "nites": "nights", "thru": "through", "&": "and",
    "wanna": "want", "wnat": "want", "kil": "kill", "teh": "the", "seing": "seeing",
    "burnd": "burned", "medicade": "medicaid",
    "wkday": "weekday", "wkdays": "weekdays", "wkend": "weekend", "wkends": "weekends",
    "appt": "appointment", "appts": "appointments",
    "truama": "trauma", "pops": "dad", "erly": "early", "oxys": "oxy", "gonna": "going", "gotta": "have",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign: where it stands, how it reads, its stem, and in which clause it lies."""

    start: int
    end: int
    word: str
    stem: str
    clause: int
    sentence: int
    is_word: bool
    is_name: bool
    loud: str
    """As it is written, where it is all capitals: ADD is not to add."""


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a text, in order. Commas end a clause, full stops a sentence as well."""
    found: list[Token] = []
    clause = sentence = 0
    opens = True
    for match in _TOKEN.finditer(text):
        raw = match.group()
        if raw in _HARD or raw in _SOFT:
            clause += 1
            sentence += raw in _HARD
            opens = opens or raw in _HARD
        word = even(raw)
        is_word = raw[0].isalnum()
        is_name = raw[0].isupper() and not opens
        loud = raw if len(raw) > 1 and raw.isupper() else ""
        at = match.start(), match.end()
        found.append(Token(*at, word, stem(word), clause, sentence, is_word, is_name, loud))
        opens = opens and not is_word
    return tuple(found)


def even(raw: str) -> str:
    """One spelling for what people write in several."""
    plain = raw.replace("’", "'").replace("`", "'").casefold()
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain.replace("đ", "d"))
        plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    plain = _SHORT.sub("", plain) or plain
    return _SAME.get(plain, plain)
