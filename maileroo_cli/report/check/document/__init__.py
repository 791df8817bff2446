"""A check as a whole document of one form: JSON, JUnit, annotations, SARIF, HTML, Markdown."""
