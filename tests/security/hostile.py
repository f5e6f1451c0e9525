"""166 texts that run a script, break out of a place or mislead a reader where they are not text.

What they would run is `ran()`. The reference facts are copied with one of them in front of every
name, note and title, followed by its number in brackets, so that any page shows many and each can
be found and compared.
"""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rdflib import Literal, URIRef
from rdflib.namespace import SKOS, XSD

from lien.store import Reader, open_directory
from lien.terms import GRAPH, LIEN

_IN_TEXT: Final = (
    "<script>ran()</script>",
    "<SCRIPT>ran()</SCRIPT>",
    "<script src=data:text/javascript,ran()></script>",
    "<script src=//evil.example/x.js></script>",
    "<script type=module>ran()</script>",
    "<scr<script>ipt>ran()</scr</script>ipt>",
    "<script\x0c>ran()</script>",
    "<script>/*</script><script>*/ran()</script>",
    "<img src=x onerror=ran()>",
    "<img src=x onerror='ran()'>",
    '<img src="x" onerror="ran()">',
    "<IMG SRC=x ONERROR=ran()>",
    "<img/src=x/onerror=ran()>",
    "<img src=x onerror=ran()//",
    "<img src=x:x onerror=ran()>",
    "<img srcset=x onerror=ran()>",
    '<img """><script>ran()</script>">',
    "<image src=x onerror=ran()>",
    "<svg onload=ran()>",
    "<svg/onload=ran()>",
    "<svg><script>ran()</script></svg>",
    "<svg><a xlink:href=javascript:ran()><text y=20>x</text></a></svg>",
    "<svg><animate onbegin=ran() attributeName=x dur=1s>",
    "<svg><set onbegin=ran() attributeName=x>",
    "<svg><foreignObject><img src=x onerror=ran()></foreignObject></svg>",
    "<svg><use href=data:image/svg+xml;base64,PHN2Zy8+#x />",
    "<svg><style><img src=x onerror=ran()></style></svg>",
    "<math><mtext><img src=x onerror=ran()></mtext></math>",
    "<math href=javascript:ran()>x</math>",
    "<math><a xlink:href=javascript:ran()>x</a></math>",
    "<body onload=ran()>",
    "<body onpageshow=ran()>",
    "<html onmousemove=ran()>",
    "<iframe src=javascript:ran()></iframe>",
    '<iframe srcdoc="<script>parent.ran()</script>"></iframe>',
    "<iframe srcdoc='&lt;script&gt;parent.ran()&lt;/script&gt;'></iframe>",
    "<iframe onload=ran()></iframe>",
    "<object data=javascript:ran()></object>",
    "<object onerror=ran() data=x></object>",
    "<embed src=javascript:ran()>",
    "<embed src=x onerror=ran()>",
    "<applet code=ran()>",
    "<video src=x onerror=ran()></video>",
    "<video><source onerror=ran()></video>",
    "<audio src=x onerror=ran()></audio>",
    "<input autofocus onfocus=ran()>",
    "<input onblur=ran() autofocus><input autofocus>",
    "<select autofocus onfocus=ran()></select>",
    "<textarea autofocus onfocus=ran()></textarea>",
    "<keygen autofocus onfocus=ran()>",
    "<button onclick=ran() autofocus>x</button>",
    "<button popovertarget=x onclick=ran()>x</button><p popover id=x onbeforetoggle=ran()>",
    "<details open ontoggle=ran()><summary>x</summary></details>",
    "<marquee onstart=ran()>x</marquee>",
    "<meter onmouseover=ran()>0</meter>",
    "<b onmouseover=ran()>x</b>",
    "<b onmouseenter=ran() onfocus=ran() onclick=ran() tabindex=0>x</b>",
    "<p onpointerover=ran() onpointerdown=ran()>x</p>",
    "<x contenteditable onblur=ran()>x</x>",
    "<x tabindex=1 onfocusin=ran()>x</x>",
    "<x onanimationstart=ran() style=animation-name:x>",
    "<x ontransitionrun=ran() style=transition:1s>",
    "<style>@import 'javascript:ran()';</style>",
    "<style onload=ran()></style>",
    "<style>*{background:url(javascript:ran())}</style>",
    "<style>body{display:none}</style>",
    "<link rel=stylesheet href=javascript:ran()>",
    "<link rel=stylesheet href=x onerror=ran()>",
    "<link rel=import href=data:text/html,<script>ran()</script>>",
    "<meta http-equiv=refresh content='0;url=javascript:ran()'>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<base href=//evil.example/>",
    "<base href=javascript:/a/-ran()//>",
    "<form action=javascript:ran()><button>x</button></form>",
    "<form><button formaction=javascript:ran()>x</button></form>",
    "<form id=x></form><button form=x formaction=//evil.example>x</button>",
    "<isindex type=image src=x onerror=ran()>",
    "<a href=javascript:ran()>x</a>",
    "<a href=JaVaScRiPt:ran()>x</a>",
    '<a href="java&#10;script:ran()">x</a>',
    "<a href=&#106;avascript:ran()>x</a>",
    "<a href=data:text/html,<script>ran()</script>>x</a>",
    "<a href=vbscript:ran()>x</a>",
    "<a href=//evil.example target=_blank>x</a>",
    "<area href=javascript:ran()>",
    "<table background=javascript:ran()>",
    "<td background=javascript:ran()>",
    "<div style=background:url(javascript:ran())>x</div>",
    "<div style=width:expression(ran())>x</div>",
    "<template><script>ran()</script></template>",
    "<template shadowrootmode=open><img src=x onerror=ran()></template>",
    "<slot onslotchange=ran()>x</slot>",
    "<noscript><p title='</noscript><img src=x onerror=ran()>'>",
    "<xmp><p title='</xmp><img src=x onerror=ran()>'>",
    "<plaintext><img src=x onerror=ran()>",
    "<listing>&lt;img src=x onerror=ran()&gt;</listing>",
    "<frameset onload=ran()>",
    "<!--><img src=x onerror=ran()>-->",
    "<!-- --!><img src=x onerror=ran()>",
    "<![CDATA[<img src=x onerror=ran()>]]>",
    "<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>ran()</x:script>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    "<dialog open onclose=ran()><form method=dialog><button>x</button></form></dialog>",
    "<img src=x onerror=eval(atob('cmFuKCk='))>",
    "<img src=x onerror=\\u0072an()>",
    "<img src=x onerror=&#114;an()>",
    "<img src=x onerror=window['r'+'an']()>",
    "<img src=x onerror=top.ran`1`>",
)
_OUT_OF_PLACE: Final = (
    '"><img src=x onerror=ran()>',
    "'><img src=x onerror=ran()>",
    "`><img src=x onerror=ran()>",
    '" onmouseover="ran()" x="',
    "' onmouseover='ran()' x='",
    '" autofocus onfocus="ran()" tabindex="0',
    '" style="animation-name:x" onanimationstart="ran()',
    '" href="javascript:ran()" x="',
    '" formaction="javascript:ran()" x="',
    "x onmouseover=ran() ",
    "/><script>ran()</script>",
    "--><script>ran()</script><!--",
    "]]><script>ran()</script>",
    "</title><script>ran()</script>",
    "</textarea><script>ran()</script>",
    "</style><script>ran()</script>",
    "</option></select><img src=x onerror=ran()>",
    "</noscript><img src=x onerror=ran()>",
    "</template><img src=x onerror=ran()>",
    "</svg><img src=x onerror=ran()>",
    "</script><script>ran()</script>",
    "</script ><svg onload=ran()>",
    "</SCRIPT/><img src=x onerror=ran()>",
    "<!--<script>",
    "<!--<script></script>",
    '"}</script><script>ran()</script>',
    '"};ran();//',
    "'};ran();//",
    "');ran();//",
    '\\";ran();//',
    "\\');ran();//",
    "${ran()}",
    "`+ran()+`",
    "*/ran()/*",
    "\u2028ran()//",
    "\u2029ran()//",
    '{"__proto__": {"html": "<img src=x onerror=ran()>"}}',
    "javascript:ran()",
    "java\tscript:ran()",
    "data:text/html,<script>ran()</script>",
    "vbscript:ran()",
    "{{7*7}}",
    "{{constructor.constructor('ran()')()}}",
    "{% raw %}{{ ran() }}{% endraw %}",
    "<%= ran() %>",
    "#{ran()}",
    "[[ran()]]",
    "%(ran)s %s {0} {name}",
    "}*{color:red}",
    "url(javascript:ran())",
)
_MISLEADING: Final = (
    "\u202egnp.exe\u202c",
    "\u2066left\u2069 \u200bzero\u200d\ufeff",
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629 <b>",
    "x" * 300,
    "长" * 300,
    "a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308" * 8,
    "&lt;img src=x onerror=ran()&gt;",
    "&#60;script&#62;ran()&#60;/script&#62;",
)
TEXTS: Final = (*_IN_TEXT, *_OUT_OF_PLACE, *_MISLEADING)

