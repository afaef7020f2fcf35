"""The calendar file of an appointment: when, and nothing else."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from segue.formats.calendar import Appointment, write_appointment
from segue.pages.errors import dead_page
from segue.pages.received.door import Door

LENGTHS: Mapping[str, timedelta] = MappingProxyType(
    {"call": timedelta(minutes=20), "intake": timedelta(hours=1), "first_session": timedelta(minutes=50)}
)


def calendar_file(request: HttpRequest, door: Door) -> HttpResponse:
    """The file to download; its name says as little as the file. It carries the same mark as the one in the mail."""
    sheet = door.sheet()
    kept = sheet.appointment if sheet else None
    if sheet is None or kept is None:
        return dead_page(request)
    appointment = Appointment(
        uid=f"{sheet.id}@{urlsplit(settings.SEGUE_BASE_URL).hostname}",
        sequence=kept.number,
        starts_at=kept.starts_at,
        ends_at=kept.starts_at + LENGTHS[kept.kind],
        zone=kept.zone,
        organizer=settings.SEGUE_MAIL_FROM,
    )
    return HttpResponse(
        write_appointment(appointment, stamped_at=door.visitor.at().now),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="appointment.ics"'},
    )
