"""mhook: Maileroo's webhooks on your own machine.

The version lives here and nowhere else: the build reads it from this file.
"""

__version__ = "0.1.0"
