// forecast and anomalies.
#include <algorithm>
#include <cmath>

#include "algo/anomaly.hpp"
#include "algo/forecast.hpp"
#include "algo/statistics.hpp"
#include "app/commands/analyse.hpp"

namespace mainstay::app::analysis {
namespace {

Result<std::vector<double>> without_gaps(const Request& request) {
    MS_TRY(auto values, request.column());
    for (std::size_t i = 0; i < values.size(); ++i)
        if (std::isnan(values[i]))
            return bad_input("row " + std::to_string(i + 1), "is empty; anomalies need every value");
    return values;
}

}  // namespace

Result<Answer> forecast(const Request& request) {
    MS_TRY(const auto values, request.column());
    algo::ForecastOptions options;
    MS_TRY(options.period, request.whole("--period", 1));
    MS_TRY(options.horizon, request.whole("--horizon", 12));
    MS_TRY(options.confidence, request.number("--confidence", 0.95));
    MS_TRY(options.origins, request.whole("--origins", 6));
    MS_TRY(const auto out, algo::forecast(values, options));
    Answer answer;
    answer.fact("method", out.method);
    answer.fact("values", double(values.size()));
    answer.fact("gaps_filled", double(out.filled));
    answer.fact("interval_widening", out.widening);
    if (!out.candidates.empty()) answer.fact("calibrated_coverage", out.calibrated_coverage);
    answer.fact("is_count", out.is_count);
    auto& rows = answer.table("forecast", {"step", "mean", "low", "high"});
    for (std::size_t h = 0; h < out.forecast.mean.size(); ++h)
        rows.push_back({double(h + 1), out.forecast.mean[h], out.forecast.low[h], out.forecast.high[h]});
    auto& candidates = answer.table("candidates", {"method", "mase", "smape", "msis", "coverage", "crps"});
    for (const auto& c : out.candidates)
        candidates.push_back(
            {c.name, c.scores.mase, c.scores.smape, c.scores.msis, c.scores.coverage, c.scores.crps});
    return answer;
}

Result<Answer> anomalies(const Request& request) {
    const auto method = request.text("--method", "alerts");
    MS_TRY(const auto values, without_gaps(request));
    MS_TRY(const int period, request.whole("--period", 1));
    Answer answer;
    answer.fact("method", method);
    answer.fact("values", double(values.size()));
    if (method == "alerts") {
        algo::AlertOptions options;
        options.period = period;
        MS_TRY(options.threshold, request.number("--threshold", 4));
        MS_TRY(options.persistence, request.whole("--persistence", 1));
        MS_TRY(options.alerts_per_1000, request.number("--budget", 5));
        MS_TRY(const auto found, algo::alerts(values, options));
        answer.fact("threshold", found.threshold);
        auto& rows = answer.table("anomalies", {"row", "value", "expected", "deviations"});
        for (const auto& a : found.alerts)
            rows.push_back({double(a.position + 1), a.value, a.expected, a.deviations});
    } else if (method == "esd") {
        MS_TRY(const double share, request.number("--share", values.size() < 100 ? 0.2 : 0.02));
        MS_TRY(const auto found, algo::seasonal_hybrid_esd(values, period, share));
        auto& rows = answer.table("anomalies", {"row", "value", "statistic", "limit"});
        for (std::size_t i = 0; i < found.positions.size(); ++i)
            rows.push_back({double(found.positions[i] + 1),
                            values[found.positions[i]],
                            found.statistics[i],
                            found.limits[i]});
    } else if (method == "changes") {
        MS_TRY(const auto found, algo::change_points(values));
        auto& rows = answer.table("levels", {"from_row", "to_row", "mean"});
        std::size_t from = 0;
        auto ends = found.positions;
        ends.push_back(values.size());
        for (const auto to : ends) {
            rows.push_back({double(from + 1),
                            double(to),
                            algo::mean({values.begin() + static_cast<long>(from),
                                        values.begin() + static_cast<long>(to)})});
            from = to;
        }
    } else if (method == "online") {
        algo::OnlinePrior prior;
        const double spread = std::max(1e-9, algo::median_deviation(values));
        prior.mean = algo::median(values);
        prior.beta = spread * spread;
        MS_TRY(const auto found, algo::online_changes(values, prior));
        auto& rows =
            answer.table("runs", {"row", "value", "values_since_change", "probability_recent_change"});
        for (std::size_t i = 0; i < values.size(); ++i)
            rows.push_back(
                {double(i + 1), values[i], double(found.most_probable[i]), found.recent_change[i]});
    } else {
        return bad_input("--method", "must be alerts, esd, changes or online");
    }
    return answer;
}

}  // namespace mainstay::app::analysis
