"""A country that does not exist: counties, what is true of them, what their sites publish, and one server for all.

Deterministic by seed and made when it is asked for; of every figure in every document it is known whether it is one of
ours, and which (`python -m benchmarks.synthetic labels`).
"""
