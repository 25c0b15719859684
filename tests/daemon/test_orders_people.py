"""Who is who, what they are told, and whose account is suspended: by mail and at the desk, done or refused whole."""

import re
from datetime import UTC, datetime

import pytest

from daemon.process.case import Role
from daemon.process.events import NotAllowed
from daemon.process.records import Ground
from parsers.commands import NotUnderstood
from tests.support.house import ADA, COMPLAINT, CONCERN, REPORT, household
from tests.support.played import complained, household_after
from tests.support.suspended import BRACK, CORA, every_row, parties, suspended

FRIDAY = datetime(2026, 11, 28, 0, 0, tzinfo=UTC)  # 17:00 in Denver on the 27th
# what comes and goes with every mail, whatever becomes of it; the history attests that it came
OF_THE_MAIL = {"inbox", "letter", "cursor", "history", "head"}
SLACK = "U0BRACK01"


async def both(home, code):
    """A respondent who can be written to, and a target: their codes."""
    await home.command(f"party {code} @brack {BRACK} as respondent")
    await home.command(f"party {code} {CORA} as target")
    first, second = (each.code for each in (await home.case(code)).parties)
    return first, second


async def both_named(home):
    """A complaint in which both are named."""
    case = await complained(home)
    return case, *await both(home, case.code)


# --- every verb, by mail and at the desk


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("party {code} wim@example.com as witness", "PartyNamed"),
        ("party {code} {brack} as witness", "PartyNamed"),
        ("party {brack} wim@example.com as respondent", "PartyNamed"),
        ("consent {code} {cora} granted they said so on the phone", "ConsentRecorded"),
        ("consent {code} granted they said so on the phone", "ConsentRecorded"),
        ("tell {code} {brack}", "PartyTold"),
        ("tell {brack}", "PartyTold"),
        ("tell {code} @brack", "PartyTold"),
        (f"tell {{code}} {BRACK}", "PartyTold"),
        ("tell {code} {brack} nothing because they know nothing of it", "PartySpared"),
        ("consult {code} A member was asked to be kinder.", "ConsultationProposed"),
        ("suspend {code} {brack} because of threats", "AccountsSuspended"),
        ("suspend {code} @brack because of threats", "AccountsSuspended"),
        ("suspend {brack} because of threats", "AccountsSuspended"),
        (f"suspend {{code}} <@{SLACK}> because of threats", "AccountsSuspended"),
        ("correct {code} outcome violation", "FindingRecorded"),
        ("correct {code} outcome out of scope", "FindingRecorded"),
        ("hold {code}", "Held"),
        ("hold {code} off", "HoldEnded"),
    ],
)
@pytest.mark.parametrize("door", ["mail", "desk"])
async def test_every_verb_about_people_is_carried_out(tmp_path, text, kind, door):
    async with household_after(tmp_path, both_named) as (home, (case, brack, cora)):
        before = (await home.happened()).count(kind)
        words = text.format(code=case.code, brack=brack, cora=cora)
        if door == "mail":
            assert (await home.order(f"{words}\n")).name == "done"
        else:
            assert case.code in " ".join(await home.command(words))
        assert (await home.happened()).count(kind) == before + 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("keep {code} {brack} until 2026-12-05 12:00 because it goes on", "SuspensionKept"),
        ("keep {code} until 2026-12-05 12:00 because it goes on", "SuspensionKept"),
        ("keep {brack} until 2026-12-05 12:00 because it goes on", "SuspensionKept"),
        ("lift {code} {brack}", "SuspensionLifted"),
        ("lift {code} brack@example.com", "SuspensionLifted"),
        ("lift {code}", "SuspensionLifted"),
        ("lift {brack}", "SuspensionLifted"),
        ("confirm {code} {brack}", "AccessConfirmed"),
        ("confirm {code}", "AccessConfirmed"),
        ("confirm {brack}", "AccessConfirmed"),
    ],
)
@pytest.mark.parametrize("door", ["mail", "desk"])
async def test_every_verb_about_a_suspension_is_carried_out(tmp_path, text, kind, door):
    async with household_after(tmp_path, suspended) as (home, (case, brack)):
        words = text.format(code=case.code, brack=brack)
        if door == "mail":
            assert (await home.order(f"{words}\n")).name == "done"
        else:
            assert case.code in " ".join(await home.command(words))
        assert kind in await home.happened()


# --- refused: the rule's reason, and not a row of it

