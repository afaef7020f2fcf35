"""Addresses of what a practice received."""

from django.urls import path

from segue.pages.received import views

urlpatterns = [
    path("received", views.received, name="received"),
    path("received/<uuid:handoff>/", views.one, name="received_handoff"),
    path("received/<uuid:handoff>/summary", views.summary, name="received_summary"),
    path("received/<uuid:handoff>/meeting", views.meeting, name="received_meeting"),
    path("received/<uuid:handoff>/assign", views.assign, name="received_assign"),
    path("received/<uuid:handoff>/appointment.ics", views.appointment, name="received_appointment"),
]
