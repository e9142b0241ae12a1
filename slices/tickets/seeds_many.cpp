// Bench data. Texts are put together from sentences that are tokenized once; a few thousand tickets share a transaction.
#include "kit/search/tokens.hpp"
#include "tickets/demo_script.hpp"
#include "tickets/search_scope.hpp"
#include "tickets/seeds.hpp"
#include "tickets/ticket_work.hpp"
#include "tickets/tickets_sql.hpp"

namespace mainstay::tickets {
namespace {

using demo::Dice;

constexpr int kUsualMerging = 4;
constexpr std::int64_t kBatch = 2'000, kSentences = 12'000, kRareEvery = 10'000;
constexpr Millis kHistory = 730 * kDay;
constexpr const char* kCommonWord = "database";   // in about 30 of 100 messages
constexpr const char* kRareWord = "zebrafish42";  // in one of kRareEvery messages

struct Sentence {
    std::string text, words;
};

// Ranks fall off steeply: the first words are everywhere, the last ones hardly anywhere.
std::size_t rank(std::size_t size, Dice& dice) {
    const auto u = static_cast<double>(dice.next() >> 11) * 0x1.0p-53;
    return static_cast<std::size_t>(u * u * u * static_cast<double>(size));
}

std::vector<std::string> english_words(Dice& dice) {
    static const std::vector<std::string> parts{"ba", "con", "de", "fer", "gra", "hol", "in", "jor", "kel", "lum", "mar", "nit", "or", "pel", "qua", "ras", "sto", "tem", "ur", "ven", "wix", "yar", "zon", "dri", "plo"};
    std::vector<std::string> words{"the", "we", "after", "error", "server", "connection", "version", "upgrade", "timeout", "query", "index", "table", "backup", "restore", "memory", "disk", "network", "user",
                                   "invoice", "report", "order", "customer", "stock", "connector", "topic", "partition", "offset", "schema", "slow", "failed", "restart", "cluster", "node", "replica", "lock"};
    while (words.size() < 6'000) {
        std::string word;
        for (auto n = dice.between(2, 4); n > 0; --n) word += dice.pick(parts);
        words.push_back(std::move(word));
    }
    return words;
}

std::vector<std::string> chinese_words(Dice& dice) {
    static const std::vector<std::string> characters{"数", "据", "库", "连", "接", "失", "败", "升", "级", "版", "本", "查", "询", "索", "引", "备", "份", "恢", "复", "内", "存", "磁", "盘", "网", "络", "用", "户", "发", "票", "报", "表", "订",
                                                     "单", "客", "仓", "主", "题", "分", "区", "偏", "移", "超", "时", "重", "启", "节", "点", "副", "锁", "死", "慢", "快", "错", "误", "日", "志", "权", "限", "配", "置"};
    std::vector<std::string> words{"数据", "连接", "失败", "升级", "版本", "查询", "索引", "备份", "恢复", "内存", "磁盘", "网络", "用户", "发票", "报表", "订单", "仓库", "超时", "重启", "节点", "日志", "权限", "配置", "请", "帮忙", "出现", "之后"};
    while (words.size() < 2'500) words.push_back(dice.pick(characters) + dice.pick(characters));
    return words;
}

std::vector<Sentence> sentences(bool is_chinese, Dice& dice) {
    const auto words = is_chinese ? chinese_words(dice) : english_words(dice);
    std::vector<Sentence> made(kSentences);
    for (auto& one : made) {
        const auto length = is_chinese ? dice.between(8, 22) : dice.between(8, 18);
        for (std::int64_t i = 0; i < length; ++i) one.text += (i > 0 && !is_chinese ? " " : "") + words[rank(words.size(), dice)];
        one.words = " " + search::index_text(one.text);
        one.text += is_chinese ? "。" : ". ";
    }
    return made;
}

struct Indexed {  // waits for the end of its batch
    std::int64_t doc;
    bool is_internal;
    std::string words;
};

struct Loader {
    Tickets& tickets;
    const ManyTickets& order;
    Dice dice{42};
    std::vector<Sentence> english = sentences(false, dice), chinese = sentences(true, dice);
    const std::string common_words = " " + search::index_text(kCommonWord), rare_words = " " + search::index_text(kRareWord);
    std::int64_t messages = 0;
    std::vector<Indexed> waiting = {};

    Sentence words(bool is_chinese) {
        Sentence all;
        const auto length = static_cast<std::size_t>(dice.between(300, 1'200));
        while (all.text.size() < length) {
            const auto& one = dice.pick(is_chinese ? chinese : english);
            all.text += one.text;
            all.words += one.words;
        }
        if (dice.chance(30)) {
            all.text += kCommonWord;
            all.words += common_words;
        }
        if (++messages % kRareEvery == 0) {
            all.text += std::string(" ") + kRareWord;
            all.words += rare_words;
        }
        return all;
    }

    void set_state(Ticket& t) {
        static constexpr std::array<Status, 6> kOpen{Status::fresh, Status::open, Status::waiting_for_customer, Status::waiting_for_us, Status::waiting_for_upstream, Status::on_hold};
        t.status = dice.chance(4) ? kOpen[static_cast<std::size_t>(dice.between(0, 5))] : dice.chance(20) ? Status::resolved : Status::closed;
        if (!t.is_open()) t.resolved_at = t.updated_at;
        if (t.status == Status::closed) t.closed_at = t.updated_at;
        if (t.status == Status::fresh) t.assignee_id.clear();
    }

    Ticket make(std::int64_t i, std::size_t who) {
        const auto& requester = order.contacts[who];
        const auto& project = dice.pick(order.projects);
        Ticket t{.id = tickets.deps().next_id(), .type = kTypes[static_cast<std::size_t>(dice.between(0, 4))].first, .impact = kLevels[static_cast<std::size_t>(dice.between(0, 2))].first,
                 .urgency = kLevels[static_cast<std::size_t>(dice.between(0, 2))].first, .requester_id = requester.id, .organisation_id = requester.organisation_id, .assignee_id = dice.pick(order.agents).id,
                 .team_id = dice.pick(order.team_ids), .project_id = project.id, .version_id = dice.pick(project.versions).id, .component_id = dice.pick(project.components).id, .channel = "mail", .message_count = 3};
        const auto step = static_cast<double>(kHistory) / static_cast<double>(order.tickets);
        t.created_at = order.now - kHistory + static_cast<Millis>(static_cast<double>(i + 1) * step);
        t.updated_at = std::min(order.now, t.created_at + dice.between(kHour, 20 * kDay));
        t.last_customer_message_at = t.created_at;
        auto subject = dice.pick(requester.language == "zh" ? chinese : english).text;
        t.subject = subject.size() > 90 && requester.language == "en" ? subject.substr(0, subject.rfind(' ', 90)) : subject;
        set_state(t);
        return t;
    }

    void write(db::Tx& tx, const Ticket& ticket, int n, const Sentence& said, const accounts::Person& author, const std::string& also) {
        const bool is_note = n == 2 && dice.chance(35), is_customer = n == 0;
        Message m{.id = tickets.deps().next_id(), .ticket_id = ticket.id, .kind = is_customer ? "customer" : is_note ? "note" : "reply", .visibility = is_note ? Visibility::internal : Visibility::customer,
                  .author_id = author.id, .author_role = std::string(to_text(author.role)), .channel = "mail", .created_at = n == 0 ? ticket.created_at : n == 1 ? (ticket.created_at + ticket.updated_at) / 2 : ticket.updated_at, .text = said.text};
        const auto seq = store::insert(tx, m);
        const auto doc = tx.insert_for_key(sql::insert_search_doc, {ticket.id, seq});
        const auto scopes = " " + person_scope(ticket.requester_id) + (ticket.organisation_id.empty() ? "" : " " + organisation_scope(ticket.organisation_id));
        waiting.push_back({doc, is_note, also + said.words + (is_note ? "" : scopes)});
    }

    // SQLite's full-text index writes out what it gathered whenever another statement begins a savepoint, so it is fed
    // without a break: first one index, then the other.
    void index(db::Tx& tx) {
        for (const bool is_internal : {false, true})
            for (const auto& one : waiting)
                if (one.is_internal == is_internal) tx.exec(is_internal ? sql::insert_words_internal : sql::insert_words_customer, {one.doc, one.words});
        waiting.clear();
    }

    void add(db::Tx& tx, std::int64_t i) {
        const auto who = static_cast<std::size_t>(dice.between(0, static_cast<std::int64_t>(order.contacts.size()) - 1));
        const auto& requester = order.contacts[who];
        auto ticket = make(i, who);
        ticket.number = store::insert(tx, ticket);
        tx.exec(sql::insert_participant, {ticket.id, requester.id});
        const auto also = search::index_text(ticket.subject + "\n" + requester.name + " " + requester.email + " " + order.organisation_names[who]);
        const auto& agent = order.agents[static_cast<std::size_t>(i) % order.agents.size()];
        for (int n = 0; n < 3; ++n) write(tx, ticket, n, words(requester.language == "zh"), n == 0 ? requester : agent, n == 0 ? also : "");
        Actor actor{.id = requester.id, .role = requester.role, .team_ids = {}, .scopes = {}, .name = requester.name};
        TicketWork work{tickets, tx, actor};
        work.move_counters(nullptr, &ticket);
        work.emit(ticket, "tickets.ticket_opened", "{\"number\":" + std::to_string(ticket.number) + "}", false);
    }
};

// How many segments SQLite's full-text index lets stand before it merges them: with more, a word of a long load is written
// again twice instead of four times.
Result<> set_merging(Tickets& tickets, int segments) {
    static constexpr db::Query kCustomer{"tickets.merge_words_customer", "INSERT INTO words_customer (words_customer, rank) VALUES ('automerge', $1)"};
    static constexpr db::Query kInternal{"tickets.merge_words_internal", "INSERT INTO words_internal (words_internal, rank) VALUES ('automerge', $1)"};
    return tickets.deps().db.write([&](db::Tx& tx) -> Result<> {
        if (tx.engine() != db::Engine::sqlite) return Done{};
        tx.exec(kCustomer, {segments});
        tx.exec(kInternal, {segments});
        return Done{};
    });
}

}  // namespace

Result<> seed_many(Tickets& tickets, const ManyTickets& order) {
    Loader loader{.tickets = tickets, .order = order};
    MS_CHECK(set_merging(tickets, 16));
    for (std::int64_t done = 0; done < order.tickets;) {
        const auto end = std::min(order.tickets, done + kBatch);
        MS_CHECK(tickets.deps().db.write([&](db::Tx& tx) -> Result<> {
            loader.waiting.clear();  // the transaction may run twice
            for (auto i = done; i < end; ++i) loader.add(tx, i);
            loader.index(tx);
            return Done{};
        }));
        done = end;
        if (order.progress) order.progress(done);
    }
    return set_merging(tickets, kUsualMerging);
}

}  // namespace mainstay::tickets