REFUSED = [
    ("party {code} rae@example.org as witness", "that is the reporter"),
    ("party {code} sam@example.net as reporter", "one reporter"),
    ("party {code} {brack} as reporter", "one reporter"),
    ("party {code} SSE-22222 as witness", "no"),
    ("consent {code} {brack} perhaps it was said", "granted|refused|conditional"),
    ("consent {code} nobody@example.com granted by phone", "nobody in"),
    ("tell {code} nobody@example.com", "nobody in"),
    ("tell {code} {brack} He was asked to stop.", "has not confirmed"),
    ("tell {code}", "there are:"),
    ("tell {code} {brack} nothing", "tell CODE"),
    ("suspend {code} @stranger because of threats", "nobody in"),
    ("suspend {code} new@example.com @stranger because of threats", "nobody in"),
    ("suspend {code} new@example.com rae@example.org because of threats", "that is the reporter"),
    ("suspend {code} new@example.com {cora} because of threats", "is the target"),
    ("suspend {code} SSE-22222 because of threats", "nobody in"),
    ("suspend {code} because of threats", "there are:"),
    ("suspend {code} {brack}", "because words"),
    ("keep {code} {brack} until 2026-12-05 12:00 because it goes on", "no suspension of theirs"),
    ("keep {code} until 2026-12-05 12:00 because it goes on", "there are:"),
    ("lift {code} {brack}", "no suspension of theirs"),
    ("confirm {code} {brack}", "no suspension of theirs"),
    ("resolve {code} It is settled.", "{brack}"),
    ("correct {code} outcome guilty", "violation, none, unclear"),
    ("uphold {code} It stands.", "no such step"),
    ("overturn {code} It ends.", "no such step"),
    ("link {code} {brack}", "is no appeal"),
    ("published {code}", "no such step"),
    ("merge {code} into {code}", "itself"),
    ("relate {code} {code}", "itself"),
    ("merge {code} into SSE-22222", "no case SSE-22222"),
]


async def test_what_the_process_forbids_is_refused_and_leaves_no_row_behind(tmp_path):
    async with household_after(tmp_path, both_named) as (home, (case, brack, cora)):
        before, happened = await every_row(home), await home.happened(case.code)
        for text, said in REFUSED:
            answer = await home.order(f"{text.format(code=case.code, brack=brack, cora=cora)}\n")
            assert (text, answer.name) == (text, "refused")
            assert said.format(brack=brack).casefold() in answer.text.casefold(), text
            after = await every_row(home)
            assert {name for name in before if before[name] != after[name]} <= OF_THE_MAIL, text
            assert await home.happened(case.code) == happened


async def test_at_the_desk_the_database_is_what_it_was(tmp_path):
    async with household_after(tmp_path, both_named) as (home, (case, brack, cora)):
        before = await every_row(home)
        for text, said in REFUSED:
            with pytest.raises((NotAllowed, NotUnderstood)) as refused:
                await home.command(text.format(code=case.code, brack=brack, cora=cora))
            assert said.format(brack=brack).casefold() in str(refused.value).casefold(), text
            assert await every_row(home) == before, text


