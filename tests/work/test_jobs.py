"""Which act each job calls: every kind that an act puts into the box is known, and its command can be made of it."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

import segue.acts
from segue.work.jobs import JOBS
from segue.work.letters import WRITINGS

ACTS = Path(segue.acts.__file__).parent
NAMED_BY_REFS = {"referral", "handoff", "check_in", "profile"}
OF_THE_SERVER = {"anchor_record", "pack_directory"}


def kinds_put_by_acts() -> set[str]:
    """The kinds of jobs and notices that are named in the source of acts."""
    texts = [path.read_text() for path in ACTS.glob("*.py")]
    return {kind for text in texts for kind in re.findall(r'Due\(\s*"(\w+)"', text)}


def test_every_kind_of_job_is_put_by_some_act() -> None:
    assert set(JOBS) <= kinds_put_by_acts()


def test_nothing_is_put_by_an_act_that_no_worker_knows() -> None:
    assert kinds_put_by_acts() <= {*JOBS, *WRITINGS}


@pytest.mark.parametrize("kind", sorted(JOBS))
def test_a_command_is_made_of_the_key_and_of_what_jobs_name(kind: str) -> None:
    needed = {each.name for each in fields(JOBS[kind].command) if each.name not in ("key", "version")}

    assert needed <= NAMED_BY_REFS
    assert needed or kind in OF_THE_SERVER
