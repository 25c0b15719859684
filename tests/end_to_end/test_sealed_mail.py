"""P14: a report about the only administrator, who reads the mailbox: it is removed from there and stands on disk alone."""

from tests.end_to_end.cast import Place
from tests.support.daemon import HOUSE, Daemon, eventually, mailbox, outgoing

CANARY = "quince-harbour-9137"
REPORT = f"I want to make a formal complaint about Robin Vale. He called me a {CANARY} in #careers.\n"
FOLDERS = ("INBOX", "Cases", "Set aside")


def test_p14_a_sealed_mail_is_in_no_folder_of_the_mailbox_and_can_still_be_handed_on(dovecot, new_user, sink, tmp_path):
    user = new_user()
    with Daemon(tmp_path, HOUSE, CONTACT, mailbox(dovecot, user), outgoing(sink.port)) as daemon:
        place = Place(dovecot, user, sink, daemon)
        kim, contact = place.person("kim@example.org"), place.person("olu@outside.example")
        kim.writes(REPORT)
        letter = kim.gets("no administrator may know of it")
        assert "we remove your mail once it is stored" in letter.text
        eventually(lambda: not dovecot.folder(user), "the mailbox is empty")
        assert [dovecot.folder(user, name) for name in FOLDERS] == [[], [], []]
        assert daemon.case(letter.code).off
        kim.answers(letter, "CONTACT")
        assert CANARY in contact.gets(CANARY).text
        eventually(lambda: not dovecot.folder(user), "the answer is removed too")
        assert place.administrator.letters() == []
        assert CANARY not in daemon.log()
        assert daemon.complaints() == []


CONTACT = """
[outside_contact]
name = "Olu"
email = "olu@outside.example"
"""
