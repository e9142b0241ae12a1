#pragma once
// Typed custom fields of tickets.
#include <string>
#include <vector>

#include "base/result.hpp"
#include "kit/db/db.hpp"

namespace mainstay::tickets {

struct CustomField {
    std::string id, key, name_en, name_zh, type = "text";
    std::vector<std::string> options;  // of a select
    bool is_required = false;
};

std::vector<CustomField> list_fields(db::Tx& tx);
// Checks a JSON object of values against the known fields; gives it back in one normal form. Every mistake at once.
Result<std::string> check_fields(db::Tx& tx, const std::string& values_json);
// What is required must be there before a ticket counts as resolved: pointers to what is missing.
Result<> check_required(db::Tx& tx, const std::string& values_json);
bool insert_field(db::Tx& tx, const CustomField& field);
bool update_field(db::Tx& tx, const CustomField& field);
bool remove_field(db::Tx& tx, const std::string& id);

}  // namespace mainstay::tickets
