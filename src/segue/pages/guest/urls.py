"""Addresses of people who came by a link: one approach, or one availability question."""

from django.urls import path

from segue.pages.guest import ask, listing, views

urlpatterns = [
    path("g/<uuid:handoff>/", views.one, name="guest_request"),
    path("g/<uuid:handoff>/code", views.code, name="guest_code"),
    path("g/<uuid:handoff>/summary", views.summary, name="guest_summary"),
    path("g/<uuid:handoff>/meeting", views.meeting, name="guest_meeting"),
    path("g/<uuid:handoff>/appointment.ics", views.appointment, name="guest_appointment"),
    path("a/<uuid:ask>/", ask.one, name="ask_page"),
    path("still/<uuid:profile>/", listing.still_true, name="still_true"),
    path("listing/<uuid:profile>/", listing.listing, name="listing"),
]
