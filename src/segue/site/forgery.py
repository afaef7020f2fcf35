"""Forms come from our own pages: the token in the form, the cookie, and what the browser says of where it came from.

Our pages send no referrer, and a browser that may send none says `Origin: null` with a form, also with our own.
So for "null" the browser's word on the site that asks (Sec-Fetch-Site) counts instead; where an older browser
does not say it, the token and the SameSite cookie stand alone.
"""

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware

OWN = frozenset({"same-origin", ""})


class OwnForms(CsrfViewMiddleware):
    """Django's guard against forged forms, for pages that send no referrer."""

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.META.get("HTTP_ORIGIN") == "null":
            return request.META.get("HTTP_SEC_FETCH_SITE", "") in OWN
        return bool(super()._origin_verified(request))  # type: ignore[misc]  # not in the stubs
