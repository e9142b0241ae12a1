#pragma once
// What every fuzz target begins with: bytes from anywhere.
#include <cstddef>
#include <cstdint>
#include <string_view>

void fuzz(std::string_view bytes);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz({reinterpret_cast<const char*>(data), size});
    return 0;
}
