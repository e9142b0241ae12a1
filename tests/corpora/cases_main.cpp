// sanitise_cases [--raw]: every foreign HTML of the corpora and our own attacks, sanitised (or as it is), as
// a JSON array of {id, html}. Feeds the browser test tests/e2e/html_attacks.py.
#include <boost/json.hpp>
#include <cstdio>
#include <cstring>
#include <sstream>

#include "corpora/score.hpp"
#include "kit/mail/message.hpp"
#include "kit/webpage/sanitise.hpp"

namespace {

namespace json = boost::json;
using namespace mainstay;

json::array attacks() {
    const char* const all[] = {
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>click</a>",
        "<a href='java&#9;script:alert(1)'>click</a>",
        "<a href='&#1;javascript:alert(1)'>click</a>",
        "<svg onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
        "<iframe src=javascript:parent.alert(1)></iframe>",
        "<form action=javascript:alert(1)><button>go</button></form>",
        "<button formaction=javascript:alert(1) form=f>go</button><form id=f></form>",
        "<meta http-equiv=refresh content='0;url=/gone'>",
        "<base href=//evil.example/><a href=x>y</a>",
        "<object data='data:text/html,<script>alert(1)</script>'></object>",
        "<embed src=/evil>",
        "<details open ontoggle=alert(1)>x</details>",
        "<input autofocus onfocus=alert(1)>",
        "<p style='background:url(/evil)'>x</p>",
        "<style>@import '/evil'; p{background:url(/evil2)}</style><p>x",
        "<link rel=stylesheet href=/evil>",
        "<img srcset='/evil 1x' src=/evil2>",
        "<video src=/evil poster=/evil2><source src=/evil3></video>",
        "<table background=/evil><tr><td background=/evil2>x",
        "<div style='position:fixed;inset:0'>over</div>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 "
        "onerror=alert(1)&gt;'>",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<template><script>alert(1)</script></template>",
        "<a href=data:text/html,<script>alert(1)</script>>x</a>",
        "<marquee onstart=alert(1)>x</marquee>",
        "<body onload=alert(1)>",
        "<isindex action=javascript:alert(1) type=submit>",
        "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
        "<a name=getElementById id=body>x</a><img name=body src=data:image/png;base64,AAAA>",
        "<script src=/evil></script>",
        "<p onclick=alert(1) onmouseover=alert(1) onfocus=alert(1) tabindex=1>x</p>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<![CDATA[<img src=x onerror=alert(1)>]]>",
        "<select><template><img src=x onerror=alert(1)></template></select>",
        "<a href='https://x.example' onclick=alert(1) ping=/evil>x</a>"};
    json::array out;
    for (const auto* html : all)
        out.push_back({{"id", "attack-" + std::to_string(out.size())}, {"html", html}});
    return out;
}

json::array cases() {
    auto out = attacks();
    const auto corpus = json::parse(corpora::read_file(corpora::data_path("html/cases.json")));
    for (const auto& one : corpus.as_array())
        out.push_back({{"id", one.at("id")}, {"html", one.at("payload")}});
    std::istringstream lines(corpora::read_file(corpora::data_path("mail/facts.jsonl")));
    for (std::string line; std::getline(lines, line);) {
        const auto facts = json::parse(line);
        const std::string file(facts.at("file").as_string());
        const auto message = mail::read(corpora::read_file(corpora::data_path("mail/" + file)));
        if (!message.html.empty()) out.push_back({{"id", file}, {"html", message.html}});
    }
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    const bool is_raw = argc > 1 && std::strcmp(argv[1], "--raw") == 0;
    auto all = is_raw ? attacks() : cases();
    if (!is_raw) {
        for (auto& one : all)
            one.as_object()["html"] = webpage::sanitise(std::string(one.at("html").as_string())).html;
        for (const auto* markdown : {"[x](javascript:alert(1))",
                                     "![x](javascript:alert(1))",
                                     "<img src=x onerror=alert(1)>",
                                     "[x]: javascript:alert(1)\n\n[x]",
                                     "<javascript:alert(1)>",
                                     "`<script>alert(1)</script>`",
                                     "[a](data:text/html,<script>alert(1)</script>)"})
            all.push_back(
                {{"id", std::string("markdown ") + markdown}, {"html", webpage::markdown_to_html(markdown)}});
    }
    std::puts(json::serialize(all).c_str());
}
