"""Leaks of the newer locks, one at a time: the second look at words, who may know, what is purged and erased."""

from dataclasses import replace

from sqlalchemy import select, update

from daemon import keeping_desk, rows, second_look
from daemon.admission import Admission
from daemon.process import disclosure, overlap, sealing
from daemon.process.case import Case, Consent, Standing
from daemon.process.judges import is_sealed
from daemon.process.records import Item, Release
from daemon.rows import table
from daemon.store import purging
from daemon.store.engine import Scrubbed
from daemon.store.store import Store
from tests.support.canaries_planted import HIDDEN, SHARED, around

CASES = table(rows.IncidentCase)


# --- the gate


def an_overlap_check_that_finds_nothing(patch):
    patch.setattr(disclosure, "overlap", lambda text, material, reader: ())


def marks_that_count_as_confirmed(patch):
    def without(before, passage, confirmed):
        return disclosure.Passed(passage.letter) if isinstance(passage, disclosure.Marked) else passage

    around(patch, second_look, "without", without)


def an_identity_stop_that_is_off(patch):
    patch.setattr(overlap, "IDENTITIES", {})


def a_yes_for_one_that_counts_for_all(patch):
    def may_read(before, case, who, general, reader):
        said = (each for each in case.grants if each.who == who and each.item is Item.WORDS)
        wide = any(each.value is Consent.GRANTED and each.withdrawn_at is None for each in said)
        return Consent.GRANTED if wide else before(case, who, general, reader)

    around(patch, disclosure, "may_read_words", may_read)


# --- who may know


def a_sealed_case_that_its_administrator_sees(patch):
    patch.setattr(Case, "hides_from", lambda self, name: name in self.off and not is_sealed(self))


def a_held_administrator_who_is_told(patch):
    patch.setattr(Admission, "unsure", lambda self, reading: frozenset())


def an_include_from_anybody(patch):
    around(patch, sealing, "_include", _verified)


def a_release_from_anybody(patch):
    around(patch, sealing, "_chosen", _verified)


def _verified(before, case, event, now):
    return before(case, replace(event, standing=Standing.VERIFIED), now)


def a_released_letter_that_nobody_chose(patch):
    def chosen(before, case, event, now):
        return before(case, replace(event, chosen=Release.CONTACT), now)

    around(patch, sealing, "_chosen", chosen)


def an_export_for_whoever_is_off(patch):
    class Blind(keeping_desk.Sight):
        def kept(self, code):
            return self.unit.cases.by_code(code, self.house.terms) if code else None

    patch.setattr(keeping_desk, "Sight", Blind)


# --- what goes for good


def a_purge_that_keeps_the_wrapped_key(patch):
    def case(before, self, case_id, now):
        key = self._connection.execute(select(CASES.c.wrapped_key).where(CASES.c.id == case_id)).scalar()
        gone = before(self, case_id, now)
        self._connection.execute(update(CASES).where(CASES.c.id == case_id).values(state=key))
        return gone

    around(patch, purging.Purging, "case", case)


def a_purge_that_keeps_its_history(patch):
    patch.setattr(purging.Purging, "_empty_history", lambda self, case_id: None)


def a_purge_that_keeps_its_mails(patch):
    patch.setattr(purging.Purging, "_empty_inbox", lambda self, which: 0)


def a_purge_that_stays_in_the_log(patch):
    patch.setattr(Store, "scrub_now", lambda self: Scrubbed.DONE)


def an_erasure_that_keeps_the_words(patch):
    patch.setattr(purging.Purging, "_erase_words", lambda self, party: 0)


SEALED, ENDED = "a report of every administrator", "cases that have ended"
LOCKS = {
    an_overlap_check_that_finds_nothing: SHARED,
    marks_that_count_as_confirmed: SHARED,
    an_identity_stop_that_is_off: SHARED,
    a_yes_for_one_that_counts_for_all: "a complaint that one may read",
    a_sealed_case_that_its_administrator_sees: SEALED,
    a_held_administrator_who_is_told: "an empty house",
    an_include_from_anybody: HIDDEN,
    a_release_from_anybody: SEALED,
    a_released_letter_that_nobody_chose: SEALED,
    an_export_for_whoever_is_off: HIDDEN,
    a_purge_that_keeps_the_wrapped_key: ENDED,
    a_purge_that_keeps_its_history: ENDED,
    a_purge_that_keeps_its_mails: ENDED,
    a_purge_that_stays_in_the_log: ENDED,
    an_erasure_that_keeps_the_words: ENDED,
}
