#include "kit/mail/quote_lines.hpp"

#include <algorithm>
#include <initializer_list>

#include "kit/mail/charset.hpp"
#include "kit/mail/words.hpp"

namespace mainstay::mail {
namespace {

using Words = std::initializer_list<std::string_view>;

// clang-format off
const Words kDated = {
    "On ", "Le ", "Am ", "El ", "Il ", "Op ", "Em ", "W dniu ", "Dnia ", "Den ", "På ", "At ", "Dne ",
    "Dňa ", "Il giorno ", "于", "在", "Pada ", "Vào "};

const Words kVerbs = {
    "wrote", "writes", "a \xC3\xA9" "crit", "a écrit", "schrieb", "geschrieben", "ha scritto", "escribi",
    "escribió", "escreveu", "schreef", "geschreven", "skrev", "napisal", "napisał", "napsal", "kirjoitti",
    "написал", "пише", "писал", "написав", "写道", "寫道", "のメール", "書きました", "작성", "yazd", "a scris",
    "ha escrit", "เขียน", "viết", "írta", "έγραψε", "skrifaði", "rašė", "napísal", "je napisa", "kirjutas",
    "menulis", "ਨੇ ਲਿਖਿਆ", "כתב", "كتب", "sendte"};

const Words kSenderFields = {
    "From", "Von", "De", "Da", "Van", "Fra", "Från", "Od", "Lähettäjä", "Отправитель", "От", "От кого",
    "Від", "Від кого", "发件人", "寄件者", "寄件人", "發件人", "差出人", "送信者", "보낸 사람", "보낸사람", "Expéditeur",
    "Remitente", "Mittente", "Feladó", "Gönderen", "Kimden", "Από", "Message du", "Afzender", "Absender",
    "De la", "От:", "Avsändare", "Sendt af", "Kimden", "Reply-To", "Odesílatel", "Nadawca"};

const Words kOtherFields = {
    "To", "Cc", "Bcc", "Sent", "Date", "Subject", "Reply-To", "Importance", "Attachments", "Sent at",
    "Gesendet", "An", "Betreff", "Datum", "Kopie", "Antwort an", "Envoyé", "Envoyé le", "Envoyé :", "À",
    "A", "Objet", "Copie à", "Sujet", "Inviato", "Oggetto", "Data", "Risposta", "Verzonden", "Aan",
    "Onderwerp", "Verzonden op", "Enviado", "Enviado el", "Enviado em", "Enviada em", "Enviada", "Fecha",
    "Para", "Asunto", "Assunto", "Sendt", "Til", "Emne", "Dato", "Skickat", "Till", "Ämne", "Wysłano",
    "Do", "Temat", "Data wysłania", "Komu", "Předmět", "Odesláno", "Кому", "Тема", "Дата", "Отправлено",
    "Надіслано", "Копия", "收件人", "抄送", "主题", "主題", "发送时间", "日期", "时间", "傳送時間", "副本", "主旨", "日時", "宛先",
    "件名", "送信日時", "받는 사람", "보낸 날짜", "제목", "날짜", "Lähetetty", "Vastaanottaja", "Aihe", "Päiväys", "Tárgy",
    "Címzett", "Elküldve", "Konu", "Kime", "Tarih", "Gönderildi", "Θέμα", "Προς", "Dátum", "Subiect",
    "Către", "Trimis", "Date d'envoi", "Kopi", "Kopia", "Responder a", "Responder para", "Destinatario",
    "Destinataire", "A :", "Cc :"};

const Words kBeginnings = {
    "On ", "Le ", "Am ", "El ", "Il ", "Op ", "Em ", "W dniu ", "Dnia ", "Den ", "På ", "At ", "Dne ",
    "Dňa ", "Pada ", "Vào ", "Lúc ", "在", "于", "W dn"};

const Words kOriginal = {
    "original message", "forwarded message", "original appointment", "ursprüngliche nachricht",
    "urspr\xC3\xBCngliche nachricht", "originalnachricht", "weitergeleitete nachricht",
    "message d'origine", "message d\xE2\x80\x99origine", "message transféré", "message original",
    "messaggio originale", "messaggio inoltrato", "mensaje original", "mensaje reenviado",
    "mensagem original", "mensagem encaminhada", "oorspronkelijk bericht", "doorgestuurd bericht",
    "oprindelig", "opprinnelig melding", "ursprungligt meddelande", "originalmeddelande",
    "alkuperäinen viesti", "wiadomość oryginalna", "oryginalna wiadomość", "původní zpráva",
    "исходное сообщение", "пересылаемое сообщение", "原始邮件", "原始郵件", "原邮件", "转发邮件", "转发的邮件", "轉寄",
    "元のメッセージ", "元のメール", "원본 메시지", "원본 메일", "original mail", "eredeti üzenet", "mesaj original",
    "orijinal mesaj", "reply message", "reply above this line", "αρχικό μήνυμα", "izvirno sporočilo",
    "izvorna poruka"};

const Words kDevice = {
    "Sent from my ", "Sent from a ", "Sent from Mail", "Sent from Windows", "Sent from Yahoo",
    "Sent from Outlook", "Sent from Samsung", "Sent from Galaxy", "Sent from iPhone", "Sent from the all",
    "Sent from mobile", "Sent from [", "Sent from TypeApp", "Sent from BlueMail", "Sent from Proton",
    "Sent via ", "Sent with ", "Sent by ", "Sent using ", "Get Outlook for", "Get [Outlook",
    "Get BlueMail", "From my iPhone", "From my iPad", "From my Android", "From my mobile",
    "Someone from mobile", "Envoyé depuis ", "Envoyé de mon", "Envoyé de ", "Envoyé à partir de",
    "Télécharg", "Von meinem ", "Gesendet von ", "Gesendet mit ", "Gesendet aus",
    "Diese Nachricht wurde von mein", "Inviato da", "Inviato dal", "Enviado desde", "Enviado do ",
    "Enviado de ", "Enviado a partir", "Verzonden met", "Verzonden vanaf", "Verstuurd vanaf",
    "Verstuurd van", "Skickat från", "Sendt fra", "Lähetetty ", "Wysłane z", "Wysłano z", "Odesláno z",
    "Отправлено с", "Отправлено из", "Надіслано з", "发自我的", "發自我的", "從我的", "从我的", "来自我的", "发自", "發自",
    "iPhoneから送信", "私のiPhoneから", "나의 iPhone에서", "iPhone에서 보냄", "Gönderildi", "iPhone'umdan", "Trimis de pe",
    "Poslané z", "Küldve", "Στάλθηκε από", "Yahoo Mail"};
// clang-format on

bool holds_any(std::string_view text, Words words) {
    return std::any_of(words.begin(), words.end(), [&](auto word) { return holds(text, word); });
}
bool begins_any(std::string_view text, Words words) {
    return std::any_of(words.begin(), words.end(), [&](auto word) { return begins_with(text, word); });
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Emphasis and quote marks that programs put around what they write.
std::string_view bare(std::string_view line) {
    auto out = trim(line);
    while (!out.empty() && (out.front() == '*' || out.front() == '|')) out = trim(out.substr(1));
    while (!out.empty() && out.back() == '*') out = trim(out.substr(0, out.size() - 1));
    while (begins_with(out, "\xC2\xA0")) out = trim(out.substr(2));
    return out;
}

auto digits_in(std::string_view line) {
    return std::count_if(line.begin(), line.end(), is_digit);
}

bool has_date_or_address(std::string_view line) {
    return line.find('@') != std::string_view::npos || digits_in(line) >= 3;
}

bool has_full_address(std::string_view line) {  // in angle brackets or as a link
    const auto at = line.find('@');
    if (at == std::string_view::npos) return false;
    return (line.rfind('<', at) != std::string_view::npos && line.find('>', at) != std::string_view::npos) ||
           holds(line, "mailto:");
}

// Begins as the introductions of the usual programs do.
bool is_dated(std::string_view text) {
    return begins_any(text, kDated) || (!text.empty() && is_digit(text[0]));
}

bool ends_with_colon(std::string_view line) {
    return line.ends_with(':') || line.ends_with("\xEF\xBC\x9A") || line.ends_with(":>") ||
           line.ends_with("::");
}

// Words of writing in front of the colon, as the usual programs have them.
bool has_verb(std::string_view line) {
    return holds_any(line, kVerbs);
}

std::size_t field_name_length(std::string_view line) {  // before ":" or its wide form
    const auto narrow = line.find(':'), wide = line.find("\xEF\xBC\x9A");
    return std::min(narrow, wide);
}

bool is_field(std::string_view line, Words names) {
    const auto text = bare(line);
    const auto length = field_name_length(text);
    if (length == std::string_view::npos || length == 0 || length > 60) return false;
    auto name = trim(text.substr(0, length));
    while (!name.empty() && name.back() == '*') name = trim(name.substr(0, name.size() - 1));
    while (name.ends_with("\xC2\xA0")) name.remove_suffix(2);
    return std::any_of(names.begin(), names.end(), [&](auto word) { return same(name, word); });
}

}  // namespace

bool is_quoted(std::string_view line) {
    const auto text = trim(line);
    if (text.empty()) return false;
    if (text[0] == '>') return true;
    if (begins_with(text, "&gt;") || (text[0] == '|' && text.size() > 1 && text[1] == ' ')) return true;
    const auto mark = text.find('>');  // "Jo> quoted"
    return mark != std::string_view::npos && mark > 0 && mark <= 12 && mark + 1 < text.size() &&
           text[mark + 1] == ' ' &&
           std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(mark), [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
           });
}

bool is_introduction(std::string_view line) {
    auto text = bare(line);
    while (!text.empty() && (text.front() == '>' || text.front() == '-')) text = trim(text.substr(1));
    while (!text.empty() && text.back() == '-') text = trim(text.substr(0, text.size() - 1));
    if (text.size() < 8 || text.size() > 500 || !has_date_or_address(text)) return false;
    if (ends_with_colon(text) && has_verb(text)) return true;
    // "2016-01-02 10:00 GMT+02:00 Jo <a@b>:" says it without a verb
    if (ends_with_colon(text) && text.find(">:") != std::string_view::npos && has_full_address(text) &&
        digits_in(text) >= 6)
        return true;
    return is_dated(text) && has_verb(text) && text.find('@') != std::string_view::npos &&
           text.ends_with("wrote");
}

bool is_sure_introduction(std::string_view line) {
    const auto text = bare(line);
    return has_full_address(text) || (is_dated(text) && digits_in(text) >= 6);
}

bool may_begin_introduction(std::string_view line) {
    auto text = bare(line);
    while (!text.empty() && text.front() == '>') text = trim(text.substr(1));
    if (text.size() < 6) return false;
    if (begins_any(text, kBeginnings)) return true;
    return is_digit(text[0]) || text.find('@') != std::string_view::npos ||
           text.find('<') != std::string_view::npos;
}

bool is_plain_rule(std::string_view line) {
    const auto text = trim(line);
    return text.size() >= 4 &&
           (text.find_first_not_of("-_=*~\xE2\x80\x94\x93\x95 ") == std::string_view::npos);
}

bool is_original_rule(std::string_view line) {
    const auto text = trim(line);
    const bool ruled = text.starts_with("--") || text.starts_with("==") || text.starts_with("__") ||
                       text.starts_with("\xE2\x80\x94") || text.starts_with("\xE2\x80\x93") ||
                       text.starts_with("**") || text.starts_with("~~");
    if (begins_with(text, "Begin forwarded message") || begins_with(text, "Anfang der weitergeleiteten") ||
        begins_with(text, "Début du message") || begins_with(text, "Inizio messaggio inoltrato") ||
        begins_with(text, "Inicio del mensaje") || begins_with(text, "下面是被转发的邮件"))
        return true;
    if (!ruled || text.size() > 120) return false;
    return holds_any(text, kOriginal);
}

bool is_sender_field(std::string_view line) {
    return is_field(line, kSenderFields);
}
bool is_header_field(std::string_view line) {
    return is_field(line, kSenderFields) || is_field(line, kOtherFields);
}

bool is_signature_rule(std::string_view line) {
    const auto text = trim(line);
    return text == "--" || text == "\xE2\x80\x94" || text == "\xE2\x80\x93" || text == "---" ||
           text == "- --" || text == "__" || text == "\xE2\x80\x94\xE2\x80\x94";
}

bool is_device_line(std::string_view line) {
    auto text = bare(line);
    while (!text.empty() && std::string_view("<([").find(text.front()) != std::string_view::npos)
        text = trim(text.substr(1));
    if (text.size() > 200) return false;
    if (begins_any(text, kDevice)) return true;
    return (text.ends_with("から送信") || text.ends_with("에서 보냄") || text.ends_with("傳送") ||
            text.ends_with("传送") || holds(text, "Mobilgerät gesendet")) &&
           text.size() < 80;
}

}  // namespace mainstay::mail
