"""What mhook knows, shown: event types, causes, schedules. The facts live in ``webhook`` and ``delivery``."""
