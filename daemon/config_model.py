"""The configuration's keys: one frozen model a section, with the defaults that the contract prints.

Shapes and defaults, and what one section can say about itself. It reads no file and no environment (`config.py` does),
and a secret is a SecretStr: it prints as stars.
"""

import re
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

from daemon.config_values import (
    Bind,
    Mailbox,
    QuietHours,
    Refused,
    WeeklyTime,
    a_bind,
    a_duration,
    a_mailbox,
    a_name,
    a_positive_duration,
    a_quiet_span,
    a_size,
    a_weekly_time,
    a_zone,
    an_address,
    is_loopback,
    quoted,
)
from daemon.process.letters import LetterName

Name = Annotated[str, BeforeValidator(a_name)]
Address = Annotated[str, BeforeValidator(an_address)]
Duration = Annotated[timedelta, BeforeValidator(a_duration)]
Positive = Annotated[timedelta, BeforeValidator(a_positive_duration)]
Size = Annotated[int, BeforeValidator(a_size)]
Port = Annotated[int, Field(ge=1, le=65535)]
Tls = Literal["implicit", "starttls", "none"]

IMAP_PORTS: dict[Tls, int] = {"implicit": 993, "starttls": 143, "none": 143}
SMTP_PORTS: dict[Tls, int] = {"implicit": 465, "starttls": 587, "none": 587}
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,9}")


class Mode(StrEnum):
    """Whether a letter leaves by itself, waits as a draft for an administrator, or is not written."""

    AUTOMATIC = "automatic"
    ASK = "ask"
    OFF = "off"


def _one_line(value: SecretStr) -> SecretStr:
    text = value.get_secret_value()
    if not text or not text.isprintable():
        raise Refused("is empty or is not one line.", "Give the secret alone on its line.")
    return value


Secret = Annotated[SecretStr, AfterValidator(_one_line)]


class Section(BaseModel):
    # hide_input_in_errors: pydantic's own text of an error quotes what it refused, secrets too
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, arbitrary_types_allowed=True)


def _in_the_clear(tls: Tls, host: str) -> None:
    if tls == "none" and not is_loopback(host):
        raise Refused(f"would send mail and password in the clear to {quoted(host)}.", 'Write "starttls".', "tls")


class IncidentsBefore(Section):
    count: Annotated[int, Field(ge=0)]
    as_of: date


def _a_code(value: str) -> str:
    if not _CODE.fullmatch(value):
        raise Refused(f"{quoted(value)} cannot begin a case code.", 'Write 2 to 10 capital letters, such as "SSE".')
    return value


class Community(Section):
    name: Name
    code: Annotated[str, AfterValidator(_a_code)]
    timezone: Annotated[ZoneInfo, BeforeValidator(a_zone)]
    rules_channel: str = ""
    process_url: str = ""  # named in the receipt that strangers get
    emergency: str = "If anyone is in danger now, call your local emergency number first."
    incidents_before: IncidentsBefore | None = None


class Administrator(Section):
    name: Name
    slack: str = Field(default="", repr=False)
    email: Annotated[str, BeforeValidator(lambda value: value and an_address(value))] = Field(default="", repr=False)
    reads_mailbox: bool = True  # the honest default: the reporter is told too often rather than not


class OutsideContact(Section):
    name: Name
    email: Address = Field(repr=False)


class Process(Section):
    estimate_within: Positive = timedelta(hours=24)
    remind_every: Positive = timedelta(hours=24)
    escalate_after: Positive = timedelta(hours=72)
    late_warning: Duration = timedelta(hours=12)
    appeal_after: Duration = timedelta(days=7)
    decide_appeal_within: Positive = timedelta(days=7)
    review_suspension_within: Positive = timedelta(hours=24)
    return_notice: Duration = timedelta(hours=24)
    settle: Duration = timedelta(seconds=90)
    undo: Duration = timedelta(minutes=2)
    digest: Annotated[WeeklyTime | None, BeforeValidator(a_weekly_time)] = Field("mon-fri 09:00", validate_default=True)
    quiet_hours: Annotated[QuietHours | None, BeforeValidator(a_quiet_span)] = Field(
        "22:00-07:00", validate_default=True
    )
    retain_closed_for: Positive = timedelta(days=365)


class Database(Section):
    url: Secret = SecretStr("sqlite:///conductd.db")  # secret: a server's password stands in it