LINKS: Final = (
    "javascript:ran()", "JaVaScRiPt:ran()", "javascript://example.org/%0Aran()", "vbscript:ran()",
    "javascript:%72an()", "jar:https://example.org!/x", "data:text/html,%3Cscript%3Eran()",
    "data:image/svg+xml,%3Csvg%20onload=ran()%3E", "data:,ran()", "blob:https://example.org/1",
    "file:///etc/passwd", "file://server/share", "ftp://example.org/x", "ws://example.org/",
    "view-source:https://example.org/", "about:blank", "intent://x#Intent;end", "tel:+8610",
    "https://user@example.org/", "https://user:secret@example.org/", "https://@example.org/",
    "https:example.org", "https:///x", "http:", "urn:x:javascript", "chrome://settings",
    "feed:javascript:ran()", "livescript:ran()", "mocha:ran()", "filesystem:https://x/y",
)  # fmt: skip
"""Addresses that RDF allows and no reader should be sent to by a click."""

_EXACT: Final = {
    SKOS.hiddenLabel, SKOS.notation, LIEN.field, LIEN.sha256,
    URIRef("http://www.w3.org/2002/07/owl#versionInfo"),
}  # fmt: skip
"""What the program reads, not the reader."""
_PAGE: Final = {
    URIRef("http://xmlns.com/foaf/0.1/page"), URIRef("http://xmlns.com/foaf/0.1/homepage"),
}  # fmt: skip
_NOW: Final = datetime(2026, 11, 23, tzinfo=UTC)
MARKED: Final = re.compile(r"⟦(\d{3})⟧")


