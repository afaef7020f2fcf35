"""Every address of the program. Each view carries the right that it asks for (`pages.visitor`)."""

from django.urls import include, path

from segue.pages import link
from segue.pages.client import urls as client
from segue.pages.clinic import urls as clinic
from segue.pages.guest import urls as guest
from segue.pages.how import how_options_are_found
from segue.pages.received import urls as received
from segue.pages.style import style
from segue.site.health import healthz

handler400 = "segue.pages.errors.too_much"
handler403 = "segue.pages.errors.dead_page"
handler404 = "segue.pages.errors.dead_page"
handler429 = "segue.pages.errors.too_often"
handler500 = "segue.pages.errors.broken_page"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("style", style, name="style"),
    path("how-options-are-found", how_options_are_found, name="how_options_are_found"),
    path("l/<str:token>", link.enter, name="link"),
    path("account/", include("allauth.account.urls")),
    path("account/security/", include("allauth.mfa.urls")),
    *clinic.urlpatterns,
    *received.urlpatterns,
    *client.urlpatterns,
    *guest.urlpatterns,
]
