#include "app/commands/analyse.hpp"

#include <algorithm>
#include <iostream>

#include "app/commands/commands.hpp"

namespace mainstay::app {
namespace {

using analysis::Analysis;

const std::vector<Analysis>& analyses() {
    static const std::vector<Analysis> all{
        {"queue",
         "queue --arrivals PER_HOUR --handling MINUTES --agents N [--within MINUTES] [--patience MINUTES] "
         "[--capacity N] [--cv2 X] | queue FILE",
         "how long customers wait. FILE: columns arrivals, handling, agents and, if wanted, within, "
         "patience.",
         "mainstay analyse queue --arrivals 12 --handling 30 --agents 7 --within 60",
         {"--arrivals", "--handling", "--agents", "--within", "--patience", "--capacity", "--cv2"},
         analysis::queue},
        {"staff",
         "staff --arrivals PER_HOUR --handling MINUTES [--share 0.8] [--within MINUTES] [--patience MINUTES] "
         "[--shrinkage 0.3] | staff FILE --handling MINUTES",
         "the least agents that keep a promise. FILE: column arrivals, one row a period (--period HOURS, 1), "
         "planned by the modified offered load.",
         "printf 'arrivals\\n6\\n24\\n40\\n30\\n8\\n' | mainstay analyse staff - --handling 30 --share 0.8 "
         "--within 60 --shrinkage 0.3",
         {"--arrivals", "--handling", "--share", "--within", "--patience", "--shrinkage", "--period"},
         analysis::staff},
        {"simulate",
         "simulate FILE [--hours N] [--replications N] [--seed N]",
         "a desk event by event. FILE (JSON): classes with rate, handling (minutes), priority, ...; groups "
         "with classes, agents, shifts.",
         "echo "
         "'{\"classes\":[{\"name\":\"paid\",\"rate\":6,\"handling\":20,\"cv2\":2,\"respond_within\":60}],"
         "\"groups\":[{\"name\":\"desk\",\"classes\":[\"paid\"],\"agents\":3}]}' | mainstay analyse simulate "
         "- --hours 2000",
         {"--hours", "--warm-up", "--replications", "--seed", "--confidence"},
         analysis::simulate},
        {"assign",
         "assign FILE",
         "who does what. CSV: a cost for each row and column, empty = impossible. JSON: engineers and "
         "tickets, or wages, capacity, productivity and demand.",
         "printf 'ticket,ana,bo\\nT1,4,2\\nT2,3,\\n' | mainstay analyse assign -",
         {"--penalty"},
         analysis::assign},
        {"shifts",
         "shifts FILE",
         "shifts that cover a requirement (JSON: required, shifts), or people for duties (JSON: duties, "
         "people).",
         "echo "
         "'{\"required\":[1,2,2,1],\"shifts\":[{\"name\":\"early\",\"from\":0,\"hours\":2},{\"name\":"
         "\"late\",\"from\":1,\"hours\":3,\"cost\":1.4}]}' | mainstay analyse shifts -",
         {"--penalty"},
         analysis::shifts},
        {"portfolio",
         "portfolio FILE [--draws N] [--seed N]",
         "the best combination of offers under budgets, where it changes, and how sure it is. FILE (JSON): "
         "groups of options with cost, benefit, satisfaction; synergies; budget; satisfaction_worth.",
         "mainstay analyse portfolio docs/user/analyse-kafka.json",
         {"--draws", "--seed"},
         analysis::portfolio},
        {"forecast",
         "forecast FILE [--column NAME] [--period N] [--horizon N] [--confidence 0.95]",
         "what comes next, by the method that was best on the past. Empty cells are gaps.",
         "seq 1 40 | sed '1i tickets' | mainstay analyse forecast - --horizon 3",
         {"--column", "--period", "--horizon", "--confidence", "--origins"},
         analysis::forecast},
        {"anomalies",
         "anomalies FILE [--column NAME] [--period N] [--method alerts|esd|changes|online] [--threshold X] "
         "[--persistence N] [--budget PER_1000]",
         "what is out of the ordinary, or when things changed.",
         "printf 'tickets\\n5\\n6\\n5\\n40\\n6\\n5\\n6\\n5\\n' | mainstay analyse anomalies - --method esd",
         {"--column", "--period", "--method", "--threshold", "--persistence", "--budget", "--share"},
         analysis::anomalies},
        {"cluster",
         "cluster FILE [--column NAME] [--clusters N | --from N --to N] [--duplicates 0.7] [--seed N]",
         "texts that belong together; with --duplicates, pairs that say nearly the same. FILE: a column "
         "text, or one text a line (.txt or no header).",
         "mainstay analyse cluster tickets.csv --column subject --clusters 8",
         {"--column", "--clusters", "--from", "--to", "--duplicates", "--seed"},
         analysis::cluster},
        {"classify",
         "classify FILE [--column text] [--label label] [--predict FILE] [--precision 0.9]",
         "learns labels from texts and reports how good it is on texts it has not learned; labels the texts "
         "of --predict or says it does not know.",
         "mainstay analyse classify labelled.csv --predict new.csv --json",
         {"--column", "--label", "--predict", "--precision", "--folds", "--seed"},
         analysis::classify},
        {"price",
         "price FILE [--cost X]",
         "columns too_cheap, cheap, expensive, too_expensive: van Westendorp's range. Columns price, asked, "
         "yes: demand and the price that earns most.",
         "printf 'price,asked,yes\\n50,100,80\\n100,100,50\\n150,100,20\\n' | mainstay analyse price - "
         "--cost 10",
         {"--cost", "--seed"},
         analysis::price},
        {"stats",
         "stats FILE [--method summary|survival|cohorts|regression|weights] [--column NAME] [--y NAME] "
         "[--confidence 0.95] | stats --successes N --of N | stats --promoters N --passives N --detractors N",
         "numbers with their uncertainty. survival: columns time, ended and, if wanted, group. cohorts: "
         "cohort, age, ended. weights: a matrix of comparisons (AHP).",
         "mainstay analyse stats --successes 15 --of 148",
         {"--method",
          "--column",
          "--y",
          "--confidence",
          "--successes",
          "--of",
          "--promoters",
          "--passives",
          "--detractors",
          "--periods"},
         analysis::stats},
    };
    return all;
}

int help() {
    std::cout << "mainstay analyse NAME [FILE|-] [--json]: reads CSV or JSON, prints a table or JSON\n\n";
    for (const auto& one : analyses()) std::cout << "  " << one.usage << "\n      " << one.about << "\n";
    return 0;
}

int fail(const Error& error) {
    const auto place = error.fields().empty() || error.fields()[0].pointer.empty()
                           ? ""
                           : " (" + error.fields()[0].pointer + ")";
    const auto& said = error.fields().empty() || error.detail() != "Some fields are not valid."
                           ? error.detail()
                           : error.fields()[0].detail;
    return complain(said + place);
}

}  // namespace

int analyse(const Words& words) {
    const bool wants_help = std::find(words.begin(), words.end(), "--help") != words.end();
    if (words.empty() || words[0] == "--help" || words[0] == "help") return help();
    const auto found = std::find_if(
        analyses().begin(), analyses().end(), [&](const Analysis& one) { return words[0] == one.name; });
    if (found == analyses().end())
        return complain("there is no analysis \"" + words[0] + "\"; see mainstay analyse --help");
    if (wants_help) {
        std::cout << "mainstay analyse " << found->usage << "\n    " << found->about << "\n\nExample:\n    "
                  << found->example << "\n";
        return 0;
    }
    auto request = analysis::Request::read({words.begin() + 1, words.end()}, found->flags);
    if (!request) return fail(request.error());
    const auto answer = found->run(*request);
    if (!answer) return fail(answer.error());
    std::cout << (request->is_json() ? answer->json() + "\n" : answer->text());
    return std::cout.flush() ? 0 : 1;
}

}  // namespace mainstay::app
