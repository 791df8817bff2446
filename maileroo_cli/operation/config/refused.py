"""Options that no config file may give, since it may come from elsewhere. What settings there are is in ``setting``."""

REFUSED = {
    **dict.fromkeys(
        ("insecure", "cacert"), "a file that came from elsewhere could then take off the protection of TLS"
    ),
    **dict.fromkeys(
        (
            "observe-cmd",
            "observe-url",
            "state-cmd",
            "state-url",
            "secret-cmd",
            "break-cmd",
            "mend-cmd",
            "restart-cmd",
        ),
        "a file that came from elsewhere could then run what it likes",
    ),
    **dict.fromkeys(
        ("output", "picture", "report", "ready-file", "baseline"),
        "a file that came from elsewhere could then write where it likes",
    ),
    "format": "who reads the output has to say what form it has",
}
"""Options that no config file may give, and why."""
