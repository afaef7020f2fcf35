"""The summary before it is signed, opened: draft, strikes, the client's own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from segue.rules.packet import Draft, Strikes
from segue.rules.referral import Reason
from segue.store.cells import cells_of_client
from segue.store.models import Referral, Summary


@dataclass(frozen=True, slots=True)
class SummarySheet:
    """The summary as it stands now; `version` 0: nothing was written yet."""

    draft: Draft
    strikes: Strikes
    own_words: str
    is_approved: bool
    version: int

    def texts(self) -> dict[str, str]:
        """Every part with its text, the client's own words among them."""
        own = {"own_words": self.own_words} if self.own_words.strip() else {}
        return {code: text for code, text in self.draft.sections.items() if text.strip()} | own


def summary_sheet(referral: Referral) -> SummarySheet:
    """Open the summary of a referral; an empty one before a need was written. Needs `referral.client.practice`."""
    row = Summary.objects.filter(referral_id=referral.id).first()
    reason = Reason(referral.reason)
    if row is None:
        return SummarySheet(Draft(reason, {}), Strikes(), "", False, 0)
    cells = cells_of_client(referral.client)

    def opened(column: str) -> Any:
        return cells.open_json(getattr(row, column), table=Summary, column=column, row=row.id)

    draft = opened("draft_sealed")
    return SummarySheet(
        draft=Draft(reason, draft["sections"], draft["extras"]),
        strikes=_strikes(opened("strikes_sealed")),
        own_words=opened("own_words_sealed") or "",
        is_approved=referral.approved_at is not None,
        version=row.version,
    )


def _strikes(kept: Mapping[str, Any] | None) -> Strikes:
    if not kept:
        return Strikes()
    for_one = {name: frozenset(codes) for name, codes in kept["for_one"].items()}
    return Strikes(frozenset(kept["for_all"]), for_one)
