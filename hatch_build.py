"""Builds the compiled part (the C in `cleaner`) where there is a compiler; where none is, everything works without.

For a source checkout: `python hatch_build.py`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zlib
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, without hatchling
    BuildHookInterface = object

PACKAGE = Path(__file__).parent / "cleaner"
# In the order of kernels.py, which makes the same number of them.
SOURCES = [PACKAGE / "_kernels.c", *sorted((PACKAGE / "_core").glob("*.[ch]"))]
BUILT = PACKAGE / ("_kernels" + {"win32": ".dll", "darwin": ".dylib"}.get(sys.platform, ".so"))
FLAGS = ("-std=c11", "-O3", "-ffp-contract=off", "-fPIC", "-shared", "-fvisibility=hidden")
COMPILERS = ("cc", "gcc", "clang")


def compiler() -> list[str]:
    """The command of the C compiler, as CC names it, or the first that is found."""
    named = os.environ.get("CC")
    found = named.split() if named else next(([one] for one in COMPILERS if shutil.which(one)), [])
    return [*found, *os.environ.get("CFLAGS", "").split()] if found else []


def build() -> str:
    """Compile; empty where that went well, else what was missing."""
    command = compiler()
    if not command:
        return "no C compiler"
    number = zlib.crc32(b"".join(source.read_bytes() for source in SOURCES).replace(b"\r\n", b"\n"))
    units = [str(source) for source in SOURCES if source.suffix == ".c"]
    # Beside its place first: a process that has the old one loaded keeps it whole.
    made = BUILT.with_suffix(f".{os.getpid()}")
    try:
        subprocess.run(
            [*command, *FLAGS, f"-DSOURCE={number}u", "-o", str(made), *units], check=True, capture_output=True
        )
        made.replace(BUILT)
    except (OSError, subprocess.SubprocessError) as error:
        made.unlink(missing_ok=True)
        return f"the C compiler failed ({type(error).__name__}: {' '.join(command)})"
    return ""


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc,type-arg]
    """What hatchling calls before it packs a wheel or makes an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and pack the result for this kind of machine; without it the wheel is for all."""
        wanting = build()
        if wanting:
            self.app.display_warning(f"cleaner is installed without its compiled part, and is slower: {wanting}")
            return
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"
        if version != "editable":
            build_data["force_include"][str(BUILT)] = f"cleaner/{BUILT.name}"


if __name__ == "__main__":
    sys.exit(build() or 0)
