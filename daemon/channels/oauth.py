"""An access token that renews itself, for XOAUTH2. It speaks to one token address and keeps what it got in memory.

Blocking, and called from the mail door's own thread. The door gets an instance as a callable and does not know this
file. Nothing here is logged, and an error's text says only which answer came.
"""

import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field

_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})
_EARLY = 60.0
_LARGEST_ANSWER = 65_536


class TokenRefused(Exception):
    """The token's server does not accept the client or its refresh token. For the operator."""


@dataclass(frozen=True, slots=True)
class Settings:
    """[mailbox.oauth2]: RFC 6749, section 6. Raises ValueError, naming the configuration's key."""

    token_url: str
    client_id: str = field(repr=False)
    refresh_token: str = field(repr=False)
    client_secret: str = field(default="", repr=False)
    scope: str = ""
    timeout: float = 20.0

    def __post_init__(self) -> None:
        address = urllib.parse.urlsplit(self.token_url)
        local = address.scheme == "http" and address.hostname in _THIS_MACHINE
        if not (address.scheme == "https" and address.hostname) and not local:
            raise ValueError("mailbox.oauth2.token_url: an https address is needed")


class AccessToken:
    """`token("")` is a valid access token, `token(refused)` another one than that which was refused.

    Raises OSError where the address cannot be reached, TokenRefused where it says no. `rotated` gets a new refresh
    token where the server replaces it; the old one may then be worthless, so it must be kept.
    """

    def __init__(self, settings: Settings, rotated: Callable[[str], object] = lambda _: None) -> None:
        self._settings, self._rotated = settings, rotated
        self._refresh_token = settings.refresh_token
        self._access, self._until = "", 0.0
        self._renewing = threading.Lock()

    def __call__(self, refused: str) -> str:
        with self._renewing:
            if not self._access or self._access == refused or time.monotonic() > self._until:
                self._renew()
            return self._access

    def _renew(self) -> None:
        answer = _post(self._settings, self._form())
        access = answer.get("access_token")
        if not isinstance(access, str) or not access:
            raise TokenRefused("the answer holds no access token")
        lifetime = answer.get("expires_in")
        seconds = float(lifetime) if isinstance(lifetime, (int, float)) else 0.0
        self._access, self._until = access, time.monotonic() + max(seconds - _EARLY, 0.0)
        self._keep(answer.get("refresh_token"))

    def _keep(self, refresh_token: object) -> None:
        if isinstance(refresh_token, str) and refresh_token and refresh_token != self._refresh_token:
            self._refresh_token = refresh_token
            self._rotated(refresh_token)

    def _form(self) -> dict[str, str]:
        form = {
            "grant_type": "refresh_token",
            "client_id": self._settings.client_id,
            "client_secret": self._settings.client_secret,
            "refresh_token": self._refresh_token,
            "scope": self._settings.scope,
        }
        return {key: value for key, value in form.items() if value}


def _post(settings: Settings, form: dict[str, str]) -> dict[str, object]:
    body = urllib.parse.urlencode(form).encode("ascii")
    request = urllib.request.Request(settings.token_url, body, {"Accept": "application/json"})  # noqa: S310  see Settings
    try:
        with urllib.request.urlopen(request, timeout=settings.timeout) as response:  # noqa: S310  see Settings
            answer = json.loads(response.read(_LARGEST_ANSWER))
    except urllib.error.HTTPError as error:
        error.close()
        if error.code >= 500:  # noqa: PLR2004  RFC 9110: the server's fault, so it may be well later
            raise ConnectionError("the token's server is out of order") from None
        raise TokenRefused(f"the token's server answered {error.code}") from None
    except ValueError:
        raise TokenRefused("the answer is not JSON") from None
    return answer if isinstance(answer, dict) else {}
