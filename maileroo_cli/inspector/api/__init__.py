"""What each route of the inspector answers: a function of an ``InspectorCall`` that returns an object of JSON.

Who may ask is decided before, in ``inspector.gate``.
"""
