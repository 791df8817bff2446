"""Rules of the family SIG: what is not signed with the secret is refused, and what is signed is accepted."""
