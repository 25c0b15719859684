"""The mails of the corpus, against their labels: the figures that the reader must hold."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from parsers.automatic import automatic
from parsers.email import read_email
from parsers.message import Message
from parsers.newtext import fold, new_links, new_text

CORPUS = Path(__file__).parents[1] / "data/corpus"
LABELS = json.loads((CORPUS / "labels.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def mails() -> dict[str, Message]:
    return {path.stem: read_email(path.read_bytes()) for path in (CORPUS / "email").glob("*.eml")}


def test_the_new_text_is_clean(mails):
    unclean = [name for name, message in mails.items() if not _is_clean(message, LABELS[name])]
    labelled = [name for name in mails if LABELS[name].get("contains") or LABELS[name].get("excludes")]
    assert 1 - len(unclean) / len(labelled) >= 0.98, unclean


def _is_clean(message: Message, label: dict) -> bool:
    text = fold(new_text(message, frozenset()))
    leaks = any(fold(one) in text for one in label.get("excludes", []))
    return not leaks and all(fold(one) in text for one in label.get("contains", []))


def test_the_links_are_found(mails):
    assert _f1(mails, "links", lambda message: new_links(message, new_text(message, frozenset()))) >= 0.97


def test_the_attachments_are_found(mails):
    assert _f1(mails, "attachments", lambda message: [one.name for one in message.attachments]) >= 0.99


def _f1(mails: dict[str, Message], field: str, read: Callable[[Message], object]) -> float:
    pairs = [(set(LABELS[name][field]), set(read(message))) for name, message in mails.items() if field in LABELS[name]]
    hits = sum(len(want & got) for want, got in pairs)
    return 2 * hits / sum(len(want) + len(got) for want, got in pairs)


def test_no_persons_mail_is_called_automatic(mails):
    assert [name for name, one in mails.items() if automatic(one) and LABELS[name]["kind"] != "automatic"] == []


def test_the_automatic_mails_are_known(mails):
    assert [name for name, one in mails.items() if not automatic(one) and LABELS[name]["kind"] == "automatic"] == []
