"""A storm that was sent, as text, objects, documents for continuous integration, and charts."""
