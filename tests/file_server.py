"""A server on this machine that serves a file rightly and in every wrong way, for tests of downloads."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np

from rnnlib.datasets import Source

CONTENT = np.random.default_rng(0).bytes(300_000)
OTHER = CONTENT[:-1] + bytes([CONTENT[-1] ^ 1])


class Handler(BaseHTTPRequestHandler):
    """Answers GET; the path names the way."""

    def do_GET(self):
        ways = {
            "right": lambda: self.send(CONTENT),
            "wrong": lambda: self.send(OTHER),
            "empty": lambda: self.send(b""),
            "longer": lambda: self.send(CONTENT + b"!"),
            "shorter": lambda: self.send(CONTENT[:-1]),
            "truncated": lambda: self.send(CONTENT[:150_000], announced=len(CONTENT)),
            "unannounced": lambda: self.send(CONTENT[:150_000], announced=None),
            "stall": self.stall,
            "redirect": lambda: self.redirect("/right"),
            "circle": lambda: self.redirect("/circle"),
            "to-a-file": lambda: self.redirect("file:///etc/hostname"),
            "named-agents-only": self.named_agents_only,
            "hangs-up": lambda: None,
        }
        self.server.asked.append(self.path)
        way = self.path.strip("/").split("/")[0]
        if way == "files":
            content = self.server.files.get(self.path.removeprefix("/files/"))
            return self.send_error(404) if content is None else self.send(content)
        return ways[way]() if way in ways else self.send_error(404)

    def send(self, content, announced=0):
        """Send content, announcing its length, another length, or none."""
        self.send_response(200)
        if announced is not None:
            self.send_header("Content-Length", str(announced or len(content)))
        self.end_headers()
        self.wfile.write(content)

    def stall(self):
        """Send half, then nothing until the test is over."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(CONTENT[:150_000])
        self.wfile.flush()
        self.server.over.wait(60)

    def redirect(self, address):
        """Send to another address."""
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def named_agents_only(self):
        """Refuse the name that urllib gives itself, as some hosts of data do."""
        if self.headers["User-Agent"].startswith("Python-urllib"):
            self.send_error(403)
        else:
            self.send(CONTENT)

    def log_message(self, *args):
        """Say nothing."""


class FileServer(ThreadingHTTPServer):
    """The server; `asked` lists the paths asked for, `files` maps names under /files/ to bytes."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked, self.files, self.over = [], {}, threading.Event()

    def address(self, way):
        """The address of a way to answer."""
        return f"http://127.0.0.1:{self.server_port}/{way}"

    def source(self, *ways, name="file.bin"):
        """A Source of the right file with these addresses."""
        return Source(name, tuple(map(self.address, ways)), len(CONTENT), hashlib.sha256(CONTENT).hexdigest(),
                      "CC0")

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *args):
        self.over.set()
        self.shutdown()
        super().__exit__(*args)
