"""How the user asks: options become domain objects, one library call answers, a reporter prints."""
