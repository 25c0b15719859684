"""What a mail says, and whose words they are."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from parsers.email import read_email


def mail(body: str | bytes, *headers: str, content_type: str = "text/plain; charset=utf-8") -> bytes:
    data = body.encode() if isinstance(body, str) else body
    head = "\r\n".join(["From: Ana <ana@example.com>", *headers, f"Content-Type: {content_type}"])
    return head.encode() + b"\r\n\r\n" + data


def parts(kind: str, *inner: tuple[str, str]) -> bytes:
    body = "".join(f"--b\r\n{head}\r\n\r\n{text}\r\n" for head, text in inner)
    return mail(f"{body}--b--\r\n", content_type=f"multipart/{kind}; boundary=b")


def alternative(plain: str, markup: str) -> bytes:
    return parts("alternative", ("Content-Type: text/plain", plain), ("Content-Type: text/html", markup))


def subject(value: str) -> str:
    return read_email(mail("x", f"Subject: {value}")).subject


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?B?w6Q=?= =?utf-8?B?w7Y=?=", "äö"),
        ("=?utf-8?Q?=C3?=\r\n =?utf-8?Q?=A4?=", "ä"),  # a character cut in two
        ("=?iso-8859-1*de?Q?=E4?= und mehr", "ä und mehr"),
        ("=?gb2312?B?1tDOxA==?=", "中文"),
        ("=?no-such?Q?caf=C3=A9?=", "café"),
        ("=?utf-8?B?R3LDvMOfZQ?= and =?utf-8?B?broken", "Grüße and =?utf-8?B?broken"),
        ("=?utf-8?Q?a=0D=0ABcc:_x@y?=", "a Bcc: x@y"),
        ("a\r\n b", "a b"),
        ("\u202eevil\u202c", "evil"),
    ],
)
def test_a_subject_is_one_decoded_line(written, read):
    assert subject(written) == read


@pytest.mark.parametrize(
    ("charset", "data", "read"),
    [
        ("iso-8859-1", "“é”".encode("cp1252"), "“é”"),
        ("us-ascii", "é".encode(), "é"),
        ("iso-8859-1", "Grüße".encode(), "Grüße"),  # the label lies: valid UTF-8
        ("utf-8", "Grüße".encode("latin-1"), "Grüße"),
        ("ks_c_5601-1987", "한국".encode("cp949"), "한국"),
        ("iso-2022-jp", "日本".encode("iso2022_jp"), "日本"),
        ("zip", b"plain", "plain"),
        ("rot13", b"plain", "plain"),
        ("idna", b"plain", "plain"),
        ("unicode_escape", rb"pl\u0041in", r"pl\u0041in"),
        ("undefined", b"plain", "plain"),
        ("", "ä".encode(), "ä"),
    ],
)
def test_a_charset_is_believed_only_as_far_as_it_fits(charset, data, read):
    assert read_email(mail(data, content_type=f"text/plain; charset={charset}")).text == read


def test_control_and_bidi_characters_are_stripped_from_the_text():
    assert read_email(mail("a\0b\x07c\u202ed\u2066e\u200bf\r\ng\x0bh")).text == "abcdef\ng\nh"


@pytest.mark.parametrize(
    ("encoding", "body", "read"),
    [
        ("base64", "R3LDvMOfZQ==", "Grüße"),
        ("base64", "R3LD vMOf\r\nZQ", "Grüße"),
        ("BASE64;", "R3LDvMOfZQ==", "Grüße"),
        ("quoted-printable", "Gr=C3=BC=\r\n=C3=9Fe", "Grüße"),
        ("x-uuencode", "begin 644 a\r\n#86)C\r\n`\r\nend", "abc"),
        ("no-such", "abc", "abc"),
    ],
)
def test_a_body_is_decoded_as_it_is_declared(encoding, body, read):
    assert read_email(mail(body, f"Content-Transfer-Encoding: {encoding}")).text == read


def test_plain_text_is_preferred_to_its_html():
    assert read_email(alternative("Hello there", "<p>Hello <b>there</b></p>")).text == "Hello there"


@pytest.mark.parametrize("stub", ["", "  ", "Please view this message in HTML."])
def test_an_empty_or_stub_plain_part_yields_to_the_html(stub):
    markup = "<p>" + "He wrote to me again and again although I had asked him to stop. " * 3 + "</p>"
    assert "He wrote to me again" in read_email(alternative(stub, markup)).text


def test_html_is_text_with_quotes_and_links_and_without_what_is_hidden():
    message = read_email(
        mail(
            "<style>.pre {display: none}</style><div class=pre>hidden one</div><p style='display:none'>hidden two</p>"
            "<!-- hidden three --><p>See <a href='https://x.example/1'>this</a> and <b>that</b>.</p>"
            "<img src='https://t.example/p.gif' width=1 height=1><script>hidden four</script>"
            "<blockquote>quoted<br>twice</blockquote><table><tr><td>in a cell</td></tr></table>",
            content_type="text/html",
        )
    )
    assert "hidden" not in message.text
    assert "See this <https://x.example/1> and that." in message.text
    assert "> quoted\n> twice" in message.text
    assert "in a cell" in message.text
    assert message.links == ("https://x.example/1",)


def test_html_nested_beyond_reason_still_gives_its_words():
    assert "deep words" in read_email(mail("<div>" * 2_000 + "deep words", content_type="text/html")).text


def test_a_link_whose_words_hide_its_address_counts_though_the_plain_text_lacks_it():
    message = read_email(
        alternative("It is in this thread.", '<p>It is in <a href="https://x.example/t">this thread</a>.</p>')
    )
    assert message.links == ("https://x.example/t",)


def test_links_end_where_their_sentence_does():
    text = "See https://x.example/a(b), <https://x.example/c>. And (https://x.example/d)."
    assert read_email(mail(text)).links == ("https://x.example/a(b)", "https://x.example/c", "https://x.example/d")


def test_flowed_text_is_joined_and_its_signature_mark_kept():
    message = read_email(mail("one \r\ntwo\r\n> quoted \r\n-- \r\nAna", content_type="text/plain; format=flowed"))
    assert message.text == "one two\n> quoted \n-- \nAna"


def test_an_attachment_is_named_sized_and_hashed():
    message = read_email(
        parts(
            "mixed",
            ("Content-Type: text/plain", "see the file"),
            ("Content-Type: text/plain\r\nContent-Disposition: attachment; filename*=utf-8''%C3%9Cber.txt", "evidence"),
        )
    )
    (attached,) = message.attachments
    assert message.text.strip() == "see the file"
    assert (attached.name, attached.size) == ("Über.txt", 8)
    assert attached.sha256 == sha256(b"evidence").hexdigest()


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('filename="a b.png"', "a b.png"),
        ('filename*0="long "; filename*1=name.png', "long name.png"),
        ("filename*0*=utf-8''%C3%A4; filename*1=b.png", "äb.png"),
        ("filename*=no-such''x.png", "x.png"),
        ('filename="=?utf-8?Q?=C3=A4.png?="', "ä.png"),
        ('filename="../../etc/passwd"', "passwd"),
        ("filename=plain.png; filename*9999999999=x", "plain.png"),
        ("", "unnamed"),
    ],
)
def test_a_file_name_is_read_however_it_is_written(disposition, name):
    raw = parts("mixed", (f"Content-Type: image/png\r\nContent-Disposition: attachment; {disposition}", "x"))
    assert [one.name for one in read_email(raw).attachments] == [name]


def test_signatures_of_the_mail_itself_are_no_attachments():
    raw = parts(
        "signed",
        ("Content-Type: text/plain", "hello"),
        ("Content-Type: application/pgp-signature; name=signature.asc", "x"),
        ("Content-Type: application/x-pkcs7-signature; name=smime.p7s", "x"),
        ("Content-Type: application/octet-stream; name=smime.p7s", "x"),
    )
    assert read_email(raw).attachments == ()


@pytest.mark.parametrize(("sides", "kept"), [("width=120 height=34", 0), ("width=452 height=188", 1), ("", 0)])
def test_a_logo_that_the_html_shows_is_no_attachment_but_a_pasted_screenshot_is(sides, kept):
    raw = parts(
        "related",
        ("Content-Type: text/html", f"<p>hello</p><img src='cid:one@x' {sides}>"),
        ("Content-Type: image/png; name=image.png\r\nContent-ID: <one@x>", "small"),
    )
    assert len(read_email(raw).attachments) == kept


def test_a_message_within_the_message_is_kept_apart():
    inner = "From: Bob <bob@example.net>\r\nSubject: threat\r\n\r\nI will find you"
    attached = ("Content-Type: message/rfc822; name=threat.eml\r\nContent-Disposition: attachment", inner)
    message = read_email(parts("mixed", ("Content-Type: text/plain", "he sent me this"), attached))
    assert "find you" not in message.text
    assert [(one.sender, one.subject, one.text) for one in message.forwarded] == [
        ("bob@example.net", "threat", "I will find you")
    ]
    assert [one.name for one in message.attachments] == ["threat.eml"]


@pytest.mark.parametrize(
    "heading",
    [
        "---------- Forwarded message ---------",
        "Begin forwarded message:",
        "-------- Weitergeleitete Nachricht --------",
        "---------- Message transféré ---------",
        "-------- Doorgestuurd bericht --------",
    ],
)
def test_an_inline_forward_is_kept_apart(heading):
    message = read_email(
        mail(f"Look at this.\n\n{heading}\nFrom: Bob <bob@example.net>\nSubject: hi\n\nI will find you")
    )
    assert message.text == "Look at this."
    assert [(one.sender, one.text) for one in message.forwarded] == [("bob@example.net", "I will find you")]


def test_outlooks_forward_without_a_heading_is_known_by_its_subject():
    body = "FYI\n\nVon: Bob <bob@example.net>\nGesendet: Montag\nAn: Ana\nBetreff: hi\n\nI will find you"
    assert read_email(mail(body, "Subject: WG: hi")).text == "FYI"
    assert "find you" in read_email(mail(body, "Subject: AW: hi")).text


def test_message_ids_are_read_without_brackets_folded_many_or_broken():
    references = " ".join(f"<r{number}@x>" for number in range(80))
    message = read_email(
        mail("x", "Message-ID: <one@x>", "In-Reply-To: <two\r\n @x> (by Bob) <three@x>", f"References: {references}")
    )
    assert message.message_id == "one@x"
    assert message.in_reply_to == ("two@x", "three@x")
    assert message.references == tuple(f"r{number}@x" for number in range(30, 80))
    assert read_email(mail("x", "In-Reply-To: four@x")).in_reply_to == ("four@x",)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Fri, 9 May 2025 03:14:15 +0200", datetime(2025, 5, 9, 1, 14, 15, tzinfo=UTC)),
        ("Fri, 9 May 2025 03:14:15 -0000", datetime(2025, 5, 9, 3, 14, 15, tzinfo=UTC)),
        ("Sat, 31 Dec 2016 23:59:60 +0000", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("Fri, 9 May 2025 03:60:15 +0200", None),
        ("Fri, 9 May 99999 03:14:15 +0000", None),
        ("Fri, 9 May 2025 03:14:15 +99999999999", None),
        ("yesterday", None),
    ],
)
def test_a_date_is_aware_or_not_believed(written, read):
    assert read_email(mail("x", f"Date: {written}")).date == read


def test_headers_are_unfolded_and_bounded():
    message = read_email(mail("x", "X-Long: " + "a" * 50_000, "X-Folded: a\r\n\tb", *["X-Many: 1"] * 900))
    assert len(message.headers) == 500
    assert len(message.header("x-long")) == 8_000
    assert message.header("x-folded") == "a\tb"
