"""Words at which help is shown first: none may be missed, and everyday talk may not alarm."""

import pytest

from segue.words.crisis import alarms, is_crisis

MUST_NOT_MISS = (
    "I don't want to be here anymore",
    "sometimes I think everyone would be better off without me",
    "I want to kill myself",
    "i wnat to kil myself",
    "feeling sucidal",
    "thoughts of suicde",
    "I wish I wouldn't wake up tomorrow",
    "what's the point of living",
    "I can't do this anymore",
    "I've been saving up my pills",
    "I bought a rope",
    "I wrote goodbye letters to my kids",
    "my brother says he wants to die",
    "I think about driving into a tree",
    "driving my car off the bridge",
    "I just want it all to end",
    "there's no way out",
    "he has a gun and said he will kill me",
    "client endorses passive SI, no plan",
    "I'd rather be dead",
    "I want to go to sleep and never wake up",
    "I'm going to hurt myself tonight",
    "I don't feel safe with myself",
    "kms",
    "want to unalive myself",
    "I don't see a future for myself",
    "tired of living",
    "life isnt worth living",
    "I hear voices telling me to hurt myself",
    "my daughter texted she doesn't want to be alive",
    "I have a plan to end my life",
    "took a bottle of tylenol last night",
    "I'm scared I will hurt my baby",
    "my ex put a gun to my head",
    "nobody would miss me if I was gone",
    "I want to be with my dead husband",
    "I gave away my dog and my things",
    "I cant go on",
    "ya no quiero vivir",
    "quiero morirme",
    "quiero quitarme la vida",
    "estarían mejor sin mí",
    "je veux mourir",
    "我不想活了",
    "I want to dissapear forever",
    "I want to hang myslef",
)
MUST_NOT_ALARM = (
    "I'm killing it at work",
    "this job is killing me",
    "my mom will kill me if she finds out",
    "dying to meet someone",
    "I died laughing",
    "dead tired after work",
    "my dog died and I'm sad",
    "panic attacks where I think I'm going to die",
    "my father died by suicide ten years ago",
    "I want to end my marriage",
    "I want to end it with my boyfriend",
    "photo shoot anxiety",
    "my plants keep dying",
    "I want to disappear from social media",
    "he hurt me when he left",
    "I hurt myself at the gym",
    "I work at a suicide hotline and am burned out",
    "scared to death of spiders",
    "I can't do mornings",
    "I can't do this job anymore",
    "tired of living with roommates",
    "cut my hours at work",
    "I take my pills every day",
    "no way out of this lease",
    "living with chronic pain",
)


@pytest.mark.parametrize("text", MUST_NOT_MISS)
def test_words_of_danger_are_not_missed(text: str) -> None:
    assert is_crisis(text)


@pytest.mark.parametrize("text", MUST_NOT_ALARM)
def test_everyday_talk_does_not_alarm(text: str) -> None:
    assert alarms(text) == ()


def test_an_alarm_says_where_the_words_stand_and_who_is_in_danger() -> None:
    text = "Evenings. My son says he wants to die."

    (alarm,) = alarms(text)

    assert (alarm.danger, text[alarm.start : alarm.end]) == ("self", "says he wants to die")
