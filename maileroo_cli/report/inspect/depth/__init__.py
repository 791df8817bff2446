"""One capture, two of them, or a mail in depth as objects, and the page that a view is exported as."""
