"""The acts around Ada's complaint but for the suspension: it arrives, the promise to her slips, and it is resolved."""

from datetime import timedelta

from daemon.clock import now
from daemon.demo.people import FIRST_AS, SECOND
from daemon.demo.play import Play, code_in

COMPLAINT = (
    "Hello, I want to make a formal complaint about @brack in #careers.",
    "Three times this week he called people who asked beginner questions idiots, yesterday me too.",
)
LINK = "Here is the thread: https://softskills.slack.com/archives/C0CAREERS/p1763712000000000"
RESOLUTION = (
    "We looked at the three threads and heard the other side. It is settled what is expected here, and what follows"
    " if it happens again."
)


async def complaint(show: Play) -> None:
    show.act("1. A complaint, by direct message")
    slack, ada, jamison = show.slack, show.slack.stage.ada, show.slack.stage.jamison
    show.say("Ada writes to the app in Slack, in two messages. They are read as one once she is quiet for a second.")
    first = slack.says(ada, *COMPLAINT)
    await slack.reacts(ada, first)
    answer = await slack.expects("acknowledgement", ada, "We take it as a formal complaint")
    show.say("Both administrators get a notice, without a name or a text: Jamison in Slack, Kim by mail.")
    show.notice = await slack.expects("notice", jamison, "A new complaint waits")
    await show.expects("notice", SECOND, "A new complaint waits")
    show.code = code_in(show.notice.text)
    show.say("Ada answers in the thread, and says what may be shared: nothing, by a button.")
    slack.says(ada, LINK, thread=answer.place)
    await slack.hears("it is there too", ada, "is now part of your case")
    await slack.presses(ada, answer, "PRIVATE: share nothing")
    await slack.expects("what was understood, played back", ada, "You want it private")
    await slack.hears("notice of it", jamison, "Consent is refused now")


async def promise(show: Play) -> None:
    show.act("2. A promise")
    slack, ada, jamison = show.slack, show.slack.stage.ada, show.slack.stage.jamison
    show.say("Jamison opens the case: the only place in Slack that shows its text. That he read it is recorded.")
    window = await slack.opens(jamison, show.notice, f"Open {show.code}", "Here is the thread")
    tomorrow = (now() + timedelta(days=1)).date().isoformat()
    show.say("He gives Ada the date of the next word, by a form: a promise with a clock.")
    await slack.fills_in(jamison, window, "Give a date", {"Day": tomorrow}, "Promise it")
    await slack.expects("the promise", ada, "writes to you again by")
    await slack.hears("what was done", jamison, "the reporter is told")
    show.say(
        "He can do it sooner, and says so in words. They are read back before they count. Here it is eight seconds."
    )
    slack.says(jamison, f"estimate {show.code} 8s")
    asked = await slack.expects("the date, read back", jamison, "Is that right?")
    await slack.presses(jamison, asked, "Yes, that is right")
    await slack.hears("the new promise", ada, "takes the place of the earlier one")
    await slack.hears("what was done", jamison, "the reporter is told")


async def slipped(show: Play) -> None:
    show.act("5. The promise slips")
    slack, ada, jamison = show.slack, show.slack.stage.ada, show.slack.stage.jamison
    show.say("The promise to Ada comes near, and passes. She is told so, once, and has a new date as soon as there is.")
    await slack.hears("warning, before the promise is missed", jamison, "is told then, once")
    await slack.expects("late, said once", ada, "We missed that")
    await slack.hears("reminder: a new date is owed", jamison, "told that it is late")
    slack.says(jamison, f"estimate {show.code} {_in_two_hours()}")
    await slack.hears("the new date", ada, "takes the place of the earlier one")
    await slack.hears("what was done", jamison, "the reporter is told")


def _in_two_hours() -> str:
    """A date in figures counts at once."""
    return f"{now() + timedelta(hours=2):%Y-%m-%dT%H:%MZ}"


async def resolved(show: Play) -> None:
    show.act("8. The resolution")
    slack, ada, jamison = show.slack, show.slack.stage.ada, show.slack.stage.jamison
    show.say("It is written in a form, shown as it will leave, and can be stopped for a moment.")
    window = await slack.opens(jamison, show.notice, f"Open {show.code}", "What happened")
    await slack.fills_in(jamison, window, "Resolve", {"Your words": RESOLUTION}, "Resolve")
    await slack.hears("the resolution", ada, "We looked at the three threads")
    show.say("The case closes once Ada was told.")
    await show.excerpt("What happened", "show", show.code, *FIRST_AS)
