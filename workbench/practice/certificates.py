"""Certificates of a cluster's own: an authority that signs one key pair, which all its processes share."""

from __future__ import annotations

import os
import shutil

from workbench.practice.tools import call

DAYS = "3650"
"""A practice cluster may stand for long; whoever holds the key is this user alone."""
CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


def missing() -> str | None:
    """What is missing to make certificates; None where nothing is."""
    return None if shutil.which("openssl") else "TLS needs openssl: apt install openssl"


def make_certificates(folder: str, name: str) -> dict[str, str]:
    """Makes `ca`, `cert` and `key` in a new folder that only this user may read; returns their paths.

    Raises PracticeError with what openssl said.
    """
    os.mkdir(folder, 0o700)
    paths = {each: os.path.join(folder, f"{each}.pem") for each in ("ca", "ca-key", "cert", "key")}
    authority = ["-x509", "-days", DAYS, "-subj", f"/CN=workbench practice cluster {name}"]
    call(["openssl", "req", *CURVE, *authority, "-keyout", paths["ca-key"], "-out", paths["ca"]])
    signed = ["-x509", "-days", DAYS, "-subj", f"/CN={name}", "-CA", paths["ca"], "-CAkey", paths["ca-key"]]
    call(["openssl", "req", *CURVE, *signed, "-keyout", paths["key"], "-out", paths["cert"]])
    # Nobody is to sign anything more with it.
    os.unlink(paths.pop("ca-key"))
    return paths
