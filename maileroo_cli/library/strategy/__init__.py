"""What Hypothesis draws events from: values, mails, and the order of a mail's events.

Imported by ``maileroo_cli.strategies`` alone, which is what tests use: Hypothesis has to be installed.
"""
