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
    return _run(arguments)


def _run(arguments: list[str]) -> int:
    """Run a command line; SIGTERM, or Ctrl-Break on Windows, does what Ctrl-C does.

    The process is deaf to the next one while it tidies up, since some senders send twice, and to all of them once it
    is done: they would only change the exit code. What whoever started it had it ignore it goes on to ignore.
    """
    import atexit
    import signal

    from maileroo_cli.cli.interruption import repeated_where_lost
    from maileroo_cli.errors import ExitCode, Terminated, interruption_code

    wanted = {signal.SIGTERM, getattr(signal, "SIGBREAK", signal.SIGTERM)}
    heeded = [number for number in wanted if signal.getsignal(number) is signal.SIG_DFL]
    came = []

    def be_deaf(*numbers: int) -> None:
        for number in (*heeded, *numbers):
            signal.signal(number, signal.SIG_IGN)

    def terminate(number: int, _frame: object) -> None:
        came.append(number)
        be_deaf()
        raise Terminated

    def heed_again(stop: KeyboardInterrupt) -> int:
        if not isinstance(stop, Terminated):
            return signal.SIGINT
        signal.signal(came[-1], terminate)
        return came[-1]

    try:
        atexit.register(be_deaf, signal.SIGINT)
        for number in heeded:
            signal.signal(number, terminate)
        with repeated_where_lost(heed_again):
            from maileroo_cli.cli.app import run

            code = run(arguments)
    except KeyboardInterrupt as stop:  # while the command was imported, or it was told that it was interrupted
        return interruption_code(stop)
    # The parser takes whatever interrupts it for Ctrl-C.
    return ExitCode.TERMINATED if came and code == ExitCode.INTERRUPTED else code


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
