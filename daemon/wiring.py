"""The configuration as the values that each room takes. Field by field and nothing else: no room reads a Config."""

from datetime import UTC, datetime, time

from humanize import precisedelta
from pydantic import SecretStr

from daemon.channels import imap_settings as imap
from daemon.channels import oauth
from daemon.channels import smtp_settings as listening
from daemon.channels.slack_settings import Settings as SlackSettings
from daemon.config_model import Config
from daemon.process.case import Quiet, Terms
from daemon.process.records import Hands
from notifiers.render import Community, Medium
from notifiers.smtp import SmtpSettings
from notifiers.smtp import Tls as SmtpTls
from parsers.reading import Context


def terms(config: Config) -> Terms:
    """The durations of the process, with the quiet hours in the community's zone."""
    process, hours, outside = config.process, config.process.quiet_hours, config.outside_contact
    return Terms(
        estimate_within=process.estimate_within,
        remind_every=process.remind_every,
        escalate_after=process.escalate_after,
        late_warning=process.late_warning,
        appeal_after=process.appeal_after,
        decide_appeal_within=process.decide_appeal_within,
        review_suspension_within=process.review_suspension_within,
        return_notice=process.return_notice,
        undo=process.undo,
        retain_closed_for=process.retain_closed_for,
        outside=(outside.name, outside.email) if outside else (),
        address=config.smtp.sender.address,
        rules_channel=config.community.rules_channel,
        quiet=Quiet(hours.start, hours.end, config.community.timezone) if hours else None,
        administrators=tuple(each.name for each in config.administrators),
        hands=hands(config),
        mailbox_readers=tuple(each.name for each in config.administrators if config.mailbox and each.reads_mailbox),
    )


def hands(config: Config) -> Hands:
    """Who changes accounts in Slack, as far as this process can see the configuration's secrets."""
    if config.slack is None:
        return Hands.PEOPLE
    return Hands.PROGRAM if config.slack.scim_token else Hands.WATCHED


def community(config: Config) -> Community:
    """What the letters may say of the community."""
    here = config.community
    return Community(
        name=here.name,
        code=here.code,
        emergency=here.emergency,
        zone=here.timezone,
        sender=config.smtp.sender.name or f"The administrators of {here.name}",
        rules_channel=here.rules_channel,
        process_url=here.process_url,
        by_mail=bool(config.mailbox and config.mailbox.trusted_authserv_id),
        mail_to=config.smtp.sender.address if reads_mail(config) else "",
        in_slack=Medium.BUTTONS if config.slack and config.slack.app_token else Medium.DM,
        undo=precisedelta(config.process.undo, format="%d"),
        appeal_after=precisedelta(config.process.appeal_after, format="%d"),
    )


def reads_mail(config: Config) -> bool:
    """Whether there is a door for mail: else what is sent to our address is read by nobody."""
    return config.mailbox is not None or config.listener is not None


def context(config: Config) -> Context:
    """What the parsers may know: by what each administrator is called, and the community's own addresses."""
    known = tuple(tuple(filter(None, (each.name, each.slack, each.email))) for each in config.administrators)
    own = {config.smtp.sender.address, config.smtp.receipts_to or ""}
    own |= {config.mailbox.user.lower()} if config.mailbox else set()
    return Context(
        administrators=known,
        code_prefix=config.community.code,
        own_addresses=frozenset(address for address in own if "@" in address),
    )


def imap_settings(config: Config) -> imap.Settings | None:
    """The mailbox's door, or None where there is none. Raises ValueError, naming the key, for what IMAP cannot do."""
    mailbox = config.mailbox
    if mailbox is None:
        return None
    return imap.Settings(
        host=mailbox.host,
        port=mailbox.effective_port,
        tls=imap.Tls(mailbox.tls),
        ca_file=str(mailbox.ca_file or ""),
        user=mailbox.user,
        password=shown(mailbox.password),
        folder=mailbox.folder,
        done_folder=mailbox.done_folder,
        aside_folder=mailbox.aside_folder,
        sent_folder=mailbox.sent_folder,
        poll_every=mailbox.poll_every.total_seconds(),
        not_before=not_before(config),
        max_bytes=mailbox.max_size,
    )


def listener_settings(config: Config) -> listening.Settings | None:
    """The door for an MTA on this machine, or None where there is none."""
    listener = config.listener
    if listener is None:
        return None
    return listening.Settings(
        speaks=listening.Speaks(listener.protocol),
        host="127.0.0.1" if listener.bind.host == "localhost" else listener.bind.host,
        port=listener.bind.port,
        max_bytes=listener.max_size,
    )


def oauth2_settings(config: Config) -> oauth.Settings | None:
    """How the mailbox's access token is had, or None where a password is used. Raises ValueError, naming the key."""
    given = config.mailbox.oauth2 if config.mailbox else None
    if given is None:
        return None
    return oauth.Settings(
        token_url=given.token_url,
        client_id=given.client_id,
        client_secret=shown(given.client_secret),
        refresh_token=shown(given.refresh_token),
    )


def smtp_settings(config: Config) -> SmtpSettings | None:
    """The mail server, or None where letters are written to `config.smtp.folder`."""
    server = config.smtp
    if not server.host:
        return None
    return SmtpSettings(
        host=server.host,
        port=server.effective_port,
        tls=SmtpTls(server.tls),
        user=server.user,
        password=shown(server.password),
        ca_file=server.ca_file,
        receipts_to=server.receipts_to or "",
    )


def slack_settings(config: Config, since: datetime) -> SlackSettings:
    """The workspace's door, which the configuration names; what was written before `since` is never touched."""
    given = config.slack
    if given is None:
        raise ValueError("slack: no such section")
    return SlackSettings(
        bot_token=shown(given.bot_token),
        app_token=shown(given.app_token),
        api_url=given.api_url,
        poll_every=given.poll_every.total_seconds(),
        not_before=since,
    )


def not_before(config: Config) -> datetime | None:
    """The first moment of the configured day in the community's zone; None where the store's own date counts."""
    day = config.mailbox.not_before if config.mailbox else None
    return datetime.combine(day, time(), config.community.timezone).astimezone(UTC) if day else None


def shown(secret: SecretStr | None) -> str:
    """The secret itself, for the one value that needs it."""
    return secret.get_secret_value() if secret else ""
