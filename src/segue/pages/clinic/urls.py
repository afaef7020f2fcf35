"""The addresses of the practice's own pages. None holds anything about a person but identifiers."""

from django.urls import path

from segue.pages.clinic import begin, need, options, referral, summary, today

urlpatterns = [
    path("", today.today, name="today"),
    path("opening", today.opening, name="opening"),
    path("thanks", today.thank, name="thank"),
    path("new", begin.new_referral, name="new_referral"),
    path("r/<uuid:referral>", referral.referral, name="referral"),
    path("r/<uuid:referral>/need", need.need, name="need"),
    path("r/<uuid:referral>/options", options.options, name="options"),
    path("r/<uuid:referral>/summary", summary.summary, name="summary"),
    path("r/<uuid:referral>/signed/<uuid:consent>", summary.signed_summary, name="signed_summary"),
    path("r/<uuid:referral>/link", referral.show_link, name="client_link"),
    path("r/<uuid:referral>/do/<slug:verb>", referral.do, name="referral_do"),
]
