"""How a storm looks: text, JSON, JUnit, pictures, and a page."""
