"""What encrypts stays out of a session, and comes to whoever asks for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"
BEGIN = "import sys\nfrom stretchtui.encryption import leave_out_openssl\n"
OPENSSL = "{'ssl', '_ssl', '_hashlib'}"


def run_python(code: str) -> None:
    """Run code in a fresh interpreter, which fails where an assertion of it fails."""
    env = {**os.environ, "PYTHONPATH": str(SOURCE)}
    done = subprocess.run([sys.executable, "-c", BEGIN + code], env=env, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_neither_the_event_loop_nor_the_hashes_load_openssl() -> None:
    run_python(
        "leave_out_openssl()\n"
        "import asyncio, hashlib\n"
        "asyncio.run(asyncio.sleep(0))\n"
        "assert hashlib.sha256(b'a').hexdigest().startswith('ca978112ca1bbdcafac231b39a23dc4d')\n"
        f"assert not {OPENSSL} & sys.modules.keys()\n"
    )


def test_every_hash_that_python_guarantees_is_there() -> None:
    run_python(
        "leave_out_openssl()\nimport hashlib\nfor name in hashlib.algorithms_guaranteed:\n    hashlib.new(name, b'a')\n"
    )


def test_whoever_asks_for_openssl_later_gets_it() -> None:
    pytest.importorskip("ssl")
    run_python(
        "leave_out_openssl()\n"
        "import hmac, ssl, urllib.request\n"
        "ssl.create_default_context()\n"
        "assert urllib.request.HTTPSHandler()\n"
        "assert len(hmac.new(b'key', b'message', 'sha256').digest()) == 32\n"
    )


def test_what_has_been_imported_before_is_left_alone() -> None:
    pytest.importorskip("ssl")
    run_python(
        "import asyncio, hashlib\n"
        "before = {name: sys.modules[name] for name in ('ssl', '_hashlib', 'asyncio', 'hashlib')}\n"
        "leave_out_openssl()\n"
        "assert all(sys.modules[name] is module for name, module in before.items())\n"
    )


def test_a_python_whose_hashes_are_those_of_openssl_alone_keeps_them() -> None:
    pytest.importorskip("_hashlib")
    run_python(
        "sys.modules['_md5'] = None\n"
        "leave_out_openssl()\n"
        "import hashlib\n"
        "assert '_hashlib' in sys.modules\n"
        "assert hashlib.md5(b'a').hexdigest().startswith('0cc175b9c0f1')\n"
    )
