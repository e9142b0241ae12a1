#include "base/clock.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>

namespace mainstay {
namespace {

using namespace std::chrono;

struct Civil {
    year_month_day date;
    hh_mm_ss<milliseconds> time;
    weekday day;
};

Civil civil(Millis at) {
    const sys_time<milliseconds> t{milliseconds{at}};
    const auto midnight = floor<days>(t);
    return {year_month_day{midnight}, hh_mm_ss<milliseconds>{t - midnight}, weekday{midnight}};
}

bool digits(std::string_view text, std::size_t at, std::size_t n, int& out) {
    if (at + n > text.size()) return false;
    const auto* begin = text.data() + at;
    const auto [end, error] = std::from_chars(begin, begin + n, out);
    return error == std::errc{} && end == begin + n && *begin != '-';
}

void put_digits(std::string& out, std::size_t at, std::size_t n, std::int64_t value) {
    for (auto i = at + n; i-- > at; value /= 10) out[i] = static_cast<char>('0' + value % 10);
}

}  // namespace

Clock system_clock() {
    return [] { return duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count(); };
}

// Written out by hand: a list has hundreds of times, and a general formatter takes longer than the query.
std::string to_rfc3339(Millis at) {
    const auto c = civil(at);
    std::string out = "0000-00-00T00:00:00.000Z";
    put_digits(out, 0, 4, static_cast<int>(c.date.year()));
    put_digits(out, 5, 2, static_cast<unsigned>(c.date.month()));
    put_digits(out, 8, 2, static_cast<unsigned>(c.date.day()));
    put_digits(out, 11, 2, c.time.hours().count());
    put_digits(out, 14, 2, c.time.minutes().count());
    put_digits(out, 17, 2, c.time.seconds().count());
    put_digits(out, 20, 3, c.time.subseconds().count());
    return out;
}

std::optional<Millis> from_rfc3339(std::string_view text) {
    int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0;
    const bool shaped = text.size() >= 20 && digits(text, 0, 4, y) && text[4] == '-' && digits(text, 5, 2, mo) &&
                        text[7] == '-' && digits(text, 8, 2, d) && (text[10] == 'T' || text[10] == 't') &&
                        digits(text, 11, 2, h) && text[13] == ':' && digits(text, 14, 2, mi) && text[16] == ':' &&
                        digits(text, 17, 2, s);
    const year_month_day date{year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
    if (!shaped || !date.ok() || h > 23 || mi > 59 || s > 60) return std::nullopt;
    std::size_t at = 19;
    Millis ms = 0;
    if (text[at] == '.') {
        Millis unit = 100;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10) ms += (text[at] - '0') * unit;
    }
    if (at >= text.size()) return std::nullopt;
    Millis offset = 0;
    if (text[at] == '+' || text[at] == '-') {
        int oh = 0, om = 0;
        if (!digits(text, at + 1, 2, oh) || text.size() != at + 6 || text[at + 3] != ':' || !digits(text, at + 4, 2, om))
            return std::nullopt;
        offset = (text[at] == '+' ? 1 : -1) * (oh * kHour + om * kMinute);
    } else if ((text[at] != 'Z' && text[at] != 'z') || text.size() != at + 1) {
        return std::nullopt;
    }
    const auto days = sys_days{date}.time_since_epoch().count();
    return days * kDay + h * kHour + mi * kMinute + s * kSecond + ms - offset;
}

std::string to_rfc5322(Millis at) {
    static constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto c = civil(at);
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000", kDays[c.day.c_encoding()],
                       static_cast<unsigned>(c.date.day()), kMonths[static_cast<unsigned>(c.date.month()) - 1],
                       static_cast<int>(c.date.year()), c.time.hours().count(), c.time.minutes().count(),
                       c.time.seconds().count());
}

}  // namespace mainstay
