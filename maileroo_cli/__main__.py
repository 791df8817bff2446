"""The entry point of ``mhook`` and of ``python -m maileroo_cli``."""

import sys


def main() -> int:
    """Run the command line of this process and return its exit code."""
    arguments = sys.argv[1:]
    if arguments == ["--version"] and sys.stdout is not None:
        from maileroo_cli import __version__

        sys.stdout.write(f"mhook {__version__}\n")
        return 0
    import gc

    # Nothing that is imported or streamed here is cyclic garbage; looking for it takes a twentieth of a short run.
    gc.set_threshold(50_000)
    from maileroo_cli.cli.app import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
