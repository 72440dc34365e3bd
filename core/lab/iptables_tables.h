// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rule_set.h"

#include <string>
#include <string_view>
#include <vector>

/// The tables of iptables as its programs see them in a namespace.
namespace hoplens::lab {

inline constexpr std::string_view iptablesVersion = "v1.8.9 (nf_tables)";

struct TableChains {
    std::string_view table;
    std::vector<std::string_view> chains;
};

/// In the order of iptables-save.
const std::vector<TableChains>& builtIns();

/// iptables' tables of one family in a namespace: those that the program of this name writes.
struct Variant {
    TableFamily family = TableFamily::Ip;
    RuleOrigin origin = RuleOrigin::IptablesNft;
};

/// Of a program by its name: iptables, ip6tables-legacy, iptables-save …
Variant variantOf(std::string_view program, const RuleSet& rules);
/// Invalid: nobody has made it.
TableId tableNamed(const RuleSet& rules, const Variant& variant, std::string_view name);
/// As its first use makes it: a built-in chain comes when something is put into it.
TableId makeTable(RuleSet& rules, const Variant& variant, const std::string& name);
/// The table must be one of builtIns().
const std::vector<std::string_view>& builtInsOf(std::string_view table);
bool isBuiltInName(std::string_view table, std::string_view chain);

/// A chain as iptables shows it: built-in ones are listed whether the kernel has them or not.
struct ListedChain {
    std::string name;
    ChainId id; ///< invalid: nobody has used it
};

/// The built-in ones in the order of packets, then a user's by name.
std::vector<ListedChain> listedChains(const RuleSet& rules, TableId table);

/// "[3:252]".
std::string counted(const Counters& value);

} // namespace hoplens::lab
