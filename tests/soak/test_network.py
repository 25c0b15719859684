"""A few rounds of the long bench, at several servers at once: nothing lost, nothing twice, and back in time."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from daemon.store.values import LetterState
from tests.soak.network import KINDS, Played, dealt, opened, rows
from tests.soak.network_faults import IMAP, SLACK, SMTP, Trouble
from tests.soak.network_ledger import Balance, cases, deliveries
from tests.soak.network_rounds import BACK_WITHIN, Pace, Round, rounds, settle
from tests.soak.network_worlds import NamedDaemon, World
from tests.support.bad_wires import Fault, Play, Point

PACE = Pace(short=(1.0, 1.5), quiet=0.5)
ROUNDS = {
    "mailbox": [Trouble("imap", "FETCH", Fault(Play.RST, IMAP["FETCH"], Point.ANSWER))],
    "letters": [Trouble("smtp", "the final dot", Fault(Play.RST, SMTP["the final dot"], Point.ANSWER))],
    "tls": [Trouble("smtp", "the TLS handshake", Fault(Play.GARBAGE, rb"(?i)STARTTLS\r\n"), kick=True)],
    "listener": [Trouble("lmtp", "the final dot", Fault(Play.FIN))],
    "slack": [Trouble("slack", "chat.postMessage", Fault(Play.RST, SLACK["chat.postMessage"], Point.ANSWER))],
}


@pytest.fixture(scope="module")
def places():
    with opened() as found:
        yield found


def played(places, name):
    """The first fault of its kind; what was said of it, and the balance."""
    with KINDS[name].open(places, name) as world:
        chance = random.Random(1)  # noqa: S311  a seed
        found = rounds(world, ROUNDS[name], chance, lambda _: None, PACE)
        return found, settle(world), world.balance()


@pytest.mark.timeout(300)
def test_nothing_is_lost_or_doubled_and_everybody_is_answered_soon_after_the_faults_end(places):
    with ThreadPoolExecutor(len(ROUNDS)) as pool:
        done = list(pool.map(lambda name: played(places, name), ROUNDS))
    for name, (found, left, balance) in zip(ROUNDS, done, strict=True):
        assert (left, balance.lost, balance.doubled, balance.doubled_open) == ((), (), (), ()), name
        assert balance.sent >= 3, name
        assert all(each.struck for each in found), name
        assert all(each.back < BACK_WITHIN for each in found), name


def test_the_same_seed_deals_the_same_faults_and_all_of_them_before_one_comes_again(places):
    def said(seed, size):
        return [f"{name} {each}" for name, (_, hand) in dealt(places, size, seed).items() for each in hand]

    assert said(3, 60) == said(3, 60) != said(4, 60)
    every = [str(each) for kind in KINDS.values() for each in kind.troubles(places, random.Random(3))]  # noqa: S311  a seed
    assert len(said(3, 300)) == 300 < len(every)


def test_the_ledger_names_what_is_missing_and_what_came_twice():
    assert cases({"a": 1, "b": 0, "c": 2}) == (("b: no case",), ("c: 2 cases",))
    kept = [("<1>", LetterState.SENT), ("<2>", LetterState.SENT), ("<3>", LetterState.PENDING)]
    assert deliveries(kept, ["<1>", "<1>"]) == (("letter <2>, sent",), ("letter <1>, 2 times",))


@pytest.mark.parametrize("given_up", [LetterState.FAILED, LetterState.DROPPED])
def test_a_letter_that_was_given_up_and_never_arrived_is_lost(given_up):
    assert deliveries([("<1>", given_up)], []) == ((f"letter <1>, {given_up}",), ())


def table(struck, back=1.0):
    done = [Round(f"fault {number}", hits, back, 0.0, 10.0) for number, hits in enumerate(struck)]
    return rows([Played(tuple(done), Balance())], 1)


def test_faults_that_never_struck_prove_nothing():
    assert [row.met for row in table([0] * 300)] == [False] * 4


def test_a_run_counts_where_nine_tenths_of_its_faults_struck():
    assert [row.met for row in table([1] * 9 + [0])] == [True] * 4
    assert [row.met for row in table([1] * 8 + [0] * 2)] == [False] * 4


def test_the_figures_are_those_of_the_faults_that_struck():
    slow = Round("never struck", 0, 90.0, 0.5, 100.0)
    good = [Round("struck", 1, 2.0, 0.01, 10.0)] * 19
    _, _, back, cpu = rows([Played((*good, slow), Balance())], 1)
    assert back.figure == "at most 2.0 s (struck)"
    assert cpu.figure == "at most 1.0% (struck), mean 1.0%"


def test_a_name_counts_as_struck_only_after_the_resolver_was_asked(tmp_path):
    world = World("a world", NamedDaemon(tmp_path), {}, evidence=True)
    trouble = Trouble("imap", "the look-up", name="unknown")
    world.begin(trouble, "")
    assert world.struck(trouble) == 0
    world.daemon.asked.write_text("..")
    assert world.struck(trouble) == 2
