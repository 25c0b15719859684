"""`conductd read` gives an object for each file, whatever the file holds."""

import json

from daemon.reading_command import readings
from parsers.reading import Context

FIELDS = {"file", "kind", "first_kind", "missing", "involved", "consent", "links", "attachments", "justified", "names_admin",
          "urgent", "words", "text", "error"}  # fmt: skip


def test_a_mail_and_an_event_give_the_fields_of_the_contract_in_the_order_of_the_files(tmp_path):
    mail, event = tmp_path / "a.eml", tmp_path / "b.json"
    mail.write_bytes(b"From: a@member.example\r\nSubject: x\r\n\r\nBartek mocked me. Please make him stop.\r\n")
    event.write_text(json.dumps({"event": {"type": "message", "user": "U1", "ts": "1.0", "text": "PRIVATE"}}))
    first, second = readings([mail, event], Context())
    assert set(first) == set(second) == FIELDS
    assert (first["kind"], first["error"]) == ("complaint", None)
    assert (second["words"], second["consent"]) == (["PRIVATE"], "refused")
    assert json.loads(json.dumps(first))["file"] == str(mail)


def test_what_cannot_be_read_is_an_object_with_the_reason_and_nothing_else(tmp_path):
    broken, event = tmp_path / "a.json", tmp_path / "b.json"
    broken.write_text("{")
    event.write_text("[1]")
    found = list(readings([broken, event, tmp_path / "absent.eml"], Context()))
    assert [each["error"] for each in found] == ["not JSON", "not a message event", "No such file or directory"]
    assert all(set(each) == FIELDS and each["kind"] is None and each["text"] is None for each in found)
