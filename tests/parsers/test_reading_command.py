"""`conductd read` gives an object for each file, whatever the file holds."""

import json
from io import StringIO

from rich.console import Console

from daemon.reading_command import readings
from daemon.reading_page import reading
from parsers.reading import Context

FIELDS = {"file", "kind", "first_kind", "missing", "involved", "consent", "links", "attachments", "justified", "names_admin",
          "urgent", "words", "why", "text", "error"}  # fmt: skip


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


def test_each_field_says_how_sure_it_is_and_which_words_of_the_text_led_to_it(tmp_path):
    mail = tmp_path / "a.eml"
    mail.write_text(
        "From: a@member.example\nSubject: Hé – a complaint\nContent-Type: text/plain; charset=utf-8\n\n"
        "Grüße,\n\n„Bartek“ Wolny mocked my accent in #help 🙃. Please make him stop. I have screenshots.\n\n"
        "Tell nobody.\n",
        encoding="utf-8",
    )
    (made,) = readings([mail], Context())
    why = made["why"]
    assert {"kind", "nature", "involved", "material", "consent", "urgent"} <= why.keys()
    for found in why.values():
        assert 0 <= found["sure"] <= 1
        assert [made["text"][start:end] for start, end in found["spans"]] == found["words"]
        assert all(word == word.strip() and word for word in found["words"])
    assert why["kind"]["words"] == ["Please make him stop."]
    assert why["consent"]["words"] == ["Tell nobody."]
    assert why["material"]["words"] == ["I have screenshots."]


def test_the_page_for_a_person_marks_the_words_and_says_what_they_led_to_without_colour_too(tmp_path):
    mail = tmp_path / "a.eml"
    mail.write_bytes(b"From: a@member.example\n\nShe keeps mocking me\x1b[31m in #help. Please make her stop.\n")
    page = Console(width=80, no_color=True, file=StringIO())
    for made in readings([mail, tmp_path / "absent.eml"], Context()):
        page.print(reading(made))
    shown = page.file.getvalue()
    assert "Please make her stop. [kind]" in " ".join(shown.split())
    assert "\x1b" not in shown
    assert "could not be read: No such file or directory" in shown


def test_a_text_that_was_cut_short_to_be_read_shows_no_places(tmp_path):
    mail = tmp_path / "a.eml"
    mail.write_bytes(b"From: a@member.example\n\nPlease make her stop. " + b"x" * 90 + b" She mocks me.\n")
    (made,) = readings([mail], Context())
    assert made["kind"] == "complaint"
    assert made["why"]["kind"]["spans"] == []
