#include "kit/http/http.hpp"
#include "fuzz.hpp"

using namespace mainstay;

// Query strings and list cursors.
void fuzz(std::string_view bytes) {
    http::Request request;
    request.query = std::string(bytes);
    http::Query query(request);
    (void)query.text("cursor", 2000);
    (void)query.list("status");
    (void)query.limit();
    (void)query.finish();
    static const http::Cursors cursors("0123456789abcdef0123456789abcdef");
    if (cursors.open("tickets", bytes)) __builtin_trap();
}
