"""Benchmarks: what this project does, measured against what people would use instead, in the same run.

Speed is never asserted in tests: a crowded machine would fail them. A benchmark gives a ratio, and a ratio survives
the machine. `python -m benchmarks --help`, or `make bench NAME=extract_speed`.
"""
