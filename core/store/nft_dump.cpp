// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/nft_dump.h"

#include "store/json_entry.h"

namespace hoplens {

Result<std::string> withoutTables(const std::string& text, const std::string& file, const std::set<std::pair<std::string, std::string>>& tables, std::vector<LeftOutChain>& chains)
{
    using Json = nlohmann::json;
    auto json = parseFlatJson(text);
    if (json.is_discarded() || !json.is_object() || !json.contains("nftables") || !json["nftables"].is_array())
        return failure({ErrorCode::InvalidInput, "this is not what nft prints with -j list ruleset", file});
    auto& list = json["nftables"];
    Json kept = Json::array();
    for (auto& entry : list) {
        bool isLeftOut = false;
        if (entry.is_object() && entry.size() == 1 && entry.begin()->is_object()) {
            std::vector<std::string> bad; // a field that is no text names no table: whoever reads the rest complains
            const JsonEntry object(*entry.begin(), bad);
            const bool isTable = entry.begin().key() == "table";
            isLeftOut = tables.contains({object.text("family"), object.text(isTable ? "name" : "table")});
            if (isLeftOut && entry.begin().key() == "chain")
                chains.push_back({object.text("family"), object.text("table"), object.text("name")});
        }
        if (!isLeftOut)
            kept.push_back(std::move(entry));
    }
    list = std::move(kept);
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace hoplens
