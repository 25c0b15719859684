"""The daemon in a Slack workspace, behind one wire for the Web API and both sockets."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.soak.network_ledger import Balance, cases, deliveries, letters
from tests.soak.network_worlds import NamedDaemon, Places, World, running
from tests.support.town import Neighbour, Town, community

REPORT = "I want to make a formal complaint about @brack. He called me an idiot in #general yesterday."
ACKNOWLEDGED = "formal complaint"
FOLDER = '[smtp]\nfolder = "sent/"\nsender = "The Administrators <admin@example.org>"\n'


@dataclass(eq=False)
class InSlack(World):
    """Everybody who writes is somebody new, with a conversation of their own."""

    town: Town = field(kw_only=True)
    people: dict[str, Neighbour] = field(default_factory=dict)

    def send(self, who: str) -> None:
        self.sent.append(who)
        person = self.people[who] = self.town.join(who.partition("@")[0].replace(".", "-"))
        person.says(REPORT)

    def is_answered(self, who: str) -> bool:
        return bool(self.people[who].posts(ACKNOWLEDGED))

    def balance(self) -> Balance:
        found = {who: self._cases(person.member.id) for who, person in self.people.items()}
        lost, doubled = cases({who: len(each) for who, each in found.items()})
        twice = tuple(f"{who}: said {len(each[0])} times" for who, each in found.items() if each and len(each[0]) > 1)
        rows = [row for row, _ in letters(self.daemon)]
        came = [each.removeprefix("o:") for each in self.town.letters_sent()]
        gone, again = deliveries(((row.id, row.state) for row in rows), came)
        unanswered = tuple(f"{who}: no letter" for who in self.sent if not self.is_answered(who))
        return Balance(len(self.sent), len(rows), (*lost, *gone, *unanswered), (*doubled, *twice, *again))

    def _cases(self, member: str) -> list[list[str]]:
        codes = self.daemon.look(lambda unit: [each.code for each in unit.parties.cases_of("slack", member)])
        ids = [self.daemon.kept(code).id for code in codes]
        return [
            self.daemon.look(lambda unit, case=case: [each.text for each in unit.messages.of(case)]) for case in ids
        ]


@contextlib.contextmanager
def workspace(places: Places, name: str) -> Iterator[InSlack]:
    """With sockets, and with the daemon's own waits; what the configuration lets an operator shorten is `settle`."""
    with Town() as town:
        wire = places.wires.to(town.slack.port)
        real = f"127.0.0.1:{town.slack.port}"
        section = town.section(sockets=True, poll="30s").replace(real, f"localhost:{wire.port}")
        town.do(lambda: setattr(town.slack.core, "host", f"localhost:{wire.port}"))
        robin = town.join("robin")
        here = community(("Robin Example", robin.member.id, ""))
        with running(NamedDaemon(places.new(name), here, FOLDER, section)) as daemon:
            yield InSlack(name, daemon, {"slack": wire}, evidence=True, town=town)
