#include <doctest/doctest.h>

#include <algorithm>

#include "kit/crypto/crypto.hpp"
#include "kit/mail/message.hpp"
#include "kit/mail/parts.hpp"
#include "kit/mail/spool.hpp"
#include "kit/mail/words.hpp"

using namespace mainstay::mail;

namespace {

bool was_repaired(const Message& message, std::string_view words) {
    return std::any_of(message.repairs.begin(), message.repairs.end(), [&](const auto& one) {
        return one.find(words) != std::string::npos;
    });
}

const std::string kHello = "\xE4\xBD\xA0\xE5\xA5\xBD\xEF\xBC\x8C\xE5\xAE\xA2\xE6\x9C\x8D";  // 你好，客服
const std::string kHelloGbk = "\xC4\xE3\xBA\xC3\xA3\xAC\xBF\xCD\xB7\xFE";

}  // namespace

TEST_CASE("a plain mail gives its people, subject, date and text") {
    const auto mail = read(
        "From: Jo Doe <Jo@EXAMPLE.org>\r\nTo: a@x.org, \"B, C\" <b@y.org>\r\nCc: team: c@z.org, "
        "d@z.org;\r\nSubject: Hello\r\n there\r\n"
        "Date: Sat, 21 Nov 2026 08:30:00 +0100\r\nMessage-ID: <1@x>\r\nIn-Reply-To: <0@x>\r\nReferences: "
        "<a@x> <b@x>\r\n\r\nHi\r\nyou\r\n");
    REQUIRE(mail.from.size() == 1);
    CHECK(mail.from[0].name == "Jo Doe");
    CHECK(mail.from[0].address == "Jo@example.org");
    CHECK(mail.to.size() == 2);
    CHECK(mail.cc.size() == 2);
    CHECK(mail.recipients == std::vector<std::string>{"a@x.org", "b@y.org", "c@z.org", "d@z.org"});
    CHECK(mail.subject == "Hello there");
    CHECK(mail.date == 1795246200000);
    CHECK(mail.message_id == "<1@x>");
    CHECK(mail.references == std::vector<std::string>{"<a@x>", "<b@x>"});
    CHECK(mail.text == "Hi\nyou\n");
    CHECK(mail.has_plain_text);
    CHECK(mail.repairs.empty());
}

TEST_CASE("text in a Chinese charset is read whatever the label says") {
    for (const std::string label : {"gb2312", "GBK", "gb18030", "us-ascii", "x-unknown", "utf-8"}) {
        CAPTURE(label);
        const auto mail =
            read("From: a@b.cn\nContent-Type: text/plain; charset=" + label + "\n\n" + kHelloGbk);
        CHECK(mail.text == kHello);
    }
    const auto unlabelled = read("From: a@b.cn\n\n" + kHelloGbk);
    CHECK(unlabelled.text == kHello);
    CHECK(was_repaired(unlabelled, "gb18030"));
    CHECK(read("From: a@b\nContent-Type: text/plain; charset=gb2312\n\n" + kHello).text ==
          kHello);  // UTF-8 under a wrong label
}

TEST_CASE("other charsets are read") {
    CHECK(read("Content-Type: text/plain; charset=big5\n\n\xA7\x41\xA6\x6E").text ==
          "\xE4\xBD\xA0\xE5\xA5\xBD");
    CHECK(read("Content-Type: text/plain; charset=iso-2022-jp\n\n\x1B$B$3$s\x1B(B").text == "こん");
    CHECK(read("Content-Type: text/plain; charset=koi8-r\n\n\xF0\xD2\xC9\xD7\xC5\xD4").text == "Привет");
    CHECK(read("Content-Type: text/plain; charset=iso-8859-1\n\n\x93"
               "caf\xE9\x94")
              .text ==
          "\xE2\x80\x9C"
          "café\xE2\x80\x9D");
    CHECK(read("Content-Type: text/plain\n\ncaf\xE9").text == "café");
}

