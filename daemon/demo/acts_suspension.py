"""The acts around the suspension: it begins, is appealed too early, is overturned by the other one, and published."""

from daemon.demo.people import BRACK, SECOND, SECOND_AS
from daemon.demo.play import Play, code_in

APPEAL = """\
I appeal. Please lift the suspension, because two of the three posts
are not mine: somebody used my old laptop. I changed my password,
and said sorry for the third.
"""
REASON = "two of the three posts were not his"


async def suspended(show: Play) -> None:
    show.act("3. A suspension")
    slack, jamison, brack = show.slack, show.slack.stage.jamison, show.slack.stage.brack
    show.say("Jamison suspends brack until it is resolved. It is a record: whose, since when, by whom, and why.")
    slack.says(jamison, f"suspend {show.code} @brack because he goes on in every thread")
    await slack.expects("checklist for Slack", jamison, "It is not done in Slack yet")
    show.say("Brack is told by mail: to a closed account Slack delivers nothing.")
    told = await show.expects("suspension", BRACK, "Your account at Soft Skills Engineering Slack is suspended")
    slack.closes_account(brack)
    await slack.expects("Slack said so", jamison, "is closed")
    show.say("Brack appeals at once. Too early: it is kept, and need not be sent again.")
    await show.mail(BRACK, f"Re: {told.subject}", APPEAL, told)
    await show.expects("early appeal", BRACK, "You need not send it again")
    show.appeal = code_in((await show.hears("notice of the appeal", SECOND, "A new appeal waits")).subject)


async def overturned(show: Play) -> None:
    show.act("6. The appeal")
    slack, ada, jamison, brack = show.slack, show.slack.stage.ada, show.slack.stage.jamison, show.slack.stage.brack
    show.say("The day has come, and the appeal opens by itself.")
    await show.expects("the appeal is open", BRACK, "From today your appeal is considered")
    show.say("Whoever suspended does not decide; the other administrator does, here at a terminal.")
    slack.says(jamison, f"overturn {show.appeal} {REASON}")
    await slack.expects("refused, with the rule", jamison, "Whoever suspended does not decide the appeal alone")
    await show.command("overturn", show.appeal, REASON, *SECOND_AS)
    show.say("Ada is told before anybody's access returns, and sees what the rules channel will read. So does brack.")
    await slack.expects("return, before it happens", ada, "We tell you this before it happens")
    await slack.hears("the text for the channel, to see first", ada, "This is the text that we propose")
    await show.expects("overturned", BRACK, "the suspension of your account is lifted")
    await slack.expects("checklist, now that she knows", jamison, "gets its access back")
    slack.opens_account(brack)
    await slack.hears("Slack said so", jamison, "is open again")


async def published(show: Play) -> None:
    show.act("7. The new context")
    slack, jamison = show.slack, show.slack.stage.jamison
    show.say("The rules channel is owed it. A second person lets it go, after both sides saw it.")
    slack.says(jamison, f"publish {show.appeal}")
    await slack.expects("how it will leave", jamison, "A suspension was overturned after new context")
    await slack.posted("A suspension was overturned after new context; details stay confidential.")
