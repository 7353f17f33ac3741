"""Comments are written in their own script, carry their truth, and never mix up directions."""

import re
import unicodedata
from random import Random

import pytest

from ninefold.demo.world.comments import comments
from ninefold.demo.world.parameters import ITEMS, LANGUAGES
from ninefold.demo.world.words.writing import GRAMMARS, Point, write_comment, write_transcript

SCRIPTS = {"en": "LATIN", "fa": "ARABIC", "uk": "CYRILLIC", "ru": "CYRILLIC", "ar": "ARABIC", "zh": "CJK"}
# Letters that would betray a neighbour's keyboard.
FOREIGN = {"uk": "ыэъё", "ru": "іїєґ", "ar": "پچژگکی", "fa": "ةى", "en": "", "zh": ""}
LATIN_GUESTS = re.compile(r"SMS|T-\d{4}|Tarnel Home|\bkm\b")
STEERING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
TOPICS = [item.name for item in ITEMS]


def written(language: str, count: int = 400) -> list[str]:
    random = Random(7)
    texts = []
    for number in range(count):
        topics = random.sample(TOPICS, 2)
        points = [Point(topic=topic, sentiment=random.choice((1, -1))) for topic in topics][: 1 + number % 2]
        how = {"strong": number % 3 == 0, "asked_for_ten": number % 17 == 0, "random": Random(number)}
        texts.append(write_comment(language=language, points=points, **how).text)
    return texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_are_of_the_right_script(language):
    for text in written(language):
        own = LATIN_GUESTS.sub("", text)
        scripts = {unicodedata.name(sign).split()[0] for sign in own if sign.isalpha()}
        assert scripts <= {SCRIPTS[language]}, text
        assert not set(own.lower()) & set(FOREIGN[language]), text


@pytest.mark.parametrize("language", ["fa", "ar"])
def test_text_from_right_to_left_begins_so_and_steers_nothing(language):
    for text in written(language):
        strong = [sign for sign in text if unicodedata.bidirectional(sign) in {"L", "R", "AL"}]
        assert unicodedata.bidirectional(strong[0]) == "AL", text
        assert not STEERING.search(text), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_has_words_for_praise_blame_and_irony(language):
    grammar = GRAMMARS[language]
    for part, fewest in ((grammar.praise, 3), (grammar.blame, 3), (grammar.irony, 1)):
        assert {topic for topic, clauses in part.items() if len(set(clauses)) >= fewest} == set(TOPICS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_slot_is_left_open(language):
    assert [text for text in written(language) if set(text) & set("{}")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_comments_are_various(language):
    assert len(set(written(language))) > 340


def test_comment_carries_what_it_says():
    points = (Point(topic="price_fair", sentiment=1), Point(topic="delivery_promise", sentiment=-1))
    told = write_comment(language="en", points=points, strong=False, asked_for_ten=False, random=Random(1))
    assert (told.points, told.sentiment, told.ironic) == (points, "mixed", False)


def test_comment_without_points_says_nothing():
    told = write_comment(language="uk", points=(), strong=False, asked_for_ten=False, random=Random(1))
    assert (told.points, told.sentiment) == ((), "neutral")


def test_irony_means_blame():
    points = (Point(topic="wait_short", sentiment=-1),)
    found = [
        write_comment(language="en", points=points, strong=False, asked_for_ten=False, random=Random(seed))
        for seed in range(300)
    ]
    ironic = [told for told in found if told.ironic]
    assert 3 < len(ironic) < 40
    assert {told.sentiment for told in ironic} == {"negative"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_transcript_is_a_talk_of_four_turns(language):
    told = write_transcript(
        language=language, points=(Point(topic="as_described", sentiment=-1),), solved=False, random=Random(3)
    )
    turns = [line.split(": ")[0] for line in told.text.splitlines()]
    grammar = GRAMMARS[language]
    assert turns == [grammar.agent, grammar.customer, grammar.agent, grammar.customer]


def test_company_writes_in_the_language_of_its_customers(tiny):
    found = list(comments(tiny))
    assert 0.2 < len(found) / tiny.answers.journey.size < 0.6
    language = tiny.customers.language[tiny.journeys.customer[tiny.answers.journey]]
    chinese = [each for each in found if LANGUAGES[language[each.place]] == "zh" and each.written.points]
    assert chinese
    assert all(any("一" <= sign <= "鿿" for sign in each.written.text) for each in chinese)


def test_comments_speak_of_what_was_felt(tiny):
    for each in comments(tiny):
        felt = tiny.felt.items[tiny.answers.felt_as[each.place]]
        for point in each.written.points:
            assert (felt[TOPICS.index(point.topic)] > 4) == (point.sentiment > 0)
