"""Who the story is about, and what they say: the clinician, the client, the colleagues, the need in their words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from segue.demo.calendar import Days
from segue.demo.world import World
from segue.rules.actor import Actor, Kind
from segue.rules.moment import At

CODE = "4271 8836"
NEED = {
    "jurisdiction": "MN",
    "age": "adult",
    "concerns": ["panic", "grief"],
    "formats": ["online", "in_person"],
    "zip": "55408",
    "radius_km": 25,
    "insurance": ["north_star"],
    "budget": 80,
    "languages": ["en"],
    "methods": ["exposure"],
    "slots": ["mon_evening", "tue_evening", "wed_evening", "thu_evening", "sun_evening"],
    "urgency_days": 21,
}
WORDS = (
    "Jonas, 34, panic attacks since his father died last spring. We did good work on the grief, but the panic needs "
    "someone who does exposure. Evenings or online, he works shifts. North Star Health, or about $80 himself."
)
PROMPTS = {
    "helped": "Naming the panic early helped. Being told to breathe did not.",
    "next": "Is exposure the right next step, and how fast?",
    "course": "Nine sessions since June, every week. Grief work with narrative methods.",
    "until": "He sees me every week until the first session with you.",
    "safety": "",
}
OWN_WORDS = "I am fine with silence, less fine with being told to breathe."


@dataclass(frozen=True, slots=True)
class Told:
    """One step of the story: when, in plain words, and the page on which it can be seen."""

    at: At
    words: str
    page: str = ""


@dataclass(slots=True)
class Story:
    """Who and what the story is about; filled as it goes on."""

    world: World
    days: Days
    until: Callable[[At], None]
    referral: str = ""
    client: str = ""
    handoff: str = ""
    first: str = ""
    guest_link: str = ""
    client_link: str = ""
    marks: dict[str, str] = field(default_factory=dict)

    @property
    def miriam(self) -> Actor:
        """The clinician who refers."""
        return self.world.staff["miriam_castellanos"].actor

    @property
    def jonas(self) -> Actor:
        """The client, by link and code."""
        return Actor(Kind.client, client=UUID(self.client), link=UUID(self.client_link))

    @property
    def amara(self) -> Actor:
        """The first choice, who has an account."""
        return self.world.staff["amara_lindqvist"].actor

    @property
    def samuel(self) -> Actor:
        """The second choice, who has never heard of Segue."""
        return Actor(Kind.guest, handoff=UUID(self.handoff), link=UUID(self.guest_link))

    def when(self, at: At) -> At:
        """Let time pass until this moment; what falls due before it happens before it."""
        self.until(at)
        return at

    def key(self, step: str) -> str:
        """The idempotency key of a step."""
        return f"demo-story-{step}"
