// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/iptables_tables.h"

#include "filter/rule_set_edit.h"

#include <algorithm>

namespace hoplens::lab {

const std::vector<TableChains>& builtIns()
{
    static const std::vector<TableChains> all = {{"mangle", {"PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"}}, {"security", {"INPUT", "FORWARD", "OUTPUT"}}, {"raw", {"PREROUTING", "OUTPUT"}}, {"filter", {"INPUT", "FORWARD", "OUTPUT"}}, {"nat", {"PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"}}};
    return all;
}

Variant variantOf(std::string_view program, const RuleSet& rules)
{
    Variant variant{program.starts_with("ip6") ? TableFamily::Ip6 : TableFamily::Ip, RuleOrigin::IptablesNft};
    const auto isThere = [&](RuleOrigin origin) { return std::ranges::any_of(rules.tables, [&](const Table& table) { return table.origin == origin && table.family == variant.family; }); };
    if (program.find("-legacy") != std::string_view::npos || (program.find("-nft") == std::string_view::npos && isThere(RuleOrigin::IptablesLegacy) && !isThere(RuleOrigin::IptablesNft)))
        variant.origin = RuleOrigin::IptablesLegacy; // as the host that wrote them has it
    return variant;
}

TableId tableNamed(const RuleSet& rules, const Variant& variant, std::string_view name)
{
    for (std::uint32_t i = 0; i < rules.tables.size(); ++i)
        if (rules.tables[i].family == variant.family && rules.tables[i].origin == variant.origin && rules.tables[i].name == name)
            return TableId{i};
    return {};
}

TableId makeTable(RuleSet& rules, const Variant& variant, const std::string& name)
{
    rules.tables.push_back({variant.origin, variant.family, false, name});
    return TableId{static_cast<std::uint32_t>(rules.tables.size() - 1)};
}

const std::vector<std::string_view>& builtInsOf(std::string_view table) { return std::ranges::find(builtIns(), table, &TableChains::table)->chains; }
bool isBuiltInName(std::string_view table, std::string_view chain) { return std::ranges::find(builtInsOf(table), chain) != builtInsOf(table).end(); }

std::vector<ListedChain> listedChains(const RuleSet& rules, TableId table)
{
    const auto& tableName = rules.tables[table.value].name;
    std::vector<ListedChain> chains;
    for (const auto name : builtInsOf(tableName))
        chains.push_back({std::string(name), findChain(rules, table, name)});
    const auto own = static_cast<std::ptrdiff_t>(chains.size());
    for (std::uint32_t i = 0; i < rules.chains.size(); ++i)
        if (rules.chains[i].table == table && !isBuiltInName(tableName, rules.chainName(ChainId{i})))
            chains.push_back({std::string(rules.chainName(ChainId{i})), ChainId{i}});
    std::ranges::sort(chains.begin() + own, chains.end(), {}, &ListedChain::name);
    return chains;
}

std::string counted(const Counters& value) { return "[" + std::to_string(value.packets) + ":" + std::to_string(value.bytes) + "]"; }

} // namespace hoplens::lab
