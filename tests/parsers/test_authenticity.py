import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.authenticity import Reason, Verdict, authenticated
from parsers.message import Channel, Message

OURS = "mx.example.com"
HOPS = frozenset({"mx.example.com", "imap.example.com"})
PASSED = "mx.example.com; dmarc=pass (p=none dis=none) header.from=example.org; dkim=pass header.d=example.org"
OUR_HOP = (
    "received",
    "from out.example.org (out.example.org [192.0.2.1]) by mx.example.com (Postfix) with ESMTPS id 4; x",
)
THEIR_HOP = ("received", "from a by relay.example.net (Postfix) with ESMTP id 4; x")
FROM = ("from", "Dana <dana@example.org>")


def mail(*headers, sender="dana@example.org"):
    return Message(channel=Channel.EMAIL, sender=sender, headers=(*headers, FROM))


def results(text):
    return ("authentication-results", text)


def judged(text, sender="dana@example.org"):
    return authenticated(mail(results(text), OUR_HOP, sender=sender), OURS, HOPS)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (PASSED, Reason.DMARC),
        ("MX.Example.COM; dmarc=PASS header.from=Example.ORG", Reason.DMARC),
        ("mx.example.com 1; spf=fail smtp.mailfrom=x.net; dmarc=pass header.from=example.org", Reason.DMARC),
        ("mx.example.com; dkim=fail header.d=example.org; dmarc=pass header.from=example.org", Reason.DMARC),
        ("mx.example.com; dkim=pass header.d=example.org", Reason.DKIM),
        ("mx.example.com; dmarc=none; dkim=pass header.d=example.org header.s=a", Reason.DKIM),
        ("mx.example.com; dkim=pass header.d=list.example.net; dkim=pass header.d=example.org", Reason.DKIM),
        ("mx.example.com; dkim=fail header.d=example.org; dkim=pass header.d=example.org", Reason.DKIM),
        ("mx.example.com; dkim=pass (2048-bit key; secure) header.i=@example.org header.b=abc", Reason.DKIM),
    ],
)
def test_our_server_vouches_for_the_sender(text, reason):
    verdict = judged(text)
    assert (verdict.passed, verdict.reason) == (Verdict.PASS, reason)


def test_a_signature_of_the_parent_domain_vouches_for_its_subdomain_where_no_dmarc_is_published():
    text = "mx.example.com; dmarc=none; dkim=pass header.d=example.org"
    assert judged(text, "dana@mail.example.org").passed is Verdict.PASS


def test_where_nobody_looked_for_dmarc_only_the_very_domains_signature_counts():
    assert judged("mx.example.com; dkim=pass header.d=example.org", "dana@mail.example.org").passed is Verdict.NONE


def test_dmarc_for_the_parent_domain_is_not_about_the_sender():
    text = "mx.example.com; dmarc=pass header.from=example.org"
    assert judged(text, "dana@mail.example.org").reason is Reason.UNALIGNED


def test_a_sender_in_another_script_is_compared_by_its_ascii_form():
    text = "mx.example.com; dmarc=pass header.from=xn--bcher-kva.example"
    assert judged(text, "dana@bücher.example").passed is Verdict.PASS


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("mx.example.com; dmarc=fail header.from=example.org; dkim=pass header.d=example.org", Reason.DMARC),
        ("mx.example.com; dmarc=fail (dmarc=pass) header.from=example.org", Reason.DMARC),
        (
            "mx.example.com; dmarc=pass header.from=example.org; dmarc=fail header.from=example.org",
            Reason.DMARC,
        ),
        ("mx.example.com; dkim=fail header.d=example.org", Reason.DKIM),
    ],
)
def test_our_server_says_that_the_sender_is_false(text, reason):
    verdict = judged(text)
    assert (verdict.passed, verdict.reason) == (Verdict.FAIL, reason)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("mx.example.com; none", Reason.ABSENT),
        ("mx.example.com; spf=pass smtp.mailfrom=dana@example.org", Reason.ABSENT),
        ("mx.example.com; dmarc=pass header.from=example.net", Reason.UNALIGNED),
        ("mx.example.com; dmarc=pass header.from=notexample.org", Reason.UNALIGNED),
        ("mx.example.com; dmarc=pass header.from=sub.example.org", Reason.UNALIGNED),
        ("mx.example.com; dmarc=pass", Reason.UNALIGNED),
        ("mx.example.com; dmarc=pass header.from=example.org header.from=evil.net", Reason.UNALIGNED),
        ("mx.example.com; dmarc=pass header.from=example.org; dmarc=pass header.from=evil.net", Reason.UNALIGNED),
        ("mx.example.com; dkim=pass header.d=org", Reason.UNALIGNED),
        ("mx.example.com; dkim=pass header.d=ample.org", Reason.UNALIGNED),
        ("mx.example.com; dkim=pass header.d=evil.net header.i=@example.org", Reason.UNALIGNED),
        ("mx.example.com; dkim=pass smtp.d=example.org", Reason.UNALIGNED),
        ("mx.example.com; dkim=neutral header.d=example.org", Reason.UNALIGNED),
        ("mx.example.com; dmarc=temperror header.from=example.org; dkim=pass header.d=example.org", Reason.UNDECIDED),
        ("mx.example.com; dmarc=pass header.from=example.org; dmarc=permerror", Reason.UNDECIDED),
        ("mx.example.com; dmarc=bestguesspass header.from=example.org", Reason.UNDECIDED),
        ("mail.example.net; dmarc=pass header.from=example.org", Reason.FOREIGN),
        ("evil.mx.example.com; dmarc=pass header.from=example.org", Reason.FOREIGN),
        (
            "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.org; dmarc=pass header.from=example.org",
            Reason.UNREADABLE,
        ),
        ("mx.example.com 2; dmarc=pass header.from=example.org", Reason.UNREADABLE),
        (f"mx.example.com; {'(' * 5000} dmarc=pass header.from=example.org", Reason.UNREADABLE),
        (f"{PASSED}; {'x' * 10_000}=pass", Reason.UNREADABLE),
        ("", Reason.UNREADABLE),
    ],
)
def test_nothing_is_vouched_for(text, reason):
    verdict = judged(text)
    assert (verdict.passed, verdict.reason) == (Verdict.NONE, reason)