TEST_CASE("encoded words: split inside a character, Chinese labels, raw bytes, rubbish") {
    const auto first = encode_base64(kHello.substr(0, 4)), second = encode_base64(kHello.substr(4));
    CHECK(read("Subject: =?utf-8?B?" + first + "?=\n =?utf-8?B?" + second + "?=\n\n").subject == kHello);
    CHECK(read("Subject: =?gb2312?B?" + encode_base64(kHelloGbk) + "?= ok\n\n").subject == kHello + " ok");
    CHECK(read("Subject: " + kHelloGbk + "\n\n").subject == kHello);
    CHECK(read("Subject: " + kHello + "\n\n").subject == kHello);
    CHECK(read("Subject: =?utf-8?Q?caf=C3=A9_=5Fx?=\n\n").subject == "café _x");
    CHECK(read("Subject: =?utf-8?X?abc?= =?broken\n\n").subject == "=?utf-8?X?abc?= =?broken");
    const auto mail = read("From: =?gbk?B?" + encode_base64(kHelloGbk) + "?= <a@b.cn>\n\n");
    REQUIRE(mail.from.size() == 1);
    CHECK(mail.from[0].name == kHello);
}

TEST_CASE("several and odd senders are kept apart and noted") {
    const auto two = read("From: a@x.org, b@x.org\n\n");
    CHECK(two.from.size() == 2);
    CHECK(was_repaired(two, "more than one From"));
    CHECK(was_repaired(read("Subject: x\n\n"), "no sender"));
    const auto dotted = read("From: taro.@docomo.example.jp\n\n");
    REQUIRE(dotted.from.size() == 1);
    CHECK(dotted.from[0].address == "taro.@docomo.example.jp");
}

TEST_CASE("parts: alternative, inline picture, attachment, enclosed message, calendar") {
    const auto mail = read(
        "From: a@x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
        "boundary=m\n\npreamble\n--m\nContent-Type: multipart/related; boundary=r\n\n"
        "--r\nContent-Type: multipart/alternative; boundary=a\n\n--a\nContent-Type: "
        "text/plain\n\nplain\n--a\nContent-Type: text/html\n\n<p>html</p><img src='cid:pic%40x'>\n--a--\n"
        "--r\nContent-Type: image/png\nContent-ID: <pic@x>\nContent-Transfer-Encoding: "
        "base64\n\nAAEC\n--r--\n"
        "--m\nContent-Type: application/pdf; name=\"../../etc/x.pdf\"\nContent-Disposition: "
        "attachment\n\nPDF\n"
        "--m\nContent-Type: message/rfc822\n\nSubject: inner\n\n--m is no delimiter of this\ninner text\n"
        "--m\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n--m--\nepilogue\n");
    CHECK(mail.text == "plain");
    CHECK(mail.html == "<p>html</p><img src='cid:pic%40x'>");
    REQUIRE(mail.attachments.size() == 4);
    CHECK(mail.attachments[0].is_inline);
    CHECK(mail.attachments[0].content_id == "pic@x");
    CHECK(mail.attachments[0].bytes == std::string("\0\1\2", 3));
    CHECK(mail.attachments[1].name == "x.pdf");
    CHECK(mail.attachments[1].bytes == "PDF");
    CHECK(mail.attachments[1].sha256 == "1d393b0081b632c54654eb08c345ff76b92ae4efe0768b4c0f64b9ebbe920492");
    CHECK(mail.attachments[2].type == "message/rfc822");
    CHECK(mail.attachments[2].bytes.find("inner text") != std::string::npos);
    CHECK(mail.attachments[3].type == "text/calendar");
}

