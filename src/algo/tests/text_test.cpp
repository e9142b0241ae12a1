#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "algo/classification.hpp"
#include "algo/clustering.hpp"
#include "algo/random.hpp"
#include "algo/tests/classics.hpp"
#include "algo/tests/oracle.hpp"
#include "algo/text_features.hpp"

using namespace mainstay::algo;

namespace {

struct Labelled {
    std::vector<Tokens> features;
    std::vector<std::string> labels;
};

Tokens words_of(const std::string& text) {
    Tokens out(1);
    for (const char c : text) {
        if (std::isalnum(static_cast<unsigned char>(c)))
            out.back() += char(std::tolower(c));
        else if (!out.back().empty())
            out.emplace_back();
    }
    if (out.back().empty()) out.pop_back();
    return out;
}

Tokens features_of(const std::string& text) {
    auto out = word_grams(words_of(text), 2);
    const auto grams = character_grams(text, 2, 5);
    out.insert(out.end(), grams.begin(), grams.end());
    return out;
}

std::uint64_t stable_hash(const std::string& text) {
    std::uint64_t h = 14695981039346656037ULL;
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return h >> 17;
}

// The test part is split off by a hash of the text.
std::pair<Labelled, Labelled> read(const std::string& file,
                                   std::uint64_t parts,
                                   const std::set<std::string>& only = {}) {
    std::istringstream lines(shared_file(file));
    std::string line;
    Labelled learn, test;
    while (std::getline(lines, line)) {
        const auto row = boost::json::parse(line);
        const std::string text(row.at("text").as_string()), label(row.at("label").as_string());
        if (!only.empty() && !only.contains(label)) continue;
        auto& into = stable_hash(text) % parts == 0 ? test : learn;
        into.features.push_back(features_of(text));
        into.labels.push_back(label);
    }
    return {learn, test};
}

}  // namespace

TEST_CASE("cluster: k-means on iris as published, bounded and plain alike") {
    const auto m = dense_rows(classics::kIris);
    const auto inertias = oracle("cluster_oracle.json");
    const auto text = shared_file("oracles/stat_oracle.out");
    for (int k = 1; k <= 6; ++k) {
        KMeansOptions options;
        options.clusters = k;
        options.restarts = 30;
        const auto found = value_of(k_means(m, options));
        CHECK(found.inertia == near(number(inertias.at("iris").at(std::to_string(k))), 1e-5));
        options.is_bounded = false;
        const auto plain = value_of(k_means(m, options));
        CHECK(plain.cluster == found.cluster);
        CHECK(plain.inertia == near(found.inertia, 1e-12));
        if (k > 1) CHECK(found.distances < plain.distances);
        if (k >= 2 && k <= 5)
            CHECK(silhouette(m, found.cluster) ==
                  near(printed(text, "iris silhouette k " + std::to_string(k)).at(0), 1e-4));
    }
}

TEST_CASE("cluster: agreement of two groupings") {
    CHECK(adjusted_rand_index({0, 0, 1, 1}, {1, 1, 0, 0}) == 1);
    CHECK(adjusted_rand_index({0, 0, 1, 1}, {0, 0, 1, 2}) ==
          near(4 / 7., 1e-9));  // scikit-learn's documentation
    CHECK(mutual_information({0, 0, 1, 1}, {1, 1, 0, 0}) == near(1));
    CHECK(mutual_information({0, 0, 0, 0}, {0, 1, 2, 3}) == around(0, 1e-12));
}

TEST_CASE("cluster: stability finds the number of groups, mini-batch comes near, the input is checked") {
    Random random(4);
    std::vector<std::vector<double>> rows;
    std::vector<int> truth;
    for (int i = 0; i < 400; ++i) {
        const int g = i % 4;
        truth.push_back(g);
        rows.push_back({10.0 * (g % 2) + random.normal(), 10.0 * (g / 2) + random.normal()});
    }
    const auto m = dense_rows(rows);
    KMeansOptions options;
    const auto scores = value_of(compare_k(m, 2, 6, options));
    const auto best = std::max_element(scores.begin(), scores.end(), [](const KScore& a, const KScore& b) {
        return a.stability + a.silhouette < b.stability + b.silhouette;
    });
    CHECK(best->clusters == 4);
    CHECK(best->stability > .99);
    options.clusters = 4;
    const auto exact = value_of(k_means(m, options));
    CHECK(adjusted_rand_index(exact.cluster, truth) == 1);
    options.is_mini_batch = true;
    CHECK(value_of(k_means(m, options)).inertia < 1.02 * exact.inertia);
    CHECK(value_of(k_means(m, options)).cluster == value_of(k_means(m, options)).cluster);
    options.clusters = 1000;
    CHECK(code_of(k_means(m, options)) == "too_few_values");
    options.clusters = 0;
    CHECK(code_of(k_means(m, options)) == "invalid_fields");
    options.clusters = 3;
    CHECK(code_of(k_means(m, options, [] { return true; })) == "cancelled");
    const auto same = value_of(
        k_means(dense_rows(std::vector<std::vector<double>>(20, {1, 1})), options));  // all rows alike
    CHECK(same.inertia == 0);
    CHECK(code_of(k_means(dense_rows({{1}, {NAN}, {2}}), options)) == "invalid_fields");
}

