"""The library's IMAP client, where it must be asked more exactly. It knows no folder and decides nothing."""

from collections.abc import Sequence
from typing import Any

from imapclient import IMAPClient
from imapclient.response_parser import parse_fetch_response


class Client(IMAPClient):  # type: ignore[misc]  # the library ships no types
    """The library's client, with the places where it must be asked more exactly."""

    def fetch_exactly(self, uids: Sequence[int], items: str) -> dict[int, dict[bytes, Any]]:
        """FETCH, keeping only answers that name one of the UIDs asked for.

        `IMAPClient.fetch` takes the sequence number for the UID where an answer has none.
        """
        asked = set(uids)
        typ, data = self._imap.uid("FETCH", ",".join(map(str, uids)), f"(UID {items})")
        self._checkok("fetch", typ, data)
        answers = parse_fetch_response(data, normalise_times=False, uid_is_key=False).values()
        return {answer[b"UID"]: answer for answer in answers if answer.get(b"UID") in asked}

    def forget_announcements(self) -> None:
        self._imap.untagged_responses.pop("EXISTS", None)

    def announced(self) -> bool:
        """New mail was announced inside another command's answer, where `idle_check` never sees it."""
        return "EXISTS" in self._imap.untagged_responses

    def status(self, folder: str) -> dict[bytes, int]:
        """STATUS of a folder that is not open. An answer that is missing or is no number is left out."""
        try:
            answer = self.folder_status(folder, ("UIDVALIDITY", "UIDNEXT"))
        except (IndexError, TypeError, ValueError):
            return {}  # the library takes an untagged STATUS line for granted
        return {name: value for name, value in answer.items() if isinstance(value, int)}
