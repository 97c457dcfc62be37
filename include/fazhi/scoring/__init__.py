"""Scoring: an assessment scheme applied to what the counties published."""
