"""One fixed sample payload for each event type. Payloads with drawn values are made in ``generation.payload``.

The samples of the types that are graded ``official`` are those of Maileroo's documentation, unchanged. No
official sample of ``rejected``, ``failed`` and ``complained`` exists: these are hand-made to fit the facts.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from maileroo_cli.webhook.catalogue.event import EventType


def sample(event_type: EventType) -> dict[str, Any]:
    """Return the sample payload of ``event_type``, keys in order; every call returns a dict of its own."""
    return deepcopy(_SAMPLES[event_type])


_SAMPLES: Mapping[EventType, dict[str, Any]] = {
    EventType.ACCEPTED: {
        "domain_id": 456,
        "event_data": {"from": ["sender@examplemail.com"], "to": ["receiver@examplemail.com"]},
        "event_id": "mnop1234qrst5678uvwx9101",
        "event_time": 1710545560,
        "event_type": "accepted",
        "inserted_at": "2024-03-15T23:32:40.441Z",
        "message_id": "<0987654321fedcba@examplemail.com>",
        "message_reference_id": "mref0987654321fedcba",
        "tags": None,
        "user_id": 1002,
    },
    EventType.DELIVERED: {
        "domain_id": 123,
        "event_data": {"from": ["sender@examplemail.com"], "to": ["receiver@examplemail.com"]},
        "event_id": "abcd1234efgh5678ijkl9101",
        "event_time": 1710545542,
        "event_type": "delivered",
        "inserted_at": "2024-03-15T23:32:22.397Z",
        "message_id": "<1234567890abcdef@examplemail.com>",
        "message_reference_id": "mref1234567890abcdef",
        "tags": None,
        "user_id": 1001,
    },
    EventType.REJECTED: {
        "domain_id": 123,
        "event_data": {
            "from": ["sender@example.com"],
            "reject_reason": "One or more of the recipients are on the suppression list.",
            "to": ["receiver@example.net"],
        },
        "event_id": "5b1f7c0e9a4d2836f07be4915cd3a2688e10f94b7d6c35a2",
        "event_time": 1710545600,
        "event_type": "rejected",
        "inserted_at": "2024-03-15T23:33:20.512Z",
        "message_id": "<730184629517408236951742.6183.2024315233319@example.com>",
        "message_reference_id": "8c41d07be95a2f63c1d84e70",
        "tags": [{"name": "campaign", "value": "spring"}],
        "user_id": 1001,
    },
    EventType.DEFERRED: {
        "domain_id": 123,
        "event_data": {
            "reason": "452-4.2.2 The recipient's inbox is out of storage space. "
            "Please direct the recipient to support link.",
            "to": "example@email.com",
        },
        "event_id": "0dc2204928b817f0122d1e311aee0ee702ac378840ef7df5",
        "event_time": 1710545557,
        "event_type": "deferred",
        "inserted_at": "2024-03-15T23:32:37.427Z",
        "message_id": "<312897663424678224496834.5399.202431411321@domain.com>",
        "message_reference_id": "982e548d6b5ff15562272aa42b1f4517",
        "tags": None,
        "user_id": 123,
    },
    EventType.FAILED: {
        "domain_id": 123,
        "event_data": {"reason": "550 5.1.1 <nobody@example.net>: no such user", "to": "nobody@example.net"},
        "event_id": "e27d90b3461af58cc8054b7e1d936fa2730c8b15de49f6a1",
        "event_time": 1710545640,
        "event_type": "failed",
        "inserted_at": "2024-03-15T23:34:00.608Z",
        "message_id": "<512096847315902648173059.2974.2024315233357@example.com>",
        "message_reference_id": "3fa90c6d21b7e854d0967c1b",
        "tags": [{"name": "campaign", "value": "spring"}, {"name": "segment", "value": "new"}],
        "user_id": 1001,
    },
    EventType.OPENED: {
        "domain_id": 789,
        "event_data": {
            "ip": "123.45.67.89",
            "user_agent": "Mozilla/5.0 (Compatible; ExampleBrowser/1.0; Windows NT)",
        },
        "event_id": "ghij1234klmn5678opqr9101",
        "event_time": 1710545567,
        "event_type": "opened",
        "inserted_at": "2024-03-15T23:32:47.664Z",
        "message_id": "<abcdef1234567890@examplemail.com>",
        "message_reference_id": "mrefabcdef1234567890",
        "tags": None,
        "user_id": 1003,
    },
    EventType.CLICKED: {
        "domain_id": 774,
        "event_data": {
            "ip": "103.120.6.123",
            "original_url": "https://example.com/confirm/link",
            "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/122.0.0.0 Safari/537.36 Edg/122.0.0.0",
        },
        "event_id": "cb91d71458a75cb7160a2cca9c472a42a97bf925385998e0",
        "event_time": 1710545577,
        "event_type": "clicked",
        "inserted_at": "2024-03-15T23:32:57.401Z",
        "message_id": "<499840827041934075286474.8057.2024315233239@domain.com>",
        "message_reference_id": "0ed7094bf9509ac3145c4aa97182be44",
        "tags": None,
        "user_id": 323,
    },
    EventType.COMPLAINED: {
        "domain_id": 123,
        "event_data": {"to": "receiver@example.org"},
        "event_id": "94c6e1f20b8d57a3640fd81e2c7b95a0ef316d4887ba02c5",
        "event_time": 1710549200,
        "event_type": "complained",
        "inserted_at": "2024-03-16T00:33:20.455Z",
        "message_id": "<284617093548216739504816.7320.2024315233212@example.com>",
        "message_reference_id": "d61e8b4f07c2935ab7f0146c",
        "tags": None,
        "user_id": 1001,
    },
}
