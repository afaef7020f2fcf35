"""The invented people: valid, truly different from each other, and nobody real."""

import json
import re
from collections import Counter
from datetime import date
from importlib.resources import files
from itertools import combinations

import pytest

from segue.demo.people import InventedProfile, people
from segue.formats.npi import is_valid_npi
from segue.rules.profile import family_of
from segue.rules.saying import Said, found_true
from segue.rules.step import Refused
from segue.store.lore import taxonomy, zip_centroid

TODAY = date(2026, 3, 12)
TEXT = files("segue.demo").joinpath("people.json").read_text(encoding="utf-8")
PROFILES = tuple(people().profiles.values())
# Payers that exist under these names, public programs aside.
REAL_PAYERS = {"aetna", "blue_cross", "cigna", "humana", "kaiser", "united"}
# Employers of Minnesota whom a reader might take an invented name for.
REAL_NAMES = (
    "allina|essentia|fairview|hazelden|healthpartners|hennepin|mayo|nystrom|optum|park nicollet|prairiecare"
    "|regions|sanford|washburn|wilder|canvas|melrose|emily program|headway|betterhelp|talkspace|lyra"
)
each_profile = pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.ref)


def test_there_are_sixty_of_three_kinds() -> None:
    assert Counter(profile.kind for profile in PROFILES) == {"person": 50, "practice": 6, "program": 4}


@pytest.mark.parametrize("field", ["ref", "name", "npi", "phone", "email", "said"])
def test_no_two_profiles_share(field: str) -> None:
    values = [getattr(profile, field) for profile in PROFILES]
    assert len(set(values)) == 60


@each_profile
def test_a_number_checks_and_stands_in_the_series_of_the_demo(profile: InventedProfile) -> None:
    assert is_valid_npi(profile.npi)
    assert profile.npi[:5] == "29990"


@each_profile
def test_every_fact_is_a_word_of_its_list(profile: InventedProfile) -> None:
    for fact in profile.facts:
        family = family_of(fact.family, fact.code)
        assert family is not None, fact
        said = Said(fact.code, fact.value, str(fact.ends_on(TODAY) or ""))
        found = found_true(family.name, [said], kind=profile.kind, today=TODAY)
        assert not isinstance(found, Refused), found


@each_profile
def test_a_fact_is_known_once_for_a_day_within_four_months(profile: InventedProfile) -> None:
    known = [(fact.family, fact.code) for fact in profile.facts]
    assert len(set(known)) == len(known)
    assert all(1 <= fact.confirmed_days_ago <= 120 for fact in profile.facts)
    assert {fact.source for fact in profile.facts} == {"registry", profile.source}


@each_profile
def test_what_is_said_agrees_with_itself(profile: InventedProfile) -> None:
    concerns, focus = profile.codes("concern"), profile.codes("focus")
    assert focus <= concerns
    assert 1 <= len(focus) <= 5
    assert not concerns & profile.codes("not_seen")
    fees = {fact.code: int(fact.value) for fact in profile.facts if fact.family == "fee"}
    assert fees.get("least", 0) < fees.get("visit", 1)
    assert set(fees) <= {"visit", "least"}


@each_profile
def test_everybody_is_licensed_in_minnesota_for_a_while_yet(profile: InventedProfile) -> None:
    ends = {fact.code: fact.ends_on(TODAY) for fact in profile.facts if fact.family == "license"}
    assert ends["MN"] is not None
    assert ends["MN"] > TODAY
    assert set(ends) <= {"MN", "WI"}


@each_profile
def test_own_words_are_one_line_that_ends(profile: InventedProfile) -> None:
    assert 20 <= len(profile.said) <= 200
    assert profile.said.endswith(".")
    assert profile.said.isprintable()
    assert profile.said == profile.said.strip()


@each_profile
def test_words_about_people_have_no_he_or_she(profile: InventedProfile) -> None:
    limits = " ".join(fact.value for fact in profile.facts if fact.family == "limit")
    assert not re.search(r"\b(he|she|him|his|her|hers|himself|herself)\b", f"{profile.said} {limits}", re.I)


@each_profile
def test_a_place_exists_and_an_address_reaches_nobody(profile: InventedProfile) -> None:
    town = zip_centroid(profile.zip)
    assert town is not None
    assert town.state == profile.state == "MN"
    assert re.fullmatch(r"(612|651|763|952|218|320|507)-555-01\d\d", profile.phone)
    assert profile.email.endswith(".example")


@each_profile
def test_a_profession_is_one_of_the_registry(profile: InventedProfile) -> None:
    assert profile.profession in {code.profession for code in taxonomy().values()}
    assert (profile.profession == "organization") is (profile.kind != "person")


def test_any_two_differ_in_at_least_three_families() -> None:
    families = sorted({fact.family for profile in PROFILES for fact in profile.facts} - {"license", "limit"})
    for one, other in combinations(PROFILES, 2):
        different = [family for family in families if one.codes(family) != other.codes(family)]
        assert len(different) >= 3, (one.ref, other.ref)


