"""P14 over a table of sentences: who is reported is never let through, and no witness is taken off for certain.

Held and asked is the cheap middle, so each class has its own floor. No sentence here is of the corpus.
"""

import pytest

from parsers.message import Channel, Message
from parsers.reading import Context, Reading, read

CONTEXT = Context(
    administrators=(("Robin Vale", "@robin", "robin@admins.example"), ("Kim Osei", "@kim"), ("Will Grace", "@will"))
)
STORY = "I want to make a formal complaint about @zed. He insulted me in #careers. "
ROBIN, KIM, WILL = 0, 1, 2
ALL = (ROBIN, KIM, WILL)


def reading(text: str, story: str = STORY) -> Reading:
    return read(Message(channel=Channel.EMAIL, sender="rae@example.org", text=story + text), CONTEXT)


def away(text: str, story: str = STORY) -> set[int]:
    """Whoever is not told: off, held, or kept out as the reporter wished."""
    found = reading(text, story)
    return {*found.named_administrators, *found.unsure_administrators, *found.kept_out_administrators}


REPORTED = """
Robin was there and held me down.
I told Robin to leave me alone.
Robin, what you did was disgusting.
Robin, leave me alone.
Robin, I am afraid of you.
Robin made me cry.
Robin made a pass at me.
Robin slapped me.
Robin spat at me.
Robin sent me a dick pic.
Robin rolls his eyes at everything I say.
Robin is the one who did it.
Robin is after me.
Robin is in my DMs every night.
Robin was all over me.
Robin has been harassing me for weeks.
Robin has had it in for me since March.
Robin has my nudes.
Robin, the admin, keeps touching me.
Robin, with @zed's help, bullied me.
Robin, I was told, insulted my wife.
Robin, my former boss, stalks me.
Robin (the admin) insulted me.
Robin & Kim insulted me.
robin and kim insulted me
robin, kim and zed insulted me
Kim, Robin, @zed: all of them insulted me.
The people who did this are Robin, Kim and @zed.
People involved: Robin Vale, Kim Osei
Who: Robin
against Robin Vale: he insulted me
Harassment by Robin Vale
Re Robin Vale. He called me a pig.
I was in a call with Robin and he insulted me.
I trust Robin, but he insulted me.
I used to trust Robin until he insulted me.
I used to like Robin.
I don't feel safe with Robin.
I'm uncomfortable around Robin.
Robin makes me uncomfortable.
Robin makes me feel small.
Robin creeps me out.
Robin thinks it is funny to mock my accent.
Robin enjoys humiliating people.
Robin likes to mock me.
Robin never stops insulting me.
Robin does not stop.
Robin did it.
Robin did not help when @zed insulted me.
Robin refused to help me.
Robin will be the death of me.
Robin will insult me again.
Robin would insult me each day.
Robin could be violent.
Robin can be a bully.
Robin should not be an admin.
Robin must stop.
Robin must be removed.
Robin please stop insulting me.
Robin, please stop harassing me.
Robin, you insulted me.
Robin, you are a bully.
Robin, stop insulting me.
Robin, why do you insult me?
Dear Robin, you called me an idiot.
What Robin did was disgusting.
What Robin said hurt me.
The way Robin treats me is awful.
I have been bullied by an admin, Robin Vale.
Two people, @zed and Robin, insulted me.
@zed insulted me and so did Robin.
@zed, like Robin, insulted me.
@zed and robin keep insulting me
It's Robin.
Its robin again.
The problem is Robin.
Will Grace is stalking me.
Will is stalking me.
Will has insulted me.
Will hit me.
Will put me down in front of all.
Will can be cruel.
Will, Kim and @zed insulted me.
will keeps insulting me
Robin is mocking me in every huddle.
Robin Vale is cruel to me.
Robin Vale is frightening me and I do not know what to do.
Robin was rude to me twice last week.
Robin is a creep.
Robin is a liar and I can show it.
Robin would not leave me alone.
Robin won't stop texting me.
Robin will not stop following me around.
Robin can not keep his hands off me.
Robin could not resist making jokes about my weight.
Robin should be ashamed of mocking my accent.
Robin might be funny to some, but humiliated me in the call.
Robin may have thought that it is a joke, but called me a whore.
Robin must have leaked my address.
Robin would shout at me whenever we met.
Robin can get really nasty and threatened to ban me.
Robin saw my screen and posted it.
Robin saw that I was crying and laughed at me.
Robin was there and laughed along.
Robin was in the call and mocked my accent with @zed.
Robin knew about my illness and told everybody.
Robin read my message and forwarded it to my boss.
Robin helped @zed to hunt me down.
Robin: a bully, plain and simple.
My view of it, Robin: rude and dismissive.
Robin - a creep who will not leave me alone.
Robin, the moderator, insulted me as well.
Robin, who should know better, insulted me.
Robin, of all people, mocked me.
Robin, as always, belittled me in front of the team.
Robin, Kim and @zed mocked me.
On Monday, Robin, @zed and two others mocked me in the huddle.
Last night, Kim, Robin and @zed made fun of my accent.
Honestly, Robin and Kim are both harassing me.
In the end, Robin threatened me.
After the call, Robin called me names.
As usual, Robin was insulting me.
I was insulted by @zed and Robin.
I was insulted by Kim, Robin and a third person.
It was Robin who sent me the picture.
It was Robin.
I do not like Robin, he scares me.
I don't like how Robin talks to me.
I do not trust Robin.
I never trusted Robin and now I know why.
I am afraid of Robin.
I'm scared of Robin Vale.
I feel unsafe around Robin.
I feel uncomfortable with Robin in the channel.
I cannot stand Robin.
I no longer respect Robin.
I want nothing to do with Robin.
I want Robin to stop touching me.
Please make Robin stop.
Please stop Robin.
Somebody needs to do something about Robin.
My complaint is about Robin.
My complaint concerns @robin as well.
This is also about Robin.
I would like to report Robin Vale too.
I want to report @zed and Robin.
I am writing because of Robin.
Robin's comments about my body were disgusting.
Robin's behaviour in the channel is unacceptable.
The worst of it came from Robin.
The one who threatened me is Robin.
The person who did it is Robin Vale.
The bully is Robin.
Who is involved: @zed, Robin
Involved: Robin Vale
Who was it? Robin.
Robin and I had a fight and he threatened me.
Robin asked me for nude photos.
Robin offered me a job if I sleep with him.
Robin asked me out again and again.
Robin told me to shut up.
Robin told me that I am worthless.
Robin told me to kill myself.
Robin said that I look like a pig.
Robin said I am too stupid for this.
Robin suggested that I sleep with him.
Robin advised me to leave, or else.
Robin warned me that I would regret it if I spoke.
Robin thanked me with a slap on my bottom.
Robin just deleted my posts and laughed.
Robin also insulted me.
Robin always shouts at me.
Robin has a problem with women and shows it.
Robin keeps staring at me.
Robin continues to harass me.
Robin started insulting me again.
Robin tried to kiss me.
Robin did the same to me.
Robin did nothing but laugh at me.
Robin does this to every newcomer.
Robin needs to stop insulting me.
Thanks to Robin I cannot sleep any more.
Ask Robin why he threatened me.
I told Robin to stop and he insulted me.
I told Robin no, but he kept touching me.
I wrote to Robin, who mocked me for it.
I had dinner with Robin, who groped me.
I was alone with Robin when he touched me.
I got a threat from Robin.
I keep getting messages from Robin that make me sick.
Robin insulted me, and I hope that you take it seriously.
Robin!!! He insulted me again.
@robin insulted me.
@robin is stalking me.
<@robin> kept calling me names.
Hi team, Robin insulted me.
Dear all, Robin is bullying me.
Hello, robin vale keeps harassing me.
Will insulted me.
Will keeps insulting me.
Yesterday Will threatened me.
Then Will Grace mocked me.
I am afraid of Will.
yesterday will insulted me
@zed said that Robin had put him up to it.
Ich habe Angst vor Robin.
Robin hat mich beleidigt.
Robin hat mich angefasst und gelacht.
Robin bedroht mich.
Gestern hat mich Robin vor allen beleidigt.
Robin ist ein Rassist.
Robin beleidigt mich ständig.
Meine Beschwerde richtet sich gegen Robin.
Ich wurde von Robin belästigt.
Ich mag Robin nicht.
Ich vertraue Robin nicht.
Robin kann nicht aufhören, mich zu beleidigen.
Robin, Kim und @zed haben mich beleidigt.
""".strip().split("\n")

