"""The people of a case as its administrators may see them, and their other cases (P7, P14)."""

from collections.abc import Iterable
from dataclasses import replace

from daemon.house import SLACK
from daemon.phrases import of_track
from daemon.process.case import Case, Privacy, Role, Track
from daemon.said_in_slack import named
from daemon.sight import Sight
from daemon.store.purging import ERASED
from daemon.store.values import CaseOf, Kept, Way
from daemon.store.values import Party as Known
from daemon.views import Part, Party
from daemon.whois import PROFILE, ways_of


def parties(sight: Sight, kept: Kept) -> tuple[Party, ...]:
    return tuple(_party(sight, kept, each) for each in sight.unit.parties.of(kept.id))


def _party(sight: Sight, kept: Kept, known: Known) -> Party:
    case = kept.case
    seen = Party(
        role=of_track(known.role, case.track),
        code=known.code,
        name=known.name or _account(sight, known),
        ways=tuple(_said(sight, way) for way in known.ways if way.channel != ERASED),
        elsewhere=tuple(_parts(sight, kept, sight.unit.parties.cases_of_party(known))),
    )
    return _author(case, seen) if known.role == Role.REPORTER else _other(case, seen)


def _account(sight: Sight, known: Known) -> str:
    """Somebody who is known by their account alone, where we know what it is called."""
    name = named(sight.unit, known.address) if known.channel == SLACK else ""
    return "" if name == known.address else name


def _said(sight: Sight, way: Way) -> str:
    """An account with what it is called, and whether it is closed: how somebody is found in Slack."""
    account = sight.unit.accounts.by_id(way.address) if way.channel == SLACK else None
    if account is None:
        return f"{way.address} (from their profile)" if way.source == PROFILE else way.address
    told = (f"@{account.handle}", account.name, "closed in Slack" if account.closed else "")
    return f"{way.address} ({', '.join(filter(None, told))})"


def _author(case: Case, seen: Party) -> Party:
    consent = "" if case.track is Track.APPEAL else privacy(case.privacy)
    return _with(seen, consent=consent, told=str(case.told or ""))


def _other(case: Case, seen: Party) -> Party:
    """Somebody whom the process does not know owes and is owed nothing: the sender of a mail that was linked away."""
    party = case.party(seen.code)
    if party is None:
        return seen
    return _with(
        seen,
        consent=privacy(party.privacy),
        told=str(party.told or ""),
        spared_at=party.spared_at,
        heard_at=party.heard_at,
    )


def _with(seen: Party, **facts: object) -> Party:
    return replace(seen, **facts)  # type: ignore[arg-type]  # replace checks the names


def privacy(consent: Privacy) -> str:
    """A consent that was merely read is a hint (design 7.4)."""
    how = ", confirmed" if consent.confirmed else ""
    read = ", as read, not confirmed" if not how and consent.value != "unstated" else ""
    return f"{consent.value}{how or read}"


# --- their other cases


def _parts(sight: Sight, kept: Kept, found: Iterable[CaseOf]) -> Iterable[Part]:
    for each in found:
        other = sight.by_id(each.case_id) if each.case_id != kept.id else None
        if other:
            case = sight.seen(other).case
            role = of_track(each.role, case.track)
            yield Part(code=case.code, kind=str(case.track), role=role, stage=str(case.stage))


def retaliation_with(sight: Sight, kept: Kept, people: Iterable[Party]) -> tuple[str, ...]:
    """The cases that a report may answer: of its reporter as a respondent, of the people in it as reporters, and those
    that set the same two against each other. An appellant has reported nothing.
    """
    if not kept.case.retaliation:
        return ()
    people = tuple(people)
    own = [part for each in people if each.role == Role.REPORTER for part in each.elsewhere]
    named = [part for each in people if each.role != Role.REPORTER for part in each.elsewhere]
    named += _of_named(sight, kept)
    reported = {each.code for each in own if each.role == Role.REPORTER}
    found = [each for each in own if each.role == Role.RESPONDENT]
    found += [each for each in named if each.role == Role.REPORTER]
    found += [each for each in named if each.role == Role.RESPONDENT and each.code in reported]
    return tuple(dict.fromkeys(each.code for each in found))


def _of_named(sight: Sight, kept: Kept) -> list[Part]:
    """Of whoever a message of the case names, party or not."""
    messages = sight.unit.messages.of(kept.id)
    names = dict.fromkeys(str(each) for message in messages for each in message.reading.get("involved", ()))
    ways = [way for each in names if "@" in each for way in ways_of(sight.unit, each, sight.house.prefix)]
    return [part for way in ways for part in _parts(sight, kept, sight.unit.parties.cases_of(*way.place))]
