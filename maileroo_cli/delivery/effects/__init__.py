"""What a run comes to: whose effects were seen, what was lost, doubled or misread, and the verdict.

Nothing is sent here.
"""
