"""What every walk through the pages needs: the pages served as in service, real mail, and a log that is read."""

import io
import logging
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.browser.place import Place


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this directory drive a browser."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def place(fresh_database: Any, settings: Any) -> "Iterator[Place]":
    """Pages on a port of this machine, a mail server, and everything that the program logs."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler  # app ready
    from django.core.wsgi import get_wsgi_application  # app ready

    from segue.site.logs import BareFormatter  # app ready
    from tests.browser.place import Place  # app ready
    from tests.wires.letters import Server, mail_server  # app ready

    class Silent(WSGIRequestHandler):
        def log_message(self, *args: Any) -> None:
            """Say nothing, as the server in service."""

    shutil.rmtree(Path(settings.SEGUE_HOME) / "outbox", ignore_errors=True)  # texts of the tests before
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    handler.setFormatter(BareFormatter())
    server = ThreadedWSGIServer(("127.0.0.1", 0), Silent)
    server.set_app(get_wsgi_application())
    with mail_server(Server()) as mails:
        settings.SEGUE_BASE_URL = f"http://localhost:{server.server_port}"
        settings.SEGUE_MAIL = f"smtp://127.0.0.1:{mails.port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        logging.getLogger().addHandler(handler)
        yield Place(settings.SEGUE_BASE_URL, Path(settings.SEGUE_HOME), mails, log)
        logging.getLogger().removeHandler(handler)
        server.shutdown()
        thread.join()
        server.server_close()
