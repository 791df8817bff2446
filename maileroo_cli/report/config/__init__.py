"""How settings look: their values, where these come from, and what comes after a first config file."""