async def test_who_is_shown_as_a_candidate_is_there(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.command(f"party {case.code} {BRACK} as respondent")
        (party,) = (await home.case()).parties
        with pytest.raises(NotAllowed) as refused:
            await home.command(f"suspend {case.code} new@example.com @stranger because of threats")
        assert set(re.findall(r"SSE-\w{5}", refused.value.reason)) == {case.code, party.code}


@pytest.mark.parametrize(
    ("first", "text", "said"),
    [
        ("", "suspend {code} {brack} because of threats", "suspended already"),
        ("", "keep {code} {brack} until 2026-11-24 00:00 because it goes on", "before anybody is back"),
        ("", "resolve {code} It is settled.", "{brack} is suspended"),
        ("lift {brack}", "lift {brack}", "under way already"),
        ("lift {brack}", "confirm {brack}", "not time yet"),
        ("confirm {brack}", "confirm {brack}", "confirmed already"),
        ("", "tell {code} {brack} He was asked to stop.", "has not confirmed"),
        ("", "merge {code} into {other}", "a suspension stands"),
    ],
)
async def test_what_a_suspension_forbids_is_refused_and_changes_nothing(tmp_path, first, text, said):
    async with household_after(tmp_path, complained) as (home, other):
        case, brack = await suspended(home)
        named = {"code": case.code, "brack": brack, "other": other.code}
        if first:
            await home.command(first.format(**named))
        before = await every_row(home)
        with pytest.raises(NotAllowed) as refused:
            await home.command(text.format(**named))
        assert said.format(**named) in refused.value.reason
        assert await every_row(home) == before


@pytest.mark.parametrize("verb", ["suspend {code} @cobb because {words}", "consult {code} {words}"])
async def test_p1_an_undecided_report_has_no_powers_but_for_danger_on_the_record(tmp_path, verb):
    async with household(tmp_path) as home:
        case = await home.opens(REPORT)
        before = await every_row(home)
        with pytest.raises(NotAllowed, match="only a formal complaint"):
            await home.command(verb.format(code=case.code, words="he goes on"))
        assert await every_row(home) == before
        await home.command(verb.format(code=case.code, words="danger: he goes on"))
        suspended_now = (await home.case()).suspensions
        assert [each.ground for each in suspended_now] in ([], [Ground.DANGER])
        assert {"AccountsSuspended", "ConsultationProposed"} & set(await home.happened())


@pytest.mark.parametrize(
    "text",
    [
        "suspend {code} @dorn because he goes on",
        "suspend {code} @dorn because danger: he goes on",
        "tell {code} {party}",
        "tell {code} {party} danger: he goes on",
        "consult {code} danger: he goes on",
    ],
)
async def test_p1_a_concern_never_has_them(tmp_path, text):
    async with household(tmp_path) as home:
        case = await home.opens(CONCERN)
        await home.command(f"party {case.code} {BRACK} as respondent")
        (party,) = (await home.case()).parties
        before = await every_row(home)
        with pytest.raises(NotAllowed, match="concern"):
            await home.command(text.format(code=case.code, party=party.code))
        assert await every_row(home) == before


# --- WHO


async def test_a_name_that_the_report_does_not_say_suspends_nobody_and_candidates_come_by_code(tmp_path):
    async with household_after(tmp_path, both_named) as (home, (case, brack, cora)):
        answer = await home.order(f"suspend {case.code} @brackk because of threats\n")
        assert answer.name == "refused"
        assert brack in answer.text
        assert cora in answer.text
        said = f"{answer.subject}\n{answer.text}"
        assert not [name for name in ("brack@", "@brack", "cora@", "rae@") if name in said]


async def test_who_has_no_party_yet_is_told_how_to_name_one(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        answer = await home.order(f"tell {case.code} {BRACK} words\n")
        assert f"party {case.code} WHO as respondent" in answer.text
        assert BRACK not in answer.text


async def test_the_nearest_name_comes_first_among_the_candidates(tmp_path):
    async with household_after(tmp_path, both_named) as (home, (case, brack, cora)):
        with pytest.raises(NotAllowed) as refused:
            await home.command(f"tell {case.code} cora@exampel.com")
        assert refused.value.reason.index(cora) < refused.value.reason.index(brack)


@pytest.mark.parametrize("who", [f"<@{SLACK}>", SLACK, f"<@{SLACK}|brack>"])
async def test_a_slack_id_is_one_person_however_it_is_written(tmp_path, who):
    async with household_after(tmp_path, complained) as (home, case):
        await home.command(f"party {case.code} {SLACK} as respondent")
        await home.command(f"suspend {case.code} {who} because of threats")
        (party,) = (await home.case()).parties
        assert [each.account for each in (await home.case()).suspensions] == [party.code]


async def test_a_second_way_to_somebody_is_found_by_either(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.command(f"party {case.code} {SLACK} {BRACK} as respondent")
        await home.command(f"suspend {case.code} {SLACK} because of threats")
        await home.passes(minutes=2)
        assert home.came(BRACK) == ["suspension"]
        await home.command(f"lift {case.code} {BRACK}")
        assert (await home.case()).suspensions[0].returns_at


async def test_a_party_of_another_case_is_nobody_here(tmp_path):
    async with household(tmp_path) as home:
        first, second = await home.opens(COMPLAINT), await home.opens(COMPLAINT)
        brack, _ = await both(home, first.code)
        before = await every_row(home)
        for who in (brack, BRACK):
            with pytest.raises(NotAllowed):
                await home.command(f"tell {second.code} {who}")
        assert await every_row(home) == before


async def test_naming_somebody_twice_is_one_party_whose_role_is_the_last(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.command(f"party {case.code} {BRACK} as witness")
        (before,) = (await home.case()).parties
        await home.command(f"party {case.code} {BRACK} as respondent")
        (after,) = (await home.case()).parties
        assert (before.code, before.role, after.code, after.role) == (
            after.code,
            Role.WITNESS,
            before.code,
            Role.RESPONDENT,
        )
        assert len([each for each in await parties(home, case.code) if each.role != "reporter"]) == 1


async def test_p14_an_administrator_who_is_named_as_respondent_is_off_at_once(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        home.forget()
        await home.command(f"party {case.code} {ADA} as respondent")
        assert (await home.case()).off == {"Ada Quist"}
        with pytest.raises(NotAllowed, match="there is no case"):
            await home.command(f"note {case.code} x", "Ada")
        await home.command(f"tell {case.code} {ADA}")
        await home.passes(days=2)
        assert set(home.came(ADA)) == {"party_closed"}
