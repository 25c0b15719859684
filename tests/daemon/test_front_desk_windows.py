"""The modals of an administrator: a loading view first, then the right to see, the read on record, and the case."""

import json

from daemon.process.case import Stage
from notifiers.slack_report import report_view
from tests.support.direct import ADA, DANA, JAMISON, SAM
from tests.support.front_desk import picked, reception, texts
from tests.support.house import COMPLAINT

WORDS = "He called me an idiot"


async def opened(home):
    case = await home.reports(DANA, COMPLAINT)
    (notice,) = home.posts(JAMISON, "notice")
    return case, notice


def open_of(case, page=""):
    return {"do": "open", "code": case.code, **({"page": page} if page else {})}


async def test_a_case_is_opened_empty_before_anything_is_looked_up_and_filled_after_the_read_is_on_record(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, notice = await opened(home)
        reads = []

        async def before(method):
            reads.append((method, len(await home.told("WasRead"))))

        desk.web.before = before
        await desk.presses(JAMISON, open_of(case), post=notice)
        assert reads == [("views.open", 0), ("views.update", 1)]
        loading, filled = desk.web.of("views.open")[0], desk.web.of("views.update")[0]
        assert "One moment" in texts(loading["view"])
        assert (filled["view_id"], case.code in texts(filled["view"])) == ("V1", True)
        assert await home.told("WasRead") == [{"by": "Jamison Dance", "how": "in Slack"}]


async def test_the_case_s_text_is_shown_in_its_modal(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, notice = await opened(home)
        await desk.presses(JAMISON, open_of(case), post=notice)
        assert "formal complaint" in desk.web.shown
        assert "Give a date" in desk.web.shown


async def test_to_whoever_is_off_a_case_it_looks_as_if_there_were_none_and_no_read_is_recorded(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, _ = await opened(home)
        (notice,) = home.posts(ADA, "notice")
        await home.command(f"recuse {case.code} Ada")
        views = []
        for code in (case.code, "SSE-QQQQQ", "M-QQQQQ"):
            for means in ({"do": "open", "code": code}, {"do": "form", "form": "tell", "code": code}):
                await desk.presses(ADA, means, post=notice)
                views.append(json.dumps(desk.web.of("views.update")[-1]["view"]))
        assert len(set(views)) == 1
        assert await home.told("WasRead") == []
        assert await home.told("MessageRead") == []


async def test_a_sealed_case_is_shown_to_nobody(tmp_path):
    async with reception(tmp_path) as (home, desk):
        text = "I want to make a formal complaint about Jamison Dance and Ada Quist. They insulted me in #careers."
        case = await home.reports(DANA, text)
        assert case.sealed_at
        for who in (JAMISON, ADA):
            await desk.presses(who, open_of(case), view={"id": "V7"})
            assert "no such case" in desk.web.shown
            await desk.front.home_opened(who)
            await desk.ends()
            assert case.code not in desk.web.shown


async def test_a_page_is_turned_in_its_window_and_the_right_to_see_is_checked_again(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, _ = await opened(home)
        for _ in range(3):
            await home.says(DANA, f"{WORDS}. {'And again. ' * 1200}")
        await desk.presses(ADA, open_of(case), view={"id": "V7"})
        assert "page 1 of" in desk.web.shown
        await desk.presses(ADA, open_of(case, "1"), view={"id": "V7"})
        assert "page 2 of" in desk.web.shown
        await home.command(f"recuse {case.code} Ada")
        await desk.presses(ADA, open_of(case, "0"), view={"id": "V7"})
        assert "no such case" in desk.web.shown
        assert desk.web.methods == ["views.update"] * 3


async def test_a_trigger_that_has_died_opens_nothing_and_reads_nothing(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, notice = await opened(home)
        desk.web.troubles["views.open"] = "expired_trigger_id"
        await desk.presses(JAMISON, open_of(case), post=notice)
        assert desk.web.methods == ["views.open"]
        assert await home.told("WasRead") == []


# --- forms


async def form_of(desk, case, form, who=JAMISON):
    await desk.presses(who, {"do": "form", "form": form, "code": case.code}, view={"id": "V7"})
    return desk.web.of("views.update")[-1]["view"]


async def test_a_form_lies_upon_the_case_and_its_errors_stand_at_their_fields(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, _ = await opened(home)
        view = await form_of(desk, case, "estimate")
        assert desk.web.methods[-2:] == ["views.push", "views.update"]
        past = await desk.submits(JAMISON, view, {"day": picked("datepicker", "2020-01-01")})
        assert past == {"response_action": "errors", "errors": {"day": "That time has passed already."}}
        empty = await desk.submits(JAMISON, view, {})
        assert list(empty["errors"]) == ["day"]
        assert await desk.rows() == 0


async def test_a_form_for_which_there_is_no_room_takes_the_place_of_what_it_was_asked_from(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, _ = await opened(home)
        desk.web.troubles["views.push"] = "push_limit_reached"
        await form_of(desk, case, "estimate")
        (update,) = desk.web.of("views.update")
        assert update["view_id"] == "V7"


async def test_a_form_that_is_sent_is_on_disk_when_it_is_acknowledged_and_its_date_is_said_back(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, _ = await opened(home)
        view = await form_of(desk, case, "estimate")
        answer = await desk.submits(JAMISON, view, {"day": picked("datepicker", "2026-11-27")})
        assert answer["response_action"] == "update"
        assert "Friday 27 November 2026, 17:00 MST." in texts(answer["view"])
        assert (await home.case()).stage is Stage.PROMISED
        (done,) = home.posts(JAMISON, "done")
        assert "Friday 27 November 2026, 17:00 MST" in done.subject


async def test_a_form_that_is_sent_twice_counts_once(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, _ = await opened(home)
        view = await form_of(desk, case, "note")
        for _ in range(2):
            await desk.submits(JAMISON, view, {"words": "Called her."})
        assert (await home.happened()).count("NoteTaken") == 1


async def test_a_form_with_the_code_of_another_case_in_it_reaches_no_case_that_its_sender_is_off(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, _ = await opened(home)
        view = await form_of(desk, case, "note", ADA)
        await home.command(f"recuse {case.code} Ada")
        other = {"private_metadata": json.dumps({"v": 1, "code": case.code})}
        answer = await desk.submits(ADA, view, {"words": "I was here."}, **other)
        assert "NoteTaken" not in await home.happened()
        assert answer["response_action"] == "update"
        assert home.posted(ADA)[-1] == "refused"


async def test_a_form_that_somebody_else_sends_is_nothing(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, _ = await opened(home)
        view = await form_of(desk, case, "reply")
        for who in (DANA, SAM):
            assert await desk.submits(who, view, {"words": "Go away."}) is None
            confirm = {
                "callback_id": "form:confirm",
                "private_metadata": json.dumps({"v": 1, "text": f"close {case.code}"}),
            }
            assert await desk.submits(who, view, {}, **confirm) is None
        assert await desk.rows() == 0
        assert await home.case() == case


async def test_a_form_that_names_the_parties_is_a_read(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, _ = await opened(home)
        await form_of(desk, case, "estimate")
        assert await home.told("WasRead") == []
        await form_of(desk, case, "suspend")
        assert f"reporter: {DANA}" in desk.web.shown
        assert len(await home.told("WasRead")) == 1


# --- what is said in the modal


async def test_a_command_in_the_modal_is_carried_out_and_the_case_is_drawn_anew(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case, _ = await opened(home)
        shown = {"id": "V7", "private_metadata": json.dumps({"v": 1, "code": case.code, "page": "0"})}
        mine = {"do": "command", "text": f"mine {case.code}", "code": case.code}
        await desk.presses(JAMISON, mine, view=shown)
        assert (await home.case()).on_it == "Jamison Dance"
        assert desk.web.of("views.update")[-1]["view_id"] == "V7"
        assert "On it: \nJamison Dance" in desk.web.shown


async def test_a_message_that_was_set_aside_is_opened_with_what_may_be_done(tmp_path):
    async with reception(tmp_path) as (home, desk):
        await home.mail("hi@jamison.dance", "Buy our shoes.\n")
        (row,) = await home.run(lambda unit: unit.inbox.set_aside(9))
        await desk.presses(ADA, {"do": "open", "code": row.short}, view={"id": "V7"})
        assert "Buy our shoes." in desk.web.shown
        assert "Take it as a case" in desk.web.shown
        kinds = await home.run(lambda unit: [each.kind for each in unit.history.of(None)])
        assert "MessageRead" in kinds


async def test_the_report_form_is_sent_and_an_empty_one_is_handed_back(tmp_path):
    async with reception(tmp_path) as (_, desk):
        view = report_view()
        assert "errors" in await desk.submits(SAM, view, {})
        press = {"type": "view_submission", "view": {**view, "id": "V1", "hash": "1.c"}}
        press["view"]["state"] = {
            "values": {"nature": {"value": {"type": "plain_text_input", "value": "He was mean."}}}
        }
        answer = await desk.front.interact(desk.whole(SAM, press))
        assert await desk.rows() == 1
        assert "You get an answer" in texts(answer["view"])
        await desk.ends()
