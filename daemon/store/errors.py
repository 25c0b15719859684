"""What can go wrong in the store, split by who must act. No text of these holds anything that a person wrote."""


class StoreProblem(Exception):
    """The operator must act; the text says how."""


class SchemaTooNew(StoreProblem):
    """A newer conductd has written this database."""


class RolledBack(StoreProblem):
    """The database holds less, or another history, than the head beside the key remembers."""


class Replaced(StoreProblem):
    """The database's file is another one than the one that was opened."""


class Unavailable(StoreProblem):
    """Nothing was written: the disk is full or broken, or somebody else holds the database. It may pass. `word` is what
    a log line may say of it.
    """

    def __init__(self, text: str, word: str = "unavailable") -> None:
        super().__init__(text)
        self.word = word


class Damaged(Unavailable):
    """The database's file is not what SQLite wrote. Nothing more may be accepted into it: it will be replaced."""


class Conflict(Exception):
    """Somebody else changed the row since it was read. Read again and decide again."""


class KeyGone(Exception):
    """The case was purged: its key is destroyed, and its texts with it."""
