"""A clock that can be set back to where it stood, together with the identifiers that it numbers."""

from datetime import datetime
from itertools import count

from segue.demo.builders import Clock

Mark = tuple[datetime, int]


class Rewound(Clock):
    """A clock of a world that is played again and again from the same point."""

    def mark(self) -> Mark:
        """Where it stands."""
        number = next(self._numbers)
        self._numbers = count(number)
        return self.now, number

    def back_to(self, mark: Mark) -> None:
        """Stand there again, and give the same identifiers again."""
        self.now, number = mark
        self._numbers = count(number)
