"""Texts to a number, as files."""

from pathlib import Path

from segue.wires.letter import Text
from segue.wires.outbox import Outbox
from segue.wires.sms import FiledTexts
from tests.wires.letters import NOW, ROW, read_mail, text_of


def test_a_text_lies_in_the_outbox_with_its_number(tmp_path: Path) -> None:
    box = Outbox(tmp_path)

    FiledTexts(box).send(Text(ROW, "code_to_guest", "612-555-0199", "guest", "123456 is your code.", NOW))

    [filed] = box.listed()
    assert (filed.path.name, filed.to, filed.role) == (f"{ROW}.sms", "612-555-0199", "guest")
    assert text_of(read_mail(filed.path.read_bytes())).strip() == "123456 is your code."


def test_a_number_cannot_add_a_header(tmp_path: Path) -> None:
    box = Outbox(tmp_path)

    FiledTexts(box).send(Text(ROW, "k", "612\nX-Segue-Role: client", "guest", "hi", NOW))

    assert [filed.role for filed in box.listed()] == ["guest"]
