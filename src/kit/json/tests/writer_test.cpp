#include <doctest/doctest.h>

#include <string>

#include "kit/json/shape.hpp"

using namespace mainstay::json;

namespace {

std::string written(const std::string& text) {
    std::string out;
    Writer(out).text(text);
    return out;
}

}  // namespace

TEST_CASE("every byte is escaped or kept, wherever it stands in a text") {
    for (int c = 0; c < 0x80; ++c) {
        for (std::size_t at = 0; at < 20; ++at) {
            std::string text(20, 'x');
            text[at] = static_cast<char>(c);
            const auto out = written(text);
            const auto inside = out.substr(1, out.size() - 2);
            const bool is_plain = c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
            CAPTURE(c);
            CAPTURE(at);
            CHECK((inside == text) == is_plain);
            if (c == 0) continue;  // the reader refuses it
            const auto back = Document::parse(out);
            CHECK((back && back->root().text() == text));
        }
    }
}

TEST_CASE("other alphabets go out as they are, broken sequences as a mark") {
    CHECK(written("数据库连接失败 ok") == "\"数据库连接失败 ok\"");
    CHECK(written("a\xFFz") == "\"a\xEF\xBF\xBDz\"");
    CHECK(written("abcdefg\xE6\x95") == "\"abcdefg\xEF\xBF\xBD\xEF\xBF\xBD\"");
    CHECK(written("é\"ü\n") == "\"é\\\"ü\\n\"");
}
