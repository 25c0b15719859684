"""What an administrator is shown of a letter before it leaves is what leaves."""

from notifiers.plain import unfolded
from tests.support.direct import DANA, JAMISON, workplace
from tests.support.house import COMPLAINT


async def test_the_preview_of_a_letter_by_dm_speaks_of_a_message_and_bears_no_marks_of_the_fold(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        await home.says(JAMISON, f"reply {case.code} " + "We have read every word of your report. " * 4)
        shown = home.posts(JAMISON, "done")[-1].text
        await home.passes(seconds=121)
        leaves = home.posts(DANA, "reply")[-1].text
        assert "this message" in leaves
        assert [line.removeprefix("> ") for line in unquoted(shown)] == [*filter(None, unfolded(leaves).split("\n"))]


def unquoted(text):
    """The lines of the letter within the answer, as a screen shows them."""
    return [line for line in unfolded(text).split("\n") if line.startswith("> ")]