class Keys(Section):
    """Where the daemon's key is; `config.load` fills it in: beside the database, or the systemd credential."""

    file: Path = Path("conductd.key")


class OAuth2(Section):
    token_url: str
    client_id: str
    client_secret: Secret | None = None  # an installed application may have none
    refresh_token: Secret


class MailboxSection(Section):
    use: Literal["dedicated", "personal"] = "dedicated"
    host: Name
    port: Port | None = None
    tls: Tls = "implicit"
    ca_file: Path | None = None
    user: Name = Field(repr=False)
    password: Secret | None = None
    oauth2: OAuth2 | None = None
    folder: Name = "INBOX"
    done_folder: Name = "Cases"
    aside_folder: Name = "Set aside"
    sent_folder: str = ""
    poll_every: Positive = timedelta(seconds=60)
    not_before: date | None = None
    subaddress: Literal["+", "none"] = "+"
    trusted_authserv_id: str = ""
    trusted_hops: tuple[str, ...] = ()
    max_size: Size = 25 * 1024**2

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        _in_the_clear(self.tls, self.host)
        if self.password is None and self.oauth2 is None:
            raise Refused("is missing.", 'Write password_file = "...", or a section [mailbox.oauth2].', "password")
        if self.password is not None and self.oauth2 is not None:
            raise Refused("stands beside [mailbox.oauth2].", "Remove one of the two.", "password")
        if len({self.folder, self.done_folder, self.aside_folder}) < 3:  # noqa: PLR2004  the three just named
            raise Refused(
                "is the same as done_folder or aside_folder, or these two are.", "Name three that differ.", "folder"
            )
        return self

    @property
    def effective_port(self) -> int:
        return self.port or IMAP_PORTS[self.tls]


class Listener(Section):
    protocol: Literal["lmtp", "smtp"] = "lmtp"
    bind: Annotated[Bind, BeforeValidator(a_bind)] = Field("127.0.0.1:8025", validate_default=True)
    max_size: Size = 25 * 1024**2

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        # aiosmtpd buffers a line without end whatever its limits say (a trap): it is for an MTA on this machine
        if not is_loopback(self.bind.host):
            raise Refused(f"{quoted(str(self.bind))} can be reached from outside.", "Write 127.0.0.1:8025.", "bind")
        return self


class Smtp(Section):
    host: str = ""
    port: Port | None = None
    tls: Tls = "starttls"
    ca_file: Path | None = None
    user: str = Field(default="", repr=False)
    password: Secret | None = None
    folder: Path | None = None
    sender: Annotated[Mailbox, BeforeValidator(a_mailbox)]
    evidence: Literal["copy", "sent", "none"] = "none"
    receipts_to: Address | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if bool(self.host) == bool(self.folder):
            raise Refused("or folder is needed, and not both.", 'Write host = "smtp.example.com".', "host")
        if self.host:
            _in_the_clear(self.tls, self.host)
        if bool(self.user) != (self.password is not None):
            missing = "password" if self.user else "user"
            raise Refused("is missing.", 'Give both user and password_file = "...", or neither.', missing)
        if self.evidence == "copy" and not self.receipts_to:
            raise Refused(
                'is missing, and evidence is "copy".', 'Write receipts_to = "name@example.org".', "receipts_to"
            )
        return self

    @property
    def effective_port(self) -> int:
        return self.port or SMTP_PORTS[self.tls]


class Slack(Section):
    """Without `app_token` DMs are polled, and there are no buttons or forms."""

    bot_token: Secret
    app_token: Secret | None = None
    poll_every: Positive = timedelta(seconds=30)
    administrator_tokens: tuple[Secret, ...] = ()
    scim_token: Secret | None = None
    api_url: str = "https://slack.com/api/"


class Metrics(Section):
    bind: Annotated[Bind, BeforeValidator(a_bind)] = Field("127.0.0.1:9180", validate_default=True)


class Config(Section):
    """The whole configuration; every path in it is absolute once it is loaded."""

    community: Community
    administrators: tuple[Administrator, ...] = ()
    outside_contact: OutsideContact | None = None
    process: Process = Field(default_factory=lambda: Process.model_validate({}))
    letters: dict[LetterName, Mode] = Field(default_factory=dict)
    database: Database = Database()
    keys: Keys = Keys()
    mailbox: MailboxSection | None = None
    listener: Listener | None = None
    smtp: Smtp
    slack: Slack | None = None
    metrics: Metrics | None = None
