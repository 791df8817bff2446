"""What Maileroo sends: events, payloads, bodies, signatures and why a signature does not verify.

Pure: no socket, no file, no wall clock and no global random lives here.
"""
