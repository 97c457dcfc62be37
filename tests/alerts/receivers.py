"""What alerts are sent to in tests: an HTTP server and an SMTP server on loopback that keep what they are given."""

from __future__ import annotations

import json
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Post:
    """A request that a webhook took."""

    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class Webhook:
    """`answers` are given one after another, each a status and a body; the last one again and again."""

    port: int = 0
    answers: list[tuple[int, dict[str, Any]]] = field(default_factory=lambda: [(200, {"errcode": 0, "code": 0})])
    posts: list[Post] = field(default_factory=list)

    def address(self, form: str, path: str = "/hook?key=K") -> str:
        return f"{form}+http://127.0.0.1:{self.port}{path}"


@contextmanager
def webhook() -> Iterator[Webhook]:
    received = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            parts = urlsplit(self.path)
            received.posts.append(Post(parts.path, parse_qs(parts.query), dict(self.headers), body))
            status, answer = received.answers.pop(0) if len(received.answers) > 1 else received.answers[0]
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    received.port = server.server_address[1]
    with _serving(server):
        yield received


@dataclass
class Mailbox:
    """`refusals` are answered to as many mails as there are, before one is taken."""

    port: int = 0
    refusals: list[str] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)


@contextmanager
def mailbox(certificate: ssl.SSLContext | None = None) -> Iterator[Mailbox]:
    """An SMTP server (RFC 5321) that offers STARTTLS where it has a certificate."""
    received = Mailbox()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def secure(self) -> None:
            assert certificate is not None
            self.connection = certificate.wrap_socket(self.connection, server_side=True)
            self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)

        def take(self) -> None:
            self.say("354 go on")
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                lines.append(line.removeprefix(b"."))
            if received.refusals:
                self.say(received.refusals.pop(0))
                return
            received.encrypted.append(isinstance(self.connection, ssl.SSLSocket))
            received.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
            self.say("250 taken")

        def handle(self) -> None:
            self.say("220 a test")
            while line := self.rfile.readline().decode().strip():
                verb = line.split(" ")[0].upper()
                if verb == "EHLO":
                    secured = isinstance(self.connection, ssl.SSLSocket)
                    self.say("250-a test")
                    self.say("250-AUTH PLAIN" if secured or certificate is None else "250-STARTTLS")
                    self.say("250 8BITMIME")
                elif verb == "STARTTLS":
                    self.say("220 go on")
                    self.secure()
                elif verb == "AUTH":
                    received.logins.append(line)
                    self.say("235 welcome")
                elif verb == "DATA":
                    self.take()
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    received.port = server.server_address[1]
    with _serving(server):
        yield received


@contextmanager
def _serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
