"""What ``send``, ``resend``, ``generate``, ``sign`` and ``demo`` show: attempts and their sum, requests, bodies."""
