#include "base/result.hpp"

namespace mainstay {

Error invalid_field(std::string pointer, std::string code, std::string detail) {
    return Error(ErrorKind::invalid, "invalid_fields", "Some fields are not valid.",
                 {{std::move(pointer), std::move(code), std::move(detail)}});
}

}  // namespace mainstay