UNSURE = """
I do not want to report Robin.
Robin didn't insult me.
Robin saw it and did not help.
Robin was also insulted.
Robin was insulted too.
Robin and I were insulted by @zed.
Robin removed the post of @zed.
Robin banned @zed already.
Robin stayed with me.
Robin took screenshots.
Robin invited me to the channel where @zed insulted me.
@zed insulted Robin and me.
@zed called Robin an idiot.
Robin organised the meetup where @zed insulted me.
Robin and @zed are close friends.
Robin has known @zed for years.
Robin looked the other way.
Robin is always on the side of @zed.
Robin and Kim have a history with @zed.
I have my doubts about Robin.
I am not sure about Robin's part in it.
I wonder what Robin has to do with it.
Robin was strange afterwards.
Robin came to me afterwards.
Ich weiß nicht, was Robin damit zu tun hat.
Robin und @zed sind befreundet.
""".strip().split("\n")

STAYS = """
Robin calmed us down.
Robin asked @zed to stop.
Robin has screenshots.
@zed insulted me and Robin saw it.
I was talking to Robin when @zed insulted me.
I was sitting next to Robin.
Robin is a witness.
Robin and Kim were there.
Robin, Kim and Will saw it.
Robin, who saw it, can tell you more.
Robin, @zed insulted me in #careers.
Robin - @zed insulted me.
Robin: @zed insulted me.
Hey Robin! @zed insulted me.
Robin I want to report @zed.
It was Robin who helped me.
Thank you, Robin!
Thanks Robin.
Robin, please help.
Robin, can you look at this?
Robin, could you tell me what happens next?
Robin, I do not know what to do.
Robin, you are the only one I can ask.
Robin, what should I do?
Robin can you help me?
Robin could you look at it?
Robin is this an incident?
Robin are you there?
Robin would you look at it, please?
Robin please read the thread.
Hi Robin.
Hello Kim and Robin,
Could you look at it, Robin?
What do you think, Robin?
Please tell me what happens next, Robin.
I hope that you can help, Kim.
Robin was in the channel when it happened.
Robin was in the huddle when @zed did that.
Robin was there.
Robin was at the meetup, too.
Robin was present when @zed shouted.
Robin was online at the time.
Robin is in the same channel.
Robin saw it.
Robin saw @zed insult me.
Robin saw how @zed mocked me.
Robin witnessed it.
Robin heard it too.
Robin can confirm it.
Robin can confirm that @zed threatened me.
Robin may see this.
Robin should know about it.
Robin could tell you more.
Robin will remember the call.
Robin would know more.
Robin knows about it.
Robin helped me afterwards.
Robin was kind to me.
Robin was very kind afterwards.
Robin advised me to write to you.
Robin told me to write to you.
Robin asked me to write to this address.
Robin suggested that I write to you.
Robin said I should send you this.
I told Robin about it.
I spoke with Robin about it.
I trust Robin.
I like Robin.
I have nothing against Robin.
Robin did nothing wrong.
This has nothing to do with Robin.
You can share it with Robin.
Please ask Robin.
Please tell Robin about this.
Feel free to involve Robin.
Robin has the screenshots.
Robin has a copy of the thread.
""".strip().split("\n")

