#pragma once
// Composite indices (customer satisfaction, effectiveness): weights that sum to 1, each part scaled to 0 .. 1
// by stated bounds. Show the parts beside the index. Weights from Saaty's analytic hierarchy process (1980).
// See OECD/JRC 2008.
#include <string>
#include <vector>

#include "algo/errors.hpp"

namespace mainstay::algo {

struct Part {
    std::string name;
    double value = 0, worst = 0, best = 1;  // best may be the smaller number (hours to answer)
    double weight = 0;
};
struct Contribution {
    std::string name;
    double scaled = 0, weight = 0, contribution = 0;
    double index_less = 0,
           index_more =
               0;  // the index when this weight is lowered or raised by `shift`, others in proportion
};
struct Composite {
    double index = 0;          // 0 .. 1
    double low = 0, high = 0;  // over all shifts
    std::vector<Contribution> parts;
};
// Values outside their bounds are held at the bound. |sum of weights - 1| <= 1e-9.
Result<Composite> composite(const std::vector<Part>&, double shift = 0.1);

struct Hierarchy {
    std::vector<double> weights;
    double lambda_max = 0, consistency_index = 0, consistency_ratio = 0;
    bool is_consistent = true;  // ratio < 0.1
};
// comparisons[i][j] = how many times as important i is as j; reciprocal, 1 on the diagonal; 2 to 15 criteria.
Result<Hierarchy> hierarchy(const std::vector<std::vector<double>>& comparisons);

}  // namespace mainstay::algo
