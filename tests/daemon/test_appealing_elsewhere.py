"""An appeal from elsewhere, two suspensions of one person, and who may know of it (P10, P14, design 8)."""

from datetime import timedelta

import pytest

from daemon.process.case import Role, Stage
from daemon.process.events import NotAllowed
from tests.support.house import ADA, COMPLAINT, CONTACT, JAMISON, REPORTER, STRANGER, household
from tests.support.played import household_after
from tests.support.settings import JAMISON_ALONE, OUTSIDE
from tests.support.suspended import APPEAL, BRACK, OTHER, appeal, appeals, parties, suspended, suspends

PRICES = "Dear Sirs,\n\nplease find attached our price list for office chairs.\n"
# what two mails of one text differ in
OWN = {"To", "Message-ID", "Reply-To", "In-Reply-To", "References", "Date"}


def same_for_anybody(letter):
    return letter.text, {name: value for name, value in letter.mail.items() if name not in OWN}


# --- from elsewhere


async def test_a_strangers_appeal_gets_the_receipt_that_anybody_gets(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        await home.mail(STRANGER, PRICES)
        await home.mail(OTHER, APPEAL)
        assert (await appeal(home)).stage is Stage.UNMATCHED
        assert home.came(STRANGER) == home.came(OTHER) == ["neutral_receipt"]
        assert same_for_anybody(home.last("neutral_receipt", STRANGER)) == same_for_anybody(
            home.last("neutral_receipt", OTHER)
        )


async def test_the_receipt_is_the_same_where_nobody_is_suspended_at_all(tmp_path):
    receipts = []
    for folder in (tmp_path / "some", tmp_path / "none"):
        folder.mkdir()
        async with household(folder) as home:
            if folder.name == "some":
                await suspended(home)
            await home.mail(OTHER, APPEAL)
            receipts.append(same_for_anybody(home.last("neutral_receipt", OTHER)))
            assert home.came(OTHER) == ["neutral_receipt"]
    assert receipts[0] == receipts[1]


async def test_a_linked_appeal_is_answered_at_the_recorded_address_and_nowhere_else(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (case, party)):
        await home.passes(days=8)
        await home.mail(OTHER, APPEAL)
        waiting = await appeal(home)
        receipt = home.last("neutral_receipt", OTHER)
        await home.command(f"link {waiting.code} {party}", "Ada")
        assert home.came(BRACK)[-1] == "appeal_open"
        assert home.came(OTHER) == ["neutral_receipt"]
        await home.answer(receipt, "Thank you, that is kind.\n")
        await home.command(f"overturn {waiting.code} It was not him.", "Ada")
        await home.passes(days=2)
        assert set(home.came(OTHER)) == {"neutral_receipt"}
        assert home.came(BRACK)[-1] == "overturned"
        assert (await home.case(case.code)).suspension(party).returns_at


async def test_where_no_address_is_recorded_the_linked_sender_is_answered(tmp_path):
    async with household(tmp_path) as home:
        case, party = await suspended(home, COMPLAINT, "@brack")
        await home.passes(days=8)
        await home.mail(OTHER, APPEAL)
        waiting = await appeal(home)
        await home.command(f"link {waiting.code} @brack", "Ada")
        assert home.came(OTHER) == ["neutral_receipt", "appeal_open"]
        (member,) = (each for each in await parties(home, case.code) if each.code == party)
        assert OTHER in {way.address for way in member.ways}


@pytest.mark.parametrize("who", [STRANGER, "SSE-22222", "@nobody"])
async def test_a_link_to_nobody_shows_the_suspended_by_code_alone(tmp_path, who):
    async with household_after(tmp_path, suspended) as (home, (_, party)):
        await home.mail(OTHER, APPEAL)
        answer = await home.answer_of(home.last("notice", ADA), f"link {(await appeal(home)).code} {who}\n")
        assert answer.name == "refused"
        assert party in answer.text
        assert "brack" not in f"{answer.subject} {answer.text}"
        assert (await appeal(home)).stage is Stage.UNMATCHED


async def test_the_reporter_cannot_appeal_in_their_own_thread(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        await home.answer(home.last("acknowledgement", REPORTER), APPEAL)
        assert await appeals(home) == []
        assert home.came(REPORTER)[-1] == "added"


async def test_a_witness_in_their_thread_makes_no_appeal(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (case, _)):
        await home.command(f"party {case.code} {STRANGER} as witness")
        await home.command(f"tell {case.code} {STRANGER}")
        await home.passes(minutes=2)
        await home.answer(home.last("party_closed", STRANGER), APPEAL)
        assert await appeals(home) == []
        assert home.came(STRANGER) == ["party_closed", "neutral_receipt"]


# --- two suspensions of one person


async def test_two_suspensions_of_one_person_are_appealed_each_in_its_own_thread(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (first, one)):
        older = home.last("suspension", BRACK)
        await home.passes(days=1)
        second, two = await suspended(home)
        assert one != two
        await home.answer(older, APPEAL)
        await home.answer(home.last("suspension", BRACK), APPEAL)
        found = {each.appeal.complaint: each.appeal for each in await appeals(home)}
        assert (found[first.code].account, found[second.code].account) == (one, two)
        assert found[second.code].opens_at - found[first.code].opens_at >= timedelta(days=1)


async def test_without_a_thread_it_is_about_the_latest(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        await home.passes(days=1)
        second, _ = await suspended(home)
        await home.mail(BRACK, APPEAL, vouched=True)
        assert (await appeal(home)).appeal.complaint == second.code


# --- P14


NAMES = (
    "I appeal the suspension of my account, because Jamison Dance insulted me in #careers and then suspended me. "
    "Jamison Dance called me an idiot.\n"
)


async def test_p14_an_appeal_that_reports_the_administrator_who_suspended_goes_to_the_other_one(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (case, _)):
        home.forget()
        await home.mail(BRACK, NAMES, vouched=True)
        waiting = await appeal(home)
        assert waiting.off == {"Jamison Dance"}
        assert home.came(JAMISON) == []
        assert "notice" in home.came(ADA)
        assert (await home.case(case.code)).off == frozenset()


async def test_p14_who_is_off_an_appeal_learns_nothing_of_it_from_its_complaint(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (case, _)):
        await home.passes(days=8)
        without = {}
        texts = [f"{verb} {case.code}{rest}" for verb, rest in (("uphold", " x"), ("overturn", " x"), ("publish", ""))]
        for text in texts:
            with pytest.raises(NotAllowed) as refused:
                await home.command(text, "Jamison")
            without[text] = refused.value.reason
        await home.mail(BRACK, NAMES, vouched=True)
        waiting = await appeal(home)
        for text in texts:
            with pytest.raises(NotAllowed) as refused:
                await home.command(text, "Jamison")
            assert refused.value.reason == without[text]
        assert waiting.code not in " ".join(await home.command("list", "Jamison"))
        await home.command(f"uphold {case.code} It stands.", "Ada")
        assert (await home.case(waiting.code)).stage is Stage.RESOLVED


async def test_p10_with_one_administrator_who_suspended_stays_and_the_letter_offers_the_outside_contact(tmp_path):
    async with household_after(tmp_path, suspended, administrators=JAMISON_ALONE, outside=OUTSIDE) as (home, _):
        home.forget()
        await home.mail(BRACK, NAMES, vouched=True)
        assert (await appeal(home)).off == frozenset()
        await home.passes(days=8)
        assert CONTACT in home.last("appeal_open", BRACK).text
        assert "notice" in home.came(JAMISON)
        assert home.came(CONTACT) == []


async def test_p14_an_appeal_of_nobody_known_that_names_the_only_administrator_is_not_sealed_while_they_suspend(
    tmp_path,
):
    async with household_after(tmp_path, suspended, administrators=JAMISON_ALONE, outside=OUTSIDE) as (home, _):
        await home.mail(STRANGER, NAMES)
        assert (await appeal(home)).off == frozenset()


# --- set aside, and taken


async def test_an_appeal_that_was_set_aside_and_is_taken_stays_one(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        await home.mail(BRACK, APPEAL, headers=(("Precedence", "bulk"),))
        short = home.last("set_aside", JAMISON).subject.rpartition(" ")[2]
        await home.command(f"accept {short}")
        assert (await appeal(home)).stage is Stage.UNCONFIRMED
        assert home.came(BRACK)[-1] == "appeal_confirm"


async def test_the_author_of_a_linked_appeal_from_elsewhere_has_no_part_in_it_any_more(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (_, party)):
        await home.mail(OTHER, APPEAL)
        waiting = await appeal(home)
        await home.command(f"link {waiting.code} {party}", "Ada")
        roles = {each.address: each.role for each in await parties(home, waiting.code)}
        assert roles == {OTHER: Role.WITNESS, BRACK: Role.REPORTER}


async def test_two_accounts_under_one_complaint_appeal_apart(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        one, two = await suspends(home, case.code, BRACK, OTHER)
        for who in (BRACK, OTHER):
            await home.answer(home.last("suspension", who), APPEAL)
        assert {each.appeal.account for each in await appeals(home)} == {one, two}
        for who, other in ((BRACK, two), (OTHER, one)):
            assert not [each for each in home.letters(who) if other in str(each.mail)]
