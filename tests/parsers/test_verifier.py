"""One line of a mail server, read by the rules or with care: what is doubtful is read by nobody."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.authenticity import Verdict, authenticated
from parsers.message import Channel, Message
from parsers.verifier import NAMELESS, Clause, Unclear, read_line

OURS = "mx.example.com"
GOOD = "dmarc=pass header.from=example.org"


def judged(text, ours=OURS, sender="dana@example.org"):
    mail = Message(channel=Channel.EMAIL, sender=sender, headers=(("authentication-results", text), ("from", sender)))
    return authenticated(mail, ours, frozenset({OURS})).passed


@pytest.mark.parametrize(
    "text",
    [
        f"{OURS}; spf=pass x.y=z action=none; {GOOD};",
        f"{OURS} 1; dmarc/1=pass action=none header.from=example.org;",
        f"{OURS} (our own) 1 (that is all); {GOOD} (p=none)",
        f"{OURS}; {'(' * 2000}{')' * 2000} {GOOD}",
        f"{OURS}; spf=pass (a \\) b; dmarc=fail) smtp.mailfrom=x@example.net; {GOOD}",
        f'{OURS}; spf=fail reason="no; dmarc=fail (really" smtp.mailfrom=x; {GOOD}',
        f"{OURS};\n\tdkim=pass header.d=example.org header.b=Ab/9+=;\n\t{GOOD};",
        f"{OURS}; spf=pass (domaine de Zo\u00e9) smtp.mailfrom=x@example.net; {GOOD}",
        f"{OURS.upper()}; DMARC=PASS HEADER.FROM=EXAMPLE.ORG",
        f"{OURS}; {GOOD}; {GOOD}",
    ],
)
def test_what_the_trusted_server_really_says_is_heard(text):
    assert judged(text) is Verdict.PASS


@pytest.mark.parametrize(
    "text",
    [
        f"{OURS}; spf=fail ({GOOD})",
        f"{OURS}; spf=fail (; {GOOD}; )",
        f"{OURS}; spf=fail (a (b) ; {GOOD}",
        f"{OURS}; spf=fail ) ; {GOOD}",
        f'{OURS}; spf=fail reason="; {GOOD}"',
        f'{OURS}; spf=fail reason="a\\"; {GOOD}; x=\\""',
        f'{OURS}; spf=fail smtp.helo="; {GOOD}',
        f'{OURS}; spf=fail smtp.helo="x; {GOOD}; dkim=none',
        f"{OURS}; spf=pass {GOOD}",
        f"{OURS}; spf=pass smtp.dmarc=pass header.from=example.org",
        f"{OURS}; spf=pass smtp.mailfrom=dmarc=pass header.from=example.org",
        f"{OURS}; x-dmarc=pass header.from=example.org",
        f"{OURS}; dmarc.x=pass header.from=example.org",
        f"{OURS}; dmarc=pass.x header.from=example.org",
        f"{OURS}; dmarc=passed header.from=example.org",
        f"{OURS}; dmarc=pass smtp.from=example.org",
        f"{OURS}; dmarc=pass policy.header.from=example.org",
        f"{OURS}; dmarc=pass header.from=exam(x)ple.org",
        f"{OURS}; dmarc=pass header.from=example.org@example.net",
        f"{OURS}; dmarc=pass header.from=(example.org)",
        f"{OURS}; dmarc=pass reason=header.from=example.org",
        f"{OURS} {GOOD}",
        f"{OURS}, mail.example.net; x",
        f"{OURS} 2; {GOOD}; action=none",
        f"{OURS} mail.example.net; {GOOD}",
        f"({OURS}); {GOOD}",
        f'"; {OURS}"; {GOOD}',
        f"; {OURS}; {GOOD}",
        f"mail.example.net; {OURS}; {GOOD}",
        f"spf=pass; {OURS}; {GOOD}",
        f"{OURS}; none; dmarc=fail",
        f"{OURS}.; spf=pass; {GOOD} x",
        f"{OURS}; dmarc=pass\u2060x header.from=example.org",
    ],
)
def test_what_only_looks_like_a_pass_is_none(text):
    assert judged(text) is not Verdict.PASS


@pytest.mark.parametrize("text", [f"spf=pass smtp.mailfrom=x; {GOOD} action=none", f"{GOOD};compauth=pass reason=100"])
def test_a_line_without_a_name_counts_only_for_who_named_such_a_server_their_own(text):
    assert judged(text, NAMELESS) is Verdict.PASS
    assert judged(text, OURS) is Verdict.NONE


@pytest.mark.parametrize(
    "text",
    [
        f"mail.example.net; {GOOD}",
        f"spf=pass (x; {GOOD}",
        f"spf=pass {GOOD}",
        f"spf=fail; junk and more; {GOOD}",
        "compauth=pass reason=100 header.from=example.org",
        f"dmarc=fail action=oreject header.from=example.org; {GOOD}",
    ],
)
def test_a_line_without_a_name_is_read_no_less_strictly(text):
    assert judged(text, NAMELESS) is not Verdict.PASS


def test_a_line_is_its_server_and_its_clauses():
    line = read_line("spf=pass smtp.mailfrom=a.example;dmarc=Pass action=none header.from=B.example", NAMELESS)
    assert line.verifier == NAMELESS
    assert line.clauses == (
        Clause("spf", "pass", (("smtp.mailfrom", "a.example"),)),
        Clause("dmarc", "pass", (("action", "none"), ("header.from", "B.example"))),
    )


PARTS = [
    "mx.example.com",
    ";",
    "dmarc=",
    "pass",
    "action=none",
    "(",
    ")",
    "header.from=",
    "example.net",
    " ",
    '"',
    "\\",
    "reason=",
]


@given(st.lists(st.sampled_from(PARTS), max_size=40), st.sampled_from([OURS, NAMELESS]))
def test_no_mixture_of_words_vouches_for_a_domain_that_is_not_in_it(parts, ours):
    assert judged("".join(parts), ours) is not Verdict.PASS


@given(st.text(max_size=300), st.sampled_from([OURS, NAMELESS]))
def test_no_text_raises_anything_but_unclear(text, ours):
    with contextlib.suppress(Unclear):
        read_line(text, ours)


@given(st.text(alphabet='abc()\\" ;=.', max_size=60))
def test_nothing_that_a_client_says_of_itself_gets_out_of_its_quotes_or_brackets(said):
    """A server that writes a client's greeting or envelope escaped, as RFC 8601 2.2 has it, cannot be made to say
    more.
    """
    escaped = "".join(f"\\{each}" if each in '()\\"' else each for each in f"{said}; {GOOD}; {said}")
    assert judged(f"{OURS}; spf=fail ({escaped}) smtp.mailfrom=x") is not Verdict.PASS
    assert judged(f'{OURS}; spf=fail smtp.helo="{escaped}"') is not Verdict.PASS
