"""What the attempts of one sending come to: their sum, what is under way, and what is advised. ``send`` makes them."""
