"""Addresses that letters name, for tests of letters alone."""

from django.http import HttpResponse
from django.urls import path

urlpatterns = [
    path("", lambda request: HttpResponse(), name="today"),
    path("received/", lambda request: HttpResponse(), name="received"),
    path("account/security/", lambda request: HttpResponse(), name="mfa_index"),
]
