"""Nothing that the code says to a person is left unmarked."""

import ast

import pytest

from tests.house.source import Module, modules
from tests.translation import code
from tests.translation.markup import Said

SPEAKING = ("rules", "acts", "reads", "pages", "work", "wires", "formats")
# Rooms that speak to operators in their terminal: English, save for refusals (decision 0004).
TERMINAL = ("site", "demo")

# Bare sentences that are meant, by file and beginning, each with its reason.
STAYS = {
    (
        "src/segue/reads/consent.py",
        "on the client's page, ",
    ): "kept as evidence with the signature, shown on no page",
    ("src/segue/reads/addresses.py", "NPI "): "the name of a number, the same in every language",
    ("src/segue/reads/lookups.py", "; but "): "said in the terminal, when the demo tells its story",
    ("src/segue/formats/nppes_columns.py", ""): "names of columns in a file of other people's making",
}


def written(source: str) -> Module:
    return Module("example.py", "rules", source, ast.parse(source))


def of(*rooms: str) -> list[Module]:
    return [module for module in modules() if module.room in rooms]


def told(module: Module, found: list[Said]) -> list[str]:
    stays = [start for path, start in STAYS if path == module.path]
    return [
        f"{module.path}:{said.line}: {said.words}"
        for said in found
        if not any(said.words.startswith(start) for start in stays)
    ]


def test_a_sentence_in_the_code_is_marked() -> None:
    assert [line for module in of(*SPEAKING) for line in told(module, code.unmarked(module))] == []


def test_the_words_of_a_refusal_are_marked() -> None:
    everywhere = of(*SPEAKING, *TERMINAL, "store")

    assert [line for module in everywhere for line in told(module, code.unmarked_refusals(module))] == []


def test_a_text_is_looked_up_whole_and_filled_afterwards() -> None:
    everywhere = of(*SPEAKING, *TERMINAL)

    assert [line for module in everywhere for line in told(module, code.unanswerable(module))] == []


def test_every_exception_is_still_needed() -> None:
    found = {(module.path, said.words) for module in of(*SPEAKING) for said in code.unmarked(module)}
    unused = [
        key for key in STAYS if not any(path == key[0] and words.startswith(key[1]) for path, words in found)
    ]

    assert unused == []


@pytest.mark.parametrize(
    "source",
    [
        'WHY = "The client has not signed."',
        'TITLE = "No opening now"',
        'def f(n): return f"{n} more to write for this"',
        'def f(day): return f"born {day}"',
        'say(words={"a": "Signed already."})',
    ],
)
def test_a_bare_sentence_is_found(source: str) -> None:
    assert len(code.unmarked(written(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        'WHY = N_("The client has not signed.")',
        'from django.utils.translation import gettext as _\nWHY = _("Not signed yet. " "Sign first.")',
        '"""The client has not signed."""\nX = 1\n"""What the client signed."""',
        'raise ValueError("A moment is written with its zone.")',
        'log.warning("The outbox was not reachable.")',
        'FIELDS = ("state", "needs_proof", "Thing", "UTC", "text/calendar", "GET")',
    ],
)
def test_marked_sentences_and_words_for_programmers_pass(source: str) -> None:
    assert code.unmarked(written(source)) == []


@pytest.mark.parametrize("word", ['"No."', 'f"{n} left"', '"Not " + x', '"%(n)s left"'])
def test_a_bare_refusal_is_found(word: str) -> None:
    assert len(code.unmarked_refusals(written(f'x = Refused("code", {word}, N_("Do."))'))) == 1
    assert len(code.unmarked_refusals(written(f'x = Refused("code", N_("Do."), remedy={word})'))) == 1


def test_a_refusal_made_of_values_alone_passes() -> None:
    assert code.unmarked_refusals(written('x = Refused("code", WHY, "%(what)s", {"what": "a b"})')) == []


def test_a_text_built_before_it_is_looked_up_is_found() -> None:
    assert code.unanswerable(written('x = _(f"{n} left")')) == [Said(1, "f'{n} left'")]
    assert code.unanswerable(written('x = _("%s left" % n)')) == [Said(1, "'%s left' % n")]
    assert code.unanswerable(written('x = _("%(n)s left") % {"n": n}')) == []
