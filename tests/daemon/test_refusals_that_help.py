"""A refusal says how to mend what was said: with its own verb, and the code of its case."""

import pytest

from tests.support.direct import DANA, JAMISON, workplace
from tests.support.house import COMPLAINT


@pytest.mark.parametrize(
    ("said", "mended"),
    [
        ("away until blursday deputy Ada", "away until friday deputy Ada"),
        ("estimate {code} blursday", "estimate {code} in 2 days"),
        ("keep {code} @brack until blursday because x", "keep {code} @brack until friday because x"),
    ],
)
async def test_a_time_that_is_not_understood_is_refused_with_the_same_command(tmp_path, said, mended):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        await home.says(JAMISON, said.format(code=case.code))
        answer = home.posts(JAMISON)[-1]
        assert answer.name == "refused"
        assert f"\n  {mended.format(code=case.code)}\n" in answer.text
