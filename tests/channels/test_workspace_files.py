"""Files in the stand-in: uploaded by the real files_upload_v2, attached by people, fetched with a bearer or not at all."""

import aiohttp
import pytest

from tests.support.workspace_clients import client, ears, refusal, workspace


@pytest.fixture
async def slack():
    async with workspace() as found:
        yield found


@pytest.fixture
def dana(slack):
    return slack.join("dana")


async def fetched(url, token="", **more):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers, **more) as answer:
        return answer.status, answer.content_type, await answer.read()


async def test_an_upload_in_three_steps_ends_as_a_message_with_a_file(slack, dana):
    room = slack.room(dana).id
    done = await client(slack).files_upload_v2(
        filename="digest.txt", content="hello", channel=room, initial_comment="x"
    )
    message = slack.dm(dana)[0]
    assert (message["text"], message["files"][0]["id"], message["files"][0]["size"]) == ("x", done["file"]["id"], 5)
    assert await fetched(message["files"][0]["url_private"], slack.bot_token) == (200, "text/plain", b"hello")
    assert [each["filename"] for each in slack.asked("files.getUploadURLExternal")] == ["digest.txt"]


async def test_an_upload_goes_to_a_conversation_and_not_to_a_member_s_id(slack, dana):
    assert (
        await refusal(client(slack).files_upload_v2(filename="a", content="b", channel=dana.id)) == "channel_not_found"
    )


async def test_an_upload_that_never_arrived_cannot_be_completed(slack, dana):
    web = client(slack)
    begun = await web.files_getUploadURLExternal(filename="a.txt", length=5)
    unfinished = web.files_completeUploadExternal(files=[{"id": begun["file_id"]}], channel_id=slack.room(dana).id)
    assert await refusal(unfinished) == "file_not_found"


async def test_an_attachment_comes_as_file_share_and_stands_in_history_without_that_word(slack, dana):
    async with ears(slack) as heard:
        ts = slack.attach(dana, b"\x89PNG", "shot.png", text="look")
        event = await heard.event()
    about = event["files"][0]
    assert (event["subtype"], event["text"], event["ts"]) == ("file_share", "look", ts)
    assert (about["name"], about["mimetype"], about["size"], about["mode"]) == ("shot.png", "image/png", 4, "hosted")
    found = (await client(slack).conversations_history(channel=slack.room(dana).id))["messages"][0]
    assert ("subtype" in found, found["files"][0]["id"]) == (False, about["id"])


async def test_only_a_bearer_that_may_read_files_gets_one_and_others_a_login_page(slack, dana):
    slack.attach(dana, b"secret", "a.txt")
    url = slack.dm(dana)[0]["files"][0]["url_private_download"]
    assert await fetched(url, slack.bot_token) == (200, "text/plain", b"secret")
    for token in ("", "xoxb-guessed"):
        code, kind, page = await fetched(url, token)
        assert (code, kind, b"Sign in" in page) == (200, "text/html", True)
        assert (await fetched(url, token, allow_redirects=False))[0] == 302
    slack.token(slack.bot_token).scopes -= {"files:read"}
    assert (await fetched(url, slack.bot_token))[1] == "text/html"
    assert await refusal(client(slack).files_info(file=slack.dm(dana)[0]["files"][0]["id"])) == "missing_scope"


async def test_a_file_may_be_other_than_what_is_said_about_it(slack, dana):
    slack.attach(dana, b"<html>", "shot.png", size=200_000_000, url_private_download="http://elsewhere.example/x")
    about = slack.dm(dana)[0]["files"][0]
    assert (about["size"], about["url_private_download"]) == (200_000_000, "http://elsewhere.example/x")
    assert await fetched(about["url_private"], slack.bot_token) == (200, "image/png", b"<html>")


async def test_a_file_may_be_longer_than_a_test_would_keep_and_may_lead_elsewhere(slack, dana):
    slack.attach(dana, b"begin", "long.bin")
    about = slack.dm(dana)[0]["files"][0]
    stored = slack.records.files[about["id"]]
    stored.padding = 200_000
    assert len((await fetched(about["url_private"], slack.bot_token))[2]) == 200_005
    stored.redirect = "http://elsewhere.example/x"
    assert (await fetched(about["url_private"], slack.bot_token, allow_redirects=False))[0] == 302


async def test_a_deleted_file_leaves_a_tombstone_where_it_was_shared(slack, dana):
    slack.attach(dana, b"x", "a.txt")
    about = slack.dm(dana)[0]["files"][0]
    async with ears(slack) as heard:
        slack.delete_file(about["id"])
        event = await heard.event()
    assert event["message"]["files"] == [{"id": about["id"], "mode": "tombstone"}]
    assert event["previous_message"]["files"][0]["name"] == "a.txt"
    assert await refusal(client(slack).files_info(file=about["id"])) == "file_deleted"
    assert (await fetched(about["url_private"], slack.bot_token))[0] == 404