TEST_CASE("HTML-only mail has a text, and a plain footer does not hide it") {
    CHECK(read("Content-Type: text/html\n\n<p>Hello <b>you</b></p>").text == "Hello you");
    CHECK_FALSE(read("Content-Type: text/html\n\n<p>Hello</p>").has_plain_text);
    const auto mail = read(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: "
        "text/html\n\n<p>question</p>\n--b\nContent-Type: text/plain\n\nlist footer\n--b--\n");
    CHECK(mail.text == "question\nlist footer");
}

TEST_CASE("flowed text is one line a paragraph") {
    const std::string flowed = "One \ntwo\n> quoted \n> more\n-- \nsig\n";
    CHECK(read("Content-Type: text/plain; format=flowed\n\n" + flowed).text ==
          "One two\n> quoted more\n-- \nsig\n");
    CHECK(read("Content-Type: text/plain; format=flowed; delsp=yes\n\nab \ncd\n").text == "abcd\n");
    CHECK(read("Content-Type: text/plain\n\n" + flowed).text == flowed);
}

TEST_CASE("file names: RFC 2231, encoded words, raw GBK, and nothing dangerous") {
    const auto name = [](const std::string& disposition) {
        const auto mail =
            read("Content-Type: application/x\nContent-Disposition: attachment; " + disposition + "\n\nx");
        REQUIRE(mail.attachments.size() == 1);
        return mail.attachments[0].name;
    };
    CHECK(name("filename*=UTF-8''%E4%BD%A0%E5%A5%BD.txt") == "你好.txt");
    CHECK(name("filename*0*=gb2312''%C4%E3; filename*1*=%BA%C3.txt") == "你好.txt");
    CHECK(name("filename=\"=?gb2312?B?xOO6ww==?=.txt\"") == "你好.txt");
    CHECK(name("filename=\"\xC4\xE3\xBA\xC3.txt\"") == "你好.txt");
    CHECK(name("filename=\"C:\\\\temp\\\\a.exe\"") == "a.exe");
    CHECK(name("filename=\"../../../etc/passwd\"") == "passwd");
    CHECK(name("filename*=UTF-8''a%E2%80%AEfdp.exe") == "afdp.exe");
    CHECK(name("filename*=UTF-8''a%00b%0D%0Ac.txt").find_first_of(std::string("\0\r\n", 3)) ==
          std::string::npos);
    CHECK(name("filename=\"CON.txt\"") == "_CON.txt");
    CHECK(name("filename=\"..\"").empty());
    CHECK(name("filename=\"" + std::string(4000, 'x') + ".pdf\"").size() == 255);
    CHECK(name("filename=\"" + std::string(4000, 'x') + ".pdf\"").ends_with(".pdf"));
}

