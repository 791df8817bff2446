"""From a payload to a signed request: the styles of JSON, the secret, the signature, the headers, and wrong signatures.

Why a signature does not verify is found in ``diagnosis``.
"""
