"""A refresh token that the mail provider replaced outlives a restart, sealed; a newly configured one goes before it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from daemon.clock import now
from daemon.config import load
from daemon.doors import mailbox_token
from daemon.opening import open_store
from tests.support.configurations import written


@pytest.fixture
def provider():
    """Answers with `next` as the new refresh token, and notes which one it was asked with."""
    asked = []

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self):
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            asked.append(next(part for part in form.split("&") if part.startswith("refresh_token=")).partition("=")[2])
            body = json.dumps({"access_token": "canary-access", "expires_in": 0, "refresh_token": "canary-next"})
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/token", asked
        server.shutdown()
        thread.join()


def used(folder, url, configured):
    """One life of the daemon that asks for a token once."""
    environ = {
        "CONDUCTD_MAILBOX__OAUTH2__TOKEN_URL": url,
        "CONDUCTD_MAILBOX__OAUTH2__CLIENT_ID": "conductd",
        "CONDUCTD_MAILBOX__OAUTH2__REFRESH_TOKEN": configured,
    }
    path = written(folder)
    path.write_text(path.read_text().replace('password = "hunter2-canary"\n', ""))
    config = load(path, environ)
    store = open_store(config, now())
    mailbox_token(config, store, now)("")
    store.close()


def test_a_replaced_token_is_used_after_a_restart(tmp_path, provider):
    url, asked = provider
    used(tmp_path, url, "first")
    used(tmp_path, url, "first")
    assert asked == ["first", "canary-next"]


def test_a_newly_configured_token_goes_before_a_kept_one(tmp_path, provider):
    url, asked = provider
    used(tmp_path, url, "first")
    used(tmp_path, url, "second")
    assert asked == ["first", "second"]


def test_a_kept_token_is_in_no_file_in_the_clear(tmp_path, provider):
    used(tmp_path, provider[0], "first")
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"canary-next" in path.read_bytes()]
