"""The closed lists of words that needs, profiles and checks are made of, each with its label.

Labels are written as they stand inside a sentence ("panic", "EMDR"); where clinicians and clients
say it differently, a second, plain label is for clients. The order inside a family is append-only:
a place in the list is a bit in a search mask, and a bit is never used again for another word.
Which words a sentence of a person means is decided elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from segue.rules.step import Refused
from segue.rules.text import N_


class Family(StrEnum):
    """The families of codes."""

    CONCERN = "concern"
    GROUP = "group"
    METHOD = "method"
    STYLE = "style"
    INSURANCE = "insurance"
    LANGUAGE = "language"
    FORMAT = "format"
    AGE = "age"
    SLOT = "slot"
    DAY_PART = "day_part"
    ROLE = "role"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Code:
    """One word of a family: its code, its label, the label for clients, and for concerns the group."""

    family: Family
    code: str
    label: str
    plain: str
    group: str | None = None


# code, label, plain label for clients ("" where it is the same), group
_CONCERNS = (
    ("anxiety", N_("anxiety"), N_("worry and fear"), "anxiety"),
    ("panic", N_("panic"), N_("panic attacks"), "anxiety"),
    ("depression", N_("depression"), N_("feeling low"), "mood"),
    ("trauma", N_("trauma"), N_("what happened to me"), "trauma"),
    ("grief", N_("grief"), N_("losing someone"), "grief"),
    ("relationship", N_("relationship difficulties"), N_("trouble in a relationship"), "couples"),
    ("stress", N_("stress"), "", "change"),
    ("adhd", N_("ADHD"), "", "attention"),
    ("self_esteem", N_("self-esteem"), N_("feeling not good enough"), "change"),
    ("life_change", N_("life transitions"), N_("a big change in life"), "change"),
    ("ptsd", N_("post-traumatic stress"), N_("bad memories that come back"), "trauma"),
    ("social_anxiety", N_("social anxiety"), N_("fear of being with people"), "anxiety"),
    ("ocd", N_("obsessive-compulsive disorder"), N_("thoughts or habits that will not stop"), "anxiety"),
    ("bipolar", N_("bipolar disorder"), N_("very high and very low moods"), "mood"),
    ("couples", N_("couples’ conflict"), N_("fighting as a couple"), "couples"),
    ("parenting", N_("parenting"), N_("being a parent"), "family"),
    ("family_conflict", N_("family conflict"), N_("fighting in the family"), "family"),
    ("anger", N_("anger"), "", "change"),
    ("sleep", N_("sleep problems"), N_("trouble with sleep"), "body"),
    ("alcohol", N_("alcohol use"), N_("drinking"), "substance"),
    ("substance", N_("substance use"), N_("using drugs"), "substance"),
    ("burnout", N_("burnout"), N_("being worn out by work"), "change"),
    ("autism", N_("autism"), "", "attention"),
    ("eating", N_("eating disorders"), N_("trouble with food and eating"), "eating"),
    ("body_image", N_("body image"), N_("how I feel about my body"), "eating"),
    ("perinatal", N_("perinatal mental health"), N_("pregnancy and a new baby"), "mood"),
    ("postpartum", N_("postpartum depression"), N_("feeling low after a birth"), "mood"),
    ("divorce", N_("divorce and separation"), "", "couples"),
    ("infidelity", N_("infidelity"), N_("an affair"), "couples"),
    ("gender_identity", N_("gender identity"), N_("questions about my gender"), "identity"),
    ("sexual_orientation", N_("sexual orientation"), N_("questions about whom I love"), "identity"),
    ("race_stress", N_("racial stress"), N_("racism and its weight"), "identity"),
    ("faith", N_("faith and meaning"), N_("questions of faith"), "identity"),
    ("migration", N_("migration and culture"), N_("living in a new country"), "identity"),
    ("chronic_pain", N_("chronic pain"), N_("pain that stays"), "body"),
    ("chronic_illness", N_("chronic illness"), N_("living with an illness"), "body"),
    ("health_anxiety", N_("health anxiety"), N_("fear of being ill"), "anxiety"),
    ("phobia", N_("phobias"), N_("a strong fear of one thing"), "anxiety"),
    ("generalized_anxiety", N_("generalized anxiety"), N_("worry about everything"), "anxiety"),
    ("separation_anxiety", N_("separation anxiety"), N_("fear of being apart"), "anxiety"),
    ("school", N_("school difficulties"), N_("trouble at school"), "family"),
    ("behavior", N_("behavior of children"), N_("a child who is hard to calm"), "family"),
    ("learning", N_("learning differences"), N_("learning is hard"), "attention"),
    ("tics", N_("tics"), N_("movements that come by themselves"), "attention"),
    ("psychosis", N_("psychosis"), N_("hearing or seeing what others do not"), "psychosis"),
    ("schizophrenia", N_("schizophrenia"), "", "psychosis"),
    ("dissociation", N_("dissociation"), N_("feeling far away from myself"), "trauma"),
    ("childhood_trauma", N_("childhood trauma"), N_("what happened when I was a child"), "trauma"),
    ("sexual_assault", N_("sexual assault"), N_("sexual violence"), "trauma"),
    ("partner_violence", N_("intimate partner violence"), N_("violence at home"), "trauma"),
    ("combat", N_("combat and service"), N_("what happened in the service"), "trauma"),
    ("first_responder", N_("first responder stress"), N_("the weight of rescue work"), "trauma"),
    ("personality", N_("personality disorders"), N_("strong feelings that change fast"), "mood"),
    ("self_harm", N_("self-harm"), N_("hurting myself"), "mood"),
    ("gambling", N_("gambling"), "", "substance"),
    ("gaming", N_("gaming and screens"), N_("too much time on screens"), "substance"),
    ("sexual_health", N_("sexual difficulties"), N_("trouble with sex"), "couples"),
    ("caregiving", N_("caregiving"), N_("caring for someone who is ill"), "family"),
    ("aging", N_("aging"), N_("growing older"), "change"),
    ("memory", N_("memory loss and dementia"), N_("trouble with memory"), "body"),
)

_GROUPS = (
    ("anxiety", N_("anxiety"), N_("worry and fear")),
    ("mood", N_("mood"), N_("low or changing moods")),
    ("trauma", N_("trauma"), N_("hard things that happened")),
    ("grief", N_("grief"), N_("loss")),
    ("eating", N_("eating and body image"), N_("food and body")),
    ("substance", N_("substance use and habits"), N_("drinking, drugs and habits")),
    ("couples", N_("couples and relationships"), ""),
    ("family", N_("families and parenting"), N_("family life")),
    ("attention", N_("attention, autism and learning"), ""),
    ("psychosis", N_("psychosis"), N_("hearing or seeing what others do not")),
    ("identity", N_("identity and culture"), ""),
    ("body", N_("body, sleep and health"), ""),
    ("change", N_("stress and life transitions"), N_("stress and change")),
)

_METHODS = (
    ("cbt", N_("CBT"), N_("working with thoughts and habits")),
    ("exposure", N_("exposure"), N_("facing fears in steps")),
    ("emdr", N_("EMDR"), ""),
    ("dbt", N_("DBT"), N_("skills for strong feelings")),
    ("act", N_("ACT"), N_("making room for feelings and acting on values")),
    ("psychodynamic", N_("psychodynamic therapy"), N_("understanding old patterns")),
    ("psychoanalysis", N_("psychoanalysis"), ""),
    ("person_centered", N_("person-centered therapy"), N_("talking at my pace")),
    ("mindfulness", N_("mindfulness"), ""),
    ("motivational", N_("motivational interviewing"), N_("finding my own reasons to change")),
    ("solution_focused", N_("solution-focused therapy"), N_("small steps to a goal")),
    ("narrative", N_("narrative therapy"), N_("telling my story anew")),
    ("ifs", N_("internal family systems"), N_("listening to my inner parts")),
    ("eft", N_("emotionally focused therapy"), N_("working with feelings between two")),
    ("gottman", N_("Gottman method"), ""),
    ("family_systems", N_("family systems therapy"), N_("meeting as a family")),
    ("cpt", N_("cognitive processing therapy"), N_("working with thoughts after trauma")),
    ("prolonged_exposure", N_("prolonged exposure"), N_("going back to a memory in safety")),
    ("tf_cbt", N_("trauma-focused CBT"), N_("trauma work with a child and parent")),
    ("erp", N_("exposure and response prevention"), N_("facing fears without the ritual")),
    ("schema", N_("schema therapy"), N_("changing old beliefs about myself")),
    ("interpersonal", N_("interpersonal therapy"), N_("working on ties with people")),
    ("gestalt", N_("Gestalt therapy"), ""),
    ("existential", N_("existential therapy"), N_("questions of meaning")),
    ("somatic", N_("somatic therapy"), N_("working with the body")),
    ("sensorimotor", N_("sensorimotor psychotherapy"), N_("trauma work with the body")),
    ("brainspotting", N_("brainspotting"), ""),
    ("hypnosis", N_("clinical hypnosis"), N_("hypnosis")),
    ("biofeedback", N_("biofeedback"), ""),
    ("cbt_i", N_("CBT for insomnia"), N_("learning to sleep again")),
    ("art", N_("art therapy"), ""),
    ("music", N_("music therapy"), ""),
    ("play", N_("play therapy"), N_("play with a therapist")),
    ("pcit", N_("parent-child interaction therapy"), N_("coaching for parent and child")),
    ("aba", N_("applied behavior analysis"), ""),
    ("fbt", N_("family-based treatment"), N_("the family helps with eating")),
    ("group", N_("group therapy"), N_("meeting in a group")),
    ("medication", N_("medication management"), N_("medicine")),
    ("testing", N_("psychological testing"), N_("tests and a report")),
    ("twelve_step", N_("twelve-step facilitation"), N_("twelve-step work")),
)

_STYLES = (
    ("direct", N_("direct"), ""),
    ("gentle", N_("gentle"), ""),
    ("humor", N_("uses humor"), N_("laughs with me")),
    ("homework", N_("gives homework"), N_("gives things to try at home")),
    ("structured", N_("plans each session"), ""),
    ("open_ended", N_("follows the client’s lead"), N_("follows my lead")),
    ("listens", N_("listens more than talks"), ""),
    ("challenges", N_("challenges"), N_("tells me what I do not see")),
    ("short_term", N_("works short term"), N_("a few months")),
    ("long_term", N_("works long term"), N_("as long as it takes")),
    ("hours_that_change", N_("plans hours week by week"), N_("hours that change")),
    ("fixed_hour", N_("keeps a fixed hour"), N_("same hour each week")),
    ("messages_between", N_("answers messages between sessions"), ""),
    ("includes_family", N_("includes the family"), N_("my family can come")),
    ("lgbtq_affirming", N_("LGBTQ+ affirming"), ""),
    ("kink_poly_affirming", N_("affirming of open relationships"), ""),
    ("disability_affirming", N_("disability affirming"), ""),
    ("faith_informed", N_("works with faith"), N_("open to my faith")),
    ("woman", N_("a woman"), ""),
    ("man", N_("a man"), ""),
    ("nonbinary", N_("nonbinary"), ""),
    ("person_of_color", N_("a person of color"), ""),
    ("immigrant", N_("from an immigrant family"), ""),
    ("veteran", N_("served in the military"), ""),
)

# Wishes about who somebody is. They are shown only where the client asked and the clinician said so
# themself; they stand in no check, request, log line or address.
IDENTITY_STYLES = frozenset(
    (
        "lgbtq_affirming",
        "kink_poly_affirming",
        "disability_affirming",
        "faith_informed",
        "woman",
        "man",
        "nonbinary",
        "person_of_color",
        "immigrant",
        "veteran",
    )
)

_INSURANCE = (
    ("medicare", N_("Medicare"), ""),
    ("medicaid", N_("Medicaid"), ""),
    ("tricare", N_("TRICARE"), ""),
    ("aetna", N_("Aetna"), ""),
    ("blue_cross", N_("Blue Cross"), ""),
    ("cigna", N_("Cigna"), ""),
    ("humana", N_("Humana"), ""),
    ("kaiser", N_("Kaiser"), ""),
    ("united", N_("UnitedHealthcare"), ""),
    ("eap", N_("an employee assistance program"), N_("a program of my employer")),
    ("school_plan", N_("a student plan"), ""),
    ("workers_comp", N_("workers’ compensation"), ""),
    ("victim_fund", N_("a crime victims’ fund"), ""),
    ("out_of_network", N_("out-of-network benefits"), N_("money back from the plan")),
    ("north_star", N_("North Star Health"), ""),
    ("harbor_mutual", N_("Harbor Mutual"), ""),
    ("two_rivers", N_("Two Rivers Plan"), ""),
    ("prairie_shield", N_("Prairie Shield"), ""),
    ("cedar_union", N_("Cedar Union"), ""),
    ("lakeland_care", N_("Lakeland Care"), ""),
    ("bluestem", N_("Bluestem Benefit"), ""),
    ("high_desert", N_("High Desert Health"), ""),
    ("granite_state_plan", N_("Granite Fellowship Plan"), ""),
    ("old_mill", N_("Old Mill Mutual"), ""),
    ("open_door", N_("Open Door Health"), ""),
    ("redwood_trust", N_("Redwood Trust Plan"), ""),
    ("sandhill", N_("Sandhill Cooperative"), ""),
    ("silver_birch", N_("Silver Birch"), ""),
    ("tidewater_plan", N_("Tidewater Neighbors Plan"), ""),
    ("wayfarer", N_("Wayfarer Assurance"), ""),
)

_LANGUAGES = (
    ("en", N_("English")), ("es", N_("Spanish")), ("zh", N_("Chinese")), ("vi", N_("Vietnamese")),
    ("tl", N_("Tagalog")), ("ar", N_("Arabic")), ("ko", N_("Korean")), ("fr", N_("French")),
    ("ru", N_("Russian")), ("ht", N_("Haitian Creole")), ("pt", N_("Portuguese")), ("de", N_("German")),
    ("hi", N_("Hindi")), ("pl", N_("Polish")), ("it", N_("Italian")), ("ur", N_("Urdu")),
    ("fa", N_("Persian")), ("ja", N_("Japanese")), ("bn", N_("Bengali")), ("gu", N_("Gujarati")),
    ("pa", N_("Punjabi")), ("te", N_("Telugu")), ("ta", N_("Tamil")), ("he", N_("Hebrew")),
    ("yi", N_("Yiddish")), ("hmn", N_("Hmong")), ("so", N_("Somali")), ("am", N_("Amharic")),
    ("sw", N_("Swahili")), ("yo", N_("Yoruba")), ("uk", N_("Ukrainian")), ("sv", N_("Swedish")),
    ("nl", N_("Dutch")), ("el", N_("Greek")), ("tr", N_("Turkish")), ("th", N_("Thai")),
    ("km", N_("Khmer")), ("nv", N_("Navajo")), ("ne", N_("Nepali")), ("ase", N_("American Sign Language")),
)  # fmt: skip

_FORMATS = (("online", N_("online"), ""), ("in_person", N_("in person"), ""))

_AGES = (
    ("child", N_("children up to 12"), ""),
    ("teen", N_("teens, 13 to 17"), ""),
    ("adult", N_("adults"), ""),
    ("older_adult", N_("adults of 65 and older"), ""),
)

_ROLES = (
    ("therapist", N_("therapist"), ""),
    ("prescriber", N_("prescriber"), N_("someone who can give medicine")),
    ("assessor", N_("assessor"), N_("someone who tests and writes a report")),
)

_SLOTS = (
    ("mon_morning", N_("Monday mornings")), ("mon_midday", N_("Mondays at midday")),
    ("mon_afternoon", N_("Monday afternoons")), ("mon_evening", N_("Monday evenings")),
    ("tue_morning", N_("Tuesday mornings")), ("tue_midday", N_("Tuesdays at midday")),
    ("tue_afternoon", N_("Tuesday afternoons")), ("tue_evening", N_("Tuesday evenings")),
    ("wed_morning", N_("Wednesday mornings")), ("wed_midday", N_("Wednesdays at midday")),
    ("wed_afternoon", N_("Wednesday afternoons")), ("wed_evening", N_("Wednesday evenings")),
    ("thu_morning", N_("Thursday mornings")), ("thu_midday", N_("Thursdays at midday")),
    ("thu_afternoon", N_("Thursday afternoons")), ("thu_evening", N_("Thursday evenings")),
    ("fri_morning", N_("Friday mornings")), ("fri_midday", N_("Fridays at midday")),
    ("fri_afternoon", N_("Friday afternoons")), ("fri_evening", N_("Friday evenings")),
    ("sat_morning", N_("Saturday mornings")), ("sat_midday", N_("Saturdays at midday")),
    ("sat_afternoon", N_("Saturday afternoons")), ("sat_evening", N_("Saturday evenings")),
    ("sun_morning", N_("Sunday mornings")), ("sun_midday", N_("Sundays at midday")),
    ("sun_afternoon", N_("Sunday afternoons")), ("sun_evening", N_("Sunday evenings")),
)  # fmt: skip

# What a check says of hours: weekdays by their part of the day, the weekend as one.
_DAY_PARTS = (
    ("morning", N_("mornings")), ("midday", N_("midday")), ("afternoon", N_("afternoons")),
    ("evening", N_("evenings")), ("weekend", N_("weekends")),
)  # fmt: skip

_STATES = (
    ("AL", N_("Alabama")), ("AK", N_("Alaska")), ("AZ", N_("Arizona")), ("AR", N_("Arkansas")),
    ("CA", N_("California")), ("CO", N_("Colorado")), ("CT", N_("Connecticut")), ("DE", N_("Delaware")),
    ("DC", N_("District of Columbia")), ("FL", N_("Florida")), ("GA", N_("Georgia")), ("HI", N_("Hawaii")),
    ("ID", N_("Idaho")), ("IL", N_("Illinois")), ("IN", N_("Indiana")), ("IA", N_("Iowa")),
    ("KS", N_("Kansas")), ("KY", N_("Kentucky")), ("LA", N_("Louisiana")), ("ME", N_("Maine")),
    ("MD", N_("Maryland")), ("MA", N_("Massachusetts")), ("MI", N_("Michigan")), ("MN", N_("Minnesota")),
    ("MS", N_("Mississippi")), ("MO", N_("Missouri")), ("MT", N_("Montana")), ("NE", N_("Nebraska")),
    ("NV", N_("Nevada")), ("NH", N_("New Hampshire")), ("NJ", N_("New Jersey")), ("NM", N_("New Mexico")),
    ("NY", N_("New York")), ("NC", N_("North Carolina")), ("ND", N_("North Dakota")), ("OH", N_("Ohio")),
    ("OK", N_("Oklahoma")), ("OR", N_("Oregon")), ("PA", N_("Pennsylvania")), ("RI", N_("Rhode Island")),
    ("SC", N_("South Carolina")), ("SD", N_("South Dakota")), ("TN", N_("Tennessee")), ("TX", N_("Texas")),
    ("UT", N_("Utah")), ("VT", N_("Vermont")), ("VA", N_("Virginia")), ("WA", N_("Washington")),
    ("WV", N_("West Virginia")), ("WI", N_("Wisconsin")), ("WY", N_("Wyoming")),
)  # fmt: skip


def _read(family: Family, rows: tuple[tuple[str, ...], ...]) -> Mapping[str, Code]:
    """The rows of a family as codes, in their order."""
    table = {}
    for code, label, *more in rows:
        plain, group = (*more, "", "")[:2]
        table[code] = Code(family, code, label, plain or label, group or None)
    return MappingProxyType(table)


CODES: Mapping[Family, Mapping[str, Code]] = MappingProxyType(
    {
        family: _read(family, rows)
        for family, rows in (
            (Family.CONCERN, _CONCERNS),
            (Family.GROUP, _GROUPS),
            (Family.METHOD, _METHODS),
            (Family.STYLE, _STYLES),
            (Family.INSURANCE, _INSURANCE),
            (Family.LANGUAGE, _LANGUAGES),
            (Family.FORMAT, _FORMATS),
            (Family.AGE, _AGES),
            (Family.SLOT, _SLOTS),
            (Family.DAY_PART, _DAY_PARTS),
            (Family.ROLE, _ROLES),
            (Family.STATE, _STATES),
        )
    }
)
_PLACES = MappingProxyType(
    {
        family: MappingProxyType({code: place for place, code in enumerate(table)})
        for family, table in CODES.items()
    }
)


def find(family: Family, code: object) -> Code | Refused:
    """The code of a family, or why there is none."""
    found = CODES[family].get(code) if isinstance(code, str) else None
    if found is None:
        return Refused(
            "unknown_code",
            N_("“%(value)s” is not a word of the list “%(family)s”."),
            N_("Pick one from the list."),
            {"value": shown(code), "family": family.value},
        )
    return found


def is_code(family: Family, code: str) -> bool:
    """Whether the family has this code."""
    return code in CODES[family]


def label(family: Family, code: str, *, for_client: bool = False) -> str:
    """The label of a known code, not yet translated."""
    found = CODES[family][code]
    return found.plain if for_client else found.label


def place(family: Family, code: str) -> int:
    """Where a known code stands in its family: its bit in a mask."""
    return _PLACES[family][code]


def group_of(concern: str) -> str:
    """The group that stands for a known concern wherever the concern itself would tell too much."""
    return CODES[Family.CONCERN][concern].group or ""


def day_part_of(slot: str) -> str:
    """The coarse part of the week that a known slot falls in."""
    day, part = slot.split("_")
    return "weekend" if day in ("sat", "sun") else part


def shown(value: object) -> str:
    """A value that came from outside, made short and harmless for an answer."""
    if isinstance(value, str):
        return "".join(sign if sign.isprintable() else "·" for sign in value[:40])
    if isinstance(value, int | float) and -(10**12) < value < 10**12:
        return str(value)
    return type(value).__name__
