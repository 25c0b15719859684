"""The day that words name, without its hour.

Dateparser reads it, but only in shapes that are known to be safe: left alone it takes '42' for the year 2042, '12/01'
for the twelfth of January and 'at 9' for the ninth of the month. What is not sure is refused with a hint.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Final

FRIDAY: Final = 4
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FIRST_HALF: Final = ("January", "February", "March", "April", "May", "June")
MONTHS: Final = (*_FIRST_HALF, "July", "August", "September", "October", "November", "December")

FORMS: Final = "Write it like 'tomorrow 10:00', 'Friday 17:00', 'in 2 days' or 2026-11-27 17:00."
BARE_NUMBER: Final = f"A number alone can be an hour, a day or a count of days. {FORMS}"
DAY_OR_MONTH: Final = "Day and month could be meant either way round. Write 12 January or 2027-01-12."
NO_SUCH: Final = "There is no such day or hour."
WEEKDAY_DIFFERS: Final = "The weekday and the date do not agree."

NUMBERS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
COUNT = rf"(?:[0-9]{{1,3}}|an?|{'|'.join(NUMBERS)})"
WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?P<day>[0-9]{1,2})"
_TH = r"(?:st|nd|rd|th)"
_NAMED = rf"(?:(?P<weekday>{WEEKDAY}),? )?(?:the )?"

WEEKDAY_FORM: Final = re.compile(rf"\b{WEEKDAY}\b")
COUNT_FORM: Final = re.compile(rf"{COUNT} (?:day|week|month)s?")
SLASHED_FORM: Final = re.compile(
    r"(?P<first>[0-9]{1,2})(?P<mark>[/.])(?P<second>[0-9]{1,2})(?:(?P=mark)(?P<year>[0-9]{4}))?"
)
WEEK_FORM: Final = re.compile(r"(?:by )?(?:(?:the )?end of (?:the |this )?|this )week")
NEXT_WEEK_FORM: Final = re.compile(r"(?:by )?(?:(?:the )?end of )?next week")
MONTH_END_FORM: Final = re.compile(r"(?:by )?(?:the )?end of (?:the |this )?month")
DATE_SHAPES: Final = tuple(
    re.compile(shape)
    for shape in (
        r"today|tomorrow|(?:the )?day after tomorrow",
        rf"in {COUNT} (?:day|week|month)s?",
        rf"(?:(?:this|next) )?(?P<weekday>{WEEKDAY})",
        rf"{_NAMED}{_DAY}{_TH}?(?: of)? {_MONTH}(?:,? (?P<year>20[0-9]{{2}}))?",
        rf"{_NAMED}{_MONTH} (?:the )?{_DAY}{_TH}?(?:,? (?P<year>20[0-9]{{2}}))?",
    )
)
ORDINAL_FORM: Final = re.compile(rf"{_NAMED}{_DAY}{_TH}")


class NotATime(ValueError):
    """Not a time that can be promised. The text is a hint for the writer and holds nothing that they wrote."""

    def __init__(self, hint: str) -> None:
        super().__init__(hint)
        self.hint = hint


def day(words: str, today: date) -> date:
    """The day that lower-case `words` without a time of day name, seen from `today`; raises NotATime with a hint."""
    for form, reader in WEEKS:
        if form.fullmatch(words):
            return reader(today)
    words = WEEKDAY_FORM.sub(_in_full, words)
    words = f"in {words}" if COUNT_FORM.fullmatch(words) else _unslashed(words)
    ordinal = ORDINAL_FORM.fullmatch(words)
    if ordinal is not None:
        return _checked(_next_numbered(int(ordinal["day"]), today), ordinal.groupdict())
    shape = next((found for form in DATE_SHAPES if (found := form.fullmatch(words))), None)
    if shape is None:
        raise NotATime(BARE_NUMBER if re.fullmatch(r"[0-9 ,.:/-]+", words) else FORMS)
    return _checked(_dateparsed(words, today), shape.groupdict())


def _in_full(found: re.Match[str]) -> str:
    """'next wed' as 'next wednesday': the library reads some short names only where they stand alone."""
    return next(name.lower() for name in DAYS if name.lower().startswith(found.group()[:3]))


def _this_week(today: date) -> date:
    """Friday; in what is left of a week after that, Friday too: it has passed, and the guard says so."""
    return today + timedelta(days=FRIDAY - today.weekday())


def _next_week(today: date) -> date:
    """Its Friday: who promises 'next week' has the whole of it."""
    return _this_week(today) + timedelta(days=7)


def _month_end(today: date) -> date:
    return today.replace(day=monthrange(today.year, today.month)[1])


WEEKS: Final[tuple[tuple[re.Pattern[str], Callable[[date], date]], ...]] = (
    (WEEK_FORM, _this_week),
    (NEXT_WEEK_FORM, _next_week),
    (MONTH_END_FORM, _month_end),
)


def _next_numbered(number: int, today: date) -> date:
    """'The 3rd', of this month or the next that has one to come. The library takes it for March."""
    days = (today + timedelta(days=ahead) for ahead in range(62))  # two months in a row may lack a 31st, not three
    found = next((one for one in days if one.day == number), None)
    if found is None:
        raise NotATime(NO_SUCH)
    return found


def _unslashed(words: str) -> str:
    """27/11/2026 and 27.11. as '27 november 2026'; refused where day and month could be meant either way."""
    found = SLASHED_FORM.fullmatch(words.rstrip("."))
    if found is None:
        return words
    first, second = int(found["first"]), int(found["second"])
    day, month = max(first, second), min(first, second)
    if day <= 12 and day != month:  # noqa: PLR2004  the months of a year
        raise NotATime(DAY_OR_MONTH)
    if not 1 <= month <= 12:  # noqa: PLR2004  the months of a year
        raise NotATime(NO_SUCH)
    return f"{day} {MONTHS[month - 1].lower()} {found['year'] or ''}".strip()


def _dateparsed(words: str, today: date) -> date:
    """The library's reading of the day alone, counted from noon so that no zone can move it over a midnight."""
    from dateparser.date import DateDataParser

    settings = {
        "PREFER_DATES_FROM": "future",
        "RELATIVE_BASE": datetime.combine(today, time(12)),
        "TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    try:
        found = DateDataParser(languages=["en"], settings=settings).get_date_data(words).date_obj
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise NotATime(NO_SUCH)
    return found.date()


def _checked(day: date, said: dict[str, str | None]) -> date:
    """The library moves '31 November' to the 30th and drops a weekday that does not fit: neither is what was said."""
    if said.get("day") and int(said["day"] or 0) != day.day:
        raise NotATime(NO_SUCH)
    if said.get("weekday") and not DAYS[day.weekday()].lower().startswith((said["weekday"] or "")[:3]):
        raise NotATime(WEEKDAY_DIFFERS)
    return day
