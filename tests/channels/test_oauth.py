"""A token that renews itself, and the IMAP door that logs in with it at a real Dovecot."""

import json
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from daemon.channels.oauth import AccessToken, Settings, TokenRefused
from tests.support.doors import Behind, until
from tests.support.dovecot import Dovecot, dovecot_or_skip, free_port
from tests.support.mailboxes import opened, settings


@pytest.fixture
def behind():
    return Behind()


@pytest.fixture
def tokens():
    """A token's server: renews `refresh-1`, and tells Dovecot whose token a token is."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self):
            form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.server.asked.append(form)
            if form["refresh_token"] not in (["refresh-1"], ["refresh-2"]):
                self._answer(400, {"error": "invalid_grant"})
                return
            self.server.good = f"access-{len(self.server.asked)}"
            self._answer(200, {"access_token": self.server.good, "expires_in": 3600, "refresh_token": "refresh-2"})

        def do_GET(self):
            good = self.path.endswith(f"={self.server.good}")
            self._answer(200 if good else 401, {"username": "admin", "active": True} if good else {"error": "x"})

        def _answer(self, status, body):
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as running:
        running.asked, running.good = [], ""
        thread = threading.Thread(target=running.serve_forever, args=(0.05,))
        thread.start()
        running.address = f"http://127.0.0.1:{running.server_port}"
        yield running
        running.shutdown()
        thread.join()


def oauth(tokens, refresh_token="refresh-1") -> Settings:
    return Settings(token_url=f"{tokens.address}/token", client_id="conductd", refresh_token=refresh_token)


async def test_a_token_opens_the_mailbox_and_a_refused_one_is_renewed(tokens, behind):
    dovecot_or_skip()
    rotated: list[str] = []
    token = AccessToken(oauth(tokens), rotated.append)
    with Dovecot(token_info=f"{tokens.address}/info?access_token=") as server:
        async with opened(settings(server, password=""), behind, token):
            await until(lambda: behind.states == ["connected"])
        assert len(tokens.asked) == 1
        tokens.good = "another"  # what is kept is refused from now on, though its hour is not over
        async with opened(settings(server, password=""), behind, token):
            await until(lambda: behind.states == ["connected"] * 2)
        assert len(tokens.asked) == 2
    assert rotated == ["refresh-2"]
    assert tokens.asked[1]["refresh_token"] == ["refresh-2"]


async def test_a_token_that_cannot_be_renewed_is_a_refused_login(tokens, behind):
    dovecot_or_skip()
    with Dovecot(token_info=f"{tokens.address}/info?access_token=") as server:
        async with opened(settings(server), behind, AccessToken(oauth(tokens, "revoked"))):
            await until(lambda: behind.states)
    assert behind.states == ["refused login"]


def test_a_token_is_asked_for_once_while_it_is_good(tokens):
    token = AccessToken(oauth(tokens))
    assert token("") == token("") == "access-1"
    assert token("access-1") == "access-2"
    assert len(tokens.asked) == 2


def test_a_token_server_that_says_no_and_one_that_is_away_are_told_apart(tokens):
    with pytest.raises(TokenRefused, match="400"):
        AccessToken(oauth(tokens, "revoked"))("")
    away = Settings(token_url=f"http://127.0.0.1:{free_port()}/", client_id="c", refresh_token="r")
    with pytest.raises(OSError, match="refused"):
        AccessToken(away)("")


@pytest.mark.parametrize("address", ["http://login.example.com/token", "file:///etc/passwd", "https://", "token"])
def test_a_token_address_without_tls_is_refused(address):
    with pytest.raises(ValueError, match="token_url"):
        Settings(token_url=address, client_id="c", refresh_token="canary")