@pytest.mark.parametrize(
    "above",
    [
        (),
        (OUR_HOP,),
        (("return-path", "<dana@example.org>"), ("delivered-to", "admin"), ("x-original-to", "admin"), OUR_HOP),
        (("received", "from mx.example.com by IMAP.example.com. with LMTP id 5 (by evil.example); y"), OUR_HOP),
        (("received", "by mx.example.com (Postfix, from userid 5) id 4"),),
    ],
)
def test_lines_of_our_own_delivery_may_stand_above(above):
    assert authenticated(mail(*above, results(PASSED)), OURS, HOPS).passed is Verdict.PASS


@pytest.mark.parametrize(
    ("above", "reason"),
    [
        ((OUR_HOP, THEIR_HOP), Reason.HOP),
        ((("received", "from x (it came by mx.example.com (really)) by relay.example.net with SMTP"),), Reason.HOP),
        ((("received", "from x (by mx.example.com) by relay.example.net with SMTP"),), Reason.HOP),
        ((("received", "from x (a (by mx.example.com) with ESMTP"),), Reason.HOP),
        ((("received", ""),), Reason.HOP),
        ((OUR_HOP, ("subject", "estimate friday")), Reason.COVERED),
        ((("arc-authentication-results", f"i=1; {PASSED}"),), Reason.COVERED),
        ((FROM,), Reason.COVERED),
    ],
)
def test_a_line_that_the_sender_could_have_brought_along_never_counts(above, reason):
    verdict = authenticated(mail(*above, results(PASSED)), OURS, HOPS)
    assert (verdict.passed, verdict.reason) == (Verdict.NONE, reason)


def test_a_second_line_never_counts():
    below_a_failure = mail(results("mx.example.com; dmarc=fail header.from=example.org"), results(PASSED))
    assert authenticated(below_a_failure, OURS, HOPS).passed is Verdict.FAIL
    below_a_stranger = mail(results("mail.example.net; dmarc=pass header.from=example.org"), results(PASSED))
    assert authenticated(below_a_stranger, OURS, HOPS).reason is Reason.FOREIGN


def test_without_a_verifiers_line_nothing_is_known():
    assert authenticated(mail(OUR_HOP), OURS, HOPS).reason is Reason.ABSENT


def test_without_a_trusted_verifier_in_the_configuration_nothing_passes():
    assert authenticated(mail(results("; dmarc=pass header.from=example.org")), "", HOPS).reason is Reason.OFF
    assert authenticated(mail(results(PASSED)), " ", HOPS).reason is Reason.OFF


@pytest.mark.parametrize("sender", ["", "dana", "dana@", "dana@example.org@example.net", f"dana@{'a' * 70}.org"])
def test_without_one_sender_nothing_passes(sender):
    assert authenticated(mail(results(PASSED), sender=sender), OURS, HOPS).reason is Reason.SENDER


def test_a_hop_without_trust_in_the_configuration_is_a_strangers():
    assert authenticated(mail(OUR_HOP, results(PASSED)), OURS, frozenset()).reason is Reason.HOP
    assert authenticated(mail(("received", "x"), results(PASSED)), OURS, frozenset({""})).reason is Reason.HOP


@given(st.text(max_size=300))
def test_no_foreign_text_passes_or_raises(text):
    assert judged(text).passed is not Verdict.PASS


@given(
    st.lists(
        st.sampled_from(
            ["mx.example.com", ";", "dmarc=", "pass", "fail", "(", ")", "header.from=", "example.net", " ", '"', "\\"]
        ),
        max_size=40,
    )
)
def test_no_mixture_of_a_verifiers_words_vouches_for_another_domain(parts):
    assert judged("".join(parts)).passed is not Verdict.PASS


@given(st.text(max_size=200))
def test_no_received_line_raises(text):
    assert authenticated(mail(("received", text), results(PASSED)), OURS, HOPS).passed in Verdict
