"""However many names a text has, they are looked through once."""

import time

from parsers.people import involved

MANY = 2_500


def test_thousands_of_names_are_told_apart_in_time_that_grows_with_their_number():
    def spent(count):
        text = "He told me of " + ", ".join(f"u{number}@example.org" for number in range(count))
        began = time.process_time()
        assert len(involved(text, (), frozenset())) == 40
        return time.process_time() - began

    spent(MANY)  # what is compiled at first is not the text's
    assert spent(MANY) < 0.5


def test_a_part_of_a_name_that_stands_there_is_nobody_else():
    text = "Yesterday I told Torsten Quade about it, and on Monday Torsten called me names."
    assert involved(text, (), frozenset()) == ("Torsten Quade",)


def test_the_fuller_form_of_a_name_stays():
    assert involved("Yesterday I told Torsten. Then Torsten Quade laughed at me.", (), frozenset()) == (
        "Torsten Quade",
    )
