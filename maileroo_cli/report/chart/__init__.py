"""Charts of numbers over time, as SVG, as a page, and in the terminal; what they show is given by other reports."""
