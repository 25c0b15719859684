"""Where the server has no subaddresses the token stands in the Message-ID and in one line of the footer (design 8)."""

import re

from tests.support.house import COMPLAINT, REPORTER, household

NONE = 'subaddress = "none"'


async def test_the_address_carries_no_token_and_the_footer_does(tmp_path):
    async with household(tmp_path, mailbox=NONE) as home:
        await home.mail(REPORTER, COMPLAINT)
        letter = home.last("acknowledgement")
    assert "+" not in letter.reply_to
    assert re.search(r"(?m)^Reference: [a-z2-7]{32,50}$", letter.text)


async def test_a_reply_that_quotes_the_footer_reaches_its_case(tmp_path):
    async with household(tmp_path, mailbox=NONE) as home:
        await home.mail(REPORTER, COMPLAINT)
        letter = home.last("acknowledgement")
        quoted = "".join(f"> {line}\n" for line in letter.text.splitlines())
        await home.mail(REPORTER, f"PRIVATE\n\n{quoted}", "Re: something else")
        case = await home.case()
    assert case.privacy.confirmed


async def test_a_stranger_who_quotes_the_footer_reaches_nothing(tmp_path):
    async with household(tmp_path, mailbox=NONE) as home:
        await home.mail(REPORTER, COMPLAINT)
        letter = home.last("acknowledgement")
        quoted = "".join(f"> {line}\n" for line in letter.text.splitlines())
        await home.mail("sam@example.net", f"PRIVATE\n\n{quoted}", "Re: something else")
        first = (await home.cases())[0]
    assert not first.privacy.confirmed
