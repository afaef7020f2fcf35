"""What the docs say is so: reference pages, settings, links, pictures, and the commands of the README."""

import importlib.machinery
import importlib.util
import os
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
DOCS = sorted([*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/**/*.md")])
COMMAND = re.compile(r"^(?:make|segue) .*$|^make$", re.M)


def reference() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("reference", str(CHECKOUT / "scripts" / "reference"))
    spec = importlib.util.spec_from_loader("reference", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["commands.md", "lifecycle.md"])
def test_a_reference_page_says_what_the_program_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)

    assert (CHECKOUT / "docs" / "reference" / name).read_text() == reference().page(name)


def test_every_setting_is_told_and_every_told_setting_exists() -> None:
    code = "".join(path.read_text() for path in (CHECKOUT / "src" / "segue" / "site").glob("*.py"))
    read = set(re.findall(r'(?:text|switch|get)\("(SEGUE_[A-Z0-9_]+)"', code))
    told = set(
        re.findall(r"^\| `(SEGUE_[A-Z0-9_]+)`", (CHECKOUT / "docs/operator/settings.md").read_text(), re.M)
    )

    assert told == read


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_every_link_and_picture_of_a_page_is_there(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)", path.read_text())
    here = [target for target in targets if "://" not in target and not target.startswith("mailto:")]

    assert [target for target in here if not (path.parent / target).exists()] == []


def test_the_readme_names_the_two_commands() -> None:
    readme = (CHECKOUT / "README.md").read_text()

    assert COMMAND.findall(readme) == ["make demo", "make test"]


def test_make_demo_plays_the_story_to_its_end(tmp_path: Path) -> None:
    """The README's first command, in the form that ends."""
    home = tmp_path / "a home"
    done = subprocess.run(
        ["make", "demo", "SERVE=0"],
        cwd=CHECKOUT,
        env={**os.environ, "SEGUE_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "Jonas says that it fits" in done.stderr
    assert "the record holds" in done.stdout
