"""One way to answer, one way to refuse."""

import json

import pytest

from segue.rules.step import Refused
from segue.site.says import Ended, Exit, answer, bad_input, plural, tell_end

TAKEN = Refused("taken", "Port %(port)s is taken.", "Choose another than %(port)s.", {"port": "8000"})
AWAY = Refused("away", "The database is away.", "Start it.")


def test_a_person_reads_lines_and_a_script_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    answer({"rows": 2}, as_json=False, lines=["Two rows."])
    assert capsys.readouterr() == ("Two rows.\n", "")

    answer({"rows": 2}, as_json=True, lines=["Two rows."])
    assert capsys.readouterr() == ('{"rows": 2}\n', "")


def test_a_refusal_fills_both_of_its_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    tell_end(Ended([TAKEN], Exit.refused), as_json=False)

    assert capsys.readouterr() == ("", "segue: Port 8000 is taken.\n       Choose another than 8000.\n")


def test_several_refusals_are_one_object_with_all_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    tell_end(Ended([TAKEN, AWAY], Exit.bad_input), as_json=True)

    assert json.loads(capsys.readouterr().out) == {
        "error": {
            "code": "taken",
            "why": "Port 8000 is taken.",
            "remedy": "Choose another than 8000.",
            "also": [{"code": "away", "why": "The database is away.", "remedy": "Start it."}],
        }
    }


def test_bad_input_ends_with_the_code_for_it() -> None:
    ended = bad_input("wrong", "It is %(what)s.", "Mend it.", what="wrong")

    assert ended.exit_code == 2
    assert ended.found == (Refused("wrong", "It is %(what)s.", "Mend it.", {"what": "wrong"}),)


@pytest.mark.parametrize(("count", "told"), [(0, "0 rows"), (1, "1 row"), (5000, "5,000 rows")])
def test_a_number_agrees_with_its_noun(count: int, told: str) -> None:
    assert plural(count, "row", "rows") == told
