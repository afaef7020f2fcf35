"""Each dependency has its reason in docs/dependencies.md, and each is pinned with hashes."""

import re
import tomllib

from tests.house.source import CHECKOUT

SETTINGS = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
RUN = SETTINGS["project"]["dependencies"]
EXTRAS = SETTINGS["project"]["optional-dependencies"]
DEV = [*SETTINGS["dependency-groups"]["setup"], *SETTINGS["dependency-groups"]["dev"]]


def plain(requirement: str) -> str:
    """The name of a requirement as locks spell it."""
    name = re.split(r"[\[<>=!~; ]", requirement)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def explained() -> list[str]:
    """The names in the first column of the document's tables."""
    text = (CHECKOUT / "docs" / "dependencies.md").read_text()
    return [plain(name) for name in re.findall(r"^\| `([^`]+)` \|", text, re.M)]


def reason_of(name: str) -> str:
    """What the document says of a dependency."""
    text = (CHECKOUT / "docs" / "dependencies.md").read_text()
    rows = re.findall(r"^\| `([^`]+)` \| ([^|]+) \|", text, re.M)
    return next((reason for each, reason in rows if plain(each) == name), "")


def locked(name: str) -> list[str]:
    """The names that a lock pins."""
    return re.findall(r"^([a-z0-9-]+)==", (CHECKOUT / name).read_text(), re.M)


def test_each_dependency_has_its_reason_and_each_reason_its_dependency() -> None:
    assert sorted(explained()) == sorted(plain(each) for each in [*RUN, *DEV])


def test_each_optional_extra_is_explained_and_tested_with() -> None:
    for extra, requirements in EXTRAS.items():
        assert requirements, extra
        assert set(requirements) <= set(DEV), extra  # in the same words, for the tests
        assert {plain(each) for each in requirements} <= set(locked("requirements-dev.lock")), extra
        assert all(f"segue[{extra}]" in reason_of(plain(each)) for each in requirements), extra


def test_the_locks_hold_every_dependency() -> None:
    assert {plain(each) for each in RUN} <= set(locked("requirements.lock"))
    assert {plain(each) for each in [*RUN, *DEV]} <= set(locked("requirements-dev.lock"))


def test_both_locks_pin_the_same_versions() -> None:
    pins = [set(re.findall(r"^\S+==\S+", (CHECKOUT / name).read_text(), re.M))
            for name in ("requirements.lock", "requirements-dev.lock")]  # fmt: skip

    assert pins[0] - pins[1] == set()


def test_every_pin_has_a_hash() -> None:
    text = (CHECKOUT / "requirements-dev.lock").read_text()
    pins = re.split(r"^(?=\S+==)", text, flags=re.M)[1:]

    assert len(pins) > 30
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []
