"""How a load looks: text, JSON, JUnit, and a page with charts."""
