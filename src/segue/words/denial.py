"""What a person says that they do not have or do not want, and what is all the same to them.

A word of denial counts only where nothing but filling words stands between it and what it denies: “not CBT”, “do not
want a man”, but not “cannot cope with the grief”.
"""

from collections.abc import Sequence
from typing import Final

from segue.words.phrase import turns
from segue.words.token import Token

_NOT: Final = turns("not")
_NOT_WANTED: Final = _NOT | turns("not wanted")
_ONE_SIDED: Final = {"rather": "than", "instead": "of", "anything": "but"}
"""Words that deny only with another word right after them; “rather a woman” is a wish."""
_NO_DENIAL: Final = turns("no denial")
_ALL_THE_SAME: Final = turns("all the same")
_BETWEEN_CONCERN: Final = turns("between not and a concern")
_BETWEEN_WISH: Final = _BETWEEN_CONCERN | turns("between not and a wish")
_FAILS: Final = turns("what fails does not")
_FAILED: Final = turns("failed")
_LOST: Final = frozenset(("lost", "lose", "losing", "had", "dropped", "used"))
_ANY: Final = frozenset(("any", "anytime", "anything", "every", "everything", "all", "day", "time"))
_WHOSE: Final = frozenset(("i", "he", "she", "we", "they", "because", "since"))
_BUSY: Final = frozenset(
    ("work", "works", "working", "teach", "teaches", "class", "busy", "church", "dialysis", "drive")
)
FURTHEST: Final = 7


def is_denied(words: Sequence[Token], first: int, last: int, family: str) -> bool:
    """Whether these words stand under a denial, before them or after them."""
    if family == "concern":
        return _is_denied_before(words, first, _NOT, _BETWEEN_CONCERN)
    lost = _LOST if family == "insurance" else frozenset()
    if _is_denied_before(words, first, _NOT_WANTED | lost, _BETWEEN_WISH) or _is_refused_after(words, last):
        return True
    if family == "slot" and (_is_left_out(words, first) or _is_taken(words, last)):
        return True
    return family in ("method", "slot", "format") and _fails_after(words, last)


def _is_left_out(words: Sequence[Token], first: int) -> bool:
    """“Any day but Wednesday”."""
    before = [word.word for word in words[max(0, first - 6) : first]]
    at = max((place for place, word in enumerate(before) if word == "but"), default=-1)
    return at >= len(before) - 2 and at >= 0 and bool(_ANY & set(before[:at]))


def _is_taken(words: Sequence[Token], last: int) -> bool:
    """“Weekends I work”, “Tuesdays he has class”."""
    after = [word.word for word in words[last + 1 : last + 5] if word.clause == words[last].clause]
    return after[:1] != [] and after[0] in _WHOSE and bool(_BUSY & set(after[1:]))


def is_all_the_same(words: Sequence[Token], first: int, last: int) -> bool:
    """Whether these words are said not to matter: “I don't mind a man”, “man or woman, no preference”."""
    around = words[max(0, first - FURTHEST) : last + FURTHEST]
    same = [at for at, word in enumerate(around) if word.word in _ALL_THE_SAME]
    clause = words[first].clause
    return any(around[at].clause == clause and at > 0 and around[at - 1].word in _NOT for at in same)


def _is_denied_before(
    words: Sequence[Token], first: int, denials: frozenset[str], between: frozenset[str]
) -> bool:
    if words[first].word in denials:
        return False
    for at in range(first - 1, max(-1, first - 1 - FURTHEST), -1):
        word = words[at]
        if word.clause != words[first].clause:
            return False
        if word.word in denials and _denies(words, at):
            return True
        if word.word not in between:
            return False
    return False


def _denies(words: Sequence[Token], at: int) -> bool:
    following = words[at + 1].word if at + 1 < len(words) else ""
    needed = _ONE_SIDED.get(words[at].word)
    if needed is not None:
        return following == needed or (words[at].word == "rather" and following == "not")
    is_twice = at > 0 and words[at - 1].word in ("not", "isn't", "aren't", "don't", "never")
    return following not in _NO_DENIAL | _ALL_THE_SAME and not is_twice


def _is_refused_after(words: Sequence[Token], last: int) -> bool:
    """“EMDR (no)”, “CBT, God no”, “groups no”, “Medicare not yet”."""
    rest = [word for word in words[last + 1 : last + 4] if word.sentence == words[last].sentence]
    said = [word.word for word in rest]
    if said[:2] == ["not", "yet"]:
        return True
    for at, word in enumerate(rest[:2]):
        is_end = at + 1 == len(rest) or rest[at + 1].clause != word.clause
        if (
            word.word == "no"
            and is_end
            and (at == 0 or said[0] in ("god", "hell", "absolutely", "definitely"))
        ):
            return True
    return False


def _fails_after(words: Sequence[Token], last: int) -> bool:
    """“CBT did not help”, “mornings don't work”, “tried DBT and hated it”."""
    rest = [word for word in words[last + 1 : last + 1 + FURTHEST] if word.sentence == words[last].sentence]
    for at, word in enumerate(rest):
        if word.word in _FAILED or (
            word.word in ("out", "hard", "tough", "bad", "difficult") and at < 3 and _is_being(rest[:at])
        ):
            return True
        if word.word in _NOT_WANTED and word.word not in _ONE_SIDED and at <= 3:
            if (
                rest[max(0, at - 1)].word in ("but", "or", "and", "nor", "because", "i")
                or word.clause != words[last].clause
            ):
                return (
                    any(each.word in _FAILS for each in rest[at + 1 : at + 4])
                    and word.clause == words[last].clause + 1
                    and rest[0].word in ("it", "did", "which", "that", "but", "and", "didn't")
                )
            return any(each.word in _FAILS for each in rest[at + 1 : at + 4])
    return False


def _is_being(between: Sequence[Token]) -> bool:
    return any(word.stem == "be" for word in between)
