"""How options are found: a page for anybody, made of the very numbers that count."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from segue.pages.visitor import anybody
from segue.rules.matching.topic import TOPIC_LABELS, TOPIC_RULES
from segue.rules.matching.weights import CURRENT
from segue.rules.permission import Thing, Verb


@anybody(Thing.style, Verb.see)
def how_options_are_found(request: HttpRequest) -> HttpResponse:
    """Every topic with its most points and its rule; what never counts; how the three are chosen."""
    rows = [(_(TOPIC_LABELS[topic]), most, _(TOPIC_RULES[topic])) for topic, most in CURRENT.most.items()]
    return render(request, "how.html", {"rows": rows, "of": sum(CURRENT.most.values()), "weights": CURRENT})
