#include "kit/search/tokens.hpp"
#include "fuzz.hpp"

using namespace mainstay;

// No token has a character that an index would read as a command.
void fuzz(std::string_view bytes) {
    for (const auto& token : search::tokens(bytes))
        if (token.empty() || token.find_first_of("\"'()*: \t\n") != std::string::npos) __builtin_trap();
}
