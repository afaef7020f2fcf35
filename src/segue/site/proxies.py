"""From where a request truly came: the nearest address that is no proxy of ours.

Anybody may write X-Forwarded-For, so it counts only as far as trusted proxies passed it on. Without trusted
proxies the address of the connection counts alone.
"""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from segue.site.home import BadSetting

Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]


class ClientAddress:
    """Middleware that puts the client's own address into REMOTE_ADDR, where everything else looks for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        came, passed_on = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
        request.META["REMOTE_ADDR"] = client_address(came, passed_on, trusted=settings.SEGUE_TRUSTED_PROXIES)
        return self.get_response(request)


def client_address(came_from: str, passed_on: str, *, trusted: Networks) -> str:
    """The first address that is no trusted proxy, from the connection outwards; what cannot be read ends the way."""
    nearest = came_from
    for written in reversed(passed_on.split(",")):
        if not _is_in(nearest, trusted):
            break
        address = _address(written.strip())
        if address is None:
            break
        nearest = str(address)
    return nearest


def networks(written: str, *, name: str) -> Networks:
    """Addresses and networks with commas between, as an operator writes them. Raises BadSetting."""
    try:
        return tuple(ip_network(each.strip()) for each in written.split(",") if each.strip())
    except ValueError:
        raise BadSetting(
            f"{name} is {written!r}. Write addresses or networks with commas between, such as "
            "127.0.0.1, 10.0.0.0/8."
        ) from None


def _is_in(written: str, places: Networks) -> bool:
    address = _address(written)
    return address is not None and any(address in place for place in places)


def _address(written: str) -> Address | None:
    try:
        address = ip_address(written)
    except ValueError:
        return None
    # An IPv4 client on an IPv6 socket is the same client.
    return getattr(address, "ipv4_mapped", None) or address
