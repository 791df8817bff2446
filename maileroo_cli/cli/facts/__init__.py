"""The commands that show what is known: events and their schema, schedules, and causes. They send and read nothing."""
