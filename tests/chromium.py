"""Pages in a real browser: the system's Chromium, driven by Playwright, on pages served here."""

import os
import shutil
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """One browser for the run."""
    from playwright.sync_api import sync_playwright  # slow import

    program = shutil.which("chromium")
    if not program:
        pytest.fail("Tests in a browser need Chromium: sudo apt-get install -y chromium libatomic1")
    # Playwright keeps an event loop running in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    stay_here = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
    as_root = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[stay_here, *as_root])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(chromium: "Browser") -> "Iterator[Page]":
    """A page of a new visitor. A script error or a breach of the page's policy fails the test."""
    context = chromium.new_context(locale="en-US", timezone_id="America/Chicago")
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(f"script error: {error}"))
    opened.on("console", lambda line: wrong.append(line.text) if "Security Policy" in line.text else None)
    yield opened
    context.close()
    assert wrong == []


@pytest.fixture
def address(fresh_database: Any, settings: Any) -> Iterator[str]:
    """Where this test's pages are served, by the same program as in service, from a fresh database."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler  # app ready

    from segue.site.wsgi import application  # app ready

    class Silent(WSGIRequestHandler):
        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadedWSGIServer(("127.0.0.1", 0), Silent)
    server.set_app(application)
    settings.SEGUE_BASE_URL = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield settings.SEGUE_BASE_URL
    server.shutdown()
    thread.join()
    server.server_close()
