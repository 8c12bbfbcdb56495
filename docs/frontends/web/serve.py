"""Serves the page, the engine and Python for the browser from disk: python serve.py

Nothing comes from the network: `npm install --omit=dev` in this folder puts Pyodide into `node_modules`.
With `--to FOLDER` it writes everything into a folder instead, for any web server.
"""

import argparse
import hashlib
import io
import sys
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

import stretchcore

HERE = Path(__file__).parent
ENGINE = Path(stretchcore.__file__).parent
ROUTINES = HERE.parents[2] / "routines"
PYODIDE = HERE / "node_modules" / "pyodide"

PAGE = ("index.html", "style.css", "app.js", "sound.js", "offline.js", "face.py", "icon.svg", "manifest.webmanifest")
RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
TYPES = {
    ".css": "text/css",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".py": "text/x-python; charset=utf-8",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".zip": "application/zip",
}


def engine_archive() -> bytes:
    """Return the engine as it is, and the built-in routines, as one archive."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for file in sorted(ENGINE.glob("*.py")):
            out.write(file, f"stretchcore/{file.name}")
        for file in sorted(ROUTINES.rglob("*.toml")):
            out.write(file, f"routines/{file.relative_to(ROUTINES).as_posix()}")
    return archive.getvalue()


def site(pyodide: Path = PYODIDE) -> dict[str, bytes]:
    """Return every file of the site by its path.

    Raises:
        FileNotFoundError: Pyodide is not there.
    """
    files = {name: (HERE / name).read_bytes() for name in PAGE}
    files |= {f"pyodide/{name}": (pyodide / name).read_bytes() for name in RUNTIME}
    return files | {"engine.zip": engine_archive()}


class Handler(BaseHTTPRequestHandler):
    """Answers with a file of the site, and with nothing else."""

    files: Mapping[str, bytes] = MappingProxyType({})
    tags: Mapping[str, str] = MappingProxyType({})

    def do_GET(self) -> None:
        """Send the file that is asked for."""
        name = urlsplit(self.path).path.lstrip("/") or "index.html"
        body = self.files.get(name)
        if body is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        tag = self.tags[name]
        if self.headers.get("If-None-Match") == tag:  # Pyodide is large: it is sent once
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self.end_headers()
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("ETag", tag)
        self.send_header("Content-Type", TYPES[Path(name).suffix])
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of every file."""


def server(files: dict[str, bytes], host: str = "127.0.0.1", port: int = 0) -> ThreadingHTTPServer:
    """Return a server of the site; port 0 is any free one."""
    tags = {name: f'"{hashlib.sha256(body).hexdigest()[:32]}"' for name, body in files.items()}
    return ThreadingHTTPServer((host, port), type("Site", (Handler,), {"files": files, "tags": tags}))


def main() -> None:
    """Serve, or write."""
    parser = argparse.ArgumentParser(description="Serve the page from disk.")
    parser.add_argument("--host", default="127.0.0.1", help="who may open it: 0.0.0.0 for a phone in the same network")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="write the site into a folder instead")
    options = parser.parse_args()
    try:
        files = site()
    except FileNotFoundError as error:
        sys.exit(f"{error.filename} is missing: run `npm install --omit=dev` in {HERE}")
    if options.to is not None:
        for name, body in files.items():
            path = options.to / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        return
    with server(files, options.host, options.port) as running:
        print(f"http://{options.host}:{running.server_port}/", flush=True)
        with suppress(KeyboardInterrupt):
            running.serve_forever()


if __name__ == "__main__":
    main()
