"""Mail addresses with and without a name. Which addresses there are is drawn in ``payload``."""


def format_address(name: str, address: str) -> str:
    """Return ``Name <address>``, the name quoted where RFC 5322 wants it."""
    if any(char in '()<>[]:;@\\,."' for char in name):
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        name = f'"{escaped}"'
    return f"{name} <{address}>"


def bare_address(address: str) -> str:
    """Return the address of ``Name <address>``, or ``address`` as it is."""
    return address[address.rindex("<") + 1 : -1] if address.endswith(">") and "<" in address else address


def domain_of(address: str) -> str:
    """Return what stands behind the ``@`` of an address with or without a name."""
    return bare_address(address).rpartition("@")[2]
