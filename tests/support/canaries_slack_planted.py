"""Leaks that somebody could build into the Slack channel by mistake, one at a time: the machine has to find each.

A row is what leaks and how it is planted, as in `canaries_planted.py`.
"""

from dataclasses import replace

from daemon import front_desk_views, matching_slack, pens, post
from daemon.admission import Admission
from daemon.process.case import Case
from daemon.process.letters import LetterName
from daemon.reception_slack import DirectReception
from notifiers.slack_buttons import Button
from tests.support.canaries_planted import a_gate_that_passes_everything, a_notice_to_whoever_is_off, around


def _heard(patch) -> list:
    """Whatever is said, as it comes in."""
    heard = []

    def keep(before, self, unit, incoming, kept, party):
        heard.append(incoming.message)
        return before(self, unit, incoming, kept, party)

    around(patch, Admission, "keep", keep)
    return heard


def a_fallback_text_with_the_words_of_the_case(patch):
    heard = _heard(patch)

    def compose(before, name, rendered, *more):
        told = f"{heard[-1].text[:150]} {rendered.subject}" if heard else rendered.subject
        return before(name, replace(rendered, subject=told), *more)

    around(patch, pens, "compose_slack", compose)


def a_button_that_carries_who_wrote(patch):
    heard = _heard(patch)

    def buttons(before, name, facts, words, letter_id):
        who = heard[-1].sender if heard else ""
        return (*before(name, facts, words, letter_id), Button("Look", {"do": "open", "code": "", "who": who}))

    around(patch, pens, "buttons_of", buttons)


def a_thread_that_two_readers_share(patch):
    def thread(before, self, unit, about, letter, reader):
        said = unit.messages.of(about.case_id) if about.case_id else ()
        names = [str(each.reading.get("message_id", "")) for each in said]
        theirs = next((each for each in names if each.startswith(post.IN_SLACK) and "/" not in each), "")
        return theirs or before(self, unit, about, letter, reader)

    around(patch, post.Post, "_slack_thread", thread)


def an_echo_of_an_edited_text(patch):
    edited = []

    def edit(before, self, unit, row, found, now):
        edited.append(str(found.about.get("text", "")).splitlines()[-1])
        return before(self, unit, row, found, now)

    def one(before, self, unit, about, letter, reader, now):
        if letter.name is LetterName.WROTE_AGAIN and edited:
            letter = replace(letter, facts={**letter.facts, "what": edited[-1]})
        return before(self, unit, about, letter, reader, now)

    around(patch, DirectReception, "edited", edit)
    around(patch, post.Post, "_one", one)


def a_button_that_anybody_may_press(patch):
    def spoken(before, self, unit, found, text, short, *, must_answer=False):
        return before(self, unit, found, text, short, must_answer=False)

    around(patch, DirectReception, "_spoken", spoken)


def a_question_which_case_that_names_one_they_were_never_told_of(patch):
    patch.setattr(matching_slack, "_knows", lambda unit, known, lookup: True)


def a_mention_that_names_nobody(patch):
    def context(before, self, sent_lines):
        known = before(self, sent_lines)
        without = tuple(tuple(one for one in each if not one.startswith("U0")) for each in known.administrators)
        return replace(known, administrators=without)

    around(patch, Admission, "context", context)


def a_modal_for_whoever_is_off(patch):
    class Blind(front_desk_views.Sight):
        def kept(self, code):
            return self.unit.cases.by_code(code, self.house.terms) if code else None

        def without_hidden(self, view):
            return view

    patch.setattr(front_desk_views, "Sight", Blind)


def a_home_with_a_hidden_case(patch):
    patch.setattr(Case, "hides_from", lambda self, name: False)


def a_home_that_shows_who_wrote(patch):
    heard = _heard(patch)

    def home(before, cases, community, appeal):
        return before(cases, f"{community} {heard[-1].sender if heard else ''}", appeal)

    around(patch, front_desk_views, "reporter_home", home)


def member_writes(play, number):
    play.somebody_writes(1 + number % 2, 0, files=False)


def member_edits(play, number):
    """Administrators hear of it once, until one has acted."""
    play.town.says("Jamison Dance", "estimate", play.cases()[0].code, f"2026-12-0{1 + number} 17:00")
    play.somebody_changes_what_they_said(number, "")


def thief_presses(play, number):
    letter = play.pick(number, [each for each in play.with_buttons() if each.to_kind == "reporter"])
    words = [each["value"] for each in letter.buttons if '"word"' in each["value"]]
    play.presses(play.town.joins(), letter, play.pick(number, words))


def administrator_is_mentioned(play, number):
    play.reports_an_administrator(2 * number + 1, "Grace Okoro")


def administrator_tells(play, number):
    play.somebody_else_is_told(number, "Jamison Dance", "tell")


def administrator_opens_what_is_hidden(play, number):
    play.somebody_calls_something_up(number, "Ada Quist", "open")


def administrator_opens_their_home(play, number):
    play.somebody_opens_their_home(number, admin=True)


def member_opens_their_home(play, number):
    play.somebody_writes(1, 0, files=False)
    play.somebody_opens_their_home(number, admin=False)


EMPTY, HIDDEN, SHARED, UNTOLD = (
    "an empty workspace",
    "an administrator is reported by DM",
    "a complaint by DM that may be shared, with buttons",
    "parties who were told nothing",
)
# what is planted, in which beginning, and what people do until it is found
IN_SLACK = {
    a_fallback_text_with_the_words_of_the_case: (EMPTY, member_writes),
    a_button_that_carries_who_wrote: (EMPTY, member_writes),
    a_thread_that_two_readers_share: (EMPTY, member_writes),
    an_echo_of_an_edited_text: (SHARED, member_edits),
    a_button_that_anybody_may_press: (SHARED, thief_presses),
    a_question_which_case_that_names_one_they_were_never_told_of: (UNTOLD, member_writes),
    a_mention_that_names_nobody: (EMPTY, administrator_is_mentioned),
    a_notice_to_whoever_is_off: (HIDDEN, administrator_is_mentioned),
    a_modal_for_whoever_is_off: (HIDDEN, administrator_opens_what_is_hidden),
    a_home_with_a_hidden_case: (HIDDEN, administrator_opens_their_home),
    a_home_that_shows_who_wrote: (EMPTY, member_opens_their_home),
    a_gate_that_passes_everything: (UNTOLD, administrator_tells),
}
