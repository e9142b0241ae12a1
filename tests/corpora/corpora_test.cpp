#include <doctest/doctest.h>

#include "corpora/score.hpp"

using namespace mainstay::corpora;

namespace {

void check(const std::vector<Row>& rows) {
    REQUIRE_FALSE(rows.empty());
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CAPTURE(row.note);
        std::string misses;
        for (const auto& miss : row.misses) misses += "\n  " + miss;
        CAPTURE(misses);
        CHECK(row.value >= row.goal);
    }
}

}  // namespace

TEST_CASE("the mail corpus is read as its facts say, and no ordinary mail is a bounce") {
    check(score_mail());
}
TEST_CASE("bounces are recognised and explained") {
    check(score_bounces());
}
TEST_CASE("replies are trimmed to what the writer wrote") {
    check(score_replies());
}
TEST_CASE("foreign HTML is stable, clean and still says what it said") {
    check(score_html());
}
