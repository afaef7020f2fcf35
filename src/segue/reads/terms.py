"""Terms as they are kept with a handoff, and back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from segue.rules.terms import FirstStep, PayKind, Terms


def terms_json(terms: Terms) -> dict[str, object]:
    """Terms as plain values, to be sealed."""
    return {
        "methods": list(terms.methods),
        "pay": str(terms.pay),
        "insurance": terms.insurance,
        "price": terms.price,
        "limits": terms.limits,
        "first_day": terms.first_day.isoformat(),
        "first_times": [moment.isoformat() for moment in terms.first_times],
        "formats": sorted(terms.formats),
        "slots": sorted(terms.slots),
        "first_step": str(terms.first_step),
    }


def terms_from(kept: Mapping[str, Any]) -> Terms:
    """Terms from what was kept."""
    return Terms(
        methods=tuple(kept["methods"]),
        pay=PayKind(kept["pay"]),
        insurance=kept["insurance"],
        price=kept["price"],
        limits=kept["limits"],
        first_day=date.fromisoformat(kept["first_day"]),
        first_times=tuple(datetime.fromisoformat(moment) for moment in kept["first_times"]),
        formats=frozenset(kept["formats"]),
        slots=frozenset(kept["slots"]),
        first_step=FirstStep(kept["first_step"]),
    )
