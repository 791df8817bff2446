"""Two kinds of load on one receiver: ``locust --headless --host http://localhost:8000 -u 3 -t 30s``."""

from locust import between, task

from maileroo_cli.integrations.locust.user import MailerooArrivals, MailerooUser


class Steady(MailerooArrivals):
    """A hundred events a second, whatever the receiver does: one such user a worker."""

    fixed_count = 1
    rate = 100
    mix = "delivered=80,opened=15,bounced=5"
    duplicates = 0.05


class Visitor(MailerooUser):
    """Sends whole mails, now and then a single event, and one that has to be refused."""

    wait_time = between(0.05, 0.2)

    @task(3)
    def mail(self) -> None:
        """All events of one mail, in their order."""
        self.send_lifecycle("engaged")

    @task
    def bounce(self) -> None:
        """One event that says what it is to say."""
        self.send_event("failed", to="ada@example.com")

    @task
    def forged(self) -> None:
        """One event whose signature is wrong."""
        self.send_event("delivered", bad="flipped-bit")
