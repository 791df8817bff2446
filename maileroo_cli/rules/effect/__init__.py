"""Rules of the family EFFECT: the work of each event is done, once, and what a recipient's state ends in is right."""
