#include <doctest/doctest.h>

#include "kit/json/shape.hpp"

using namespace mainstay;

namespace {

enum class Colour { red, green };

struct Part {
    std::string name;
    int count = 1;
};

struct Order {
    std::string subject;
    std::string note;
    std::int64_t total = 0;
    int small = 0;
    double ratio = 0;
    bool is_open = false;
    Colour colour = Colour::red;
    Part part;
    std::vector<Part> parts;
    std::optional<std::string> mail;
    std::optional<std::optional<std::string>> patch;
    std::map<std::string, std::string> labels;
    json::Raw raw;
    std::int64_t at = 0;
    std::optional<std::int64_t> until;
};

}  // namespace

template <>
struct mainstay::json::Names<Colour> {
    static constexpr std::array<std::pair<Colour, std::string_view>, 2> list{{{Colour::red, "red"}, {Colour::green, "green"}}};
};

template <>
struct mainstay::json::Shape<Part> {
    static constexpr const char* name = "Part";
    static const Fields& fields() {
        static const Fields list{required<&Part::name>("name", {.min = 1, .max = 5}), optional<&Part::count>("count", {.lowest = 1, .highest = 9})};
        return list;
    }
};

template <>
struct mainstay::json::Shape<Order> {
    static constexpr const char* name = "Order";
    static const Fields& fields() {
        static const Fields list{required<&Order::subject>("subject", {.min = 1, .max = 10, .about = "What it is about."}),
                                 optional<&Order::note>("note", {.is_multiline = true}),
                                 optional<&Order::total>("total"),
                                 optional<&Order::small>("small"),
                                 optional<&Order::ratio>("ratio", {.lowest = 0, .highest = 1}),
                                 optional<&Order::is_open>("is_open"),
                                 optional<&Order::colour>("colour"),
                                 optional<&Order::part>("part"),
                                 optional<&Order::parts>("parts", {.max_items = 3}),
                                 optional<&Order::mail>("mail", {.format = "email"}),
                                 optional<&Order::patch>("patch"),
                                 optional<&Order::labels>("labels", {.max = 3, .max_items = 2}),
                                 optional<&Order::raw>("raw"),
                                 optional_time<&Order::at>("at"),
                                 optional_time<&Order::until>("until")};
        return list;
    }
};

namespace {

// "pointer code" of every mistake, in order.
std::vector<std::string> mistakes(std::string_view body) {
    const auto order = json::read<Order>(body);
    std::vector<std::string> found;
    if (order) return found;
    for (const auto& field : order.error().fields()) found.push_back(field.pointer + " " + field.code);
    return found;
}

std::string with(std::string_view member) { return R"({"subject":"s",)" + std::string(member) + "}"; }

std::string first_mistake(std::string_view member) {
    const auto found = mistakes(with(member));
    return found.empty() ? "" : found.front();
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a whole shape is read") {
    const auto order = json::read<Order>(
        R"({"subject":"中文中文中文中文中文","note":"a\r\n\tb","total":9007199254740993,"small":-5,"ratio":0.25,"is_open":true,
            "colour":"green","part":{"name":"p"},"parts":[{"name":"a","count":2},{"name":"b"}],"mail":"a@example.org",
            "patch":null,"labels":{"k/~":"v"},"raw":{"x":[1]},"at":"2026-11-21T08:30:00.5+01:00","until":null})");
    REQUIRE(order);
    CHECK(order->note == "a\r\n\tb");
    CHECK(order->total == 9007199254740993);
    CHECK(order->small == -5);
    CHECK(order->ratio == 0.25);
    CHECK(order->colour == Colour::green);
    CHECK(order->part.name == "p");
    CHECK(order->part.count == 1);
    CHECK(order->parts.at(0).count == 2);
    CHECK(order->mail == "a@example.org");
    CHECK(order->patch.has_value());
    CHECK_FALSE(order->patch->has_value());
    CHECK(order->labels.at("k/~") == "v");
    CHECK(order->raw.text == R"({"x":[1]})");
    CHECK(order->at == 1795246200500);
    CHECK_FALSE(order->until);
}

