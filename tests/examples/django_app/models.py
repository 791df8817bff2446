"""The events, and what came of them."""

from django.db import models


class Event(models.Model):
    """An event that was taken; its id is unique, so that no event is taken twice."""

    id = models.TextField(primary_key=True)
    body = models.BinaryField()


class Activity(models.Model):
    """One line in the history of a mail."""

    event = models.ForeignKey(Event, models.CASCADE)
    type = models.TextField()
    mail = models.TextField()


class Suppression(models.Model):
    """An address that gets no more mail."""

    address = models.TextField(primary_key=True)
