"""What a letter is compared with: also how somebody signed, and what administrators wrote on the record (P8)."""

import pytest

from daemon.process.events import NotAllowed
from tests.support.house import COMPLAINT, REPORTER, household
from tests.support.suspended import BRACK

CORA = "cora@example.com"


async def shared(home, below=""):
    case = await home.opens(COMPLAINT + below)
    await home.answer(home.last("acknowledgement", REPORTER), "SHARE\n", vouched=True)
    await home.command(f"party {case.code} {BRACK} as respondent")
    return case.code


@pytest.mark.parametrize(
    "below", ["\nKind regards,\nRosalind Marwitz\n", "\n-- \nRosalind Marwitz\nTel. +49 30 1234567\n"]
)
@pytest.mark.parametrize("name", ["Rosalind", "Marwitz", "Rosalind Marwitz"])
async def test_p8_the_name_below_a_report_is_the_reporters(tmp_path, below, name):
    async with household(tmp_path) as home:
        code = await shared(home, below)
        with pytest.raises(NotAllowed) as caught:
            await home.command(f"tell {code} {BRACK} We heard that {name} is upset.")
        assert "who the reporter is" in caught.value.reason


ROWS = [
    "suspend {code} {who} because Quentin is afraid of him and has moved out since",
    "consent {code} granted on the phone, for Quentin is afraid of him and has moved out since",
    "answered {code} on the phone: Quentin is afraid of him and has moved out since",
    "note {code} Quentin is afraid of him and has moved out since",
    "reply {code} We know that Quentin is afraid of him and has moved out since",
]


@pytest.mark.parametrize("row", ROWS)
async def test_p8_what_an_administrator_wrote_is_compared(tmp_path, row):
    async with household(tmp_path) as home:
        code = await shared(home)
        await home.command(row.format(code=code, who=BRACK))
        said = await home.command(f"tell {code} {BRACK} Quentin is afraid of him and has moved out since.")
        assert "five words in a row" in "\n".join(said)
        await home.passes(minutes=5)
        assert "told" not in home.came(BRACK)


async def test_what_was_written_to_somebody_may_be_written_to_them_again_and_not_to_another(tmp_path):
    async with household(tmp_path) as home:
        code = await shared(home)
        words = "We ask you to leave the beginners alone from now on."
        await home.command(f"tell {code} {BRACK} {words}")
        await home.command(f"party {code} {CORA} as witness")
        await home.passes(minutes=5)
        assert home.came(BRACK) == ["told"]
        again = await home.command(f"tell {code} {BRACK} Once more: {words}")
        assert "confirm" not in "\n".join(again)
        await home.passes(minutes=5)
        said = await home.command(f"tell {code} {CORA} They were told: {words}")
        await home.passes(minutes=5)
        assert home.came(BRACK) == ["told", "told"]
        assert home.came(CORA) == []
        assert "five words in a row" in "\n".join(said)
