"""What is done with outcomes before they are told: the secret is hidden, and findings that are accepted are marked."""
