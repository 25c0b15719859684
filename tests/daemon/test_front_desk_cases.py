"""What a case's modal offers."""

from datetime import UTC, datetime, timedelta

import pytest

from daemon.front_desk_cases import forms_of
from daemon.views import CaseLine, CaseView, Suspension
from parsers.slack_forms import FormName

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
STANDING = Suspension(
    account="SSE-AAAAA",
    role="respondent",
    since=NOW,
    by="Jamison Dance",
    ground="complaint",
    review_at=NOW,
    appeal_from=NOW,
)
ENDED = Suspension(
    account="SSE-AAAAA",
    role="respondent",
    since=NOW,
    by="Jamison Dance",
    ground="complaint",
    review_at=NOW,
    appeal_from=NOW,
    ended_at=NOW + timedelta(days=1),
)


@pytest.mark.parametrize(("suspensions", "offered"), [((), False), ((ENDED,), False), ((ENDED, STANDING), True)])
@pytest.mark.parametrize("stage", ["needs a date", "resolved"])
def test_keep_and_lift_are_offered_only_where_somebody_is_suspended(stage, suspensions, offered):
    line = CaseLine(code="SSE-7K3F2", kind="complaint", stage=stage, opened_at=NOW)
    forms = forms_of(CaseView(line=line, zone="UTC", suspensions=suspensions))
    assert ({FormName.KEEP, FormName.LIFT} <= set(forms), FormName.LIFT in forms) == (offered, offered)
