"""Sentences that wait for the reader's language."""

from segue.rules.matching.line import Line


def test_a_line_is_said_with_its_parameters_and_a_capital() -> None:
    assert Line("starts in %(days)s days", {"days": 9}).say() == "Starts in 9 days"


def test_labels_are_joined_as_one_says_them() -> None:
    def words(*labels: str) -> str:
        return Line("No %(words)s", labels={"words": labels}).say()

    assert words() == "No "
    assert words("EMDR") == "No EMDR"
    assert words("EMDR", "CBT") == "No EMDR and CBT"
    assert words("EMDR", "CBT", "ACT") == "No EMDR, CBT and ACT"


def test_template_labels_and_the_word_between_are_translated() -> None:
    swedish = {
        "Speaks %(words)s": "Talar %(words)s",
        "Swedish": "svenska",
        "English": "engelska",
        "%(first)s and %(last)s": "%(first)s och %(last)s",
    }

    line = Line("Speaks %(words)s", labels={"words": ("English", "Swedish")})

    assert line.say(lambda text: swedish[text]) == "Talar engelska och svenska"


def test_a_parameter_is_never_taken_for_a_template() -> None:
    assert Line("Under %(compact)s", {"compact": "%(secret)s 100%"}).say() == "Under %(secret)s 100%"
