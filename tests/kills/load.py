"""Clients who press a button again and again, and what each of them was told: the load under which things die."""

import contextlib
import http.client
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode
from uuid import uuid4

FEELINGS = ("wants_this", "not_sure")
SEE_OTHER = 303
FORM = "segue-form"


@dataclass
class Browser:
    """A browser without scripts, which keeps its cookies and speaks to one port."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> int:
        """Ask for a page; its status."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Mapping[str, str | list[str]]) -> int:
        """Send a form; the status of the answer."""
        body = urlencode({**fields, "csrfmiddlewaretoken": self.cookies.get(FORM, "")}, doseq=True)
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: str | None) -> int:
        headers = {
            "Host": f"localhost:{self.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        with contextlib.closing(http.client.HTTPConnection("localhost", self.port, timeout=30)) as caller:
            caller.request(method, path, body, headers)
            answer = caller.getresponse()
            answer.read()
            for line in answer.headers.get_all("Set-Cookie", ()):
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
            return answer.status


@dataclass
class Presser(threading.Thread):
    """A client who says how this is for them, with a new key each time; without an answer, again with the same."""

    browser: Browser
    path: str
    sent: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    again: int = 0
    wrong: list[int] = field(default_factory=list)
    told_to_stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(name=self.path, daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        """Press until told to stop; the last press gets its answer first."""
        while not self.told_to_stop.is_set() and not self.wrong:
            key = str(uuid4())
            self.sent.append(key)
            self._press(key)

    def _press(self, key: str) -> None:
        give_up = time.monotonic() + 60
        feeling = FEELINGS[len(self.sent) % len(FEELINGS)]
        while time.monotonic() < give_up:
            try:
                status = self.browser.post(self.path, {"key": key, "feel": feeling, "line": "As I said."})
            except (OSError, http.client.HTTPException):
                self.again += 1
                time.sleep(0.1)  # nobody answers at the moment
                continue
            if status == SEE_OTHER:
                self.acknowledged.append(key)
            else:
                self.wrong.append(status)
            return
        self.wrong.append(0)
