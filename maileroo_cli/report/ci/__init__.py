"""The forms that continuous integration reads: JUnit, GitHub's annotations, Markdown.

What is a case is decided by each report.
"""
