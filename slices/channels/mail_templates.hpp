#pragma once
// The words of mails that Mainstay writes itself, in English and Chinese. {name} marks are filled in; what a stranger wrote
// never is.
#include <map>
#include <string>

namespace mainstay::channels {

struct Words {
    std::string subject, text;
};

// Unknown templates give empty words. language: "zh" or anything else for English.
Words words_of(const std::string& template_name, const std::string& language, const std::map<std::string, std::string>& values);
std::string reply_line(const std::string& language);
std::string text_as_html(const std::string& text);  // escaped, links made, paragraphs kept

}  // namespace mainstay::channels
