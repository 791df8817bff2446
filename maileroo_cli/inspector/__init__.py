"""The inspector: captured webhooks in the browser. One gate stands around all of it; the page itself is in ``page``.

What the routes answer is in ``api``; what they ask of the store is in ``operation.inspect``, and what their objects
look like in ``report.inspect``. Starlette and uvicorn are the extra ``inspect`` and are known here alone.
"""
