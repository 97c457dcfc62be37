"""What is true of a county, year by year: the figures that its documents tell, each consistent with the others.

Identities of the catalogue hold: cases are carried from year to year, parts add up, rates follow from their counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from random import Random

FIRST_YEAR, LAST_YEAR = 2015, 2025

Figures = Mapping[str, Decimal]
"""By indicator, or `indicator|dimension=member`; in the unit of the catalogue."""


def rate(part: Decimal, whole: Decimal) -> Decimal:
    """A percentage with two digits; 100 of nothing."""
    if not whole:
        return Decimal(100)
    return (part * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP).normalize() + 0


@lru_cache(maxsize=4096)
def figures(seed: int, code: str, year: int) -> Figures:
    """Everything that is true of the county `code` in `year`."""
    before = figures(seed, code, year - 1) if year >= FIRST_YEAR else {}
    random = Random(f"{seed} {code} {year}")
    size = Random(f"{seed} {code}").uniform(0.5, 2.5)
    year_of = _Year(random, size, before)
    for topic in (_cases, _disclosure, _people, _mediation, _services, _publicity, _governance, _enforcement):
        topic(year_of)
    return year_of.figures


@lru_cache(maxsize=4096)
def first_half(seed: int, code: str, year: int) -> Figures:
    """What is true of the first six months, of the indicators that a half-year report tells."""
    random = Random(f"{seed} {code} {year} H1")
    whole = figures(seed, code, year)
    share = Decimal(random.randint(40, 55)) / 100
    half = {code: (whole[code] * share).quantize(Decimal(1)) for code in _IN_A_HALF}
    half["mediation.resolved"] = half["mediation.received"] - random.randint(0, 9)
    half["mediation.success_rate"] = rate(half["mediation.resolved"], half["mediation.received"])
    half["reconsideration.accepted"] = half["reconsideration.received"] - random.randint(0, 3)
    half["corrections.current"] = whole["corrections.current"] + random.randint(1, 15)
    return half


_IN_A_HALF = (
    "mediation.received",
    "reconsideration.received",
    "legal_aid.cases",
    "publicity.events",
    "publicity.materials",
    "notary.cases",
    "corrections.admitted",
    "corrections.released",
)


class _Year:
    """The figures of one county and year in the making."""

    def __init__(self, random: Random, size: float, before: Figures) -> None:
        self._random = random
        self._size = size
        self.before = before
        self.figures: dict[str, Decimal] = {}

    def between(self, low: int, high: int) -> Decimal:
        return Decimal(self._random.randint(low, high))

    def sized(self, low: int, high: int) -> Decimal:
        """Grows with the county."""
        return Decimal(max(low, int(self._random.randint(low, high) * self._size)))

    def share(self, whole: Decimal, low: float, high: float) -> Decimal:
        """A whole number that is about so large a part."""
        return Decimal(int(float(whole) * self._random.uniform(low, high)))

    def last(self, code: str, otherwise: int) -> Decimal:
        return self.before.get(code, Decimal(otherwise))


def _cases(year: _Year) -> None:
    f, name = year.figures, "reconsideration."
    f[name + "received"] = year.sized(60, 160)
    f[name + "not_accepted"] = year.between(3, 9)
    f[name + "accepted"] = f[name + "received"] - f[name + "not_accepted"]
    f[name + "carried_in"] = year.last(name + "pending", 11)
    f[name + "handled"] = f[name + "accepted"] + f[name + "carried_in"]
    f[name + "pending"] = year.between(10, 24)
    f[name + "concluded"] = f[name + "handled"] - f[name + "pending"]
    f[name + "mediated"] = year.share(f[name + "concluded"], 0.2, 0.4)
    f[name + "upheld"] = year.share(f[name + "concluded"], 0.25, 0.4)
    f[name + "corrected"] = year.share(f[name + "concluded"], 0.05, 0.15)
    f[name + "settlement_rate"] = rate(f[name + "mediated"], f[name + "concluded"])
    f[name + "correction_rate"] = rate(f[name + "corrected"], f[name + "concluded"])
    f[name + "relitigated"] = year.share(f[name + "concluded"], 0.06, 0.18)
    f["litigation.filed"] = year.sized(40, 90)
    f["litigation.concluded"] = f["litigation.filed"] - year.between(2, 6)
    f["litigation.lost"] = year.between(1, 7)
    f["litigation.withdrawn"] = year.share(f["litigation.concluded"], 0.1, 0.3)
    f["litigation.won"] = f["litigation.concluded"] - f["litigation.lost"] - f["litigation.withdrawn"]
    f["litigation.loss_rate"] = rate(f["litigation.lost"], f["litigation.concluded"])
    f["litigation.heard"] = f["litigation.concluded"] - year.between(1, 9)
    f["litigation.head_appearances"] = f["litigation.heard"] - year.between(0, 2)
    f["litigation.head_appearance_rate"] = rate(f["litigation.head_appearances"], f["litigation.heard"])


def _disclosure(year: _Year) -> None:
    f, name = year.figures, "disclosure."
    f[name + "proactive"] = year.sized(1200, 9000)
    f[name + "requests_received"] = year.sized(30, 90)
    f[name + "requests_carried_over"] = year.between(0, 5)
    answered = f[name + "requests_received"] + year.last(name + "requests_carried_over", 0)
    answered -= f[name + "requests_carried_over"]
    f[name + "requests_answered"] = answered
    left = answered
    for result, low, high in (("partial", 1, 4), ("refused", 1, 4), ("unavailable", 2, 9), ("not_handled", 0, 2)):
        f[f"{name}requests_answered|result={result}"] = year.between(low, high)
        left -= f[f"{name}requests_answered|result={result}"]
    f[f"{name}requests_answered|result=other"] = year.between(0, 2)
    f[f"{name}requests_answered|result=granted"] = left - f[f"{name}requests_answered|result=other"]
    results = {result: year.between(0, 3) for result in ("upheld", "corrected", "other", "pending")}
    f |= {f"{name}reconsideration|result={result}": number for result, number in results.items()}
    f[name + "reconsideration"] = Decimal(sum(results.values()))


def _people(year: _Year) -> None:
    f = year.figures
    f["corrections.admitted"] = year.sized(90, 200)
    f["corrections.current"] = max(Decimal(40), year.last("corrections.current", 180) + year.between(-15, 15))
    f["corrections.released"] = year.last("corrections.current", 180) + f["corrections.admitted"]
    f["corrections.released"] -= f["corrections.current"]
    f["corrections.assessments"] = year.sized(40, 120)
    f["resettlement.admitted"] = year.sized(80, 260)
    f["resettlement.current"] = year.last("resettlement.current", 900) + year.between(-30, 30)
    f["resettlement.released"] = year.last("resettlement.current", 900) + f["resettlement.admitted"]
    f["resettlement.released"] -= f["resettlement.current"]
    f["lawyers.firms"] = year.sized(5, 12)
    f["lawyers.practising"] = year.sized(60, 150)
    f["lawyers.practising_added"] = year.between(3, 19)
    f["lawyers.public"] = year.sized(20, 45)
    f["lawyers.public_added"] = year.between(2, 9)
    f["lawyers.village_advisers"] = year.sized(25, 70)


def _mediation(year: _Year) -> None:
    f, name = year.figures, "mediation."
    levels = {"county": year.sized(100, 300), "township": year.sized(600, 1500), "village": year.sized(900, 2500)}
    f |= {f"{name}received|level={level}": number for level, number in levels.items()}
    f[name + "received"] = Decimal(sum(levels.values()))
    f[name + "resolved"] = f[name + "received"] - year.between(5, 60)
    f[name + "success_rate"] = rate(f[name + "resolved"], f[name + "received"])
    f[name + "agreements"] = year.share(f[name + "resolved"], 0.3, 0.6)
    f[name + "amount"] = year.sized(800, 9000) * 10000
    f[name + "difficult_cases"] = year.between(20, 95)
    f[name + "inspections"] = year.sized(400, 1900)
    f[name + "committees"] = year.sized(110, 320)
    f[name + "mediators"] = f[name + "committees"] * 4 + year.between(10, 99)
    f[name + "fulltime_mediators"] = year.share(f[name + "mediators"], 0.06, 0.15)


def _services(year: _Year) -> None:
    f = year.figures
    types = {"civil": year.sized(150, 400), "criminal": year.sized(60, 180), "administrative": year.between(1, 9)}
    f |= {f"legal_aid.cases|case_type={kind}": number for kind, number in types.items()}
    f["legal_aid.cases"] = Decimal(sum(types.values()))
    f["legal_aid.consultations"] = year.sized(1500, 6000)
    f["legal_aid.beneficiaries"] = f["legal_aid.cases"] + year.between(5, 90)
    f["legal_aid.losses_recovered"] = year.sized(200, 1900) * 10000
    f["legal_aid.stations"] = year.between(10, 35)
    f["notary.cases"] = year.sized(600, 3000)
    f["services.centres|level=county"] = Decimal(1)
    f["services.centres|level=township"] = f["offices.count"] = year.between(8, 24)
    f["services.centres|level=village"] = year.sized(80, 260)
    f["enterprise.legal_checkups"] = year.sized(60, 260)
    f["enterprise.outreach_events"] = year.between(12, 60)


def _publicity(year: _Year) -> None:
    f, name = year.figures, "publicity."
    f[name + "events"] = year.sized(150, 600)
    f[name + "audience"] = year.sized(300, 1500) * 100
    f[name + "consultations"] = year.sized(1500, 6000)
    f[name + "materials"] = year.sized(200, 900) * 100
    f[name + "posts"] = year.sized(300, 1200)
    f[name + "media_reports"] = year.between(25, 140)
    f[name + "lecturers"] = year.between(20, 80)
    f[name + "legal_literates"] = year.sized(500, 1800)
    f[name + "school_vice_principals"] = year.sized(30, 80)
    f[name + "bases"] = year.between(3, 14)
    f[name + "culture_sites"] = year.sized(40, 160)


def _governance(year: _Year) -> None:
    f = year.figures
    f["governance.committee_meetings"] = year.between(1, 4)
    f["governance.coordination_group_meetings"] = year.between(4, 9)
    f["governance.office_meetings"] = year.between(2, 6)
    f["governance.government_meetings"] = year.between(4, 15)
    f["governance.study_sessions"] = year.between(5, 14)
    f["governance.inspected_units"] = year.between(10, 32)
    f["governance.trainings"] = year.between(3, 12)
    f["governance.training_participants"] = year.sized(600, 2400)
    f["governance.legal_adviser_units"] = year.between(36, 70)
    f["review.normative_documents"] = year.between(5, 19)
    f["review.contracts"] = year.sized(60, 200)
    f["review.documents"] = f["review.normative_documents"] + f["review.contracts"] + year.between(30, 120)
    f["review.opinions_issued"] = f["review.documents"] - year.between(1, 25)
    f["review.suggestions"] = year.sized(260, 800)
    f["review.major_decisions"] = year.between(3, 9)
    f["normative.issued"] = year.between(4, 14)
    f["normative.repealed"] = year.between(1, 6)
    f["normative.in_force"] = year.last("normative.in_force", 60) + f["normative.issued"] - f["normative.repealed"]
    f["normative.filed"] = f["normative.issued"]


def _enforcement(year: _Year) -> None:
    f, name = year.figures, "enforcement."
    kinds = {
        "warning": year.sized(100, 500),
        "fine": year.sized(700, 2600),
        "confiscation": year.between(10, 70),
        "licence_suspended": year.between(20, 99),
        "licence_revoked": year.between(3, 19),
        "closure": year.between(2, 11),
        "detention": year.sized(90, 240),
        "other": year.between(2, 9),
    }
    f |= {f"{name}penalties|type={kind}": number for kind, number in kinds.items()}
    f[name + "penalties"] = Decimal(sum(kinds.values()))
    f[name + "penalty_amount"] = year.sized(300, 1500) * 10000
    f[name + "licence_applications"] = year.sized(6000, 20000)
    f[name + "licences_accepted"] = f[name + "licence_applications"] - year.between(10, 70)
    f[name + "licences_refused"] = year.between(20, 90)
    f[name + "licences"] = f[name + "licences_accepted"] - f[name + "licences_refused"] - year.between(5, 60)
    f[name + "licences_revoked"] = year.between(1, 5)
    f[name + "compulsory_measures"] = year.sized(80, 260)
    f[name + "inspections"] = year.sized(5000, 16000)
    f[name + "certified_officers"] = year.sized(600, 1500)
    f[name + "case_files_reviewed"] = year.sized(90, 260)
    f[name + "supervision_notices"] = year.between(3, 15)
    f[name + "lenient_items_added"] = year.between(12, 45)
    f[name + "lenient_items"] = year.between(120, 300)
