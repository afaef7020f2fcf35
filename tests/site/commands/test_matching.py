"""`segue match` and `segue codes`: the contract for scripts."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from segue.rules.codes import CODES, Family
from segue.rules.need import Need, to_mapping
from tests.site.program import Said, environment_of, segue

NEED = {
    "jurisdiction": "MN",
    "age": "adult",
    "concerns": ["panic", "grief"],
    "formats": ["online", "in_person"],
    "zip": "55408",
    "radius_km": 40,
    "insurance": ["north_star"],
    "budget": 90,
    "slots": ["tue_evening"],
    "urgency_days": 30,
    "limit": 5,
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A server with sixty invented people."""
    place = tmp_path_factory.mktemp("server")
    said = segue("demo", "--no-serve", "--json", env=environment_of(place))
    assert said.code == 0, said.err
    return place


def match(home: Path, need: object, *more: str) -> Said:
    """Ask for a need in a file."""
    file = home / "need.json"
    file.write_text(need if isinstance(need, str) else json.dumps(need))
    return segue("match", "--need", file, "--json", *more, env=environment_of(home))


def fits(value: Any, shape: Any) -> bool:
    """Whether a value has a shape, as far as JSON Schema is used here."""
    if "anyOf" in shape:
        return any(fits(value, each) for each in shape["anyOf"])
    if "enum" in shape:
        return value in shape["enum"]
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
    named = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
    if not isinstance(value, tuple(kinds[name] for name in named)):
        return False
    if isinstance(value, dict):
        known = shape["properties"]
        return set(shape["required"]) <= set(value) <= set(known) and all(
            fits(each, known[name]) for name, each in value.items()
        )
    if isinstance(value, list):
        shapes = shape.get("prefixItems") or [shape["items"]] * len(value)
        return len(value) == len(shapes) and all(map(fits, value, shapes))
    if isinstance(value, str):
        return re.search(shape.get("pattern", ""), value) is not None
    return value is None or shape.get("minimum", value) <= value <= shape.get("maximum", value)


@pytest.mark.only("sqlite")
def test_an_answer_has_its_shape_sums_and_is_the_same_each_time(home: Path) -> None:
    first, second = match(home, NEED), match(home, NEED)
    schema = segue("match", "--schema", "--json", env=environment_of(home)).object

    assert first.code == 0, first.err
    assert first.out == second.out
    answer = first.object
    assert fits(answer, schema["answer"])
    assert fits(NEED, schema["need"])
    assert len(answer["options"]) == 5 < answer["eligible"]
    for option in answer["options"]:
        assert option["points"] == sum(points for _, points in option["why"])
        assert option["points"] + sum(points for _, points in option["why_not"]) == answer["of"]
        assert option["name"]
    assert set(answer["three"]) <= {option["id"] for option in answer["options"]}
    assert answer["options"] == sorted(answer["options"], key=lambda option: -option["points"])


@pytest.mark.only("sqlite")
def test_letting_a_wish_go_or_taking_a_step_yields_what_was_promised(home: Path) -> None:
    need = {**NEED, "insurance": [], "budget": 100}
    before = match(home, need).object
    single = next(each for each in before["relax"] if each["wishes"] == ["insurance_or_budget"])
    budget = next(each for each in before["steps"] if each["wish"] == "insurance_or_budget")

    relaxed = match(home, {**need, "relaxed": ["insurance_or_budget"]}).object
    stepped = match(home, {**need, "budget": budget["to"]}).object

    assert relaxed["eligible"] == before["eligible"] + single["more"]
    assert stepped["eligible"] == before["eligible"] + budget["more"]


@pytest.mark.only("sqlite")
def test_who_must_not_be_asked_stands_nowhere(home: Path) -> None:
    first = match(home, NEED).object["options"][0]["id"]

    answer = match(home, {**NEED, "not_ask": [first]}).object

    assert first not in json.dumps(answer)


@pytest.mark.only("sqlite")
def test_a_need_without_a_state_finds_nobody_and_says_so(home: Path) -> None:
    answer = match(home, {**NEED, "jurisdiction": None}).object

    assert (answer["eligible"], answer["options"], answer["three"]) == (0, [], [])


@pytest.mark.only("sqlite")
@pytest.mark.parametrize(
    ("need", "code"),
    [
        ("", "not_json"),
        ("[]", "not_a_need"),
        ("{" * 5000, "not_json"),
        ('"' + "x" * 200_000 + '"', "too_long"),
        ({**NEED, "concerns": []}, "missing"),
        ({**NEED, "radius_km": 0}, "out_of_bounds"),
        ({**NEED, "budget": "ninety"}, "not_a_number"),
        ({**NEED, "zip": "00000000"}, "not_a_zip"),
        ({**NEED, "age": "ancient"}, "unknown_code"),
    ],
)
def test_what_is_no_need_is_told_with_every_mistake(home: Path, need: object, code: str) -> None:
    said = match(home, need)

    assert said.code == 2
    errors = said.object.get("errors") or [said.object["error"]]
    assert all(set(error) >= {"code", "why", "remedy"} for error in errors)
    assert code in {error["code"] for error in errors}, errors


@pytest.mark.only("sqlite")
def test_a_file_that_is_not_there_and_no_file_at_all_are_bad_input(home: Path) -> None:
    missing = segue("match", "--need", home / "nothing.json", "--json", env=environment_of(home))
    none = segue("match", "--json", env=environment_of(home))

    assert (missing.code, missing.object["error"]["code"]) == (2, "unreadable_file")
    assert (none.code, none.object["error"]["code"]) == (2, "need_missing")


@pytest.mark.parametrize("family", [family.value for family in Family])
def test_codes_are_those_that_needs_are_made_of(family: str, tmp_path: Path) -> None:
    said = segue("codes", family, "--json", env=environment_of(tmp_path))

    assert said.code == 0
    assert [row["code"] for row in said.object["codes"]] == list(CODES[Family(family)])


def test_the_schema_of_a_need_is_the_need(tmp_path: Path) -> None:
    schema = segue("match", "--schema", "--json", env=environment_of(tmp_path)).object
    plain = to_mapping(Need("MN", "adult", ("panic",), ("online",), relaxed=("room",)))

    assert fits(plain, schema["need"])
    assert set(schema["need"]["properties"]) == set(plain)
    assert not fits({**plain, "more": 1}, schema["need"])
