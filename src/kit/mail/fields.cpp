#include "kit/mail/fields.hpp"

#include <gmime/gmime.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "kit/mail/charset.hpp"
#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

constexpr std::size_t kMaxAddresses = 1'000, kMaxHeaderParams = 16 * 1024;

struct Unref {
    void operator()(void* object) const { g_object_unref(object); }
    void operator()(GDateTime* date) const { g_date_time_unref(date); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

void prepare() {
    static std::once_flag once;
    std::call_once(once, [] { g_mime_init(); });
}

std::string text_of(const char* text) {
    return text == nullptr ? std::string() : repair_utf8(text);
}

std::string lower_domain(std::string address) {
    const auto at = address.rfind('@');
    return at == std::string::npos ? address
                                   : address.substr(0, at) + lower(std::string_view(address).substr(at));
}

void collect(InternetAddressList* list, std::vector<Address>& out, int depth) {
    for (int i = 0; i < internet_address_list_length(list) && out.size() < kMaxAddresses; ++i) {
        InternetAddress* entry = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_GROUP(entry)) {
            if (depth < 3)
                collect(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(entry)), out, depth + 1);
            continue;
        }
        const char* address = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(entry));
        if (address == nullptr || *address == '\0') continue;
        out.push_back(
            {one_line(text_of(internet_address_get_name(entry))), one_line(lower_domain(text_of(address)))});
    }
}

bool is_address_character(char c) {
    return static_cast<unsigned char>(c) > ' ' &&
           std::string_view("<>()[],;:\"\\").find(c) == std::string_view::npos;
}

// "a@b@c": one reader takes a@b for it, another a mailbox at c. It names nobody; a source route "@b:a@c"
// does.
std::vector<std::string> ambiguous_addresses(std::string_view value) {
    std::vector<std::string> out;
    bool is_quoted = false;
    for (std::size_t at = 0, start = 0; at <= value.size(); ++at) {
        const char c = at < value.size() ? value[at] : ' ';
        if (c == '\\') {
            ++at;
            continue;
        }
        if (c == '"') is_quoted = !is_quoted;
        if (is_quoted || is_address_character(c)) continue;
        const auto word = value.substr(start, at - start);
        start = at + 1;
        if (std::count(word.begin(), word.end(), '@') > 1 && word.front() != '@') out.push_back(lower(word));
    }
    return out;
}

void drop_ambiguous(std::vector<Address>& addresses, std::string_view value) {
    for (const auto& word : ambiguous_addresses(value))
        std::erase_if(addresses, [&](const Address& one) { return word.starts_with(lower(one.address)); });
}

// Addresses a strict parser refuses and real people have: "taro.@example.jp".
std::vector<Address> rescue_addresses(std::string_view value) {
    std::vector<Address> out;
    for (std::size_t at = 0;
         (at = value.find('@', at)) != std::string_view::npos && out.size() < kMaxAddresses;
         ++at) {
        std::size_t start = at, end = at + 1;
        while (start > 0 && is_address_character(value[start - 1]) && value[start - 1] != '@') --start;
        while (end < value.size() && is_address_character(value[end]) && value[end] != '@') ++end;
        if (start < at && end > at + 1)
            out.push_back({"", lower_domain(repair_utf8(value.substr(start, end - start)))});
        at = end - 1;
    }
    return out;
}

// RFC 5322, 4.3: to a year of three digits 1900 is added; "0102" is meant the same way.
std::string with_full_year(std::string_view date) {
    std::string out;
    for (std::size_t at = 0; at < date.size();) {
        const auto end = std::min(date.find(' ', at), date.size());
        const auto word = date.substr(at, end - at);
        const bool is_short = word.size() == 3 || (word.size() == 4 && word[0] == '0');
        const bool is_year = is_short && word[word.size() - 3] == '1' &&
                             word.find_first_not_of("0123456789") == std::string_view::npos;
        out += is_year ? std::to_string(1900 + std::stoi(std::string(word))) : std::string(word);
        if (end < date.size()) out += ' ';
        at = end + 1;
    }
    return out;
}

