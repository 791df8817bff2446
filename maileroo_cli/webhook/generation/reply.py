"""What remote mail servers say when they put a mail off or refuse it: the ``reason`` of deferred and failed.

The form is Maileroo's (official for deferred, observed for failed): one line, the multi-line marker kept, the
recipient quoted in angle brackets. The wording imitates what large receiving systems answer.
"""

from dataclasses import dataclass
from enum import StrEnum


class ReplyClass(StrEnum):
    """Why the remote server did not take the mail."""

    MAILBOX_FULL = "mailbox full"
    GREYLISTED = "greylisted"
    RATE_LIMITED = "rate limited"
    UNAVAILABLE = "server unavailable"
    DNS = "dns"
    TIMEOUT = "timeout"
    UNKNOWN_USER = "unknown user"
    DISABLED_USER = "disabled user"
    POLICY = "policy"
    SPAM = "spam block"
    REPUTATION = "reputation"
    AUTHENTICATION = "authentication"
    RELAY = "relay denied"
    SIZE = "message too large"


@dataclass(frozen=True, slots=True)
class Reply:
    """One SMTP reply; ``{to}``, ``{domain}``, ``{host}``, ``{ip}``, ``{id}`` are filled in; ``weight`` is its share."""

    kind: ReplyClass
    text: str
    weight: int = 1


_R = ReplyClass

DEFERRALS = (
    Reply(_R.MAILBOX_FULL, "452-4.2.2 The recipient's inbox is out of storage space. <{to}> {id} - gsmtp", 6),
    Reply(_R.MAILBOX_FULL, "452 4.2.2 <{to}>: user is over quota", 3),
    Reply(_R.MAILBOX_FULL, "422 4.2.2 <{to}> mailbox is full, try again later", 2),
    Reply(_R.GREYLISTED, "450 4.2.0 <{to}>: Recipient address rejected: Greylisted, try again in 300 seconds", 8),
    Reply(_R.GREYLISTED, "451 4.7.1 Greylisting in action, please come back in 00:05:00 (<{to}>)", 4),
    Reply(_R.GREYLISTED, "451 4.7.650 The mail server [{ip}] has been temporarily put off for <{to}> [{id}]", 3),
    Reply(_R.RATE_LIMITED, "421-4.7.28 Unusual rate of mail from {ip}; delivery to <{to}> is slowed. {id} - gsmtp", 6),
    Reply(_R.RATE_LIMITED, "450 4.2.1 The user <{to}> is receiving mail at a rate that prevents more. {id}", 4),
    Reply(_R.RATE_LIMITED, "451 4.7.500 Server busy. Please try again later from [{ip}] for <{to}>. ({id})", 3),
    Reply(_R.RATE_LIMITED, "421 4.7.0 [TSS04] Messages from {ip} for <{to}> deferred due to unexpected volume", 4),
    Reply(_R.UNAVAILABLE, "421 4.3.2 {host} Service not available, closing channel (rcpt <{to}>)", 3),
    Reply(_R.UNAVAILABLE, "451 4.3.0 <{to}>: Temporary lookup failure", 3),
    Reply(_R.UNAVAILABLE, "452 4.3.1 Insufficient system storage; <{to}> not queued", 2),
    Reply(_R.DNS, "451 4.4.0 DNS lookup of {domain} for <{to}> failed temporarily", 2),
    Reply(_R.DNS, "450 4.1.8 Sender address rejected: Domain not found (recipient <{to}>)", 1),
    Reply(_R.TIMEOUT, "421 4.4.2 {host} Error: timeout exceeded while sending to <{to}>", 3),
    Reply(_R.TIMEOUT, "451 4.4.1 Connection to {host} timed out; <{to}> stays in the queue", 3),
    Reply(_R.POLICY, "451 4.7.1 <{to}>: Relay access temporarily denied by policy, retry later", 1),
)

FAILURES = (
    Reply(_R.UNKNOWN_USER, "550 5.1.1 <{to}>: Recipient address rejected: User unknown in virtual mailbox table", 8),
    Reply(
        _R.UNKNOWN_USER, "550-5.1.1 The email account that you tried to reach does not exist: <{to}> {id} - gsmtp", 8
    ),
    Reply(
        _R.UNKNOWN_USER,
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient <{to}> not found by SMTP address lookup",
        5,
    ),
    Reply(_R.UNKNOWN_USER, "554 5.7.1 <{to}>: no mailbox here by that name (delivery error: dd {id})", 3),
    Reply(_R.UNKNOWN_USER, "550 5.1.1 <{to}>: no such user", 4),
    Reply(_R.DISABLED_USER, "550-5.2.1 The email account <{to}> is disabled or inactive. {id} - gsmtp", 4),
    Reply(_R.DISABLED_USER, "554 5.2.1 <{to}>: account has been closed & will not be reopened", 2),
    Reply(_R.MAILBOX_FULL, "552 5.2.2 <{to}>: mailbox size limit exceeded", 4),
    Reply(_R.MAILBOX_FULL, "552-5.2.2 The recipient's inbox is out of storage space and inactive: <{to}> {id}", 3),
    Reply(_R.POLICY, "550 5.7.1 <{to}>: Recipient address rejected: Access denied by local policy", 3),
    Reply(_R.POLICY, "554 5.7.1 Message to <{to}> rejected by the organisation's content policy [{id}]", 2),
    Reply(_R.POLICY, "550 5.4.1 <{to}>: Recipient address rejected: Access denied. ({id})", 3),
    Reply(_R.SPAM, "550-5.7.1 Our system has detected that this message to <{to}> is likely unsolicited mail. {id}", 4),
    Reply(_R.SPAM, "554 5.7.1 Message for <{to}> scored as spam by the content filter (score 9.4 > 5.0)", 3),
    Reply(_R.SPAM, "571 5.7.1 <{to}>: message refused, looks like bulk mail", 1),
    Reply(_R.REPUTATION, "554 5.7.1 Service unavailable; Client host [{ip}] blocked using a DNS blocklist; <{to}>", 4),
    Reply(_R.REPUTATION, "550 5.7.606 Access denied, banned sending IP [{ip}] for <{to}>", 2),
    Reply(
        _R.AUTHENTICATION,
        "550-5.7.26 Unauthenticated mail for <{to}> is not accepted: DMARC policy of {domain}. {id}",
        3,
    ),
    Reply(_R.AUTHENTICATION, "550 5.7.23 <{to}>: SPF validation failed for the sender's domain {domain}", 2),
    Reply(_R.RELAY, "554 5.7.1 <{to}>: Relay access denied", 3),
    Reply(_R.SIZE, "552 5.3.4 Message size exceeds fixed limit; recipient <{to}>", 1),
    Reply(_R.DNS, "550 5.1.2 <{to}>: Host or domain name not found (no MX for the domain)", 3),
    Reply(_R.TIMEOUT, "550 5.4.7 Delivery of mail to <{to}> expired after repeated timeouts at {host}", 2),
)

REJECTIONS = (
    ("One or more of the recipients are on the suppression list.", 9),
    ("The email is malformed and could not be processed.", 1),
)
"""``reject_reason`` texts and their weights. The first is observed; the second imitates the documented meaning."""
