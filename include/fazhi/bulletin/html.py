"""A bulletin as one HTML page that loads and runs nothing: every text is escaped, a strict policy stands behind it."""

from __future__ import annotations

from fazhi import hypertext
from fazhi.bulletin.layout import Bulletin
from fazhi.bulletin.wording import day

_PAGE = """\
<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{{ bulletin.title }}</title>
<style>
body { font: 16px/1.7 "Noto Serif CJK SC", "Source Han Serif SC", SimSun, serif; color: #1b1b1b; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
h1 { font-size: 1.6rem; text-align: center; } h2 { font-size: 1.25rem; margin-top: 2rem; } h3 { font-size: 1.05rem; }
.standing { border: 1px solid #8c1d18; color: #8c1d18; padding: .5rem .8rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .9rem; width: 100%; }
th, td { border: 1px solid #9a9a9a; padding: .25rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: #f0eee8; } sup a { text-decoration: none; } li { overflow-wrap: anywhere; }
@media print { body { margin: 0; max-width: none; } tr { break-inside: avoid; } thead { display: table-header-group; } }
</style>
</head>
<body>
<h1>{{ bulletin.title }}</h1>
<p class="standing">{{ bulletin.standing }}</p>
{% for section in bulletin.sections %}
<h{{ section.level + 1 }}>{{ section.heading }}</h{{ section.level + 1 }}>
{% for paragraph in section.paragraphs %}
<p>{{ paragraph }}</p>
{% endfor %}
{% if section.table %}
<div class="wide"><table>
<thead><tr>{% for head in section.table.heads %}<th scope="col">{{ head }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in section.table.rows %}
<tr>{% for cell in row %}<td>{{ cell.text }}{% for url in cell.urls %}<sup><a href="#s{{ numbers[url] }}">[{{ numbers[url] }}]</a></sup>{% endfor %}</td>{% endfor %}</tr>
{% endfor %}
</tbody>
</table></div>
{% if section.table.left_out %}
<p>另有{{ section.table.left_out }}行未列。</p>
{% endif %}
{% endif %}
{% endfor %}
<h2>来源</h2>
<ol>
{% for source in bulletin.sources %}
<li id="s{{ loop.index }}">{{ source.region_name }}：《{{ source.title }}》，{{ day(source.published_on) }}，{% if source.url|followed %}<a href="{{ source.url }}" rel="noreferrer noopener">{{ source.url }}</a>{% else %}{{ source.url }}{% endif %}</li>
{% endfor %}
</ol>
</body>
</html>
"""  # noqa: E501  (lines of HTML)


def as_html(bulletin: Bulletin) -> bytes:
    """The page, UTF-8; the same bulletin gives the same bytes."""
    templates = hypertext.environment()
    templates.filters["followed"] = hypertext.followed
    page = templates.from_string(_PAGE)
    return page.render(bulletin=bulletin, numbers=bulletin.numbers(), day=day).encode("utf-8")
