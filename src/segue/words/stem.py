"""A light stem for English words, so that one phrase of the lexicon meets all its forms.

It need not be right, only the same for all forms of a word: the lexicon and the text are cut alike.
"""

from typing import Final

_AS_THEY_ARE: Final = frozenset(
    (
        "evening", "morning", "nothing", "something", "anything", "everything", "during", "spring", "string",
        "being", "thing", "bring", "single", "news", "always", "perhaps", "less", "unless", "this", "his", "yes",
        "bus", "plus", "gas", "hers", "ours", "theirs", "red", "bed", "need", "feed", "speed", "indeed", "hundred",
        "wedding", "king", "ring", "sibling", "aging", "medicare",
    )
)  # fmt: skip
_FORMS: Final = {
    "evenings": "evening", "mornings": "morning", "things": "thing", "siblings": "sibling",
    "fought": "fight", "drank": "drink", "drunk": "drink", "drunken": "drink", "slept": "sleep",
    "lost": "lose", "losing": "lose", "died": "die", "dying": "die", "dead": "die", "dies": "die", "passed": "pass",
    "felt": "feel", "ate": "eat", "eaten": "eat", "thought": "think", "thoughts": "think", "hurts": "hurt",
    "went": "go", "gone": "go", "goes": "go", "left": "leave", "kept": "keep", "broke": "break", "broken": "break",
    "said": "say", "spoke": "speak", "spoken": "speak", "worried": "worry", "worries": "worry",
    "children": "child", "kids": "kid", "women": "woman", "men": "man", "feet": "foot", "wives": "wife",
    "lives": "life", "grew": "grow", "grown": "grow", "beaten": "beat", "hit": "hit", "hitting": "hit",
    "began": "begin", "became": "become", "threw": "throw", "shook": "shake", "shaky": "shake",
    "lying": "lie", "lied": "lie", "lies": "lie", "told": "tell", "woke": "wake", "woken": "wake",
    "fell": "fall", "fallen": "fall", "saw": "see", "seen": "see", "did": "do", "done": "do",
    "doing": "do", "does": "do",
    "had": "have", "has": "have", "having": "have", "were": "be", "was": "be", "is": "be", "are": "be",
    "been": "be", "being": "be", "am": "be", "cheated": "cheat", "tired": "tire", "got": "get", "gotten": "get",
    "took": "take", "taken": "take", "found": "find", "made": "make", "gave": "give", "given": "give",
    "quitting": "quit", "knives": "knife", "selves": "self", "bodies": "body", "raped": "rape", "stole": "steal",
    "twins": "twin", "nurses": "nurse", "nursing": "nurse", "shot": "shoot", "hid": "hide",
    "bought": "buy", "spent": "spend", "caught": "catch", "forgot": "forget", "forgotten": "forget",
    "care": "care", "cares": "care", "cared": "care", "caring": "care", "caress": "caress",
    "bingeing": "bing", "binging": "bing", "binge": "bing", "met": "meet",
}  # fmt: skip
_VOWELS: Final = frozenset("aeiouy")


def stem(word: str) -> str:
    """The part of a word that its forms share."""
    if word in _FORMS:
        return _FORMS[word]
    if len(word) < 4 or word in _AS_THEY_ARE or not word.isascii() or "'" in word:
        return word
    cut = _without_plural(word)
    for ending in ("ing", "ed"):
        rest = cut.removesuffix(ending)
        if rest != cut and len(rest) >= 3 and _VOWELS & set(rest):
            cut = rest
            break
    if _is_doubled(cut):
        cut = cut[:-1]
    return cut[:-1] if cut.endswith("e") and len(cut) > 3 else cut


def _is_doubled(cut: str) -> bool:
    """Whether the last letter stands twice only because of an ending: “stopp”, but not “stress” or “fall”."""
    twice = len(cut) >= 4 and cut[-1] == cut[-2]
    return twice and cut[-1] in ("bcdfghiklmnoprtuvwy" if len(cut) > 4 else "bdgmnprt")


def _without_plural(word: str) -> str:
    if word.endswith(("ies", "ied")) and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