NOT_A_NAME = """
I will send a screenshot later.
I Will send a screenshot later.
Will send a screenshot later.
Will you look at it?
Will this be handled soon?
Will it be a formal process?
He will insult me again.
They will not stop.
It will get worse, I fear.
Will add the screenshots tomorrow.
@zed will not stop insulting me.
@zed said that he will threaten me again.
Nobody will believe me.
Will not write again today.
Ich will das nicht.
Ich will, dass das aufhört.
""".strip().split("\n")

ANY_OF_THEM = """
Someone with admin rights deletes my posts.
An admin, I won't say which, keeps texting me.
It is one of you.
It's one of the admins.
The admins ignore me.
The moderators laugh at me.
All the admins mock me.
Your moderators are bullies.
A mod from #random called me a whore.
I was insulted in DM by an administrator.
Somebody of the admin team groped me.
one of ur mods wont stop dming me
a certain administrator keeps calling me names
I am scared of one of the admins.
An administrator touched me at the meetup.
One of the moderators sent me nude pictures.
An admin keeps texting me at night.
One of your admins is stalking me.
I was harassed by one of the admins.
I was groped by a moderator.
This is about one of the moderators.
My complaint is about one of your administrators.
A moderator of this community called me a slur.
Somebody on the admin team threatens me.
A member of the admin team shouted at me.
One of you has been sending me sexual messages.
I feel unsafe because of an admin.
I don't trust one of the admins.
It was an admin who wrote it.
The person who did this is an admin.
The person is one of the moderators.
Ein Admin hat mich bedroht.
Einer der Moderatoren belästigt mich.
Ich habe Angst vor einem der Admins.
""".strip().split("\n")

