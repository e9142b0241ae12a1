// Each ticket is planned first; then all steps of all tickets happen in the order of their times, each by a verb.
#include "tickets/seeds.hpp"

#include <algorithm>
#include <set>

#include "tickets/demo_script.hpp"

namespace mainstay::tickets {
namespace {

using demo::Dice;

constexpr int kTickets = 300, kDuplicates = 6;

struct Plan {
    const DemoVendor* vendor = nullptr;
    const DemoContact* contact = nullptr;
    const demo::Story* story = nullptr;
    accounts::Person agent;
    demo::Told told;
    std::string language, channel, version_id, component_id;
    Status goal = Status::fresh;
    Millis opened_at = 0;
    std::size_t turns = 1;
    int duplicate_of = -1;
    std::string id;  // once it is open
    Millis last_at = 0;
};

struct Step {
    Millis at;
    std::function<Result<>()> act;
};

std::string name_in(const accounts::Person& person, const std::string& language) {
    const auto chinese = std::find_if(person.name.begin(), person.name.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    const bool has_both = chinese != person.name.end() && chinese != person.name.begin();
    if (language == "zh") return has_both ? std::string(chinese, person.name.end()) : person.name;
    if (has_both) return std::string(person.name.begin(), chinese - 1);
    return person.name.substr(0, person.name.find(' '));
}

// About a quarter is open, and spread over what "open" can mean.
Status goal_of(int i) {
    static constexpr std::array<Status, 20> kGoals{Status::closed, Status::resolved, Status::waiting_for_customer, Status::closed, Status::resolved,
                                                   Status::closed, Status::open, Status::resolved, Status::closed, Status::closed,
                                                   Status::waiting_for_us, Status::closed, Status::resolved, Status::fresh, Status::closed,
                                                   Status::resolved, Status::closed, Status::waiting_for_upstream, Status::resolved, Status::closed};
    const auto goal = kGoals[static_cast<std::size_t>(i) % kGoals.size()];
    if (goal == Status::waiting_for_upstream && i / 20 % 2 == 1) return Status::on_hold;
    return goal;
}

Millis working_hour(Millis at, const std::string& language, Dice& dice) {
    const auto day = at / kDay;
    const auto weekday = (day + 4) % 7;  // 1970-01-01 was a Thursday; 0 is Sunday
    const auto shift = (weekday == 0 || weekday == 6) && dice.chance(80) ? -2 : 0;
    const auto hour = language == "zh" ? dice.between(1, 10) : dice.between(7, 19);
    return (day + shift) * kDay + hour * kHour + dice.between(0, 59) * kMinute + dice.between(0, 59) * kSecond;
}

Millis opening_time(Status goal, const std::string& language, Millis now, Dice& dice) {
    if (goal == Status::fresh) return now - dice.between(4, 26 * 60) * kMinute;
    if (goal == Status::closed) return working_hour(now - dice.between(14, 119) * kDay, language, dice);
    if (goal == Status::resolved) return working_hour(now - dice.between(4, 60) * kDay, language, dice);
    return working_hour(now - dice.between(2, 19) * kDay, language, dice);
}

// How many messages there are when the ticket stands where it shall stand.
std::size_t turns_for(Status goal, const demo::Told& told) {
    auto last = [&](const char* who) {
        for (auto i = told.turns.size(); i > 1; --i)
            if (told.turns[i - 1].who == who) return i;
        return std::size_t{1};
    };
    switch (goal) {
        case Status::fresh: return 1;
        case Status::open: return told.turns.size() > 1 && told.turns[1].who == "note" ? 2 : 1;
        case Status::waiting_for_us: return last("customer");
        case Status::waiting_for_customer:
        case Status::waiting_for_upstream:
        case Status::on_hold: return last("agent");
        default: return told.turns.size();
    }
}

struct Planner {
    const DemoCast& cast;
    Dice dice{20'261'121};
    std::set<std::string> subjects;
    std::map<std::string, std::size_t> next_story;

    const DemoContact& contact(int vendor, const std::string& language) {
        std::vector<const DemoContact*> fitting;
        for (const auto& one : cast.contacts)
            if (one.person.language == language && std::find(one.vendors.begin(), one.vendors.end(), vendor) != one.vendors.end()) fitting.push_back(&one);
        return *dice.pick(fitting);
    }

    // In turn, so that all stories are told about equally often.
    const demo::Story& story(int vendor, const std::string& language) {
        const bool is_chinese = language == "zh";
        const auto all = vendor == 0   ? (is_chinese ? demo::harbordb_zh() : demo::harbordb_en())
                         : vendor == 1 ? (is_chinese ? demo::tally_zh() : demo::tally_en())
                                       : (is_chinese ? demo::streamlake_zh() : demo::streamlake_en());
        return all[next_story[std::to_string(vendor) + language]++ % all.size()];
    }

    const accounts::Person& agent(const DemoVendor& vendor, const std::string& language) {
        if (dice.chance(6)) return vendor.lead;
        std::vector<accounts::Person const*> fitting;
        for (const auto& one : vendor.agents) {
            const bool speaks = language == "en" || one.name != name_in(one, "zh");
            if (speaks) fitting.push_back(&one);
        }
        return *dice.pick(fitting);
    }

    std::map<std::string, std::string> facts(const Plan& plan, const projects::Version& version, const std::string& next) {
        static const std::vector<std::string> hosts{"db-prod-01", "db-prod-02", "pg-fra-03", "node-a7", "app-sh-12", "core-db2", "erp-main", "sl-worker-4", "sl-worker-9", "etl-05", "prod-eu-1", "dc2-rack4-08", "report-01", "bj-db-06"};
        static const std::vector<std::string> databases{"orders", "billing", "core", "crm", "ledger", "inventory", "telemetry", "warehouse", "members", "payments"};
        const auto stamp = to_rfc3339(plan.opened_at - dice.between(20, 600) * kMinute);
        return {{"version", version.name}, {"next", next}, {"host", dice.pick(hosts)}, {"db", dice.pick(databases)}, {"date", stamp.substr(0, 10)}, {"time", stamp.substr(11, 8)},
                {"org", plan.contact->organisation.empty() ? name_in(plan.contact->person, plan.language) : plan.contact->organisation}};
    }

    void tell(Plan& plan) {
        const auto& versions = plan.vendor->project.versions;
        std::vector<projects::Version> released;
        for (const auto& one : versions)
            if (one.released_at && *one.released_at < plan.opened_at) released.push_back(one);
        std::sort(released.begin(), released.end(), [](const auto& a, const auto& b) { return *a.released_at < *b.released_at; });
        const auto last = static_cast<std::int64_t>(released.size()) - 1;
        const auto which = static_cast<std::size_t>(std::max(dice.between(0, last), dice.between(0, last)));
        const auto& next = released[std::min(which + 1, released.size() - 1)].name;
        plan.version_id = dice.chance(88) ? released[which].id : "";
        for (const auto& one : plan.vendor->project.components)
            if (one.name == plan.story->component) plan.component_id = one.id;
        for (int attempt = 0;; ++attempt) {
            plan.told = demo::tell(*plan.story, facts(plan, released[which], next), dice);
            if (attempt > 20) plan.told.subject += " (" + std::to_string(attempt - 19) + ")";
            if (subjects.insert(plan.told.subject).second) return;
        }
    }

    Plan make(int i) {
        const int vendor = i % 3;
        Plan plan;
        plan.vendor = &cast.vendors[static_cast<std::size_t>(vendor)];
        plan.language = i * 9 % 20 < 9 ? "zh" : "en";
        plan.contact = &contact(vendor, plan.language);
        plan.story = &story(vendor, plan.language);
        plan.agent = agent(*plan.vendor, plan.language);
        plan.goal = goal_of(i / 3 + i % 3 * 7);
        plan.channel = dice.chance(62) ? "mail" : dice.chance(75) ? "web" : dice.chance(60) ? "api" : "phone";
        plan.opened_at = opening_time(plan.goal, plan.language, cast.now, dice);
        tell(plan);
        plan.turns = turns_for(plan.goal, plan.told);
        if (plan.goal == Status::waiting_for_us && plan.turns < 2) plan.goal = Status::fresh;
        return plan;
    }

    // A colleague reports the same once more; an agent merges it into the first.
    Plan duplicate(const std::vector<Plan>& plans, int of) {
        Plan plan = plans[static_cast<std::size_t>(of)];
        for (const auto& one : cast.contacts)
            if (one.person.organisation_id == plan.contact->person.organisation_id && one.person.id != plan.contact->person.id) plan.contact = &one;
        const bool is_chinese = plan.language == "zh";
        plan.told.turns = {{"customer", (is_chinese ? "我同事可能已经反馈过，我这边也遇到同样的情况：" : "A colleague may have written already; I see the same here: ") + plan.told.subject, {}}};
        plan.told.subject = (is_chinese ? "同样的问题：" : "Same here: ") + plan.told.subject;
        plan.duplicate_of = of;
        plan.opened_at += dice.between(8, 25) * kMinute;
        plan.turns = 1;
        return plan;
    }
};

std::string tiny_png() {
    return std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90\x77\x53\xde\0\0\0\x0cIDAT\x08\xd7\x63\x68\x68\x68\0\0\x03\x04\x01\x81\x4b\xd3\xd2\x10\0\0\0\0IEND\xae\x42\x60\x82", 69);
}

struct Play {
    Tickets& tickets;
    const DemoCast& cast;
    std::vector<Plan>& plans;
    Dice dice{7};
    std::vector<Step> steps;

    Actor actor_of(const accounts::Person& person) {
        return tickets.deps().db.read([&](db::Tx& tx) { return tickets.deps().accounts.actor_of(tx, person); });
    }

    NewMessage message(const Plan& plan, std::size_t turn) {
        const auto& said = plan.told.turns[turn];
        NewMessage m;
        m.is_quiet = true;
        m.body = said.text;
        m.channel = plan.channel == "phone" && turn > 0 ? "mail" : plan.channel;
        const bool is_chinese = plan.language == "zh";
        const auto address = plan.vendor->public_list.empty() || plan.contact->person.role != Role::community ? plan.vendor->mailbox : plan.vendor->public_list;
        const auto customer = plan.contact->person.name + " <" + plan.contact->person.email + ">";
        if (said.who == "customer") {
            m.kind = "customer";
            if (m.channel == "mail") {
                m.from_text = customer;
                m.to_text = address;
                m.signature = name_in(plan.contact->person, plan.language) + (plan.contact->organisation.empty() ? "" : "\n" + plan.contact->organisation);
            }
            if (turn == 0 && plan.channel != "phone") m.body = (is_chinese ? dice.pick(std::vector<std::string>{"您好，\n\n", "你们好：\n\n", "工程师您好，\n\n", ""}) : dice.pick(std::vector<std::string>{"Hi team,\n\n", "Hello,\n\n", "Good morning,\n\n", ""})) + m.body;
        } else if (said.who == "agent") {
            m.kind = "reply";
            const auto name = name_in(plan.contact->person, plan.language), agent = name_in(plan.agent, plan.language);
            m.body = (is_chinese ? name + "，您好：\n\n" : "Hi " + name + ",\n\n") + m.body + (is_chinese ? "\n\n" + agent : "\n\nBest regards,\n" + agent);
            if (m.channel == "mail") m.to_text = customer;
        } else {
            m.kind = "note";
        }
        for (const auto& file : said.files) add_file(m, file);
        return m;
    }

    void add_file(NewMessage& m, const demo::File& file) {
        const bool is_image = file.name.ends_with(".png");
        const auto content = is_image ? tiny_png() : file.content;
        const auto kept = tickets.deps().blobs.put(content);
        m.files.push_back({.id = {}, .name = file.name, .type = is_image ? "image/png" : file.name.ends_with(".csv") ? "text/csv" : "text/plain", .blob_id = kept.id, .sha256 = kept.sha256,
                           .content_id = {}, .size = static_cast<std::int64_t>(kept.size)});
    }

    Result<> open(Plan& plan) {
        NewTicket order{.subject = plan.told.subject, .first = message(plan, 0), .type = plan.story->type, .impact = plan.story->impact, .urgency = plan.story->urgency,
                        .requester_id = plan.contact->person.id, .organisation_id = {}, .team_id = plan.vendor->team_id, .assignee_id = {}, .project_id = plan.vendor->project.id,
                        .version_id = plan.version_id, .component_id = plan.component_id, .channel = plan.channel, .tags = {}, .cc = {}};
        std::string_view tags(plan.story->tags);
        while (!tags.empty()) {
            const auto end = std::min(tags.find(' '), tags.size());
            order.tags.emplace_back(tags.substr(0, end));
            tags.remove_prefix(std::min(end + 1, tags.size()));
        }
        MS_TRY(const auto opened, tickets.open_for(actor_of(plan.contact->person), order));
        plan.id = opened.ticket.id;
        return Done{};
    }

    Result<> say(Plan& plan, std::size_t turn) {
        const bool is_customer = plan.told.turns[turn].who == "customer";
        auto m = message(plan, turn);
        const bool is_last = turn + 1 == plan.turns;
        if (is_last && plan.goal == Status::waiting_for_upstream) m.status = Status::waiting_for_upstream;
        MS_CHECK(tickets.add_message(actor_of(is_customer ? plan.contact->person : plan.agent), plan.id, m));
        return Done{};
    }

    template <class Act>
    void at(Millis when, Act act) {
        steps.push_back({when, act});
    }

    // Gaps between the turns, squeezed if the ticket is too young for them.
    std::vector<Millis> times(const Plan& plan) {
        std::vector<Millis> found{plan.opened_at};
        for (std::size_t turn = 1; turn <= plan.turns; ++turn)
            found.push_back(found.back() + (turn == 1 ? dice.between(6, 280) * kMinute : dice.between(25, 1'900) * kMinute));
        const auto room = cast.now - plan.opened_at - 2 * kMinute, used = found.back() - plan.opened_at;
        for (auto& when : found)
            if (used > room) when = plan.opened_at + (when - plan.opened_at) * room / used;
        return found;
    }

    void stage(Plan& plan) {
        at(plan.opened_at, [this, &plan] { return open(plan); });
        const auto when = times(plan);
        plan.last_at = when.back();
        if (plan.goal == Status::fresh) return;
        if (plan.duplicate_of >= 0) {
            auto& first = plans[static_cast<std::size_t>(plan.duplicate_of)];
            at(plan.opened_at + 9 * kMinute, [this, &plan, &first]() -> Result<> {
                MS_CHECK(tickets.merge(actor_of(plan.agent), plan.id, first.id));
                return Done{};
            });
            return;
        }
        const auto act = [this, &plan](auto verb) {
            return [this, &plan, verb]() -> Result<> {
                MS_CHECK(verb(actor_of(plan.agent)));
                return Done{};
            };
        };
        if (plan.goal != Status::open || dice.chance(70))
            at(when[0] + (when[1] - when[0]) / 3, act([this, &plan](const Actor& a) { return tickets.assign(a, plan.id, std::optional<std::string>(plan.agent.id), std::nullopt); }));
        else
            at(when[1], act([this, &plan](const Actor& a) { return tickets.set_status(a, plan.id, Status::open, ""); }));
        for (std::size_t turn = 1; turn < plan.turns; ++turn) at(when[turn], [this, &plan, turn] { return say(plan, turn); });
        if (plan.goal == Status::waiting_for_upstream && plan.turns < 2) at(plan.last_at, act([this, &plan](const Actor& a) { return tickets.set_status(a, plan.id, Status::waiting_for_upstream, ""); }));
        if (plan.goal == Status::on_hold) {
            const auto until = cast.now + dice.between(1, 12) * kDay;
            at(plan.last_at, act([this, &plan, until](const Actor& a) { return tickets.hold(a, plan.id, until, plan.language == "zh" ? "等待客户的变更窗口" : "Waits for the customer's change window"); }));
        }
        if (plan.goal != Status::resolved && plan.goal != Status::closed) return;
        at(plan.last_at, act([this, &plan](const Actor& a) { return tickets.resolve(a, plan.id, plan.told.done, ""); }));
        const auto closing = std::min(plan.last_at + dice.between(2, 6) * kDay + dice.between(0, 600) * kMinute, cast.now - kMinute);
        if (plan.goal == Status::closed) at(closing, act([this, &plan](const Actor& a) { return tickets.close(a, plan.id, ""); }));
    }

    // Tickets that tell the same story at different customers are related.
    void stage_links() {
        std::map<const demo::Story*, Plan*> earlier;
        int made = 0;
        for (auto& plan : plans) {
            auto& other = earlier[plan.story];
            if (other && plan.duplicate_of < 0 && dice.chance(14) && ++made <= 18) {
                auto& older = *other;
                const auto kind = std::string(plan.story->type == Type::problem ? "caused_by" : "relates_to");
                at(std::max(plan.opened_at, older.opened_at) + 12 * kMinute, [this, &plan, &older, kind]() -> Result<> {
                    MS_CHECK(tickets.link(actor_of(plan.agent), plan.id, older.id, kind));
                    return Done{};
                });
            }
            if (plan.duplicate_of < 0) other = &plan;
        }
    }

    Result<> perform() {
        std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.at < b.at; });
        for (const auto& step : steps) {
            cast.set_clock(std::min(step.at, cast.now));
            MS_CHECK(step.act());
        }
        return Done{};
    }
};

}  // namespace

Result<> seed_demo(Tickets& tickets, const DemoCast& cast) {
    Planner planner{.cast = cast, .subjects = {}, .next_story = {}};
    std::vector<Plan> plans;
    for (int i = 0; i < kTickets - kDuplicates; ++i) plans.push_back(planner.make(i));
    for (int i = 0, made = 0; made < kDuplicates; ++i) {
        const auto& first = plans[static_cast<std::size_t>(i)];
        if (first.contact->person.organisation_id.empty() || first.goal != Status::closed || i % 11 != made) continue;
        plans.push_back(planner.duplicate(plans, i));
        ++made;
    }
    Play play{.tickets = tickets, .cast = cast, .plans = plans, .steps = {}};
    for (auto& plan : plans) play.stage(plan);
    play.stage_links();
    return play.perform();
}

}  // namespace mainstay::tickets
