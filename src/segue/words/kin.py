"""Whose words are about whom: “my mother has dementia” is not the client's own dementia.

Only what somebody carries alone (an illness, a habit, a mood) can be another's; grief, divorce or violence at home
belong to whoever tells of them. A child that a parent speaks for is the client; a parent, a partner or a
friend is so only where help is sought for them.
"""

from collections.abc import Sequence
from typing import Final

from segue.words.phrase import turns
from segue.words.token import Token

CARRIED_ALONE: Final = turns("carried alone")
_OTHERS: Final = turns("others")
_CHILDREN: Final = turns("children")
_OWNERS: Final = frozenset(("my", "his", "her", "their", "our", "the", "mi", "su", "both", "whose"))
_SELF: Final = frozenset(("i", "me", "we", "myself", "client", "patient", "yo", "us"))
_THEY: Final = frozenset(("he", "she", "they"))
_TOWARD: Final = turns("toward")
_SOUGHT: Final = frozenset(("for", "para"))
_GO_ON: Final = frozenset(("and", "or", "who", "that", "has", "is", "with", "because", "so"))
_OWNS: Final = frozenset(("have", "has", "got", "with", "tengo"))
_RAISES: Final = frozenset(("raising", "raise", "love", "see", "homeschool", "parenting", "losing", "lost"))
FURTHEST: Final = 12


def is_of_another(words: Sequence[Token], first: int, last: int) -> bool:
    """Whether these words tell of somebody beside the client."""
    if (
        last + 1 < len(words)
        and words[last + 1].stem in _OTHERS
        and words[last + 1].clause == words[last].clause
    ):
        return first > 0 and words[first - 1].word in _OWNERS | {"a", "an", "un", "with", "alcoholic"}
    following = [word.stem for word in words[last + 1 : last + 4] if word.clause == words[last].clause]
    if following[:1] == ["in"] and _OTHERS & set(following[1:]):
        return True
    for at in range(first - 1, max(-1, first - 1 - FURTHEST), -1):
        word = words[at]
        if word.sentence != words[first].sentence or word.word in _SELF:
            return False
        if word.stem in _OTHERS:
            return _is_subject(words, at, first)
        if word.word in _THEY and not _was_named_before(words, at):
            return False
    return False


def _is_subject(words: Sequence[Token], at: int, first: int) -> bool:
    """Whether the one named here is whom the later words tell of."""
    owner = next((back for back in range(at - 1, max(-1, at - 4), -1) if words[back].word in _OWNERS), None)
    if owner is None:
        is_first = at == 0 or words[at - 1].clause != words[at].clause or words[at - 1].word in ("a", "an")
        return is_first and words[at].clause == words[first].clause
    before = words[owner - 1].word if owner > 0 and words[owner - 1].clause == words[owner].clause else ""
    if before in _TOWARD or is_sought_for(words, owner):
        return False
    if any(
        words[each].word in ("since", "after", "when", "until") for each in range(max(0, owner - 2), owner)
    ):
        return words[at].clause == words[first].clause and first - at < 4
    return words[first].clause == words[at].clause or _goes_on(words, at, first)


def _goes_on(words: Sequence[Token], at: int, first: int) -> bool:
    """After a comma only where the sentence still speaks of the same one."""
    between = words[at + 1 : first]
    later = [word for word in between if word.clause != words[at].clause]
    return bool(later) and later[0].word in _THEY | _GO_ON


def _was_named_before(words: Sequence[Token], at: int) -> bool:
    """Whether “he” or “she” can be one whom the speaker calls “my”."""
    named = [
        back
        for back in range(at)
        if words[back].stem in _OTHERS and words[back].sentence == words[at].sentence and back > 0
    ]
    return any(words[back - 1].word in ("my", "our") for back in named)


def is_sought_for(words: Sequence[Token], owner: int) -> bool:
    """Whether help is asked for whoever is named after this word: “looking for someone for my mother”."""
    return owner > 0 and words[owner - 1].word in _SOUGHT and words[owner - 1].clause == words[owner].clause


def is_age_of_another(words: Sequence[Token], first: int, last: int) -> bool:
    """Whether an age or a word for it belongs to somebody for whom no help is sought."""
    around = range(max(0, first - 3), min(len(words), last + 4))
    is_others = any(words[at].stem in _OTHERS for at in around)
    if any(words[at].word in _OWNS for at in range(max(0, first - 2), first)):
        return words[first].word.isdigit()
    owner = next((at for at in range(first - 1, max(-1, first - 5), -1) if words[at].word in _OWNERS), None)
    if owner is None or is_sought_for(words, owner):
        return False
    if owner == 0 or words[owner - 1].clause != words[owner].clause:
        return is_others
    return is_others or words[owner - 1].word in _TOWARD | _RAISES
