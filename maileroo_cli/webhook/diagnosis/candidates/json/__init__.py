"""The bodies that result when JSON is parsed and written anew: other encoders, another order, other values."""