std::map<std::string, std::string> read_params(GMimeParamList* list) {
    std::map<std::string, std::string> out;
    for (int i = 0; list != nullptr && i < std::min(g_mime_param_list_length(list), 50); ++i) {
        GMimeParam* param = g_mime_param_list_get_parameter_at(list, i);
        auto value = decode_words(text_of(g_mime_param_get_value(param)));
        out.emplace(lower(text_of(g_mime_param_get_name(param))), std::move(value));
    }
    return out;
}

// RFC 2231 values name their charset before two quotes; the Chinese ones are read as the larger GB 18030.
std::string widen_charsets(std::string text) {
    for (const std::string_view small : {"gb2312'", "gbk'"})
        for (std::size_t at = 0; (at = lower(text).find(small, at)) != std::string::npos;)
            text.replace(at, small.size(), "gb18030'");
    return text;
}

std::string prepared_params(std::string_view value, std::string_view charset_hint) {
    prepare();
    return widen_charsets(recode_words(value.substr(0, kMaxHeaderParams), charset_hint));
}

}  // namespace

std::vector<Address> read_addresses(std::string_view value, std::string_view charset_hint) {
    prepare();
    std::vector<Address> out;
    const Owned<InternetAddressList> list(
        internet_address_list_parse(nullptr, recode_words(value, charset_hint).c_str()));
    if (list) collect(list.get(), out, 0);
    if (out.empty()) out = rescue_addresses(value);
    drop_ambiguous(out, value);
    return out;
}

std::optional<std::int64_t> read_date(std::string_view value) {
    prepare();
    const Owned<GDateTime> date(
        g_mime_utils_header_decode_date(with_full_year(value.substr(0, 200)).c_str()));
    if (!date) return std::nullopt;
    return g_date_time_to_unix(date.get()) * 1000;
}

std::vector<std::string> read_ids(std::string_view value, std::size_t most) {
    std::vector<std::string> out;
    auto add = [&](std::string id) {
        if (id.size() > 2 && id.size() <= 998 && std::find(out.begin(), out.end(), id) == out.end())
            out.push_back(std::move(id));
    };
    std::size_t start = 0;
    while ((start = value.find('<', start)) != std::string_view::npos) {
        const auto end = value.find('>', start);
        if (end == std::string_view::npos) break;
        add(one_line(repair_utf8(value.substr(start, end - start + 1))));
        if (out.size() > 4 * most)
            out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(2 * most));
        start = end + 1;
    }
    if (out.size() > most) out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(most));
    return out;
}

std::string TypedValue::param(const std::string& name) const {
    const auto found = params.find(name);
    return found == params.end() ? std::string() : found->second;
}

TypedValue read_content_type(std::string_view value, std::string_view charset_hint) {
    TypedValue out;
    if (trim(value).empty()) return out;
    const auto prepared = prepared_params(value, charset_hint);
    const Owned<GMimeContentType> type(g_mime_content_type_parse(nullptr, prepared.c_str()));
    if (!type) return out;
    const auto media = text_of(g_mime_content_type_get_media_type(type.get()));
    const auto sub = text_of(g_mime_content_type_get_media_subtype(type.get()));
    if (!media.empty() && !sub.empty()) out.type = lower(media + "/" + sub);
    out.params = read_params(g_mime_content_type_get_parameters(type.get()));
    return out;
}

TypedValue read_disposition(std::string_view value, std::string_view charset_hint) {
    TypedValue out;
    if (trim(value).empty()) return out;
    const auto prepared = prepared_params(value, charset_hint);
    const Owned<GMimeContentDisposition> found(g_mime_content_disposition_parse(nullptr, prepared.c_str()));
    if (!found) return out;
    out.type = lower(trim(text_of(g_mime_content_disposition_get_disposition(found.get()))));
    out.params = read_params(g_mime_content_disposition_get_parameters(found.get()));
    return out;
}

}  // namespace mainstay::mail
