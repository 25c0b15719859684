"""Much mail, and mail that answers itself: nobody waits behind a flood, nothing is dropped, and no loop goes on."""

from daemon.post import MISUNDERSTOOD_LIMIT
from daemon.reception import CASES_A_DAY
from daemon.store import InboxState
from daemon.turns import Turns
from tests.support.house import COMPLAINT, JAMISON, REPORTER, STRANGER, household

DANGER = "He stands in front of my house with a knife right now and says that he will kill me tonight.\n"
SAYS_SO = "Your request has the number 4711.\n\nThis e-mail was generated automatically.\n"


def test_each_sender_has_a_turn():
    turns = Turns()
    for number in range(3):
        turns.arrived("flood", f"f{number}")
    turns.arrived("other", "o0")
    assert [turns.next() for _ in range(5)] == ["f0", "o0", "f1", "f2", None]


def test_what_is_forgotten_has_no_turn():
    turns = Turns()
    turns.arrived("a", "1")
    turns.forget()
    assert turns.next() is None


async def test_beyond_twenty_cases_a_day_one_senders_mail_is_set_aside_and_danger_is_not(tmp_path):
    async with household(tmp_path) as home:
        for number in range(CASES_A_DAY + 3):
            await home.mail(STRANGER, f"{COMPLAINT}This is number {number}.\n")
        opened = await home.run(lambda unit: unit.parties.cases_of("email", STRANGER))
        aside = await home.run(lambda unit: unit.inbox.count(InboxState.ASIDE))
        assert (len(opened), aside) == (CASES_A_DAY, 3)
        assert home.came(JAMISON).count("notice") == CASES_A_DAY
        await home.mail(STRANGER, DANGER)
        await home.mail(REPORTER, COMPLAINT)
        assert len(await home.run(lambda unit: unit.parties.cases_of("email", STRANGER))) == CASES_A_DAY + 1
        assert home.came(REPORTER) == ["acknowledgement"]
        await home.passes(hours=25)
        await home.mail(STRANGER, f"{COMPLAINT}This is another day.\n")
        assert len(await home.run(lambda unit: unit.parties.cases_of("email", STRANGER))) == CASES_A_DAY + 2


async def test_what_reads_like_a_programs_is_set_aside_unanswered_unless_it_speaks_of_danger(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(STRANGER, SAYS_SO)
        assert home.came(STRANGER) == []
        assert await home.run(lambda unit: unit.inbox.count(InboxState.ASIDE)) == 1
        await home.mail(STRANGER, f"{DANGER}\nThis e-mail was generated automatically.\n")
        assert home.came(STRANGER) != []


async def test_an_administrators_program_is_not_told_of_its_own_mail(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(JAMISON, SAYS_SO)
        assert home.came(JAMISON) == []


async def test_an_administrators_auto_responder_is_asked_once_what_its_words_are_for(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(REPORTER, COMPLAINT)
        notice = home.last("notice", JAMISON)
        for _ in range(5):
            await home.answer(notice, "I am travelling without my laptop and will be back soon.\n", vouched=True)
        assert home.came(JAMISON).count("offer") == 1
        await home.answer(notice, "Please thank them for their patience.\n", vouched=True)
        assert home.came(JAMISON).count("offer") == 2


async def test_an_auto_responder_that_is_not_understood_is_not_told_so_for_ever(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(REPORTER, COMPLAINT)
        notice = home.last("notice", JAMISON)
        for number in range(MISUNDERSTOOD_LIMIT + 3):
            await home.answer(notice, f"estimate whenever I am back, number {number}\n", vouched=True)
        assert home.came(JAMISON).count("refused") == MISUNDERSTOOD_LIMIT
