"""The addresses of the practice's own pages. None holds anything about a person but identifiers."""

from django.urls import path

from segue.pages.clinic import (
    begin,
    called,
    claim,
    directory,
    directory_entry,
    need,
    options,
    profile,
    referral,
    summary,
    today,
)

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
    path("called", called.called, name="called"),
    path("directory", directory.directory, name="directory"),
    path("directory/compare", directory.compare, name="compare"),
    path("directory/list", directory.listed, name="short_list"),
    path("directory/saved", directory.saved, name="saved_searches"),
    path("directory/saved/<uuid:search>", directory.change_saved, name="saved_search"),
    path("directory/<uuid:profile>", directory_entry.entry, name="directory_entry"),
    path("directory/<uuid:profile>/do/<slug:verb>", directory_entry.keep, name="directory_do"),
    path("profile", profile.mine, name="my_profile"),
    path("profile/claim", claim.ask, name="claim"),
    path("profile/<uuid:profile>", profile.profile, name="profile"),
    path("profile/<uuid:profile>/say/<slug:section>", profile.say, name="profile_say"),
    path("profile/<uuid:profile>/true", profile.still_true, name="profile_true"),
    path("profile/<uuid:profile>/remove", profile.remove, name="profile_remove"),
]
