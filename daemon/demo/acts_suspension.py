"""The acts around the suspension: it begins, is appealed too early, is overturned by the other one, and published."""

from daemon.demo.people import ADA, BRACK, FIRST, FIRST_AS, SECOND, SECOND_AS
from daemon.demo.play import Play, code_in

APPEAL = """\
I appeal. Please lift the suspension, because two of the three posts
are not mine: somebody used my old laptop. I changed my password,
and said sorry for the third.
"""


async def suspended(show: Play) -> None:
    show.act("3. A suspension")
    show.say("Jamison suspends brack until it is resolved. It is a record: whose, since when, by whom, and why.")
    await show.command("suspend", show.code, BRACK, "because he goes on in every thread", *FIRST_AS)
    told = await show.expects("suspension", BRACK, "Your account at Soft Skills Engineering Slack is suspended")
    await show.expects("checklist for Slack", FIRST, "It is not done in Slack yet")
    show.say("Brack appeals at once. Too early: it is kept, and need not be sent again.")
    await show.mail(BRACK, f"Re: {told.subject}", APPEAL, told)
    await show.expects("early appeal", BRACK, "You need not send it again")
    show.appeal = code_in(await show.hears("notice of the appeal", SECOND, "A new appeal waits"))
    show.say("Jamison has done in Slack what the checklist said.")
    await show.command("confirm", show.code, BRACK, *FIRST_AS)


async def overturned(show: Play) -> None:
    show.act("6. The appeal")
    show.say("The day has come, and the appeal opens by itself.")
    await show.expects("the appeal is open", BRACK, "From today your appeal is considered")
    show.say("Whoever suspended does not decide; the other administrator does.")
    reason = "two of the three posts were not his"
    await show.refused("overturn", show.appeal, reason, *FIRST_AS)
    await show.command("overturn", show.appeal, reason, *SECOND_AS)
    show.say("Ada is told before anybody's access returns, and sees what the rules channel will read. So does brack.")
    await show.expects("return, before it happens", ADA, "We tell you this before it happens")
    await show.hears("the text for the channel, to see first", ADA, "This is the text that we propose")
    await show.expects("overturned", BRACK, "the suspension of your account is lifted")
    await show.hears("checklist, now that she knows", FIRST, "gets its access back")
    await show.command("confirm", show.code, BRACK, *FIRST_AS)


async def published(show: Play) -> None:
    show.act("7. The new context")
    show.say("The rules channel is owed it. A second person lets it go, after both sides saw it.")
    await show.command("publish", show.appeal, *FIRST_AS)
    await show.command("published", show.appeal, *FIRST_AS)
