"""Many histories, each from a point of a story, each made by chance from one number.

A world is made once for each story. It goes on from point to point, and at each point histories are played and
taken back. A history that breaks something is told with the number that plays it again.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from segue.demo.builders import TUESDAY, Case, open_small_world
from tests.invariants.always import Always
from tests.invariants.death import undone
from tests.invariants.history import History
from tests.invariants.moves import BAIT, something_happens
from tests.invariants.rewound import Rewound

BEFORE_SPRING = datetime(2026, 3, 6, 20, tzinfo=UTC)
BEFORE_AUTUMN = datetime(2026, 10, 30, 15, tzinfo=UTC)
LONG = 0.05
Step = Callable[[Case], object]


def _chosen(case: Case) -> None:
    case.choose("amara", "samuel", "ruth")
    case.approve()


def _chosen_anyone(case: Case) -> None:
    case.choose("samuel", "ruth", "amara", whoever_first=True, live_limit=3)
    case.approve()


def _guest_says_yes(case: Case) -> None:
    case.confirm("samuel", price="110")


@dataclass(frozen=True, slots=True)
class Story:
    """When it begins, and its points, each a step after the one before."""

    begins: datetime
    points: dict[str, Step]


STORIES = {
    "account": Story(
        TUESDAY,
        {
            "written": lambda case: (case.talk(), case.write_need()),
            "shown": lambda case: case.show(),
            "chosen": _chosen,
            "signed": lambda case: case.sign(),
            "asked": lambda case: case.ask(),
            "confirmed": lambda case: case.confirm("amara"),
            "opened": lambda case: case.open("amara"),
            "accepted": lambda case: case.accept("amara"),
            "started": lambda case: case.start("amara"),
        },
    ),
    "guest": Story(
        BEFORE_SPRING,
        {
            "shown": lambda case: case.until_shown(),
            "chosen": _chosen_anyone,
            "signed": lambda case: case.sign(),
            "asked": lambda case: case.ask(),
            "confirmed": _guest_says_yes,
            "opened": lambda case: case.open("samuel"),
            "accepted": lambda case: case.accept("samuel"),
            "started": lambda case: case.start("samuel"),
        },
    ),
    "autumn": Story(
        BEFORE_AUTUMN,
        {
            "asked": lambda case: case.until_asked("amara", "samuel"),
            "confirmed": lambda case: case.confirm("amara"),
            "accepted": lambda case: (case.open("amara"), case.accept("amara")),
            "scheduled": lambda case: case.schedule("amara"),
        },
    ),
}


@dataclass(slots=True)
class Told:
    """What came of them all."""

    histories: int = 0
    steps: int = 0
    kills: int = 0
    points: int = 0
    happened: Counter[str] = field(default_factory=Counter)

    def in_words(self) -> str:
        """All of it, the most frequent first."""
        lines = [f"{count:8} {what}" for what, count in self.happened.most_common()]
        head = (
            f"{self.histories} histories from {self.points} points, {self.steps} steps, "
            f"in {self.kills} of which the program died"
        )
        return "\n".join([head, *lines])


class Broken(AssertionError):
    """A history that broke something: which one, and what happened in it."""


def simulate(*, seed: int, histories: int, only: str = "") -> Told:
    """Play so many histories, shared out among all points of all stories; or one, by its name. Raises Broken."""
    told = Told()
    points = [(story, point) for story, each in STORIES.items() for point in each.points]
    for name, story in STORIES.items():
        if only and not only.startswith(f"{name}-"):
            continue
        with undone():
            for point, case in _points(story):
                place = points.index((name, point))
                share = range(place, histories, len(points))
                wanted = [f"{name}-{point}-{seed}-{number}" for number in share]
                told.points += 1
                for one in [only] if only.startswith(f"{name}-{point}-") else [] if only else wanted:
                    _play(one, case, told)
    return told


def _points(story: Story) -> Iterator[tuple[str, Case]]:
    case = open_small_world(Rewound(story.begins)).case(BAIT)
    for point, step in story.points.items():
        step(case)
        yield point, case


def _play(name: str, case: Case, told: Told) -> None:
    die = Random(name)  # noqa: S311  # no secret
    steps = list(range(die.randint(25, 40) if die.random() < LONG else die.randint(2, 6)))
    history, error = _played(name, steps, case)
    if error is not None:
        steps = _shortest(name, steps, case, type(error))
        history, error = _played(name, steps, case)
        what = "\n".join(history.told)
        raise Broken(f"{what}\nHistory {name}: {type(error).__name__}: {error}\n{again(name)}") from error
    told.histories += 1
    told.steps += len(steps)
    told.kills += history.kills
    told.happened.update(history.happened)


def _played(name: str, steps: list[int], case: Case) -> tuple[History, Exception | None]:
    """Play these steps; each has chance of its own, so that one can be left out. Then all is as before."""
    clock = case.clock
    assert isinstance(clock, Rewound)
    mark = clock.mark()
    with undone():
        history = History(case.world, case)
        always, error = Always(history), None
        try:
            for step in steps:
                history.die = Random(f"{name} {step}")  # noqa: S311  # no secret
                something_happens(history)
                always.holds()
            always.holds_at_the_end()
        except Exception as found:  # whatever it is, the history is told
            error = found
    clock.back_to(mark)
    return history, error


def _shortest(name: str, steps: list[int], case: Case, kind: type[Exception]) -> list[int]:
    """The steps without which nothing breaks."""
    for step in reversed(steps):
        fewer = [each for each in steps if each != step]
        if isinstance(_played(name, fewer, case)[1], kind):
            steps = fewer
    return steps


def again(name: str) -> str:
    """The command that plays it again."""
    return f"HISTORY={name} .venv/bin/python -m pytest tests/invariants/test_ten_invariants.py -q"
