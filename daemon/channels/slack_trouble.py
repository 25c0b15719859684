"""What can be wrong with Slack, in fixed words. No exception's or server's text goes further than here."""

import re

from slack_sdk.errors import SlackApiError

CONNECTED = "connected"
POLLING = "polling"
UNREACHABLE = "unreachable"
LIMITED = "rate limited"
DEAF = "deaf"
MISSING_SCOPE = "missing_scope"
SERVER = "server error"

# Slack's words for a token that will not work until somebody mends it. Two have other names for the same thing.
_REFUSED = {
    "invalid_auth": "invalid_auth",
    "not_authed": "invalid_auth",
    "account_inactive": "account_inactive",
    "token_revoked": "token_revoked",
    "token_expired": "token_revoked",
    "not_allowed_token_type": "not_allowed_token_type",
    "app_uninstalled": "token_revoked",
}
REFUSED = frozenset(_REFUSED.values())
# "It's possible some aspect of the operation succeeded" (reference of every method that writes).
_PERHAPS_DONE = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", SERVER})
_WORD = re.compile(r"[a-z][a-z0-9_]{1,59}")
_TOO_MANY = 429
_BROKEN = 500


class SlackTrouble(Exception):
    """A call that did not succeed: a word of this file, or Slack's own for the error, and never a text.

    `certain` says that nothing was done by it; else it may have been. `retry_after` is in seconds, 0 where unsaid.
    """

    def __init__(self, word: str, retry_after: float = 0.0) -> None:
        super().__init__(word)
        self.word = word
        self.retry_after = retry_after

    @property
    def refused(self) -> bool:
        """Whether it is the token, which only a person can mend."""
        return self.word in REFUSED

    @property
    def certain(self) -> bool:
        return self.word != UNREACHABLE and self.word not in _PERHAPS_DONE


def trouble(error: Exception) -> SlackTrouble:
    """What a call of the SDK died of."""
    if isinstance(error, SlackTrouble):
        return error
    return _answered(error) if isinstance(error, SlackApiError) else SlackTrouble(UNREACHABLE)


def _answered(error: SlackApiError) -> SlackTrouble:
    """What Slack said. Where the answer was no JSON, what the SDK holds is another object without these fields."""
    response = error.response
    code = getattr(response, "status_code", _BROKEN)
    found = getattr(response, "data", None)
    said = found.get("error") if isinstance(found, dict) else None
    if code == _TOO_MANY or said in {"ratelimited", "rate_limited"}:
        return SlackTrouble(LIMITED, _seconds(getattr(response, "headers", {}).get("Retry-After")))
    if code >= _BROKEN or not isinstance(said, str) or not _WORD.fullmatch(said):
        return SlackTrouble(said if said in _PERHAPS_DONE else SERVER)
    return SlackTrouble(_REFUSED.get(said, said))


def _seconds(found: object) -> float:
    return float(found) if isinstance(found, str) and found.isdecimal() else 0.0
