#pragma once
// Linear text classes: L2-regularised squared-hinge SVM, one against the rest, by dual coordinate descent;
// confidence by temperature scaling on rows it has not learned from; "don't know" below a threshold found the
// same way. Sources: Hsieh, Chang, Lin, Keerthi, Sundararajan 2008; Guo, Pleiss, Sun, Weinberger 2017.
#include <cstdint>
#include <string>
#include <vector>

#include "algo/text_features.hpp"

namespace mainstay::algo {

struct ClassifierOptions {
    double c = 1;            // weight of errors against size of weights, > 0
    double precision = 0.9;  // of the answers given; below the threshold this needs it says "don't know"
    int folds = 5;           // for confidence, threshold and report
    std::uint64_t seed = 1;
};
struct Prediction {
    int label = -1;  // -1: does not know
    int best_guess = 0;
    double confidence = 0;  // 0 .. 1
};
struct LabelReport {
    std::string label;
    int count = 0;
    double precision = 0, recall = 0, f1 = 0;
};
struct OutOfSample {
    double accuracy = 0, macro_f1 = 0;
    double calibration_error = 0;                 // mean gap of confidence and accuracy, ten bins
    double answered = 0, answered_precision = 0;  // with the threshold
    std::vector<LabelReport> labels;
};
class Classifier {
public:
    // labels[i] of row i; at least two labels with two rows each. Seconds for ten thousand texts.
    static Result<Classifier> learn(const SparseMatrix&,
                                    const std::vector<std::string>& labels,
                                    const ClassifierOptions& = {},
                                    const IsCancelled& = {});
    std::vector<Prediction> predict(const SparseMatrix&) const;
    const std::vector<std::string>& labels() const { return labels_; }
    const OutOfSample& report() const { return report_; }
    double threshold() const { return threshold_; }

private:
    std::vector<std::string> labels_;
    std::vector<float> weights_;  // (width + 1) x labels, label fastest
    std::size_t width_ = 0;
    double temperature_ = 1, threshold_ = 0;
    OutOfSample report_;
};

}  // namespace mainstay::algo
