"""The acts of people who want no outcome: a concern, and what anybody may ask."""

from daemon.demo.people import BEN, SECOND
from daemon.demo.play import Play

CONCERN = """\
Hi, just a heads-up, I am not looking for any action: in #random
@dorn mocks people who are new here. I have no screenshots.
"""
HOW_MANY = "How many incidents have you handled so far?"
QUESTION = "Is it against the rules to post the same job twice a week in #jobs?"


async def concern(show: Play) -> None:
    show.act("4. While the week goes on")
    show.say("Ben is not in Slack: he raises a concern by mail. It is kept and read; no outcome is owed.")
    await show.mail(BEN, "heads-up", CONCERN)
    await show.expects("thanks for the concern", BEN, "We keep it as a concern")
    await show.slack.hears("notice of the concern", show.slack.stage.jamison, "A new concern waits")


async def question(show: Play) -> None:
    show.say("Cy asks whether something is an incident, and hears who will answer, and where else to ask.")
    show.slack.says(show.slack.stage.cy, QUESTION)
    await show.slack.expects("the question arrived", show.slack.stage.cy, "Your question arrived")
    await show.hears("notice of the question", SECOND, "A new question waits")


async def how_many(show: Play) -> None:
    show.act("9. What anybody may ask")
    show.slack.says(show.slack.stage.dee, HOW_MANY)
    await show.slack.expects("the count", show.slack.stage.dee, "We handled 15")
