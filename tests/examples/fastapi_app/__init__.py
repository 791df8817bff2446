"""A small correct receiver of Maileroo's webhooks in FastAPI, with its tests."""
