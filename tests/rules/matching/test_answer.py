"""The answer as values: what letting go opens, how far a number would have to move, the shape for scripts."""

import json
from dataclasses import replace
from datetime import date

import numpy as np

from segue.rules.matching.answer import (
    Answer,
    Option,
    Relaxation,
    Step,
    WorthAsking,
    count,
    helpful,
    relaxations,
    step,
    to_mapping,
)
from segue.rules.matching.legal import Legal
from segue.rules.matching.musts import BITS
from segue.rules.matching.profile import Circle
from segue.rules.matching.three import Three
from segue.rules.matching.topic import Topic
from segue.rules.need import Wish
from tests.rules.matching.people import JONAS, with_need

HOURS, ROOM, WAIT, METHOD = (BITS[wish] for wish in (Wish.HOURS, Wish.ROOM, Wish.WAIT, Wish.METHOD))
NEED = with_need(JONAS, relaxed=("concern", "format", "place", "insurance_or_budget"))
"""Hours, room and wait are its musts."""


def test_each_must_and_each_pair_is_named_with_how_many_it_opens() -> None:
    masks = [0, 0, HOURS, HOURS, ROOM, HOURS | ROOM, ROOM | WAIT, HOURS | ROOM | WAIT]

    assert relaxations(NEED, count(masks)) == (
        Relaxation((Wish.HOURS,), 2),
        Relaxation((Wish.ROOM,), 1),
        Relaxation((Wish.HOURS, Wish.ROOM), 4),
        Relaxation((Wish.HOURS, Wish.WAIT), 2),
        Relaxation((Wish.ROOM, Wish.WAIT), 2),
    )


def test_what_would_open_nothing_is_not_named() -> None:
    assert relaxations(NEED, count([0, 0])) == ()
    assert relaxations(NEED, count([HOURS | ROOM | WAIT])) == ()
    assert relaxations(NEED, count([WAIT | ROOM])) == (Relaxation((Wish.ROOM, Wish.WAIT), 1),)
    assert relaxations(NEED, count([METHOD])) == ()


def test_pairs_are_told_only_where_no_single_wish_reaches_three() -> None:
    hours, room = Relaxation((Wish.HOURS,), 2), Relaxation((Wish.ROOM,), 1)
    both, tied = Relaxation((Wish.HOURS, Wish.ROOM), 4), Relaxation((Wish.HOURS, Wish.WAIT), 2)

    assert helpful((hours, room, both, tied), eligible=1) == (hours, room)
    assert helpful((hours, room, both, tied), eligible=0) == (both, hours, tied, room)
    assert helpful((both,), eligible=5) == (both,)
    assert helpful((), eligible=0) == ()


def test_a_step_lets_three_more_in_or_all_there_are() -> None:
    def to(*values: int) -> tuple[Step, ...]:
        return step(Wish.WAIT, np.array(values, np.int64))

    assert to() == ()
    assert to(30) == (Step(Wish.WAIT, 30, 1),)
    assert to(30, 20) == (Step(Wish.WAIT, 30, 2),)
    assert to(90, 30, 20, 25) == (Step(Wish.WAIT, 30, 3),)
    assert to(30, 20, 30, 30, 90) == (Step(Wish.WAIT, 30, 4),)


ANSWER = Answer(
    weights="v1",
    sequence=7,
    eligible=2,
    of=380,
    options=(
        Option(
            id="a",
            circle=Circle.KNOWN,
            points=200,
            why=((Topic.CONCERN, 160), (Topic.ROOM, 40)),
            why_not=((Topic.FOCUS, 80), (Topic.CONFIRMED, 100)),
            unknown=(Wish.METHOD,),
            confirmed_days=3,
            first_free=date(2026, 3, 17),
            is_open=True,
        ),
    ),
    three=Three(("a", "b"), 1, ()),
    relax=(Relaxation((Wish.HOURS,), 2), Relaxation((Wish.HOURS, Wish.ROOM), 4)),
    steps=(Step(Wish.PLACE, 112, 1),),
    worth_asking=(WorthAsking("c", Circle.OTHERS, (Legal.AGE, Wish.ROOM)),),
)


def test_an_answer_has_the_shape_for_scripts() -> None:
    plain = to_mapping(ANSWER, names={"a": "Amara Lindqvist"})

    assert json.loads(json.dumps(plain)) == plain
    assert plain == {
        "weights": "v1",
        "sequence": 7,
        "eligible": 2,
        "of": 380,
        "options": [
            {
                "id": "a",
                "name": "Amara Lindqvist",
                "list": "known",
                "points": 200,
                "why": [["concern", 160], ["room", 40]],
                "why_not": [["focus", 80], ["confirmed", 100]],
                "unknown": ["method"],
                "confirmed_days": 3,
                "first_free": "2026-03-17",
            }
        ],
        "three": ["a", "b"],
        "three_differ_on": 1,
        "relax": [{"wishes": ["hours"], "more": 2}, {"wishes": ["hours", "room"], "more": 4}],
        "steps": [{"wish": "place", "to": 112, "more": 1}],
        "worth_asking": [{"id": "c", "unknown": ["age", "room"]}],
    }


def test_what_nobody_said_stands_as_nothing_in_scripts() -> None:
    silent = replace(ANSWER.options[0], confirmed_days=None, first_free=None)
    plain = json.loads(json.dumps(to_mapping(replace(ANSWER, options=(silent,)), names={})))

    assert [plain["options"][0][field] for field in ("name", "confirmed_days", "first_free")] == [
        "",
        None,
        None,
    ]
