"""The acts around Ada's complaint but for the suspension: it arrives, the promise to her slips, and it is resolved."""

from daemon.demo.people import ADA, FIRST, FIRST_AS, SECOND
from daemon.demo.play import Play, code_in

COMPLAINT = """\
Hello,

I want to make a formal complaint about @brack in #careers.
Three times this week he called people who asked beginner
questions idiots, yesterday me too.
"""
ANSWERS = """\
Here is the thread: https://softskills.slack.com/archives/C0CAREERS/p1763712000000000

PRIVATE
"""
RESOLUTION = (
    "We looked at the three threads and heard the other side. It is settled what is expected here, and what follows"
    " if it happens again."
)


async def complaint(show: Play) -> None:
    show.act("1. A complaint")
    show.say("Ada writes to the administrators. She is answered at once, and asked for what is missing.")
    await show.mail(ADA, "Complaint", COMPLAINT)
    answer = await show.expects("acknowledgement", ADA, "We take it as a formal complaint")
    show.say("Both administrators get a notice: no name in it, no text.")
    notice = await show.expects("notice", FIRST, "A new complaint waits")
    await show.hears("notice", SECOND, "A new complaint waits")
    show.code = code_in(notice)
    show.say("Ada answers, and says what may be shared: nothing.")
    await show.mail(ADA, f"Re: {answer.subject}", ANSWERS, answer)
    await show.expects("what was understood, played back", ADA, "You want it private")
    await show.hears("notice that she wrote again", FIRST, "Consent is refused now")


async def promise(show: Play) -> None:
    show.act("2. A promise")
    show.say("Jamison gives Ada the date of the next word: a promise with a clock, here ten seconds.")
    await show.command("estimate", show.code, "10s", *FIRST_AS)
    await show.expects("the promise", ADA, "writes to you again by")


async def slipped(show: Play) -> None:
    show.act("5. The promise slips")
    show.say("The promise to Ada comes near, and passes. She is told so, once, and has a new date as soon as there is.")
    await show.hears("warning, before the promise is missed", FIRST, "is told then, once")
    await show.expects("late, said once", ADA, "We missed that")
    await show.hears("reminder: a new date is owed", FIRST, "told that it is late")
    await show.command("estimate", show.code, "in 2 hours", *FIRST_AS)
    await show.hears("the new date", ADA, "takes the place of the earlier one")


async def resolved(show: Play) -> None:
    show.act("8. The resolution")
    show.say("It is shown as it will leave, and can be undone for a moment. The case closes once Ada was told.")
    await show.command_whole("resolve", show.code, RESOLUTION, *FIRST_AS)
    await show.hears("the resolution", ADA, "We looked at the three threads")
    await show.excerpt("What happened", "show", show.code, *FIRST_AS)
