"""Where a body would differ if a program parsed its JSON and wrote it anew: place by place, each with its reason.

Which bodies result is searched through in ``diagnosis.candidates.json``; here one body is compared with its rewritings.
"""