TEST_CASE("cluster: texts group by what they are about, with their terms and examples") {
    const auto [learn, test] = read("data/text/banking77/train.jsonl",
                                    1'000'000,
                                    {"card_arrival", "exchange_rate", "passcode_forgotten", "age_limit"});
    std::vector<Tokens> documents = learn.features;
    const auto model = value_of(TfIdf::learn(documents));
    const auto m = model.rows(documents);
    KMeansOptions options;
    options.clusters = 4;
    const auto found = value_of(k_means(m, options));
    std::vector<int> truth;
    for (const auto& label : learn.labels) truth.push_back(int(label[0]));
    MESSAGE("adjusted Rand index " << adjusted_rand_index(found.cluster, truth));
    CHECK(adjusted_rand_index(found.cluster, truth) > .6);
    for (const auto& one : portraits(m, found, model.terms())) {
        CHECK(one.terms.size() == 5);
        CHECK(one.examples.size() == 5);
    }
}

TEST_CASE("text: TF-IDF rows have length 1, rare and common terms are left out") {
    const std::vector<Tokens> documents{
        {"disk", "full", "the"}, {"disk", "broken", "the"}, {"net", "down", "the"}, {"net", "slow", "the"}};
    const auto model = value_of(TfIdf::learn(documents));
    CHECK(model.terms() == std::vector<std::string>{"disk", "net"});
    const auto m = model.rows({{"disk", "net", "unheard"}, {"unheard"}});
    CHECK(m.values.size() == 2);
    CHECK(m.values[0] == doctest::Approx(std::sqrt(.5)));
    CHECK(m.starts == std::vector<std::size_t>{0, 2, 2});
    CHECK(code_of(TfIdf::learn({})) == "too_few_values");
    CHECK(code_of(TfIdf::learn({{"a"}, {"b"}})) == "too_few_values");
}

TEST_CASE("text: character grams take Chinese by characters and Latin inside words") {
    CHECK(character_grams("ab", 2, 3) == Tokens{"_a", "_ab", "ab", "ab_", "b_"});
    CHECK(character_grams("数据库", 2, 5) == Tokens{"数", "数据", "数据库", "据", "据库", "库"});
    CHECK(character_grams("X数", 2, 2) == Tokens{"_x", "x_", "数"});
    CHECK(character_grams("\xff\xfe", 2, 3).empty());
    CHECK(word_grams({"a", "b", "c"}, 2) == Tokens{"a", "a b", "b", "b c", "c"});
}

TEST_CASE("text: MinHash meets as often as the S-curve says, and every pair found is a true one") {
    const auto curve = oracle("cluster_oracle.json");
    for (const auto& [s, chance] : curve.at("minhash_b20_r5").as_object())
        CHECK(chance_to_meet(std::stod(std::string(s)), 20, 5) == near(number(chance), 1e-12));
    Random random(3);
    for (const double similarity : {.3, .5, .7}) {  // measured against the curve
        std::vector<Tokens> documents;
        const int shared = 60, own = int(std::lround(shared * (1 - similarity) / similarity / 2));
        for (int pair = 0; pair < 400; ++pair)
            for (int side = 0; side < 2; ++side) {
                Tokens t;
                for (int i = 0; i < shared; ++i)
                    t.push_back("s" + std::to_string(pair) + "_" + std::to_string(i));
                for (int i = 0; i < own; ++i)
                    t.push_back("o" + std::to_string(pair) + "_" + std::to_string(side) + "_" +
                                std::to_string(i));
                documents.push_back(t);
            }
        const double s = shared / double(shared + 2 * own);
        const auto found = value_of(near_duplicates(documents, .1));
        CHECK(double(found.size()) / 400 == around(chance_to_meet(s, 20, 5), .09));
        for (const auto& p : found) CHECK(p.similarity == near(s, 1e-9));
    }
    const auto copies = value_of(near_duplicates({{"a", "b"}, {"c"}, {"b", "a"}, {}, {}}));
    REQUIRE(copies.size() == 1);
    CHECK(copies[0].first == 0);
    CHECK(copies[0].second == 2);
    CHECK(code_of(near_duplicates({}, 2)) == "invalid_fields");
}

