"""What tests ask of an answer."""

from segue.acts.answer import Done
from segue.rules.step import Refused


def refusal(answer: Done | Refused) -> str:
    """The code of a refusal that was expected; its words must be whole sentences for somebody to read."""
    assert isinstance(answer, Refused), f"not refused: {answer}"
    why, remedy = answer.why % answer.about, answer.remedy % answer.about
    assert why.strip()
    assert remedy.strip()
    return answer.code
