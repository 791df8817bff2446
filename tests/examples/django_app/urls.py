"""Where the receiver is."""

from django.urls import path

from django_app.views import webhook

urlpatterns = [path("webhook", webhook)]