TEST_CASE("classify: bank questions, 20 of 77 intents, on texts it has not learned") {
    std::set<std::string> some;
    for (const char* label : {"card_arrival",
                              "exchange_rate",
                              "passcode_forgotten",
                              "age_limit",
                              "lost_or_stolen_card",
                              "pin_blocked",
                              "top_up_failed",
                              "transfer_timing",
                              "verify_my_identity",
                              "cash_withdrawal_charge",
                              "activate_my_card",
                              "atm_support",
                              "beneficiary_not_allowed",
                              "card_about_to_expire",
                              "change_pin",
                              "country_support",
                              "declined_card_payment",
                              "edit_personal_details",
                              "get_physical_card",
                              "request_refund"})
        some.insert(label);
    const auto [learn, test] = read("data/text/banking77/train.jsonl", 5, some);
    TfIdfOptions features;
    features.most_terms = 20'000;
    const auto model = value_of(TfIdf::learn(learn.features, features));
    ClassifierOptions options;
    options.folds = 3;
    options.precision = .97;
    const auto classifier = value_of(Classifier::learn(model.rows(learn.features), learn.labels, options));
    const auto said = classifier.predict(model.rows(test.features));
    double right = 0, answered = 0, answered_right = 0;
    for (std::size_t i = 0; i < said.size(); ++i) {
        const bool is_right = classifier.labels()[std::size_t(said[i].best_guess)] == test.labels[i];
        right += is_right;
        if (said[i].label >= 0) answered += 1, answered_right += is_right;
    }
    const double n = double(said.size());
    MESSAGE("accuracy " << right / n << " on " << n << " texts; cross-validated "
                        << classifier.report().accuracy << ", calibration error "
                        << classifier.report().calibration_error << "; answered " << answered / n
                        << " with precision " << answered_right / answered);
    CHECK(right / n > .93);
    CHECK(std::abs(classifier.report().accuracy - right / n) < .03);
    CHECK(classifier.report().calibration_error < .04);
    CHECK(answered_right / answered > .95);
    CHECK(answered / n > .8);
    const auto nonsense = classifier.predict(model.rows({{"zzzz"}}));
    CHECK(nonsense[0].label == -1);
}

TEST_CASE("classify: Chinese by characters, no segmenter") {
    Labelled learn;
    const std::vector<std::pair<const char*, std::vector<const char*>>> classes{{"database",
                                                                                 {"数据库连接失败",
                                                                                  "数据库无法连接",
                                                                                  "连接数据库超时",
                                                                                  "数据库备份出错",
                                                                                  "数据库恢复失败",
                                                                                  "数据库查询很慢"}},
                                                                                {"billing",
                                                                                 {"发票开具错误",
                                                                                  "请重新开具发票",
                                                                                  "合同续费报价",
                                                                                  "付款后没有收到发票",
                                                                                  "续费价格是多少",
                                                                                  "发票抬头需要修改"}}};
    for (const auto& [label, texts] : classes)
        for (const auto* text : texts)
            learn.features.push_back(character_grams(text, 2, 5)), learn.labels.push_back(label);
    TfIdfOptions features;
    features.least_documents = 1;
    features.most_share = 1;
    const auto model = value_of(TfIdf::learn(learn.features, features));
    ClassifierOptions options;
    options.folds = 3;
    const auto classifier = value_of(Classifier::learn(model.rows(learn.features), learn.labels, options));
    const auto said = classifier.predict(model.rows({character_grams("数据库又连接不上了", 2, 5),
                                                     character_grams("什么时候寄发票", 2, 5),
                                                     character_grams("hello", 2, 5)}));
    CHECK(classifier.labels()[std::size_t(said[0].best_guess)] == "database");
    CHECK(classifier.labels()[std::size_t(said[1].best_guess)] == "billing");
    CHECK(said[2].label == -1);
    CHECK(code_of(Classifier::learn(model.rows({{"x"}}), {"a"}, options)) == "too_few_values");
    CHECK(code_of(Classifier::learn(model.rows({{"x"}, {"y"}}), {"a", "b"}, options)) == "too_few_values");
    CHECK(code_of(Classifier::learn(model.rows({{"x"}, {"y"}}), {"a"}, options)) == "invalid_fields");
}
