// price and stats.
#include <algorithm>
#include <cmath>
#include <map>

#include "algo/pricing.hpp"
#include "algo/scores.hpp"
#include "algo/survival.hpp"
#include "app/commands/analyse.hpp"

namespace mainstay::app::analysis {
namespace {

void add(Answer& answer, const std::string& name, const algo::Interval& i) {
    answer.fact(name, i.estimate);
    answer.fact(name + "_low", i.low);
    answer.fact(name + "_high", i.high);
}

Result<Answer> price_range(const Sheet& sheet) {
    MS_TRY(const auto a, sheet.numbers("too_cheap"));
    MS_TRY(const auto b, sheet.numbers("cheap"));
    MS_TRY(const auto c, sheet.numbers("expensive"));
    MS_TRY(const auto d, sheet.numbers("too_expensive"));
    std::vector<algo::PriceAnswer> answers;
    for (std::size_t i = 0; i < a.size(); ++i) answers.push_back({a[i], b[i], c[i], d[i]});
    MS_TRY(const auto range, algo::van_westendorp(answers));
    Answer answer;
    answer.fact("low", range.low);
    answer.fact("high", range.high);
    answer.fact("indifference", range.indifference);
    answer.fact("optimum", range.optimum);
    answer.fact("low_interpolated", range.exact_low);
    answer.fact("high_interpolated", range.exact_high);
    answer.fact("indifference_interpolated", range.exact_indifference);
    answer.fact("optimum_interpolated", range.exact_optimum);
    answer.fact("answers_used", double(range.used));
    answer.fact("answers_left_out", double(range.left_out));
    return answer;
}

Result<Answer> best_price(const Request& request, const Sheet& sheet) {
    MS_TRY(const auto price, sheet.numbers("price"));
    MS_TRY(const auto asked, sheet.numbers("asked"));
    MS_TRY(const auto yes, sheet.numbers("yes"));
    MS_TRY(const double cost, request.number("--cost", 0));
    MS_TRY(const int seed, request.whole("--seed", 1));
    std::vector<algo::Trial> trials;
    for (std::size_t i = 0; i < price.size(); ++i) {
        if (!(asked[i] > 0 && yes[i] >= 0 && yes[i] <= asked[i]))
            return bad_input("line " + std::to_string(sheet.lines[i]),
                             "yes must be between 0 and asked, which must be above 0");
        trials.push_back({price[i], asked[i], yes[i]});
    }
    MS_TRY(const auto best, algo::best_price(trials, cost, static_cast<std::uint64_t>(seed)));
    Answer answer;
    add(answer, "best_price", best.price_interval);
    answer.fact("share_that_buys", best.share);
    add(answer, "profit_per_person_asked", best.profit_interval);
    answer.fact("draws_without_answer", best.draws_without_answer);
    auto& rows = answer.table("demand", {"price", "asked", "share_said", "share_modelled"});
    for (const auto& t : trials) rows.push_back({t.x, t.asked, t.yes / t.asked, best.demand.share(t.x)});
    return answer;
}

Result<Answer> summary(const Request& request) {
    MS_TRY(auto values, request.column());
    const auto all = values.size();
    std::erase_if(values, [](double v) { return std::isnan(v); });
    MS_TRY(const double confidence, request.number("--confidence", 0.95));
    MS_TRY(const auto middle, algo::mean_interval(values, confidence));
    Answer answer;
    answer.fact("values", double(values.size()));
    answer.fact("empty", double(all - values.size()));
    add(answer, "mean", middle);
    answer.fact("standard_deviation", std::sqrt(algo::variance(values)));
    for (const auto& [name, p] : {std::pair{"least", 0.0},
                                  {"quarter", .25},
                                  {"median", .5},
                                  {"three_quarters", .75},
                                  {"ninety_percent", .9},
                                  {"greatest", 1.0}})
        answer.fact(name, algo::quantile(values, p));
    return answer;
}

Result<std::vector<algo::Span>> spans_of(const Sheet& sheet, const std::string& time_column) {
    MS_TRY(const auto time, sheet.numbers(time_column));
    MS_TRY(const auto ended, sheet.numbers("ended"));
    std::vector<algo::Span> out;
    for (std::size_t i = 0; i < time.size(); ++i) {
        if (time[i] < 0 || (ended[i] != 0 && ended[i] != 1))
            return bad_input("line " + std::to_string(sheet.lines[i]),
                             "the time must be 0 or more and ended 0 or 1");
        out.push_back({time[i], ended[i] == 1});
    }
    return out;
}

Result<Answer> survival(const Sheet& sheet, double confidence) {
    MS_TRY(const auto spans, spans_of(sheet, "time"));
    std::map<std::string, std::vector<algo::Span>> groups;
    if (sheet.has("group")) {
        MS_TRY(const auto names, sheet.texts("group"));
        for (std::size_t i = 0; i < spans.size(); ++i) groups[names[i]].push_back(spans[i]);
    } else {
        groups["all"] = spans;
    }
    Answer answer;
    auto& medians = answer.table("groups", {"group", "members", "median"});
    auto& points = answer.table("curve", {"group", "time", "at_risk", "ended", "still_there", "low", "high"});
    for (const auto& [name, own] : groups) {
        MS_TRY(const auto curve, algo::kaplan_meier(own, algo::Band::log_log, confidence));
        medians.push_back({name, double(own.size()), std::isfinite(curve.median()) ? curve.median() : NAN});
        for (const auto& p : curve.points)
            points.push_back({name, p.time, double(p.at_risk), double(p.events), p.survival, p.low, p.high});
    }
    if (groups.size() != 2) return answer;
    if (const auto test = algo::log_rank(groups.begin()->second, groups.rbegin()->second)) {
        answer.fact("log_rank_chi_squared", test->chi_squared);
        answer.fact("log_rank_p", test->p_value);
    }
    return answer;
}

Result<Answer> cohort_table(const Request& request, const Sheet& sheet) {
    MS_TRY(const auto spans, spans_of(sheet, "age"));
    MS_TRY(const auto names, sheet.texts("cohort"));
    MS_TRY(const int periods, request.whole("--periods", 12));
    std::vector<algo::Member> members;
    for (std::size_t i = 0; i < spans.size(); ++i)
        members.push_back({names[i], spans[i].time, spans[i].has_ended});
    MS_TRY(const auto table, algo::cohorts(members, periods));
    Answer answer;
    auto& rows = answer.table("cohorts", {"cohort", "size", "after_periods", "still_there", "watched"});
    for (const auto& c : table)
        for (std::size_t k = 0; k < c.retained.size(); ++k)
            rows.push_back({c.name, double(c.size), double(k + 1), c.retained[k], double(c.watched[k])});
    return answer;
}

Result<Answer> regression(const Request& request, const Sheet& sheet, double confidence) {
    if (!request.has("--y")) return bad_input("--y", "is needed: the column to explain");
    const auto y_name = request.text("--y");
    MS_TRY(const auto y, sheet.numbers(y_name));
    std::vector<std::string> names;
    algo::Rows x(y.size());
    for (const auto& name : sheet.number_columns()) {
        if (name == y_name) continue;
        MS_TRY(const auto column, sheet.numbers(name));
        for (std::size_t i = 0; i < x.size(); ++i) x[i].push_back(column[i]);
        names.push_back(name);
    }
    if (names.empty()) return bad_input("input", "there is no other column of numbers to explain it with");
    MS_TRY(const auto fit, algo::least_squares(x, y, confidence));
    Answer answer;
    answer.fact("r_squared", fit.r_squared);
    answer.fact("residual_deviation", fit.residual_deviation);
    names.insert(names.begin(), "(constant)");
    auto& rows = answer.table("coefficients", {"name", "estimate", "low", "high", "standard_error"});
    for (std::size_t k = 0; k < names.size(); ++k)
        rows.push_back({names[k],
                        fit.intervals[k].estimate,
                        fit.intervals[k].low,
                        fit.intervals[k].high,
                        fit.standard_errors[k]});
    return answer;
}

Result<Answer> weights(const Sheet& sheet) {
    std::vector<std::vector<double>> comparisons(sheet.rows.size());
    std::vector<std::string> names;
    for (const auto& name : sheet.number_columns()) {
        MS_TRY(const auto column, sheet.numbers(name));
        for (std::size_t i = 0; i < comparisons.size(); ++i) comparisons[i].push_back(column[i]);
        names.push_back(name);
    }
    MS_TRY(const auto found, algo::hierarchy(comparisons));
    Answer answer;
    answer.fact("consistency_ratio", found.consistency_ratio);
    answer.fact("is_consistent", found.is_consistent);
    auto& rows = answer.table("weights", {"name", "weight"});
    for (std::size_t i = 0; i < names.size(); ++i) rows.push_back({names[i], found.weights[i]});
    return answer;
}

Result<Answer> share(const Request& request, double confidence) {
    MS_TRY(const int x, request.whole("--successes", 0));
    MS_TRY(const int n, request.whole("--of", 0));
    MS_TRY(const auto wilson, algo::wilson(x, n, confidence));
    Answer answer;
    add(answer, "share", wilson);
    return answer;
}

Result<Answer> promoters(const Request& request, double confidence) {
    MS_TRY(const int p, request.whole("--promoters", 0));
    MS_TRY(const int q, request.whole("--passives", 0));
    MS_TRY(const int d, request.whole("--detractors", 0));
    MS_TRY(const auto score, algo::net_promoter_score(p, q, d, confidence));
    Answer answer;
    add(answer, "score", {100 * score.score.estimate, 100 * score.score.low, 100 * score.score.high});
    add(answer,
        "adjusted",
        {100 * score.adjusted.estimate, 100 * score.adjusted.low, 100 * score.adjusted.high});
    return answer;
}

}  // namespace

Result<Answer> price(const Request& request) {
    MS_TRY(const auto sheet, request.sheet());
    return sheet.has("too_cheap") ? price_range(sheet) : best_price(request, sheet);
}

Result<Answer> stats(const Request& request) {
    MS_TRY(const double confidence, request.number("--confidence", 0.95));
    if (request.has("--successes") || request.has("--of")) return share(request, confidence);
    if (request.has("--promoters") || request.has("--passives") || request.has("--detractors"))
        return promoters(request, confidence);
    const auto method = request.text("--method", "summary");
    if (method == "summary") return summary(request);
    MS_TRY(const auto sheet, request.sheet());
    if (method == "survival") return survival(sheet, confidence);
    if (method == "cohorts") return cohort_table(request, sheet);
    if (method == "regression") return regression(request, sheet, confidence);
    if (method == "weights") return weights(sheet);
    return bad_input("--method", "must be summary, survival, cohorts, regression or weights");
}

}  // namespace mainstay::app::analysis
