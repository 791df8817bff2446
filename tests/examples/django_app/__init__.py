"""A small correct receiver of Maileroo's webhooks in Django, with its tests."""
