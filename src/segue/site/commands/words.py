"""What several commands share: the option `--json`, and how a machine word reads as words."""

import click

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object for scripts.")


def as_words(name: str) -> str:
    """`no_answer` as `no answer`."""
    return name.strip("_").replace("_", " ")
