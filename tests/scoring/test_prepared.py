"""What is prepared once for all counties gives what each county's rule, asked by itself, says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.scoring.assessment import PeerKey, peer_values, score_county
from fazhi.scoring.inputs import CountyInputs, Input, InputFigure, Peers
from fazhi.scoring.rules import Marked, ValueRule
from fazhi.scoring.scheme import Scheme
from tests.scoring.test_assessment import scheme

RULES: list[dict[str, Any]] = [
    {"type": "linear", "target": 90, "start": "7.5"},
    {"type": "inverse_linear", "full_at": 3, "zero_at": 70},
    {"type": "threshold", "at_least": 50},
    {"type": "threshold", "at_most": 50},
    {"type": "bands", "bands": [{"limit": 60, "marks": 10}, {"limit": 30, "marks": 4}]},
    {"type": "bands", "better": "lower", "bands": [{"limit": 30, "marks": 10}, {"limit": 60, "marks": 4}]},
    {"type": "deduction", "required": 70, "each": "0.3", "cap": 5},
    {"type": "deduction", "allowed": 20, "each": "0.125"},
    {"type": "per_unit", "each": "0.17"},
    {"type": "last_year", "better": "higher", "each": "0.015"},
    {"type": "own_target", "better": "lower", "each": "0.7", "cap": 8},
    {"type": "peer_reference", "reference": "mean", "better": "higher", "each": "0.11"},
    {"type": "peer_reference", "reference": "median", "better": "lower", "each": "0.11"},
    {"type": "peer_percentile", "better": "higher"},
    {"type": "peer_percentile", "better": "lower"},
    {"type": "peer_rank", "better": "lower", "places": [{"first": 1, "marks": 10}, {"first": 3, "marks": 5}]},
]
VALUE = {"indicator": "a.value", "unit": "件"}
MADE: Scheme = scheme(*({"rule": {**rule, "value": VALUE}} for rule in RULES))
READ = [Input("a.value"), Input("a.value", back=1), Input("a.value", kind="target")]

values = st.none() | st.decimals(0, 100, places=2)
figures = st.builds(InputFigure, values, contradicted=st.booleans())
counties = st.builds(
    CountyInputs, st.just(2024), st.dictionaries(st.sampled_from(READ), figures), group=st.sampled_from(["", "市辖区"])
)


def test_every_rule_over_a_figure_is_tried() -> None:
    assert {type(item.rule) for item in MADE.scored} == _concrete(ValueRule)


@settings(deadline=None)
@given(st.lists(counties, min_size=1, max_size=9))
def test_a_prepared_rule_says_what_the_rule_says(everyone: list[CountyInputs]) -> None:
    peers = peer_values(MADE, everyone)
    for inputs in everyone:
        for item, made in zip(MADE.scored, score_county(MADE, inputs, peers), strict=True):
            outcome = item.rule.mark(item.marks, inputs, _peers(peers, item.id, inputs))
            if not isinstance(outcome, Marked):
                assert (made.reason, made.used) == (outcome.reason, outcome.used)
                continue
            score = MADE.rounding.item(outcome.score)
            doubtful = any(inputs.figures[asked].contradicted for asked in outcome.used)
            bounds = (Decimal(0), item.marks) if doubtful else (score, score)
            assert (made.score, made.used, made.formula) == (score, outcome.used, outcome.formula)
            assert (made.low, made.high) == bounds
            assert made.reason == ("full" if score == item.marks else "partial" if score else "none")


def _peers(peers: dict[PeerKey, Peers], item: str, inputs: CountyInputs) -> Peers:
    return peers.get((item, inputs.group), Peers())


def _concrete(kind: type[Any]) -> set[type[Any]]:
    below = {one for each in kind.__subclasses__() for one in _concrete(each)}
    return below or {kind}
