"""The line of time below a replay: its scale, the signs of attempts on it, and what is written below them."""
