"""The newest need of a referral, opened."""

from collections.abc import Mapping
from dataclasses import dataclass

from segue.rules.need import Need, NeedAnswers, answers_from, need_from
from segue.store.cells import cells_of_client
from segue.store.models import Need as NeedRow
from segue.store.models import Referral


@dataclass(frozen=True, slots=True)
class NeedSheet:
    """What is looked for, what stands beside it, and what the referrer answered to the prompts."""

    number: int
    need: Need
    answers: NeedAnswers
    prompts: Mapping[str, str]


def newest_need(referral: Referral) -> NeedSheet | None:
    """The newest version, or None before one was written. Needs `referral.client.practice` at hand."""
    row = NeedRow.objects.filter(referral_id=referral.id).order_by("-number").first()
    if row is None:
        return None
    body = cells_of_client(referral.client).open_json(
        row.body_sealed, table=NeedRow, column="body_sealed", row=row.id
    )
    need, answers = need_from(body["need"]), answers_from(body["answers"])
    assert isinstance(need, Need)
    assert isinstance(answers, NeedAnswers)
    return NeedSheet(row.number, need, answers, body["prompts"])
