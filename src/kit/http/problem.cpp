#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "kit/http/http.hpp"
#include "kit/http/status.hpp"
#include "kit/http/url.hpp"

namespace mainstay::http {
namespace {

struct Translations {
    std::shared_mutex mutex;
    std::unordered_map<std::string, std::string> zh{
        {"invalid_fields", "部分字段无效。"},
        {"bad_json", "请求正文不是有效的 JSON。"},
        {"bad_query", "部分查询参数无效。"},
        {"bad_cursor", "分页游标无效，请从头开始。"},
        {"bad_idempotency_key", "Idempotency-Key 必须是 1 到 200 个可打印字符。"},
        {"not_found", "没有找到。"},
        {"method_not_allowed", "此地址不支持该方法。"},
        {"unauthenticated", "请先登录。"},
        {"forbidden", "您没有执行此操作的权限。"},
        {"missing_scope", "此令牌缺少所需的权限范围。"},
        {"cross_site", "此请求来自其他网站，已被拒绝。"},
        {"unsupported_media_type", "请以 application/json 格式发送正文。"},
        {"if_match_required", "请在 If-Match 中给出您读取的版本。"},
        {"stale", "内容已被他人修改，请重新加载。"},
        {"too_large", "请求正文过大。"},
        {"rate_limited", "请求过于频繁，请稍后再试。"},
        {"overloaded", "服务器繁忙，请稍后再试。"},
        {"internal", "服务器出错，请稍后再试，并附上请求编号。"},
        {"required", "必填。"},
        {"unknown", "没有这个字段。"},
        {"wrong_type", "类型不正确。"},
        {"too_short", "至少需要 {n} 个字符。"},
        {"too_long", "最多 {n} 个字符。"},
        {"too_small", "不能小于 {n}。"},
        {"too_large_number", "不能大于 {n}。"},
        {"too_many", "最多 {n} 项。"},
        {"not_allowed", "必须是以下之一：{list}。"},
        {"control_character", "不能包含控制字符。"},
        {"bad_format", "格式不正确。"},
        {"bad_time", "必须是形如 2026-11-21T08:30:00Z 的时间。"},
        {"bad_key", "名称必须为 1 到 200 个字节，且不含控制字符。"},
        {"bad_encoding", "编码不正确。"},
        {"repeated", "只能出现一次。"}};
};

Translations& translations() {
    static Translations table;
    return table;
}

void replace(std::string& text, std::string_view placeholder, std::string_view value) {
    const auto at = text.find(placeholder);
    if (at != std::string::npos) text.replace(at, placeholder.size(), value);
}

std::string_view first_number(std::string_view text) {
    auto begin = text.find_first_of("0123456789");
    if (begin == std::string_view::npos) return {};
    const auto end = text.find_first_not_of("0123456789", begin);
    if (begin > 0 && text[begin - 1] == '-') --begin;
    return text.substr(begin, end - begin);
}

std::string_view after_colon(std::string_view text) {
    const auto at = text.find(": ");
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + 2);
    if (text.ends_with('.')) text.remove_suffix(1);
    return text;
}

std::string localised(const std::string& code, const std::string& detail, std::string_view language) {
    if (!language.starts_with("zh")) return detail;
    auto& table = translations();
    const std::shared_lock lock(table.mutex);
    const auto found = table.zh.find(code);
    if (found == table.zh.end()) return detail;
    auto text = found->second;
    replace(text, "{n}", first_number(detail));
    replace(text, "{list}", after_colon(detail));
    return text;
}

void write_mistake(json::Writer& out, const FieldError& mistake, std::string_view language) {
    // A number that is too large is another matter than a body that is.
    const auto& text_code = mistake.code == "too_large" ? "too_large_number" : mistake.code;
    out.begin_object();
    out.key("pointer");
    out.text(mistake.pointer);
    out.key("code");
    out.text(mistake.code);
    out.key("detail");
    out.text(localised(text_code, mistake.detail, language));
    out.end_object();
}

void write_text(json::Writer& out, std::string_view name, std::string_view value) {
    out.key(name);
    out.text(value);
}

std::string problem_body(int status, const Error& error, const Request& request) {
    std::string body;
    json::Writer out(body);
    out.begin_object();
    write_text(out, "type", "/problems/" + error.code());
    write_text(out, "title", reason_of(status));
    out.key("status");
    out.integer(status);
    write_text(out, "detail", localised(error.code(), error.detail(), request.actor.language));
    write_text(out, "instance", encode_path(request.path));
    write_text(out, "code", error.code());
    if (!error.fields().empty()) {
        out.key("errors");
        out.begin_array();
        for (const auto& mistake : error.fields()) write_mistake(out, mistake, request.actor.language);
        out.end_array();
    }
    write_text(out, "request_id", request.request_id);
    out.end_object();
    return body;
}

}  // namespace

int status_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::invalid: return 422;
        case ErrorKind::malformed: return 400;
        case ErrorKind::unauthenticated: return 401;
        case ErrorKind::forbidden: return 403;
        case ErrorKind::not_found: return 404;
        case ErrorKind::conflict: return 409;
        case ErrorKind::stale: return 412;
        case ErrorKind::precondition: return 428;
        case ErrorKind::too_large: return 413;
        case ErrorKind::unsupported: return 415;
        case ErrorKind::rate_limited: return 429;
        case ErrorKind::unavailable: return 503;
        case ErrorKind::out_of_space: return 507;
    }
    return 500;
}

Response problem(int status, const Error& error, const Request& request) {
    Response response;
    response.status = status;
    response.type = "application/problem+json";
    response.body = problem_body(status, error, request);
    if (error.retry_after_s() > 0) response.header("retry-after", std::to_string(error.retry_after_s()));
    if (status == 401) response.header("www-authenticate", "Bearer");
    return response;
}

Response problem(const Error& error, const Request& request) { return problem(status_of(error.kind()), error, request); }

void register_translation(std::string code, std::string zh) {
    auto& table = translations();
    const std::unique_lock lock(table.mutex);
    table.zh[std::move(code)] = std::move(zh);
}

}  // namespace mainstay::http
