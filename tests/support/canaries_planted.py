"""Leaks that somebody could build in by mistake, one at a time: the machine of canaries has to find each of them.

A row is what leaks and how it is planted: a function that is handed pytest's monkeypatch. To add one: a function here.
"""

from dataclasses import replace

import structlog
from sqlalchemy import update

from daemon import admission, cli_call, corridor, desk, log, orders, outbox, post, rows, stats
from daemon.process import audience, disclosure
from daemon.process.case import Consent
from daemon.process.events import NotAllowed
from daemon.process.letters import LetterName
from daemon.rows import table
from notifiers import folder

INBOX = table(rows.Inbox)


def around(patch, owner, name, instead):
    """`instead` is handed what stood there before, and the same arguments."""
    before = getattr(owner, name)
    patch.setattr(owner, name, lambda *given, **more: instead(before, *given, **more))


def a_notice_with_an_address(patch):
    def one(before, self, unit, about, letter, reader, now):
        known = unit.parties.of(about.case_id) if about.case_id else ()
        if letter.name is LetterName.NOTICE and known:
            letter = replace(letter, facts={**letter.facts, "flag": (known[0].address,)})
        return before(self, unit, about, letter, reader, now)

    around(patch, post.Post, "_one", one)


def an_acknowledgement_with_the_subject(patch):
    def one(before, self, unit, about, letter, reader, now):
        messages = unit.messages.of(about.case_id) if about.case_id else ()
        if letter.name is LetterName.ACKNOWLEDGEMENT and messages:
            letter = replace(letter, facts={**letter.facts, "readers": (messages[0].subject,)})
        return before(self, unit, about, letter, reader, now)

    around(patch, post.Post, "_one", one)


def a_log_line_with_a_subject(patch):
    def keep(before, self, unit, incoming, kept, party):
        structlog.get_logger("conductd.admission").info("message kept", subject=incoming.message.subject)
        return before(self, unit, incoming, kept, party)

    patch.setattr(log, "redact", lambda _logger, _method, event: event)
    around(patch, admission.Admission, "keep", keep)


def a_gate_that_passes_everything(patch):
    patch.setattr(disclosure, "may_read_words", lambda case, who, general, reader: Consent.GRANTED)


def words_that_wait_outlive_their_consent(patch):
    patch.setattr(corridor.Corridor, "_stop_words", lambda self, unit, kept, now, actor: ())
    patch.setattr(corridor.Corridor, "may_leave_now", lambda self, unit, row, now: True)


def a_notice_to_whoever_is_off(patch):
    patch.setattr(audience, "permitted", lambda case, roster: roster)


def a_digest_with_a_hidden_case(patch):
    patch.setattr(desk, "digest", lambda cases, members, by: desk_digest(cases, members, ""))
    patch.setattr(desk.Desk, "_visible", _all_open)


desk_digest = desk.digest


def _all_open(self, unit):
    return unit.cases.open(self._house.terms)


def a_listing_with_a_hidden_case(patch):
    patch.setattr(desk.Desk, "_visible", _all_open)


def a_search_through_hidden_cases(patch):
    patch.setattr(desk.Desk, "_every", lambda self, unit: unit.cases.every(self._house.terms))


def statistics_that_count_a_hidden_case(patch):
    patch.setattr(stats, "_counts", lambda case, by: True)


def a_refusal_that_knows_of_a_hidden_case(patch):
    def refuse(before, self, unit, by, command):
        kept = unit.cases.by_code(command.code, self.house.terms) if command.code else None
        if kept and by in kept.case.off:
            raise NotAllowed("you are off that case")
        return before(self, unit, by, command)

    around(patch, orders.Orders, "visible_or_refuse", refuse)


def a_column_in_the_clear(patch):
    def keep(before, self, unit, incoming, kept, party):
        before(self, unit, incoming, kept, party)
        clear = (
            update(INBOX).where(INBOX.c.id == incoming.row.id).values(note=incoming.message.subject.encode("utf-16"))
        )
        unit.inbox._connection.execute(clear)

    around(patch, admission.Admission, "keep", keep)


def a_receipt_that_knows_its_sender(patch):
    known = []

    def receipt(before, self, unit, message, now):
        known.append(bool(unit.parties.cases_of("email", message.sender)))
        return before(self, unit, message, now)

    def render(before, name, facts, words, community):
        rendered = before(name, facts, words, community)
        both = name is LetterName.NEUTRAL_RECEIPT and known and known[-1]
        return replace(rendered, text=f"{rendered.text}We know you.\n") if both else rendered

    around(patch, admission.Admission, "receipt", receipt)
    around(patch, outbox, "render", render)


def a_file_named_after_its_reader(patch):
    def send(before, self, letter_id, message, recipient, return_path):
        (self.folder.parent / recipient).touch()
        return before(self, letter_id, message, recipient, return_path)

    around(patch, folder.FolderSender, "send", send)


def an_error_that_is_printed_whole(patch):
    def cases(before, self):
        found = self._look(lambda unit: [each for kept in self._every(unit) for each in unit.messages.of(kept.id)])
        raise ValueError(found[-1].subject if found else "")

    around(patch, desk.Desk, "cases", cases)
    patch.setattr(cli_call, "_place", str)


HIDDEN, UNSHARED, SHARED = (
    "an administrator is reported",
    "a complaint that nobody may share",
    "a complaint that may be shared",
)
EMPTY, FOOTERS = "an empty house", "an empty house with footers"
# what is planted, and in which beginning a few histories find it
PLANTED = {
    a_notice_with_an_address: EMPTY,
    an_acknowledgement_with_the_subject: EMPTY,
    a_log_line_with_a_subject: EMPTY,
    a_gate_that_passes_everything: UNSHARED,
    words_that_wait_outlive_their_consent: SHARED,
    a_notice_to_whoever_is_off: HIDDEN,
    a_digest_with_a_hidden_case: HIDDEN,
    a_listing_with_a_hidden_case: HIDDEN,
    a_search_through_hidden_cases: HIDDEN,
    statistics_that_count_a_hidden_case: HIDDEN,
    a_refusal_that_knows_of_a_hidden_case: HIDDEN,
    a_column_in_the_clear: EMPTY,
    a_receipt_that_knows_its_sender: SHARED,
    a_file_named_after_its_reader: FOOTERS,
    an_error_that_is_printed_whole: UNSHARED,
}
