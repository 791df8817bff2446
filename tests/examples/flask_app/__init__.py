"""A small correct receiver of Maileroo's webhooks in Flask, with its tests."""
