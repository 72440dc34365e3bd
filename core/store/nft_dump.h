// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hoplens {

struct LeftOutChain {
    std::string family;
    std::string table;
    std::string chain;
};

/// nft -j list ruleset without some tables (family and name): those of iptables-nft, which iptables-save tells better.
/// chains: those that went with them. Errors: InvalidInput for anything else than such a listing. Any thread.
Result<std::string> withoutTables(const std::string& text, const std::string& file, const std::set<std::pair<std::string, std::string>>& tables, std::vector<LeftOutChain>& chains);

} // namespace hoplens
