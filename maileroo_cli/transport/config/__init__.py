"""Reading a project's config file: where it lies, its TOML, and in which line a key stands.

Which settings there are, and what their values may be, is decided in ``operation.config``.
"""
