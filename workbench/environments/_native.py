"""How an interpreter and its numpy were built: compilers, flags, BLAS, vector instructions, native thread pools."""

from __future__ import annotations

from typing import Any

FLAGS = """
import json, platform, sysconfig
print(json.dumps([platform.python_compiler().strip(), sysconfig.get_config_var("CFLAGS") or ""]))
"""
NUMPY = """
import json
def named(found):
    words = [found.get("name"), found.get("version"), found.get("openblas configuration") or found.get("args")]
    return " ".join(str(word) for word in words if word and word != "unknown")
native, pools = {}, []
import numpy
try:
    config = numpy.show_config(mode="dicts")
except TypeError:
    config = None
if config is None:
    for kind in ("blas", "lapack"):
        wide = getattr(numpy.__config__, kind + "_ilp64_opt_info", {})
        info = wide or getattr(numpy.__config__, kind + "_opt_info", {})
        native[kind] = " ".join(info.get("libraries", []))
else:
    for kind, found in config.get("Build Dependencies", {}).items():
        native[kind] = named(found)
    for language, found in config.get("Compilers", {}).items():
        native[language] = named(found)
    for kind, found in config.get("SIMD Extensions", {}).items():
        native["simd_" + kind.replace(" ", "_")] = " ".join(found)
try:
    import threadpoolctl
except ImportError:
    pass
else:
    for pool in threadpoolctl.threadpool_info():
        words = [pool.get(key) for key in ("internal_api", "version", "threading_layer", "architecture")]
        pools.append(" ".join(str(word) for word in words if word))
print(json.dumps([{name: text for name, text in native.items() if text}, sorted(set(pools))]))
"""


def facts(flags: Any, numpy: Any) -> dict[str, Any]:
    """What the two scripts printed (None where one did not answer) as fields of an Interpreter."""
    found: dict[str, Any] = {}
    if flags is not None:
        found.update(compiler=flags[0] or None, compiler_flags=" ".join(flags[1].split()) or None)
    if numpy is not None:
        found.update(native=dict(numpy[0]), thread_pools=tuple(numpy[1]))
    return found
