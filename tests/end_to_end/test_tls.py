"""The whole way under TLS: implicit to the mailbox, STARTTLS and a login to the mail server, each with its own CA."""

from tests.end_to_end.cast import Place
from tests.support.certificates import Authority
from tests.support.daemon import HOUSE, Daemon, conductd, mailbox, outgoing
from tests.support.sink import Sink

COMPLAINT = "I want to make a formal complaint about @brack in #careers, who called beginners idiots again today."
PASSWORD = "a password of the sink's"


def test_a_complaint_is_answered_under_tls_with_a_private_authority(dovecot, new_user, tmp_path):
    user = new_user()
    authority = Authority(tmp_path)
    context = authority.issue("127.0.0.1").server_context()
    with Sink(tls=context, starttls=True, accounts={"admin": PASSWORD}) as sink:
        inbox = f'tls = "implicit"\nport = {dovecot.tls_port}\nca_file = "{dovecot.ca_file}"'
        out = f'tls = "starttls"\nca_file = "{authority.ca_file}"\nuser = "admin"\npassword = "{PASSWORD}"'
        sections = (HOUSE, mailbox(dovecot, user, inbox), outgoing(sink.port, out))
        with Daemon(tmp_path, *sections) as daemon:
            ann = Place(dovecot, user, sink, daemon).person("ann@example.net")
            ann.writes(COMPLAINT)
            letter = ann.gets("We take it as a formal complaint")
            checked = conductd(tmp_path, "check", config=daemon.config)
        assert (letter.received.tls, letter.received.user) == (True, "admin")
        assert (checked.returncode, checked.stderr) == (0, "")
