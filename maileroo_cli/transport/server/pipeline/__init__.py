"""What becomes of a request, stage after stage: judged, stored, answered, diagnosed, reported.

How bytes become requests and answers reach the socket is told outside, in ``connection``.
"""
