"""Run in a process of its own, in the copied sources: `python -m fazhi_compile.mypyc_setup OUT GROUP FILE ...`."""

from __future__ import annotations

import os
import sys
from typing import Any

import setuptools
from mypyc.build import mypycify

# What no other extension calls is called directly, and the compiler may write it out where it is called. mypyc has one
# extension for all modules and a shim for each.
_WITHIN = ["-fvisibility=hidden"] if os.name == "posix" else []


def main(out: str, group: str, *files: str) -> None:
    """Compile `files`, below the current directory, to extension modules below `out`."""
    # What is not installed beside the compiler has any type, and so have its values.
    options = ["--config-file=", "--follow-imports=silent", "--ignore-missing-imports", "--no-warn-unused-ignores"]
    extensions: list[Any] = mypycify(
        [*options, *files], opt_level="2", debug_level="0", group_name=group, target_dir=f"{out}-c"
    )
    for extension in extensions:
        extension.extra_compile_args += _WITHIN
    sys.argv = ["setup.py", "-q", "build_ext", "--build-lib", out, "--build-temp", f"{out}-o"]
    setuptools.setup(name=group, packages=[], py_modules=[], ext_modules=extensions)


if __name__ == "__main__":
    main(*sys.argv[1:])
