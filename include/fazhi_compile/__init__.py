"""`python -m fazhi_compile`: `fazhi.parse` and `fazhi.extract` as extension modules, by mypyc (`fazhi.compiled`)."""
