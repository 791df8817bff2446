"""One capture, two of them, or a mail in depth, and what is taken along of captures: copies and exports."""
