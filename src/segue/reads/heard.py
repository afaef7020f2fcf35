"""What the one who refers may hear of an approach once it was accepted: as much as the client's word back allows."""

from segue.rules.consent import WordBack
from segue.rules.handoff import State
from segue.store.models import Handoff

_ORDER = tuple(WordBack)
_TOLD_AS: dict[WordBack, dict[State, State]] = {
    WordBack.nothing: {
        State.accepted: State.opened,
        State.scheduled: State.opened,
        State.missed: State.opened,
        State.started: State.opened,
    },
    WordBack.came: {State.scheduled: State.accepted, State.missed: State.accepted},
    WordBack.updates: {},
}


def word_back_of(handoff: Handoff) -> WordBack:
    """What the client allowed for this recipient; nothing without a consent. Needs `handoff.consent` at hand."""
    return WordBack(handoff.consent.word_back) if handoff.consent else WordBack.nothing


def lets_hear(handoff: Handoff, what: WordBack) -> bool:
    """Whether the one who refers may hear this."""
    return _ORDER.index(what) <= _ORDER.index(word_back_of(handoff))


def state_heard(handoff: Handoff) -> State:
    """Where the approach stands, as far as the one who refers may hear."""
    state = State(handoff.state)
    if handoff.consent is None:
        return state
    return _TOLD_AS[word_back_of(handoff)].get(state, state)
