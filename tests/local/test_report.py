"""What `make run` ends with."""

from __future__ import annotations

from decimal import Decimal

from fazhi_local.report import Night, next_steps, night_lines

ROWS = [
    (2024, rank, code, name, Decimal(90 - rank), Decimal(100), 1, 9, 0, 0)
    for rank, code, name in ((1, "990221", "枕溪区"), (2, "990224", "霁川县"), (3, "990126", "葛川苗族侗族自治县"))
]


def test_the_county_to_explain_is_the_lowest_of_those_asked_for() -> None:
    assert "explain 990126 --year 2024      why 葛川苗族侗族自治县 lost points" in "\n".join(next_steps(ROWS))
    assert "explain 990224 --year 2024      why 霁川县 lost points" in "\n".join(next_steps(ROWS, ["990221", "990224"]))
    assert "explain 990126" in "\n".join(next_steps(ROWS, ["990999"])), "asked for, but not scored"
    assert next_steps([], ["990221"]) == []


def test_a_night_tells_what_it_added_and_what_to_redo() -> None:
    crawl = {
        "sites": {"done": 1, "failed": 1},
        "pages": {"done": 2},
        "attachments": {},
        "new_documents": 1,
        "changed_documents": 0,
        "failures": [
            {
                **{"item_kind": "site", "outcome": "failed", "reason": "timeout", "codes": ["990221"]},
                **{"count": 1, "detail": "http://a.example/ did not answer"},
            }
        ],
        "to_redo": ["990221"],
    }
    night = Night(crawl, {"fact_score": 1}, {"fact_score": 2}, 1, [])
    assert night_lines(night) == [
        "Sites: 1 done, 1 failed.  Pages: 2 done.  Attachments: none.  Documents: 1 new, 0 changed.",
        "Archive: 1 body added.  Star schema: 1 row added.",
        "failed: site timeout x1 (990221): http://a.example/ did not answer",
        "To redo only what failed: make run ONLY=990221",
    ]
