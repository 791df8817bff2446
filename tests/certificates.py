"""Certificates of every kind, made by openssl for a test run: good, expired, of the future, and for another name."""

import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

CONFIG = """
[ca]
default_ca = test
[test]
dir = .
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[local]
subjectAltName = IP:127.0.0.1,DNS:localhost
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[other]
subjectAltName = DNS:other.test
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""
PAST, NOW, FUTURE = "20010101000000Z", "20200101000000Z", "20490101000000Z"


@dataclass(frozen=True)
class Certificates:
    """A folder with an authority and what it has signed."""

    folder: Path

    @property
    def authority(self) -> str:
        """The authority's own certificate."""
        return str(self.folder / "ca.pem")

    def server(self, name: str) -> ssl.SSLContext:
        """Return the context of a server with the certificate ``name``."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.num_tickets = 0  # a reset that a ticket meets would pass unseen
        context.load_cert_chain(self.folder / f"{name}.pem", self.folder / "key.pem")
        return context

    def openssl(self, *arguments: str) -> None:
        """Run openssl in the folder."""
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def sign(self, name: str, extensions: str, start: str, end: str) -> None:
        """Let the authority sign the key for ``name``."""
        names = ("-in", "request.pem", "-out", f"{name}.pem", "-extensions", extensions)
        dates = ("-startdate", start, "-enddate", end)
        self.openssl(
            "ca", "-batch", "-notext", "-config", "config", "-cert", "ca.pem", "-keyfile", "key.pem", *names, *dates
        )


def make_certificates(folder: Path) -> Certificates:
    """Make one key, an authority, and certificates that are good, expired, of the future, and for another name."""
    made = Certificates(folder)
    (made.folder / "config").write_text(CONFIG, encoding="ascii")
    (made.folder / "index").touch()
    (made.folder / "serial").write_text("01\n", encoding="ascii")
    made.openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "key.pem")
    new = ("req", "-new", "-config", "config", "-key", "key.pem")
    made.openssl(*new, "-x509", "-days", "2", "-subj", "/CN=authority", "-extensions", "authority", "-out", "ca.pem")
    made.openssl(*new, "-x509", "-days", "2", "-subj", "/CN=self", "-extensions", "local", "-out", "self-signed.pem")
    made.openssl(*new, "-subj", "/CN=receiver", "-out", "request.pem")
    made.sign("good", "local", NOW, FUTURE)
    made.sign("expired", "local", PAST, NOW)
    made.sign("future", "local", "20480101000000Z", FUTURE)
    made.sign("other-name", "other", NOW, FUTURE)
    return made
