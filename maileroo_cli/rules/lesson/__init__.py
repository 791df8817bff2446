"""Code that shows a mistake and its remedy, by lesson and framework. A rule's text says which one it has."""