TEST_CASE("absent differs from null") {
    CHECK_FALSE(json::read<Order>(R"({"subject":"s"})")->patch.has_value());
    CHECK(json::read<Order>(R"({"subject":"s","patch":null})")->patch.has_value());
    CHECK(**json::read<Order>(R"({"subject":"s","patch":"x"})")->patch == "x");
}

TEST_CASE("all mistakes come at once, with pointers") {
    CHECK(mistakes(R"({"colour":"blue","part":{"count":0,"x":1},"parts":[{"name":"a"},{"name":"toolong"},7],"a/b~c":1})") ==
          Words{"/subject required", "/colour not_allowed", "/part/name required", "/part/count too_small", "/part/x unknown",
                "/parts/1/name too_long", "/parts/2 wrong_type", "/a~1b~0c unknown"});
    CHECK(mistakes("[]") == Words{" wrong_type"});
    CHECK(mistakes(R"({"subject":"s"})").empty());
}

TEST_CASE("each rule refuses") {
    const std::pair<const char*, const char*> cases[] = {
        {R"("note":7)", "/note wrong_type"},
        {R"("note":"a\u0000b")", "/note control_character"},
        {R"("note":"a\u001bb")", "/note control_character"},
        {R"("labels":{"a":"x\ny"})", "/labels/a control_character"},
        {R"("labels":{"a":"\u2028"})", "/labels/a control_character"},
        {R"("labels":{"a":"1234"})", "/labels/a too_long"},
        {R"("labels":{"a":"1","b":"2","c":"3"})", "/labels too_many"},
        {R"("labels":{"":"1"})", "/labels/ bad_key"},
        {R"("labels":{"k/":7})", "/labels/k~1 wrong_type"},
        {R"("parts":[1,2,3,4])", "/parts too_many"},
        {R"("total":"1")", "/total wrong_type"},
        {R"("total":1.5)", "/total wrong_type"},
        {R"("total":9223372036854775808)", "/total too_large"},
        {R"("total":-99999999999999999999)", "/total too_small"},
        {R"("small":2147483648)", "/small too_large"},
        {R"("ratio":1.5)", "/ratio too_large"},
        {R"("ratio":-0.1)", "/ratio too_small"},
        {R"("ratio":true)", "/ratio wrong_type"},
        {R"("is_open":1)", "/is_open wrong_type"},
        {R"("is_open":null)", "/is_open wrong_type"},
        {R"("mail":"not a mail")", "/mail bad_format"},
        {R"("at":"yesterday")", "/at bad_time"},
        {R"("until":7)", "/until wrong_type"},
    };
    for (const auto& [member, expected] : cases) CHECK_MESSAGE(first_mistake(member) == expected, member);
    CHECK(mistakes(R"({"subject":""})") == Words{"/subject too_short"});
    CHECK(mistakes(R"({"subject":"12345678901"})") == Words{"/subject too_long"});
}

TEST_CASE("whole numbers may be written with a point or an exponent") {
    CHECK(json::read<Order>(with(R"("total":1.0)"))->total == 1);
    CHECK(json::read<Order>(with(R"("total":1e3)"))->total == 1000);
}

TEST_CASE("a hostile body gets a bounded answer") {
    std::string body = R"({"subject":"s")";
    for (int i = 0; i < 5000; ++i) body += ",\"x" + std::to_string(i) + "\":1";
    CHECK(mistakes(body + "}").size() == json::Mistakes::kMax);
}

TEST_CASE("what is written can be read again") {
    Order order;
    order.subject = "a\"\\\n\x01\x7F/é";
    order.labels = {{"a", "1"}, {"b", "2"}};
    order.parts = {{"p", 2}, {"q", 3}};
    order.at = 1795246200500;
    CHECK(json::write(order) ==
          R"({"subject":"a\"\\\n\u0001\u007f/é","note":"","total":0,"small":0,"ratio":0,"is_open":false,"colour":"red",)"
          R"("part":{"name":"","count":1},"parts":[{"name":"p","count":2},{"name":"q","count":3}],"mail":null,"patch":null,)"
          R"("labels":{"a":"1","b":"2"},"raw":null,"at":"2026-11-21T07:30:00.500Z","until":null})");
}

