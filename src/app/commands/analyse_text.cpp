// cluster and classify. Words come from the one tokenizer of the program; characters from the text itself.
#include <algorithm>

#include "algo/classification.hpp"
#include "algo/clustering.hpp"
#include "app/commands/analyse.hpp"
#include "kit/search/tokens.hpp"

namespace mainstay::app::analysis {
namespace {

std::string shortened(const std::string& text) {
    std::size_t at = 0, count = 0;
    while (at < text.size() && count < 80) {
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
        ++count;
    }
    auto out = text.substr(0, at) + (at < text.size() ? "..." : "");
    std::replace_if(
        out.begin(), out.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return out;
}

Result<std::vector<std::string>> texts_of(const Request& request) {
    MS_TRY(const auto text, request.input());
    const auto name = request.text("--column", "text");
    auto sheet = read_sheet(text);
    if (sheet && (sheet->has(name) || request.has("--column"))) return sheet->texts(name);
    std::vector<std::string> lines;  // no such column: one text a line
    std::size_t from = 0;
    while (from < text.size()) {
        const auto to = std::min(text.find('\n', from), text.size());
        if (to > from) lines.push_back(text.substr(from, to - from));
        from = to + 1;
    }
    if (lines.size() < 2) return bad_input("input", "a column \"text\" is needed, or one text a line");
    return lines;
}

std::vector<algo::Tokens> words_in(const std::vector<std::string>& texts) {
    std::vector<algo::Tokens> out;
    for (const auto& text : texts) out.push_back(algo::word_grams(search::tokens(text), 2));
    return out;
}

std::vector<algo::Tokens> features_in(const std::vector<std::string>& texts) {
    auto out = words_in(texts);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto grams = algo::character_grams(texts[i], 2, 5);
        out[i].insert(out[i].end(), grams.begin(), grams.end());
    }
    return out;
}

Result<Answer> duplicates(const std::vector<std::string>& texts, double least, std::uint64_t seed) {
    MS_TRY(const auto pairs, algo::near_duplicates(words_in(texts), least, 20, 5, seed));
    Answer answer;
    answer.fact("texts", double(texts.size()));
    auto& rows = answer.table("pairs", {"row", "other_row", "similarity", "text", "other_text"});
    for (const auto& p : pairs)
        rows.push_back({double(p.first + 1),
                        double(p.second + 1),
                        p.similarity,
                        shortened(texts[p.first]),
                        shortened(texts[p.second])});
    return answer;
}

void compare(const std::vector<algo::KScore>& scores, Answer& answer) {
    auto& rows = answer.table("numbers_of_clusters", {"clusters", "inertia", "silhouette", "stability"});
    for (const auto& s : scores) rows.push_back({double(s.clusters), s.inertia, s.silhouette, s.stability});
}

}  // namespace

Result<Answer> cluster(const Request& request) {
    MS_TRY(const auto texts, texts_of(request));
    MS_TRY(const int seed, request.whole("--seed", 1));
    if (request.has("--duplicates")) {
        MS_TRY(const double least, request.number("--duplicates"));
        return duplicates(texts, least, static_cast<std::uint64_t>(seed));
    }
    auto documents = words_in(texts);
    algo::TfIdfOptions features;
    features.most_terms = 20'000;
    MS_TRY(const auto model, algo::TfIdf::learn(documents, features));
    const auto rows = model.rows(documents);
    algo::KMeansOptions options;
    options.seed = static_cast<std::uint64_t>(seed);
    MS_TRY(options.clusters, request.whole("--clusters", 8));
    Answer answer;
    answer.fact("texts", double(texts.size()));
    answer.fact("terms", double(model.terms().size()));
    if (request.has("--from") || request.has("--to")) {
        MS_TRY(const int from, request.whole("--from", 2));
        MS_TRY(const int to, request.whole("--to", 12));
        MS_TRY(const auto scores, algo::compare_k(rows, from, to, options, 3));
        compare(scores, answer);
        return answer;
    }
    MS_TRY(const auto found, algo::k_means(rows, options));
    answer.fact("inertia", found.inertia);
    answer.fact("silhouette", algo::silhouette(rows, found.cluster));
    const auto portraits = algo::portraits(rows, found, model.terms());
    auto& clusters = answer.table("clusters", {"cluster", "size", "terms", "example"});
    for (std::size_t c = 0; c < portraits.size(); ++c) {
        std::string terms;
        for (const auto& term : portraits[c].terms) terms += (terms.empty() ? "" : ", ") + term;
        clusters.push_back(
            {double(c),
             double(found.sizes[c]),
             terms,
             portraits[c].examples.empty() ? std::string() : shortened(texts[portraits[c].examples[0]])});
    }
    if (!request.is_json()) return answer;
    auto& members = answer.table("members", {"row", "cluster"});
    for (std::size_t r = 0; r < texts.size(); ++r)
        members.push_back({double(r + 1), double(found.cluster[r])});
    return answer;
}

Result<Answer> classify(const Request& request) {
    MS_TRY(const auto sheet, request.sheet());
    MS_TRY(const auto texts, sheet.texts(request.text("--column", "text")));
    MS_TRY(const auto labels, sheet.texts(request.text("--label", "label")));
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (labels[i].empty()) return bad_input("line " + std::to_string(sheet.lines[i]), "has no label");
    algo::ClassifierOptions options;
    MS_TRY(options.precision, request.number("--precision", 0.9));
    MS_TRY(options.folds, request.whole("--folds", 5));
    MS_TRY(const int seed, request.whole("--seed", 1));
    options.seed = static_cast<std::uint64_t>(seed);
    const auto documents = features_in(texts);
    MS_TRY(const auto model, algo::TfIdf::learn(documents));
    MS_TRY(const auto classifier, algo::Classifier::learn(model.rows(documents), labels, options));
    const auto& report = classifier.report();
    Answer answer;
    answer.fact("texts", double(texts.size()));
    answer.fact("accuracy", report.accuracy);
    answer.fact("macro_f1", report.macro_f1);
    answer.fact("calibration_error", report.calibration_error);
    answer.fact("threshold", classifier.threshold());
    answer.fact("answered", report.answered);
    answer.fact("answered_precision", report.answered_precision);
    auto& rows = answer.table("labels", {"label", "texts", "precision", "recall", "f1"});
    for (const auto& one : report.labels)
        rows.push_back({one.label, double(one.count), one.precision, one.recall, one.f1});
    if (!request.has("--predict")) return answer;
    MS_TRY(const auto other, file_text(request.text("--predict")));
    MS_TRY(const auto unlabelled, read_sheet(other));
    MS_TRY(const auto unknown, unlabelled.texts(request.text("--column", "text")));
    const auto said = classifier.predict(model.rows(features_in(unknown)));
    auto& predictions = answer.table("predictions", {"row", "label", "confidence", "best_guess", "text"});
    for (std::size_t i = 0; i < said.size(); ++i)
        predictions.push_back({double(i + 1),
                               said[i].label < 0
                                   ? std::string("?")
                                   : classifier.labels()[static_cast<std::size_t>(said[i].label)],
                               said[i].confidence,
                               classifier.labels()[static_cast<std::size_t>(said[i].best_guess)],
                               shortened(unknown[i])});
    return answer;
}

}  // namespace mainstay::app::analysis