TEST_CASE("damaged mails give what is there") {
    CHECK(read("").text.empty());
    CHECK(read("no headers at all").text == "no headers at all");
    CHECK(read("\n\nbody").text == "\nbody");
    CHECK(read("From: a@b\rSubject: old\r\rmac").subject == "old");
    CHECK(read(std::string("Subject: a\0b\n\nx\0y", 17)).text == "xy");
    const auto broken = read("Content-Type: multipart/mixed; boundary=zzz\n\nThe text nobody delimited\n");
    CHECK(broken.text == "The text nobody delimited\n");
    CHECK(was_repaired(broken, "without its boundary"));
    CHECK(read("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\ncut off in the "
               "mid")
              .text == "cut off in the mid");
    CHECK(read("Subject: x\nrubbish\nFrom: a@b\n\ntext").from.size() == 1);
    CHECK(read("From: a@b\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\naGVsbG8\n").text ==
          "hello");
    const auto parts = read(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n--b\n\nsecond\n--b--");
    CHECK(parts.text == "second");
}

TEST_CASE("a sink takes the attachments") {
    ReadOptions options;
    std::size_t seen = 0;
    options.sink = [&](const Attachment& about, const std::function<void(const ReadOptions::Take&)>& pieces) {
        pieces([&](std::string_view piece) { seen += piece.size(); });
        return "blob-" + about.name;
    };
    const auto mail = read("Content-Type: application/x; name=a.bin\n\n12345", options);
    REQUIRE(mail.attachments.size() == 1);
    CHECK(mail.attachments[0].blob == "blob-a.bin");
    CHECK(mail.attachments[0].bytes.empty());
    CHECK(mail.attachments[0].size == 5);
    CHECK(seen == 5);
}

TEST_CASE("an attachment decoded in pieces is the one decoded at once, in every encoding") {
    std::string bytes;
    for (int i = 0; i < 900'000; ++i) bytes += static_cast<char>((i * 7919 >> 3) & 0xFF);
    std::string plain, quoted, endless;
    for (int i = 0; i < 40'000; ++i) {
        plain += "line " + std::to_string(i) + "\r\n";
        quoted += "l=C3=A9ne =\r\n" + std::to_string(i) + "  \r\n";
        endless += "=C3=A9 =20";
    }
    struct Case {
        const char* encoding;
        std::string body;
    };
    for (const auto& [encoding, body] : {Case{"base64", encode_base64(bytes)},
                                         Case{"quoted-printable", quoted},
                                         Case{"quoted-printable", endless},
                                         Case{"8bit", plain}}) {
        CAPTURE(encoding);
        REQUIRE(body.size() > mainstay::blob::Bytes::kPiece);
        const auto mail = read("Content-Type: application/x; name=a.bin\nContent-Transfer-Encoding: " +
                               std::string(encoding) + "\n\n" + body);
        REQUIRE(mail.attachments.size() == 1);
        const auto whole = std::string(encoding) == "base64" ? bytes
                           : std::string(encoding) == "8bit" ? body
                                                             : decode_quoted_printable(body);
        CHECK(mail.attachments[0].bytes == whole);
        CHECK(mail.attachments[0].size == whole.size());
        CHECK(mail.attachments[0].sha256 == mainstay::crypto::hex(mainstay::crypto::sha256(whole)));
    }
}

TEST_CASE("a very long text is shown in part and attached as a whole") {
    ReadOptions options;
    options.max_text_bytes = 100;
    std::string body;
    for (int i = 0; i < 50; ++i) body += "line " + std::to_string(i) + "\n";
    const auto mail = read("From: a@b.example\n\n" + body, options);
    CHECK(mail.text.starts_with("line 0\nline 1\n"));
    CHECK(mail.text.size() <= 100);
    REQUIRE(mail.attachments.size() == 1);
    CHECK(mail.attachments[0].name == "message.txt");
    CHECK(mail.attachments[0].bytes == body);
}

TEST_CASE("a mail in a mapped file reads like one in memory") {
    const std::string edge = "\r\n--edge\r\n";
    std::string text = "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=edge\r\n" + edge +
                       "Content-Type: text/plain\r\n\r\nHello";
    for (int i = 0; i < 3; ++i)
        text += edge + "Content-Type: application/x; name=" + std::to_string(i) + "\r\n\r\n" +
                std::string(500'000 + i, static_cast<char>('a' + i));
    text += "\r\n--edge--\r\n";
    Spool spool(1000, "");
    for (std::size_t at = 0; at < text.size(); at += 777)
        spool.append(std::string_view(text).substr(at, 777));
    const auto in_memory = read(text), mapped = read(spool.bytes());
    CHECK(mapped.text == "Hello");
    REQUIRE(mapped.attachments.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) CHECK(mapped.attachments[i].bytes == in_memory.attachments[i].bytes);
    CHECK(mapped.attachments[2].bytes == std::string(500'002, 'c'));
}

TEST_CASE("inspect gives JSON with safe HTML") {
    const auto text = inspect_json(
        "From: a@b\nContent-Type: text/html\n\n<p onclick='x()'>Hi<script>alert(1)</script></p>");
    CHECK(text.find("\"safe_html\":\"<p>Hi</p>\"") != std::string::npos);
    CHECK(text.find("alert") == std::string::npos);
}
