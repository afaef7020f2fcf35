"""Where this server keeps everything, and how it is set up: the environment, over `segue.env` in its home.

`SEGUE_HOME` holds the database, the keys, the mails of a demo and `segue.env`. Two homes never meet.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]


class BadSetting(Exception):
    """A setting cannot be used; the text says which, why, and what to write instead."""


def home() -> Path:
    """The home directory of this server: SEGUE_HOME, or `var` in the checkout, or `var` where it was started."""
    named = os.environ.get("SEGUE_HOME")
    if named:
        return Path(named).expanduser().resolve()
    base = CHECKOUT if (CHECKOUT / "pyproject.toml").exists() else Path.cwd()
    return base / "var"


def kept_settings(place: Path) -> dict[str, str]:
    """The lines NAME=value of `segue.env` in the home."""
    try:
        lines = (place / "segue.env").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.lstrip().startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


def keep_settings(place: Path, **values: str) -> None:
    """Write settings into `segue.env`, keeping the others."""
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    merged = kept_settings(place) | values
    text = "".join(f"{name}={value}\n" for name, value in sorted(merged.items()))
    (place / "segue.env").write_text(text, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Environment:
    """One way to ask for a setting."""

    place: Path
    kept: dict[str, str]

    def text(self, name: str, default: str = "") -> str:
        """The setting as written, or the default."""
        return os.environ.get(name, self.kept.get(name, default)).strip()

    def switch(self, name: str, default: bool = False) -> bool:
        """A setting that is 0 or 1. Raises BadSetting for anything else."""
        value = self.text(name, "1" if default else "0")
        if value not in ("0", "1"):
            raise BadSetting(f"{name} is {value!r}. Write 1 for yes or 0 for no.")
        return value == "1"


def environment() -> Environment:
    """Settings of this process."""
    place = home()
    return Environment(place, kept_settings(place))


def secret_key(place: Path) -> str:
    """The key that signs sessions and forms; made once, readable by this account only."""
    path = place / "keys" / "secret.key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
