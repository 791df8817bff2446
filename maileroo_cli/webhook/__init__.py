"""What Maileroo sends: events, payloads, bodies, signatures and why a signature does not verify.

Pure: no socket, no file, no clock and no global randomness. How events are delivered is in ``delivery``.
"""
