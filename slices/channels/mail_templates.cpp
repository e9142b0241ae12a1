#include "channels/mail_templates.hpp"

#include "kit/webpage/sanitise.hpp"

namespace mainstay::channels {
namespace {

struct Template {
    const char* name;
    Words en, zh;
};

const Template kTemplates[] = {
    {"acknowledgement",
     {"We have your message [#{number}]",
      "Hello,\n\nyour message has arrived and has the number #{number}. A person will read it and answer you.\n\n"
      "To add something, just reply to this mail.\n\n{team}\n"},
     {"我们已收到您的来信 [#{number}]",
      "您好：\n\n您的来信已收到，编号为 #{number}。我们的同事会阅读并回复您。\n\n如需补充，直接回复本邮件即可。\n\n{team}\n"}},
    {"verify_address",
     {"Please confirm your address",
      "Hello {name},\n\nplease confirm that this address is yours and choose a password by opening this link within a day:\n\n{link}\n\n"
      "If you did not register, you need not do anything.\n"},
     {"请确认您的邮箱地址", "{name}，您好：\n\n请在一天之内打开以下链接，确认该邮箱属于您并设置密码：\n\n{link}\n\n如果您没有注册过，请忽略本邮件。\n"}},
    {"already_registered",
     {"You have an account already",
      "Hello {name},\n\nsomebody, probably you, tried to register with this address. You have an account already; sign in here:\n\n{link}\n\n"
      "If you forgot the password, ask for a new one on that page.\n"},
     {"您已有账号", "{name}，您好：\n\n有人（很可能是您本人）尝试用此邮箱注册。您已有账号，请在此登录：\n\n{link}\n\n如果忘记密码，可在该页面申请重设。\n"}},
    {"reset_password",
     {"Set a new password",
      "Hello {name},\n\nopen this link within an hour to set a new password:\n\n{link}\n\n"
      "If you did not ask for it, you need not do anything; your password stays as it is.\n"},
     {"重设密码", "{name}，您好：\n\n请在一小时之内打开以下链接，设置新密码：\n\n{link}\n\n如果不是您本人申请，请忽略本邮件，您的密码不会改变。\n"}},
    {"invitation",
     {"You are invited to Mainstay",
      "Hello {name},\n\na colleague invites you to work together in Mainstay. Choose your password within seven days:\n\n{link}\n"},
     {"邀请您加入 Mainstay", "{name}，您好：\n\n同事邀请您一起使用 Mainstay。请在七天之内打开以下链接并设置密码：\n\n{link}\n"}},
};

// One pass, so that a value cannot contain a mark of its own; line ends in values become spaces.
std::string fill(const std::string& text, const std::map<std::string, std::string>& values) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto end = text[at] == '{' ? text.find('}', at) : std::string::npos;
        const auto value = end == std::string::npos ? values.end() : values.find(text.substr(at + 1, end - at - 1));
        if (value == values.end()) {
            out += text[at];
            continue;
        }
        for (const char c : value->second) out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        at = end;
    }
    return out;
}

}  // namespace

Words words_of(const std::string& template_name, const std::string& language, const std::map<std::string, std::string>& values) {
    for (const auto& one : kTemplates) {
        if (one.name != template_name) continue;
        const auto& words = language == "zh" ? one.zh : one.en;
        return {fill(words.subject, values), fill(words.text, values)};
    }
    return {};
}

std::string reply_line(const std::string& language) {
    return language == "zh" ? "## 请在此行上方回复 ##" : "## Please reply above this line ##";
}

std::string text_as_html(const std::string& text) {
    std::string html = "<div style=\"white-space: pre-wrap\">";
    std::size_t at = 0;
    while (at < text.size()) {
        const auto link = std::min(text.find("https://", at), text.find("http://", at));
        html += webpage::escape(std::string_view(text).substr(at, link == std::string::npos ? std::string::npos : link - at));
        if (link == std::string::npos) break;
        auto end = text.find_first_of(" \n\r\t<>\"'", link);
        if (end == std::string::npos) end = text.size();
        const auto url = webpage::escape(std::string_view(text).substr(link, end - link));
        html += "<a href=\"" + url + "\">" + url + "</a>";
        at = end;
    }
    return html + "</div>";
}

}  // namespace mainstay::channels
