"""The rows of a file that could not be used: the first few on the screen, all of them in a file when asked for."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from segue.rules.text import N_
from segue.site.says import bad_input, plural

if TYPE_CHECKING:
    from segue.formats.listing import Bad
    from segue.formats.rows import Spot

SHOWN = 20
MAIN = "providers"
PLACES = "further places"
HEADER = ("file", "line", "code", "why")


@dataclass(slots=True)
class BadRows:
    """What was wrong, row by row, in the order of the file."""

    report: Path | None = None
    shown: list[tuple[str, "Bad"]] = field(default_factory=list)
    _file: IO[str] | None = None
    _writer: Any = None
    _goes_on: bool = False

    def begin(self, spot: "Spot | None") -> None:
        """Open the report; one that an earlier run of the same file began is gone on with."""
        if self.report is None:
            return
        self._goes_on = spot is not None and self.report.exists()
        try:
            self._file = self.report.open("a" if self._goes_on else "w", encoding="utf-8", newline="")
        except OSError as error:
            raise bad_input(
                "cannot_write",
                N_("%(file)s cannot be written: %(because)s."),
                N_("Choose a directory that is there and that you may write in."),
                file=str(self.report),
                because=error.strerror or "",
            ) from None
        self._writer = csv.writer(self._file, lineterminator="\n")
        if not self._goes_on:
            self._writer.writerow(HEADER)

    def hearer(self, file: str) -> "Callable[[Bad], None]":
        """What hears of each bad row of one of the two files."""

        def hear(bad: "Bad") -> None:
            if len(self.shown) < SHOWN:
                self.shown.append((file, bad))
            # The file of places is read anew by each run, so its rows are in a report that is gone on with.
            if self._writer is not None and not (self._goes_on and file == PLACES):
                self._writer.writerow((file, bad.line, bad.code, bad.why % bad.about))

        return hear

    def flush(self) -> None:
        """Put on disk what was heard so far: a run may be killed at any time."""
        if self._file is not None:
            self._file.flush()

    def close(self) -> None:
        """Nothing more is heard."""
        if self._file is not None:
            self._file.close()

    def as_objects(self) -> list[dict[str, object]]:
        """The first few, for a script."""
        return [
            {
                "line": bad.line,
                "code": bad.code,
                "why": bad.why % bad.about,
                **({} if file == MAIN else {"file": file}),
            }
            for file, bad in self.shown
        ]

    def as_lines(self, count: int) -> Iterator[str]:
        """The first few of so many, for a person."""
        yield f"{plural(count, 'row', 'rows')} could not be used; all others were kept:"
        for file, bad in self.shown:
            yield f"  {bad.why % bad.about}" + ("" if file == MAIN else f" ({file})")
        if count > len(self.shown):
            yield f"  … and {count - len(self.shown):,} more" + (
                f", all in {self.report}" if self.report else ""
            )
        yield "Fetch the file anew, or mend these lines, and import it again: rows that are kept stay as they are."