NONE_OF_THEM = """
An admin told @zed to stop.
An admin removed the post.
An admin was there.
I am a moderator of #golang.
One of the admins saw it.
I hope that an admin can look at it.
Please let an admin decide.
I would like to talk to one of the admins.
Can one of you help me?
One of the admins told me to write to you.
Is an administrator there who can help me?
I asked a moderator what to do.
Thank you to the admins for reading this.
I did not know that I can write to an admin.
The admins may share it.
@zed is not an admin.
Could an admin remove the post of @zed?
""".strip().split("\n")


def test_the_table_is_large_enough_to_mean_something():
    assert sum(map(len, (REPORTED, UNSURE, STAYS, NOT_A_NAME, ANY_OF_THEM, NONE_OF_THEM))) >= 340


@pytest.mark.parametrize("text", REPORTED)
def test_p14_whoever_is_reported_is_not_told(text):
    assert away(text) & set(ALL)


@pytest.mark.parametrize("text", [text for text in REPORTED if "Robin" in text and "Kim" in text])
def test_p14_in_a_list_each_is_off_or_held(text):
    assert away(text) >= {ROBIN, KIM}


def test_p14_most_who_are_reported_are_off_at_once():
    certain = [text for text in REPORTED if reading(text).named_administrators]
    assert len(certain) >= 0.7 * len(REPORTED)


@pytest.mark.parametrize("text", UNSURE)
def test_p14_who_may_be_part_of_it_is_held_and_not_taken_off(text):
    found = reading(text)
    assert (bool(found.unsure_administrators), found.named_administrators) == (True, ())


@pytest.mark.parametrize("text", [*STAYS, *NOT_A_NAME, *NONE_OF_THEM])
def test_p14_no_witness_and_nobody_spoken_to_is_taken_off_for_certain(text):
    assert reading(text).named_administrators == ()


def test_p14_hardly_a_witness_is_even_held():
    held = [text for text in STAYS if away(text)]
    assert len(held) <= 0.04 * len(STAYS), held


@pytest.mark.parametrize("text", [*NOT_A_NAME, *NONE_OF_THEM])
def test_p14_a_common_word_and_a_wish_for_an_administrator_hold_nobody(text):
    assert away(text) == set()


@pytest.mark.parametrize("text", NOT_A_NAME)
def test_a_common_word_is_not_among_those_involved(text):
    assert not {"will", "Will"} & set(reading(text).involved)


@pytest.mark.parametrize("text", ANY_OF_THEM)
def test_p14_an_administrator_without_a_name_may_be_any_of_them(text):
    found = reading(text, "I want to make a formal complaint. ")
    assert found.unsure_administrators == ALL or found.named_administrators


@pytest.mark.parametrize("text", ANY_OF_THEM)
def test_p14_the_only_administrator_is_unsure_too(text):
    only = Context(administrators=CONTEXT.administrators[:1])
    words = f"I want to make a formal complaint. {text}"
    found = read(Message(channel=Channel.EMAIL, sender="rae@example.org", text=words), only)
    assert found.unsure_administrators == (ROBIN,) or found.named_administrators == (ROBIN,)


@pytest.mark.parametrize(
    "text", ["Robin should never see this.", "Robin should not ever read it.", "I never want Robin to read this."]
)
def test_p14_never_keeps_out_as_not_does(text):
    assert reading(text).kept_out_administrators == (ROBIN,)