def labelled(number: int, text: str) -> str:
    """A hostile text, its number in brackets, and what stood there."""
    return f"{TEXTS[number]}⟦{number:03}⟧ {text}"


def hostile_copy(facts: Reader, path: Path) -> Path:
    """A data directory at `path` with the facts under hostile names; `path` comes back."""
    numbers = itertools.cycle(range(len(TEXTS)))
    links = itertools.cycle(LINKS)
    lines: dict[str, list[str]] = {}
    for graph, subject, predicate, value in facts.select(
        "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?p ?o"
    ):
        if graph.startswith(GRAPH["derived/"]):  # computed anew
            continue
        shown = value
        if predicate in _PAGE:
            shown = URIRef(next(links))
        elif predicate not in _EXACT and _is_text(value):
            shown = Literal(labelled(next(numbers), value), lang=value.language)
        lines.setdefault(str(graph), []).append(
            f"{subject.n3()} {predicate.n3()} {quoted(shown)} {graph.n3()} ."
        )
    with open_directory(path, create=True) as directory:
        directory.commit(lines, actor="test", operation="import", summary={}, now=_NOW)
    return path


def _is_text(value: object) -> bool:
    return isinstance(value, Literal) and value.datatype in (None, XSD.string)


def quoted(value: object) -> str:
    """A term as N-Quads writes it; every character of a literal that needs it is escaped."""
    if not isinstance(value, Literal):
        return value.n3()  # type: ignore[attr-defined,no-any-return]
    text = "".join(
        f"\\u{ord(char):04X}" if char in '"\\' or ord(char) < 32 else char for char in value
    )
    kind = f"@{value.language}" if value.language else ""
    if value.datatype:
        kind = f"^^<{value.datatype}>"
    return f'"{text}"{kind}'


def in_html(number: int) -> str:
    """The text as a browser holds it: a carriage return or a null has no place in HTML."""
    return TEXTS[number].replace("\r", "\n").replace("\0", "\ufffd")
