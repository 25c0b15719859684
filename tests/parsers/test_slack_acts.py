"""What is done with a button, a form, a shortcut or the slash command becomes an act; anything else becomes nothing."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.commands import Known
from parsers.slack_acts import At, Does, read_act, stored
from parsers.slack_report import handed_over, message_of, report_from, shared_from
from parsers.terms import Word

KNOWN = Known(code_prefix="SSE")
CODE = "SSE-7K3F2"
WHO = {"team": {"id": "T0SSE", "domain": "sse"}, "user": {"id": "U0DANA"}, "trigger_id": "1.2.abc"}


def pressed(means, **more):
    value = means if isinstance(means, str) else json.dumps({"v": 1, **means})
    action = {"action_id": "x", "action_ts": "1764200000.000100", "value": value, "text": {"text": "Yes"}}
    container = {"type": "message", "channel_id": "D0DANA", "message_ts": "1764190000.000200"}
    return {**WHO, "type": "block_actions", "container": container, "actions": [action], **more}


def filled(form, values=None, means=None, **view):
    state = {"values": {name: {"value": value} for name, value in (values or {}).items()}}
    metadata = json.dumps({"v": 1, "code": CODE, **(means or {})})
    return {
        **WHO,
        "type": "view_submission",
        "view": {"id": "V01", "hash": "1.a", "callback_id": f"form:{form}", "private_metadata": metadata}
        | {"state": state, **view},
    }


def words(text):
    return {"type": "plain_text_input", "value": text}


def menu(value):
    return {"type": "static_select", "selected_option": {"value": value}}


def shown(callback, **message):
    said = {"type": "message", "user": "U0EVE", "ts": "1764180000.000300", "text": "go &amp; hide", **message}
    return {**WHO, "type": "message_action", "callback_id": callback, "channel": {"id": "C0GEN"}, "message": said}


def act(interaction):
    return read_act(interaction, KNOWN)


def test_a_word_is_said_about_its_letter_by_whoever_pressed():
    found = act(pressed({"do": "word", "word": "ASK FIRST", "code": CODE, "letter": "L-1"}))
    assert (found.does, found.word, found.code, found.letter) == (Does.WORD, Word.ASK_FIRST, CODE, "L-1")
    assert (found.team, found.member, found.at) == ("T0SSE", "U0DANA", At("D0DANA", "1764190000.000200"))
    assert found.is_said
    assert stored(found)["word"] == "ASK FIRST"


def test_the_same_click_has_the_same_origin_and_another_click_another():
    means = {"do": "command", "text": f"mine {CODE}", "code": CODE}
    again = pressed(means)
    again["actions"][0]["action_ts"] = "1764200001.000100"
    assert act(pressed(means)).origin == act(pressed(means)).origin != act(again).origin
    assert act(pressed(means)).button == act(again).button


def test_a_button_that_opens_a_case_or_a_form_says_nothing():
    assert act(pressed({"do": "open", "code": CODE, "page": "2"})).page == "2"
    found = act(pressed({"do": "form", "form": "estimate", "code": CODE}))
    assert (found.does, found.form, found.is_said) == (Does.FORM, "estimate", False)


def test_a_filled_form_says_its_command():
    found = act(filled("reply", {"words": words("We read it.\nThank you.")}))
    assert (found.does, found.text) == (Does.COMMAND, f"reply {CODE}\nWe read it.\nThank you.")
    assert stored(found)["act"] == "command"


def test_a_form_that_lacks_something_is_handed_back_with_the_field():
    found = act(filled("reply", {"words": words(" ")}))
    assert (found.does, list(found.problems), found.is_said) == (Does.WRONG, ["words"], False)


def test_a_read_back_says_what_was_read_back():
    text = f"estimate {CODE} 2026-11-27 17:00"
    assert act(filled("confirm", means={"text": text})).text == text


def test_which_case_is_answered_with_the_message_and_the_case():
    at = {"channel": "D0DANA", "ts": "1764190000.000200"}
    found = act(filled("which", {"which": menu(CODE)}, {"at": at}))
    assert (found.does, found.code, found.at) == (Does.ADD_TO, CODE, At(**at))


REPORT = {
    "path": {"type": "radio_buttons", "selected_option": {"value": "concern"}},
    "nature": words("He shouts in every call."),
    "who": words("<@U0EVE>"),
    "privacy": {"type": "radio_buttons", "selected_option": {"value": "private"}},
    "talk": {"type": "checkboxes", "selected_options": [{"value": "talk"}]},
}


def test_the_report_form_leaves_nothing_to_be_guessed():
    found = act(filled("report", REPORT))
    assert found.does is Does.REPORT
    report = report_from(stored(found))
    assert (report.path, report.privacy, report.talk, report.shared) == ("concern", "private", True, None)
    assert report.choices == {"CONCERN", "PRIVATE", "TALK", "nature", "involved"}
    assert "He shouts" in message_of(report, "U0DANA").text


def test_an_empty_report_is_handed_back():
    found = act(filled("report", {"nature": words("")}))
    assert (found.does, list(found.problems)) == (Does.WRONG, ["nature"])


def test_a_message_that_was_shown_comes_back_with_the_form():
    opened = act(shown("report_message"))
    assert (opened.does, opened.shared.author, opened.shared.text) == (Does.REPORT_FORM, "U0EVE", "go & hide")
    assert opened.shared.permalink == "https://sse.slack.com/archives/C0GEN/p1764180000000300"
    kept = {"author": "U0EVE", "channel": "C0GEN", "ts": "1764180000.000300", "length": 9}
    blocks = [
        {"block_id": "shared:0", "text": {"text": "go &amp; "}},
        {"block_id": "shared:1", "text": {"text": "hide"}},
    ]
    found = act(filled("report", {}, {"shared": kept}, blocks=blocks))
    assert stored(found)["shared"]["text"] == "go & hide"
    assert message_of(found.report, "U0DANA").forwarded[0].text == "go & hide"


def test_an_administrator_hands_a_message_over():
    found = act(shown("hand_over"))
    assert (found.does, stored(found)["shared"]["author"]) == (Does.HAND_OVER, "U0EVE")
    message = handed_over(shared_from(stored(found)["shared"]))
    assert (message.sender, message.text) == ("U0EVE", "go & hide")


def test_the_slash_command_opens_the_form_and_with_words_is_only_a_command():
    slash = {"command": "/conduct", "team_id": "T0SSE", "user_id": "U0DANA", "trigger_id": "1.2", "text": ""}
    assert act(slash).does is Does.REPORT_FORM
    assert (act({**slash, "text": " list "}).does, act({**slash, "text": " list "}).text) == (Does.COMMAND, "list")


def test_the_global_shortcut_opens_the_form():
    assert act({**WHO, "type": "shortcut", "callback_id": "report"}).does is Does.REPORT_FORM


@pytest.mark.parametrize(
    "means",
    [
        "", "junk", "[]", '{"v":2,"do":"open","code":"SSE-7K3F2"}', "[" * 1900, "x" * 2001, {"do": "word", "word": "YES"},
        {"do": "word", "word": ["SHARE"]}, {"do": "open"}, {"do": "open", "code": "<!channel>"}, {"do": "burn"},
        {"do": "command", "text": "mine SSE-7K3F2\nclose SSE-7K3F2"}, {"do": "command", "text": 3}, {"do": ["word"]},
        {"do": "form", "form": "burn", "code": CODE}, {"do": {}},
    ],
)  # fmt: skip
def test_a_value_that_we_never_wrote_is_nothing(means):
    assert act(pressed(means)) is None


@pytest.mark.parametrize("change", [{"team": None}, {"user": {"id": "dana"}}, {"user": []}, {"actions": []}, {"actions": 3},
                                    {"actions": [{}, {}]}, {"type": "view_closed"}, {"type": None}])  # fmt: skip
def test_an_interaction_without_who_or_what_is_nothing(change):
    assert act({**pressed({"do": "open", "code": CODE}), **change}) is None


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
REAL = [pressed({"do": "open", "code": CODE}), filled("report", REPORT), filled("estimate"), shown("hand_over")]


@settings(max_examples=150, deadline=None)
@given(st.data(), JUNK)
def test_no_type_of_a_field_raises(data, junk):
    interaction = json.loads(json.dumps(data.draw(st.sampled_from(REAL))))
    inner = interaction
    while True:
        key = data.draw(st.sampled_from(sorted(inner)))
        if not (isinstance(inner[key], dict) and inner[key] and data.draw(st.booleans())):
            break
        inner = inner[key]
    inner[key] = junk
    found = act(interaction)
    assert found is None or json.dumps(stored(found))


def test_nothing_of_what_was_said_is_printed():
    said = [act(filled("reply", {"words": words("canary")})), act(shown("hand_over", text="canary"))]
    said.append(act(filled("report", {"nature": words("canary")})))
    assert "canary" not in repr(said)


@pytest.mark.parametrize("by", [{"bot_id": "B0OTHER"}, {"app_id": "A0OTHER"}])
def test_what_a_program_posted_has_no_author_even_where_slack_names_one(by):
    assert act(shown("hand_over", **by)).shared.author == ""


GRID = {"team": {"id": "T0SSE", "domain": "sse", "enterprise_id": "E0ORG"}, "enterprise": {"id": "E0ORG"}}


@pytest.mark.parametrize("team", ["T0OTHER", "E0OTHER", ["T0SSE"], {"id": "T0SSE"}])
def test_whoever_is_a_member_of_another_team_does_nothing_here(team):
    guest = {"user": {"id": "U0DANA", "team_id": team}}
    means = {"do": "command", "text": f"mine {CODE}", "code": CODE}
    for interaction in (pressed(means), filled("reply", {"words": words("Hi")}), shown("hand_over")):
        assert act(interaction) is not None
        assert act({**interaction, **guest}) is None
        assert act({**interaction, **GRID, **guest}) is None


@pytest.mark.parametrize("team", ["T0SSE", "E0ORG", "", None])
def test_a_member_of_ours_is_known_by_their_team_or_its_enterprise(team):
    assert act(pressed({"do": "mail"}, **GRID, user={"id": "U0DANA", "team_id": team})).member == "U0DANA"


@pytest.mark.parametrize("team", [{"team": "T0OTHER"}, {"team": "T0SSE", "user_team": "T0OTHER"}])
def test_what_a_guest_from_another_team_posted_has_no_author(team):
    found = act(shown("hand_over", **team)).shared
    assert (found.author, found.text) == ("", "go & hide")


@pytest.mark.parametrize("team", [{"team": "T0SSE"}, {"team": "T0OTHER", "user_team": "T0SSE"}])
def test_what_a_member_posted_has_them_as_its_author(team):
    assert act(shown("hand_over", **team)).shared.author == "U0EVE"
