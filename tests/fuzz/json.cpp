#include "kit/json/shape.hpp"
#include "fuzz.hpp"

using namespace mainstay;

void fuzz(std::string_view bytes) {
    (void)json::Document::parse(bytes);
}
