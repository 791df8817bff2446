"""Storm: the plan of an outage in numbers, and the wave after it sent to a receiver."""
