"""Load over several machines, by Locust: a User class for a locustfile, and what ``mhook load`` runs with it."""
