"""`python -m fazhi_compile`: the hot modules of `fazhi.extract` as extension modules, by mypyc (`fazhi.compiled`)."""
