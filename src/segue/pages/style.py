"""The style page: every part in its states, with invented content."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from segue.pages.visitor import anybody
from segue.rules.permission import Thing, Verb


@anybody(Thing.style, Verb.see)
def style(request: HttpRequest) -> HttpResponse:
    """Show it to anybody; nothing on it is about somebody."""
    return render(request, "style.html", {})
