"""Forms as a browser reads them out of a page: where they are sent, what is typed in them, what can be picked."""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib

OWN = ("csrfmiddlewaretoken",)
TYPED = ("text", "textarea", "date", "time", "tel", "email", "url", "number", "password", "search")


@dataclass(frozen=True, slots=True)
class Field:
    """Everything in a form that has one name."""

    name: str
    kind: str
    values: tuple[str, ...]
    options: tuple[str, ...] = ()

    @property
    def is_typed(self) -> bool:
        """Whether somebody writes in it."""
        return self.kind in TYPED


@dataclass(frozen=True, slots=True)
class Form:
    """One form that posts."""

    action: str
    fields: Mapping[str, Field]

    def plain(self, said: Mapping[str, object] | None = None) -> dict[str, object]:
        """What a browser sends when somebody changes these fields and presses the first button."""
        sent: dict[str, object] = {name: list(field.values) for name, field in self.fields.items()}
        return {name: value for name, value in (sent | dict(said or {})).items() if value != []}


def tree_of(page: bytes) -> Element:
    """The page, read as a browser would."""
    tree: Element = html5lib.parse(page, namespaceHTMLElements=False)
    return tree


def forms_of(page: bytes, *, at: str) -> list[Form]:
    """The forms of a page that post, but for signing out."""
    found = [
        Form(form.get("action") or at, _fields(form))
        for form in tree_of(page).iter("form")
        if form.get("method", "").lower() == "post"
    ]
    return [form for form in found if not form.action.startswith("/account/logout")]


def _fields(form: Element) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for element in form.iter():
        name = element.get("name")
        if name is None or name in OWN or element.tag not in ("input", "select", "textarea", "button"):
            continue
        one = _field(name, element)
        before = fields.get(name)
        fields[name] = _together(before, one) if before else one
    return fields


def _field(name: str, element: Element) -> Field:
    value = element.get("value", "")
    if element.tag == "textarea":
        return Field(name, "textarea", ("".join(element.itertext()).removeprefix("\n"),))
    if element.tag == "select":
        options = [(one.get("value", ""), "selected" in one.attrib) for one in element.iter("option")]
        chosen = next((text for text, is_chosen in options if is_chosen), options[0][0] if options else "")
        return Field(name, "select", (chosen,), tuple(text for text, _ in options))
    if element.tag == "button":
        return Field(name, "button", (value,), (value,))
    kind = element.get("type", "text")
    if kind in ("radio", "checkbox"):
        return Field(name, kind, (value,) if "checked" in element.attrib else (), (value,))
    return Field(name, kind, (value,))


def _together(one: Field, other: Field) -> Field:
    """Two controls of one name; of several buttons only the first is pressed."""
    values = one.values if other.kind == "button" else one.values + other.values
    return Field(one.name, one.kind, values, one.options + other.options)
