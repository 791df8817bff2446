"""The captures of one mail: finding them, and putting them into a timeline with what is odd about it."""