def test_they_differ_in_what_a_client_would_choose_by() -> None:
    def kinds_of(family: str) -> int:
        return len({profile.codes(family) for profile in PROFILES})

    fees = {fact.value for profile in PROFILES for fact in profile.facts if fact.code == "visit"}
    assert kinds_of("method") >= 55
    assert kinds_of("style") >= 50
    assert kinds_of("concern") == 60
    assert kinds_of("slot") >= 45
    assert kinds_of("insurance") >= 35
    assert kinds_of("age") >= 7
    assert len(fees) >= 25
    assert len(frozenset().union(*(profile.codes("language") for profile in PROFILES))) >= 20


def test_every_profession_that_a_need_asks_for_is_there() -> None:
    roles = frozenset().union(*(profile.codes("role") for profile in PROFILES))
    assert roles == {"therapist", "prescriber", "assessor"}


def test_forty_four_in_a_hundred_have_room_and_some_never_said() -> None:
    room = [profile for profile in PROFILES if profile.opening and profile.opening.places]
    silent = [profile for profile in PROFILES if profile.opening is None]
    assert len(room) == 26
    assert len(silent) == 7
    assert all(profile.opening.first_free(TODAY) for profile in room if profile.opening)


def test_openings_hold_a_first_day_or_a_wait() -> None:
    for profile in PROFILES:
        if opening := profile.opening:
            assert (opening.first_free_in_days is None) is (opening.places == 0), profile.ref
            assert (opening.wait_weeks is None) is (opening.places > 0), profile.ref


@pytest.mark.parametrize("family", ["fee", "insurance", "language", "slot", "style"])
def test_some_facts_are_not_known_of_somebody(family: str) -> None:
    assert 1 <= sum(not profile.codes(family) for profile in PROFILES) <= 4


def test_facts_that_age_are_of_every_age() -> None:
    ages = [f.confirmed_days_ago for p in PROFILES for f in p.facts if f.family in ("fee", "insurance")]
    assert min(ages) < 5
    assert sum(30 <= age <= 90 for age in ages) >= 20
    assert max(ages) > 90


def test_no_payer_and_no_employer_is_real() -> None:
    assert not REAL_PAYERS & frozenset().union(*(profile.codes("insurance") for profile in PROFILES))
    assert re.search(rf"\b({REAL_NAMES})\b", TEXT, re.I) is None


def test_the_three_of_the_story_differ_in_money_place_and_method() -> None:
    amara, ruth, samuel = (
        people().profiles[ref] for ref in ("amara_lindqvist", "ruth_feldman_ito", "samuel_adeyemi")
    )
    assert all("panic" in profile.codes("focus") for profile in (amara, ruth, samuel))
    assert all(profile.opening and profile.opening.places for profile in (amara, ruth, samuel))
    assert [bool(p.codes("insurance") & {"north_star"}) for p in (amara, ruth, samuel)] == [True, False, True]
    assert amara.codes("format") == {"online", "in_person"}
    assert ruth.codes("format") == {"in_person"}
    assert samuel.codes("format") == {"online"}
    assert amara.codes("language") == {"en", "sv"}
    assert {"tue_evening", "thu_evening"} <= amara.codes("slot")
    assert ("least", "70") in {(fact.code, fact.value) for fact in ruth.facts}
    assert samuel.source == "check"


def test_three_practices_have_the_people_of_the_story() -> None:
    roles = {
        practice.name: {member.name: member.roles for member in practice.people}
        for practice in people().practices.values()
    }
    assert roles == {
        "Elm & River Practice": {"Miriam Castellanos": ("clinician", "owner")},
        "Lakeside Clinic": {
            "Amara Lindqvist": ("clinician",),
            "Hilde Aas": ("clinician",),
            "Kofi Mensah": ("clinician",),
            "Priya Raman": ("coordinator",),
            "Tomas Brandt": ("clinician", "owner"),
        },
        "Sand Psychology": {"Birgitta Sand": ("clinician", "owner")},
    }


def test_practices_and_profiles_name_each_other() -> None:
    members = {
        member.profile: practice.ref for practice in people().practices.values() for member in practice.people
    }
    for profile in PROFILES:
        if profile.kind == "person":
            assert members.get(profile.ref) == profile.member_of
    lakeside = people().practices["lakeside"]
    assert lakeside.npi == people().profiles["lakeside_clinic"].npi
    assert all(is_valid_npi(practice.npi) for practice in people().practices.values())


def test_the_file_is_sorted_so_that_a_change_shows_alone() -> None:
    def in_order(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in pairs]
        assert names == sorted(names)
        assert len(set(names)) == len(names)
        return dict(pairs)

    said = json.loads(TEXT, object_pairs_hook=in_order)
    for part in ("practices", "profiles"):
        refs = [entry["ref"] for entry in said[part]]
        assert refs == sorted(refs)
    for entry in said["profiles"]:
        for known in entry["facts"].values():
            codes = known.get("codes", [])
            assert codes == sorted(codes)
    assert TEXT.endswith("}\n")
    assert all(line == line.rstrip() for line in TEXT.splitlines())
