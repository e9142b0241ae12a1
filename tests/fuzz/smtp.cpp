#include "kit/mail/smtp_dialogue.hpp"
#include "fuzz.hpp"

using namespace mainstay;

// What a client says, in one piece and whatever we would answer.
void fuzz(std::string_view bytes) {
    static const mail::IntakeOptions options{};
    mail::Dialogue dialogue(options, "192.0.2.1");
    std::string input(bytes), output;
    for (int turns = 0; turns < 10'000; ++turns) {
        const auto ask = dialogue.advance(input, output);
        if (ask == mail::Ask::recipient)
            dialogue.answer_recipient({250, "2.1.5", "OK"}, output);
        else if (ask == mail::Ask::deliver)
            dialogue.answer_delivery({{250, "2.0.0", "OK"}}, output);
        else
            return;
    }
    __builtin_trap();
}