TEST_CASE("text that is not UTF-8 is repaired on the way out") {
    CHECK(json::write(std::string("a\xFFz\xC3")) == "\"a\xEF\xBF\xBDz\xEF\xBF\xBD\"");
    CHECK(json::write(std::string("\xF0\x9F\x98\x80")) == "\"\xF0\x9F\x98\x80\"");
}

TEST_CASE("numbers keep their value") {
    CHECK(json::write(std::vector<double>{0.1, 1e300, -2.5, 1.0 / 0.0}) == "[0.1,1e+300,-2.5,null]");
    CHECK(json::write(std::vector<std::int64_t>{INT64_MIN, 0, INT64_MAX}) == "[-9223372036854775808,0,9223372036854775807]");
}

TEST_CASE("formats") {
    struct Case {
        const char* format;
        Words good, bad;
    };
    const Case cases[] = {
        {"email",
         {"a@example.org", "first.last+tag@sub.example.co", "o'neil@localhost", "用户@例子.中国"},
         {"a", "@b.c", "a@", "a b@c.d", "a@b", "a..b@c.d", ".a@c.d", "a@-b.c", "a@b..c", "<a@b.c>", "a@b.c\u00a0d@", "a@[1.2.3.4]"}},
        {"uuid", {"01934b7e-7c3a-7d32-a4c6-1a2b3c4d5e6f"}, {"01934b7e", "zz934b7e-7c3a-7d32-a4c6-1a2b3c4d5e6f"}},
        {"uri",
         {"https://example.org/a?b#c", "mailto:a@b.c", "git+ssh://git@host/x", "pkg:deb/debian/x@1"},
         {"javascript:alert(1)", "data:text/html,x", "//evil", "/a", "https:evil", "https://", "http:///x", "https://a b", "vbscript:x"}},
        {"language", {"en", "zh-Hans-CN", "de"}, {"e", "english-long-subtagxx", "zh_CN", "12"}},
        {"time-zone", {"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+1"}, {"/x", "a//b", "../etc", "1x"}},
        {"currency", {"EUR", "CNY"}, {"eur", "EURO", "E1R"}},
        {"slug", {"a", "a-1-b"}, {"-a", "a-", "a--b", "A", "a_b", "é"}},
    };
    for (const auto& [format, good, bad] : cases) {
        const auto is_good = [format = format](const std::string& text) {
            json::Mistakes mistakes;
            std::string value;
            std::string body;
            json::Writer(body).text(text);
            const auto document = json::Document::parse(body);
            return json::detail::read_value(document->root(), value, {.format = format}, "", mistakes);
        };
        for (const auto& text : good) CHECK_MESSAGE(is_good(text), text);
        for (const auto& text : bad) CHECK_MESSAGE(!is_good(text), text);
    }
}

TEST_CASE("schemas name every shape once, and those they refer to") {
    const auto text = json::schemas_json({json::shape_of<Order>(), json::shape_of<Order>(true)});
    const auto document = json::Document::parse(text);
    REQUIRE(document);
    const auto root = document->root();
    CHECK(root.size() == 2);
    const auto part = *root.find("Part");
    CHECK(part.serialise() ==
          R"({"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":5},)"
          R"("count":{"type":"integer","minimum":1,"maximum":9}},"required":["name"],"additionalProperties":false})");
    const auto fields = *root.find("Order")->find("properties");
    CHECK(fields.find("subject")->find("description")->text() == "What it is about.");
    CHECK(fields.find("colour")->serialise() == R"({"type":"string","enum":["red","green"]})");
    CHECK(fields.find("parts")->serialise() == R"({"type":"array","maxItems":3,"items":{"$ref":"#/components/schemas/Part"}})");
    CHECK(fields.find("until")->serialise() == R"({"anyOf":[{"type":"string","format":"date-time"},{"type":"null"}]})");
}
