import pytest

from ninefold.listen.sources.hints import hinted, words_of


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("nps", "NETPRO"),
        ("nps", "nps_score"),
        ("nps", "آیا ما را به دیگران توصیه می‌کنید"),
        ("nps", "Чи порадите нас"),
        ("nps", "Порекомендуете ли вы нас"),
        ("nps", "هل توصي بنا"),
        ("nps", "您会推荐我们吗"),
        ("csat", "Overall satisfaction"),
        ("csat", "میزان رضایت"),
        ("csat", "Наскільки ви задоволені"),
        ("csat", "Удовлетворенность"),
        ("csat", "مدى رضاك"),
        ("csat", "满意度"),
        ("at", "Timestamp"),
        ("at", "Отметка времени"),
        ("at", "Позначка часу"),
        ("at", "طابع زمني"),
        ("at", "时间戳记"),
        ("at", "RecordedDate"),
        ("at", "responded_at"),
        ("record", "*RESPNUM"),
        ("record", "ResponseId"),
        ("customer", "customerID"),
        ("weight", "WEIGHT"),
        ("unit", "شعبه"),
        ("unit", "门店"),
        ("agent", "agent"),
        ("channel", "DistributionChannel"),
        ("language", "UserLanguage"),
        ("segment", "Customer Type"),
        ("comment", "review_comment_message"),
        ("personal", "IPAddress"),
        ("personal", "RecipientFirstName"),
        ("personal", "E-mail"),
        ("personal", "نام"),
        ("overall", "در مجموع"),
        ("overall", "загалом"),
        ("overall", "в целом"),
        ("overall", "بشكل عام"),
        ("overall", "总体"),
        ("rated", "Q13GETRATE"),
    ],
)
def test_names_point_to_their_role(role, name):
    assert hinted(role, name=words_of(name)) >= 2


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("personal", "product_name"),
        ("record", "ObjectId"),
        ("channel", "PaymentMethod"),
        ("unit", "unit price"),
        ("nps", "snaps"),
    ],
)
def test_words_inside_other_names_point_nowhere(role, name):
    assert hinted(role, name=words_of(name)) == 0


def test_question_counts_less_than_name():
    assert hinted("nps", name="q 1", text="would you recommend us") == 1
    assert hinted("nps", name="nps") == 3
