"""The entry point of ``mhook`` and of ``python -m maileroo_cli``."""

import sys


def main() -> int:
    """Run the command line of this process and return its exit code."""
    arguments = sys.argv[1:]
    if arguments == ["--version"] and _show_version():
        return 0
    import gc

    # Nothing that is imported or streamed here is cyclic garbage; looking for it takes a twentieth of a short run.
    gc.set_threshold(50_000)
    import atexit
    import signal

    from maileroo_cli.cli.app import run

    # All is done by then: a second Ctrl-C would only change the exit code.
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)
    return run(arguments)


def _show_version() -> bool:
    """Print the version without loading the parser; where that fails, the command line says why."""
    from maileroo_cli.version import __version__

    try:
        sys.stdout.write(f"mhook {__version__}\n")
        sys.stdout.flush()
    except (AttributeError, OSError):  # stdout is None where it was closed
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
