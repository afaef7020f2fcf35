"""The addresses of the client's pages; the way in by link is `pages.link`."""

from django.urls import path

from segue.pages.client import choice, leave, sharing, stand, start

urlpatterns = [
    path("c/<uuid:referral>/", start.start, name="client_start"),
    path("c/<uuid:referral>/options", choice.options, name="client_options"),
    path("c/<uuid:referral>/summary", sharing.summary, name="client_summary"),
    path("c/<uuid:referral>/sign", sharing.sign, name="client_sign"),
    path("c/<uuid:referral>/where", stand.where, name="client_stand"),
    path("c/<uuid:referral>/check-in/<uuid:check_in>", stand.check_in, name="client_check_in"),
    path("c/<uuid:referral>/stop", sharing.stop, name="client_stop"),
    path("c/<uuid:referral>/data", sharing.told, name="client_data"),
    path("c/<uuid:referral>/exit", leave.leave, name="client_exit"),
]
