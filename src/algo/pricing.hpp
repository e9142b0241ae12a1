#pragma once
// What people would pay: van Westendorp's price range, conjoint part-worths, a demand curve and the price
// that earns most, always with its uncertainty. Prices in one unit of your choice. Sources: van Westendorp
// 1976; Gabor, Granger 1966; Green, Srinivasan 1978.
#include <string>
#include <vector>

#include "algo/errors.hpp"
#include "algo/regression.hpp"

namespace mainstay::algo {

struct PriceAnswer {  // of one person
    double too_cheap, cheap, expensive, too_expensive;
};
struct PriceRange {  // a range to look into, not a price: the answers hold no demand
    double low = 0, high = 0, indifference = 0, optimum = 0;  // at prices that were named
    double exact_low = 0, exact_high = 0, exact_indifference = 0,
           exact_optimum = 0;    // between them, interpolated
    int used = 0, left_out = 0;  // answers whose four prices do not rise are left out
};
Result<PriceRange> van_westendorp(const std::vector<PriceAnswer>&);

// Conjoint analysis by least squares with effect coding. profiles: one row a product shown, its level (0 ..)
// of each attribute. ratings: one row a person, one value a product.
struct PartWorths {
    double base = 0;
    std::vector<std::vector<double>> worths;  // per attribute and level; each attribute sums to 0
};
struct Conjoint {
    PartWorths pooled;
    std::vector<double> importance;  // per attribute, mean over persons of the share of its range, sums to 1
};
Result<Conjoint> conjoint(const std::vector<std::vector<int>>& profiles, const Rows& ratings);

// The price p that makes (p - unit_cost) x share(p) largest; profit_per_head is that value. Intervals by
// `draws` draws from the estimate's own uncertainty (seeded). "unbounded" when demand does not fall with the
// price.
struct BestPrice {
    Logistic demand;
    double price = 0, share = 0, profit_per_head = 0;
    Interval price_interval, profit_interval;
    double draws_without_answer = 0;  // share of draws in which demand rises with the price
};
Result<BestPrice> best_price(const std::vector<Trial>& answers,
                             double unit_cost,
                             std::uint64_t seed = 1,
                             int draws = 2000,
                             double confidence = 0.95);

}  // namespace mainstay::algo
