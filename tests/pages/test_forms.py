"""Forms: their token, what ties a control to its words, and that nothing is ticked in advance."""

from markupsafe import Markup

from tests.pages.reading import fragment, having, made, used, words

TOKEN = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="t">')


def test_a_form_carries_its_token_its_key_and_its_version() -> None:
    opened = "{% from 'parts/form.html' import form %}{% call form('/go', token, key='k', version=0) %}"

    tree = fragment(made(opened + "{% endcall %}", token=TOKEN))

    (form,) = tree.iter("form")
    sent = {e.attrib["name"]: e.attrib["value"] for e in form.iter("input")}
    assert (form.attrib["method"], form.attrib["action"]) == ("post", "/go")
    assert sent == {"csrfmiddlewaretoken": "t", "key": "k", "version": "0"}


def test_a_form_of_one_button_sends_its_values() -> None:
    tree = used("form", "post('Still true', '/go', token, values={'fact': 'fee'})", token=TOKEN)

    sent = {e.attrib["name"]: e.attrib["value"] for e in tree.iter("input")}
    assert sent == {"csrfmiddlewaretoken": "t", "fact": "fee"}
    assert [words(e) for e in tree.iter("button")] == ["Still true"]


def test_a_field_is_tied_to_its_hint_and_to_what_is_wrong() -> None:
    tree = used("form", "field('npi', 'NPI', value='1', error='Nine digits.', hint='Ten digits.')")

    (control,) = tree.iter("input")
    (wrong, hint) = control.attrib["aria-describedby"].split()
    said = {e.attrib["id"]: words(e) for e in having(tree, "id")}
    assert control.attrib["aria-invalid"] == "true"
    assert (said[wrong], said[hint]) == ("Nine digits.", "Ten digits.")


def test_the_list_of_errors_leads_to_the_fields() -> None:
    tree = used("form", "errors({'npi': 'Nine digits.', '': 'Sent twice.'})")

    (field,) = used("form", "field('npi', 'NPI')").iter("input")
    assert [(words(e), e.attrib["href"]) for e in tree.iter("a")] == [
        ("Nine digits.", f"#{field.attrib['id']}")
    ]
    assert [words(e) for e in tree.iter("li")] == ["Nine digits.", "Sent twice."]


def test_a_field_without_an_error_claims_none() -> None:
    (control,) = used("form", "field('npi', 'NPI')").iter("input")

    assert {"aria-invalid", "aria-describedby"} & set(control.attrib) == set()


def test_a_textarea_keeps_an_empty_first_line() -> None:
    (control,) = used("form", "field('say', 'Say', kind='textarea', value=text)", text="\n\nthird").iter(
        "textarea"
    )

    assert control.text == "\n\nthird"


def test_nothing_is_ticked_that_nobody_ticked() -> None:
    trees = [
        used("form", "choices('a', 'A', [('x', 'X'), ('y', 'Y')])"),
        used("form", "pick('b', 'B', [('x', 'X')])"),
        used("form", "choice('c', 'yes', 'C', kind='checkbox')"),
    ]

    assert [len(list(tree.iter("input"))) for tree in trees] == [2, 1, 1]
    assert [having(tree, "checked") for tree in trees] == [[], [], []]


def test_the_answers_that_were_given_are_the_ones_ticked() -> None:
    one = used("form", "choices('a', 'A', [('x', 'X'), ('y', 'Y')], 'y')")
    several = used("form", "choices('b', 'B', [('x', 'X'), ('y', 'Y')], ['x'], several=true)")

    ticked = [
        (e.attrib["type"], e.attrib["name"], e.attrib["value"])
        for tree in (one, several)
        for e in having(tree, "checked")
    ]
    assert ticked == [("radio", "a", "y"), ("checkbox", "b", "x")]
