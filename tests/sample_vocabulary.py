"""A small vocabulary written by hand: what tests generate from it does not depend on the version of Faker."""

from maileroo_cli.webhook.generation.vocabulary import Vocabulary

VOCABULARY = Vocabulary(
    locale="en_US",
    people=(
        ("Ada Lovelace", "ada.lovelace"),
        ("Grace Hopper", "grace.hopper"),
        ("Jos\u00e9 Garc\u00eda, Jr.", "jose.garcia"),
        ("\u5c71\u7530 \u592a\u90ce", "taro.yamada"),
    ),
    words=("spring", "offer", "news", "billing"),
    labels=("acme", "globex", "initech"),
)
