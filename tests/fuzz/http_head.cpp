#include "kit/http/chunks.hpp"
#include "kit/http/head.hpp"
#include "fuzz.hpp"

using namespace mainstay;

// The head of a request, and its body in chunks: both come from whoever connects.
void fuzz(std::string_view bytes) {
    http::HeadScan scan;
    (void)scan.scan(bytes);
    http::Head head;
    (void)http::read_head(bytes, head);
    http::Chunks chunks;
    std::string_view piece;
    for (auto step = http::Chunks::Step::piece; step == http::Chunks::Step::piece;) step = chunks.next(bytes, piece);
}
