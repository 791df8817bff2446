"""What ``send``, ``resend``, ``generate``, ``sign`` and ``demo`` show: attempts and their sum, requests, bodies.

The sum is counted in ``operation.send`` and shown in ``attempts``. Replays are in ``report.replay``.
"""
