"""From where a request came: anybody may write X-Forwarded-For, so only trusted proxies are believed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from segue.site.home import BadSetting
from segue.site.proxies import client_address, networks

LOCAL = networks("127.0.0.1, ::1", name="SEGUE_TRUSTED_PROXIES")
TWO_STEPS = networks("127.0.0.1, 10.0.0.0/8", name="SEGUE_TRUSTED_PROXIES")


@pytest.mark.parametrize(
    ("came_from", "passed_on", "trusted", "is_from"),
    [
        ("198.51.100.7", "", (), "198.51.100.7"),
        ("198.51.100.7", "192.0.2.1", (), "198.51.100.7"),
        ("198.51.100.7", "192.0.2.1", LOCAL, "198.51.100.7"),
        ("127.0.0.1", "192.0.2.1", LOCAL, "192.0.2.1"),
        ("127.0.0.1", "203.0.113.5, 192.0.2.1", LOCAL, "192.0.2.1"),
        ("127.0.0.1", "203.0.113.5, 192.0.2.1, 10.1.2.3", TWO_STEPS, "192.0.2.1"),
        ("127.0.0.1", "", LOCAL, "127.0.0.1"),
        ("127.0.0.1", "unknown, <b>", LOCAL, "127.0.0.1"),
        ("127.0.0.1", "192.0.2.1, nonsense", LOCAL, "127.0.0.1"),
        ("::1", "2001:db8::4", LOCAL, "2001:db8::4"),
        ("::ffff:127.0.0.1", "192.0.2.1", LOCAL, "192.0.2.1"),
        ("", "192.0.2.1", LOCAL, ""),
    ],
)
def test_the_nearest_address_that_is_no_trusted_proxy_counts(
    came_from: str, passed_on: str, trusted: tuple[object, ...], is_from: str
) -> None:
    assert client_address(came_from, passed_on, trusted=trusted) == is_from  # type: ignore[arg-type]


@pytest.mark.parametrize("written", ["proxy", "10.0.0.1/8", "127.0.0.1;::1"])
def test_what_is_no_network_is_told(written: str) -> None:
    with pytest.raises(BadSetting, match="such as"):
        networks(written, name="SEGUE_TRUSTED_PROXIES")


@pytest.mark.only("sqlite")
@pytest.mark.parametrize(
    ("address", "is_required", "trusted"),
    [
        ("http://localhost:8000", False, []),
        ("https://segue.example.org", True, ["127.0.0.1/32", "::1/128"]),
    ],
)
def test_behind_tls_a_second_step_is_required_and_the_proxy_on_this_machine_is_believed(
    address: str, is_required: bool, trusted: list[str], tmp_path: Path
) -> None:
    asks = (
        "import json; from segue.site import settings as s;"
        "print(json.dumps([s.SEGUE_SECOND_FACTOR, [str(one) for one in s.SEGUE_TRUSTED_PROXIES]]))"
    )
    environment = {"SEGUE_HOME": str(tmp_path), "SEGUE_BASE_URL": address, "PYTHONPATH": ":".join(sys.path)}

    said = subprocess.run(
        [sys.executable, "-c", asks], env=environment, capture_output=True, text=True, check=True
    )

    assert json.loads(said.stdout) == [is_required, trusted]
