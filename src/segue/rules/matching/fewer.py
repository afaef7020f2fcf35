"""Why fewer than three are put before a client: a sentence for the record, proposed from what the search found.

The clinician may change every word of it.
"""

from segue.rules.codes import Family, label
from segue.rules.matching.answer import Answer
from segue.rules.matching.line import Line
from segue.rules.matching.three import ENOUGH
from segue.rules.need import Need, Wish
from segue.rules.text import N_

_KM_IN_MILE = 1.609344
_STANDS_IN_THE_WAY = {
    Wish.FORMAT: N_("Nobody else with an opening meets in the way that was asked for"),
    Wish.INSURANCE_OR_BUDGET: N_("Nobody else with an opening can be paid in the way that was asked for"),
    Wish.HOURS: N_("Nobody else has an opening at the hours that were asked for"),
    Wish.ROOM: N_("Nobody else has an opening now"),
    Wish.WAIT: N_("Nobody else has an opening as soon as was asked for"),
    Wish.STYLE: N_("Nobody else with an opening has the style that was asked for"),
    Wish.ROLE: N_("Nobody else with an opening gives the kind of care that was asked for"),
}
"""Said where this wish alone keeps most of the others out; language, method and distance are said with their words."""


def fewer_reason(need: Need, answer: Answer, *, are_open: bool) -> Line | None:
    """The reason to propose; None where three who are open and differ were found."""
    if len(answer.three.ids) < ENOUGH:
        return _held_back(need, answer) or Line(N_("Nobody else who fits has an opening"))
    if answer.three.why_not is not None:
        return answer.three.why_not
    return None if are_open else Line(N_("Nobody else who fits has confirmed an opening within three days"))


def _held_back(need: Need, answer: Answer) -> Line | None:
    """The wish that alone keeps most of the others out, in a sentence."""
    single = [each for each in answer.relax if len(each.wishes) == 1 and each.wishes[0] is not Wish.CONCERN]
    if not single:
        return None
    wish = max(single, key=lambda each: each.more).wishes[0]
    if wish in _STANDS_IN_THE_WAY:
        return Line(_STANDS_IN_THE_WAY[wish])
    miles = None if need.radius_km is None else round(need.radius_km / _KM_IN_MILE)
    if wish is Wish.PLACE and miles is not None:
        return Line(N_("Nobody else has an opening within %(miles)s miles"), {"miles": miles})
    if wish is Wish.LANGUAGE:
        return _speaks(need, miles=miles if need.formats == ("in_person",) else None)
    methods = tuple(label(Family.METHOD, code) for code in need.methods)
    return Line(N_("Nobody else who works with %(words)s has an opening"), labels={"words": methods})


def _speaks(need: Need, *, miles: int | None) -> Line:
    """The language, and how far where the client must go there."""
    spoken = {"words": tuple(label(Family.LANGUAGE, code) for code in need.languages)}
    if miles is None:
        return Line(N_("Nobody else who speaks %(words)s has an opening"), labels=spoken)
    sentence = N_("Nobody else who speaks %(words)s has an opening within %(miles)s miles")
    return Line(sentence, {"miles": miles}, spoken)
