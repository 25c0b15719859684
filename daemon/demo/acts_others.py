"""The acts of people who want no outcome: a concern, and what anybody may ask."""

from daemon.demo.people import BEN, CY, FIRST, SECOND
from daemon.demo.play import Play

CONCERN = """\
Hi, just a heads-up, I am not looking for any action: in #random
@dorn mocks people who are new here. I have no screenshots.
"""
HOW_MANY = "How many incidents have you handled so far?"
QUESTION = "Is it against the rules to post the same job twice a week in #jobs?"


async def concern(show: Play) -> None:
    show.act("4. While the week goes on")
    show.say("Ben raises a concern. It is kept and read; no outcome is owed.")
    await show.mail(BEN, "heads-up", CONCERN)
    await show.expects("thanks for the concern", BEN, "We keep it as a concern")
    await show.hears("notice of the concern", FIRST, "A new concern waits")


async def question(show: Play) -> None:
    show.say("Cy asks whether something is an incident, and hears who will answer, and where else to ask.")
    await show.mail(CY, "A question", QUESTION)
    await show.expects("the question arrived", CY, "Your question arrived")
    await show.hears("notice of the question", SECOND, "A new question waits")


async def how_many(show: Play) -> None:
    show.act("9. What anybody may ask")
    await show.mail(CY, "A question", HOW_MANY)
    await show.expects("the count", CY, "We handled 15")
