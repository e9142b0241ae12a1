#pragma once
// A small random source whose numbers are the same on every compiler and machine (the standard distributions
// are not): xoshiro256++ (Blackman, Vigna 2019), seeded by splitmix64. One stream a purpose gives common
// random numbers.
#include <bit>
#include <cmath>
#include <cstdint>

namespace mainstay::algo {

class Random {
public:
    explicit Random(std::uint64_t seed, std::uint64_t stream = 0) {
        std::uint64_t x = seed * 0x9E3779B97F4A7C15ULL + stream * 0xD1B54A32D192ED03ULL;
        for (auto& word : state_) word = splitmix(x);
    }
    std::uint64_t bits() {
        const auto result = std::rotl(state_[0] + state_[3], 23) + state_[0];
        const auto t = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= t;
        state_[3] = std::rotl(state_[3], 45);
        return result;
    }
    double uniform() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }  // [0, 1)
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(uniform() * static_cast<double>(n)); }
    double exponential(double rate) { return -std::log1p(-uniform()) / rate; }
    double normal() {  // Marsaglia's polar method
        if (has_spare_) {
            has_spare_ = false;
            return spare_;
        }
        double u, v, s;
        do {
            u = 2 * uniform() - 1;
            v = 2 * uniform() - 1;
            s = u * u + v * v;
        } while (s >= 1 || s == 0);
        const double scale = std::sqrt(-2 * std::log(s) / s);
        spare_ = v * scale;
        has_spare_ = true;
        return u * scale;
    }
    double gamma(double shape) {  // scale 1; Marsaglia, Tsang 2000
        if (shape < 1) return gamma(shape + 1) * std::pow(1 - uniform(), 1 / shape);
        const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
        for (;;) {
            const double x = normal(), t = 1 + c * x, v = t * t * t;
            if (t > 0 && std::log(1 - uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
        }
    }

private:
    static std::uint64_t splitmix(std::uint64_t& x) {
        auto z = (x += 0x9E3779B97F4A7C15ULL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }
    std::uint64_t state_[4];
    double spare_ = 0;
    bool has_spare_ = false;
};

}  // namespace mainstay::algo
