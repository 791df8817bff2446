"""How a check looks: its plan, its findings and what they come to, in every format."""
