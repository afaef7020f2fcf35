"""What clients read is easy to read, and everything is spelled as in the United States."""

import re
from collections import defaultdict
from functools import cache

import pytest

from segue.site.translation import gather
from tests.translation.grade import LABEL, WORD, grade, sentences, syllables

LIMIT = 6
# Where the texts stand that a client reads. Each file is one page or one part of it.
FOR_CLIENTS = (
    "segue/pages/client/",
    "segue/pages/templates/client/",
    "segue/pages/templates/errors/",
    "segue/pages/templates/layouts/client.html",
    "segue/rules/",  # refusals, the words that are signed, why somebody fits
)
FEWEST_WORDS = 30
"""Below that, a file holds labels; its one long word would say nothing about a page."""

BRITISH = re.compile(
    r"\b(?:(?:dis)?(?:colour|favour|honour|labour|neighbour|behaviour|humour|rumour)\w*"
    r"|(?:apolog|author|categor|emphas|final|harmon|minim|organ|prior|real|recogn|special|summar|util)is(?:e|ed|es|ing|ation)s?"
    r"|anal(?:yse[ds]?|ysing)|counsell\w+|cancell(?:ed|ing)|labell(?:ed|ing)|travell\w+|modell\w+|signall\w+"
    r"|centres?|theatres?|licences?|practis(?:e|ed|es|ing)|defence|offence|judgement|acknowledgement"
    r"|enrols?|enrolment|fulfils?|fulfilment|skilful|programmes?|grey|cheques?|whilst|amongst|learnt|dreamt|orientated"
    r"|paediatric\w*|gynaecolog\w*|anaesthe\w*|diarrhoea|leukaemia|orthopaedic\w*|enquir(?:y|ies|e)|surgery hours)\b",
    re.IGNORECASE,
)


@cache
def texts_by_file() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for message in gather():
        forms = (message.id,) if isinstance(message.id, str) else message.id
        for place, _ in message.locations:
            found[place] += [form for form in forms if form]
    return {place: tuple(dict.fromkeys(texts)) for place, texts in found.items()}


def read_by_clients() -> dict[str, tuple[str, ...]]:
    return {place: texts for place, texts in texts_by_file().items() if place.startswith(FOR_CLIENTS)}


def hardest(texts: tuple[str, ...]) -> list[str]:
    """The five sentences that ask for most."""
    parts = [part for text in texts for part in sentences(text)]
    long_enough = [part for part in parts if len(WORD.findall(part)) > LABEL]
    return [f"{grade(part):.1f}  {part}" for part in sorted(long_enough, key=grade, reverse=True)[:5]]


def test_what_clients_read_asks_for_six_years_of_school_at_most() -> None:
    too_hard = {
        place: [f"{grade(*texts):.1f} in all", *hardest(texts)]
        for place, texts in read_by_clients().items()
        if sum(len(WORD.findall(text)) for text in texts) >= FEWEST_WORDS and grade(*texts) > LIMIT
    }

    assert too_hard == {}


def test_every_page_of_clients_was_read() -> None:
    names = {place.removeprefix("segue/pages/templates/") for place in read_by_clients()}

    assert {
        f"client/{page}.html" for page in ("start", "options", "summary", "sign", "where", "check_in")
    } <= names
    assert {"errors/dead.html", "segue/rules/consent_doc.py"} <= names


def test_every_text_is_spelled_as_in_the_united_states() -> None:
    british = [
        f"{place}: {text}"
        for place, texts in texts_by_file().items()
        for text in texts
        if BRITISH.search(text)
    ]

    assert british == []


@pytest.mark.parametrize(
    "words",
    ["Your favourite colour", "We recognise it.", "an organisation", "counselling", "It was cancelled.", "A centre",
     "a licence", "Analyse it", "behavioural", "Neighbours", "dishonour"],
)  # fmt: skip
def test_british_spelling_is_found(words: str) -> None:
    assert BRITISH.search(words)


@pytest.mark.parametrize(
    "words",
    ["four hours of our tour", "Analysis", "counseling", "canceled", "A clinic in the center", "exercise", "promise",
     "practice", "A program", "organized", "advise", "license", "fulfill", "enroll", "cancellation"],
)  # fmt: skip
def test_american_spelling_passes(words: str) -> None:
    assert not BRITISH.search(words)


@pytest.mark.parametrize(
    ("word", "count"),
    [("a", 1), ("you", 1), ("time", 1), ("asked", 1), ("wanted", 2), ("people", 2), ("practice", 2), ("clinician", 3),
     ("summary", 3), ("simple", 2), ("table", 2), ("quiet", 2), ("patience", 2),
     ("pages", 2), ("client’s", 2), ("permission", 3), ("shares", 1)],
)  # fmt: skip
def test_syllables_are_counted(word: str, count: int) -> None:
    assert syllables(word) == count


def test_easy_and_hard_are_told_apart() -> None:
    easy = "You can stop this any day. We will not ask why."
    hard = (
        "Notwithstanding the aforementioned authorization, individually identifiable health information "
        "may subsequently be redisclosed by the recipient organization."
    )

    assert grade(easy) < 2
    assert grade(hard) > 20
    assert 2 < grade(easy, hard) < 20


def test_a_place_counts_as_a_name_and_markup_as_nothing() -> None:
    assert sentences("Ask <bdi>%(name)s</bdi> first. It is 100%% free") == [
        "Ask Ann first",
        "It is 100% free",
    ]


def test_labels_do_not_make_a_page_easy() -> None:
    assert grade("Cost", "Where", "This asks for considerable understanding.") > 12
