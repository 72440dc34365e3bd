// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/rule_set_builder.h"

#include <algorithm>
#include <array>

namespace hoplens {

RuleSetBuilder::RuleSetBuilder(RuleSet& out) : m_out(out)
{
    for (std::uint32_t i = 0; i < out.chains.size(); ++i) {
        const auto& chain = out.chains[i];
        m_chains.emplace(std::uint64_t{chain.table.value} << 32 | chain.name.value, ChainId{i});
        m_chainOfRule.insert(m_chainOfRule.end(), chain.rules.count, ChainId{i});
    }
}

TableId RuleSetBuilder::table(RuleOrigin origin, TableFamily family, std::string_view name)
{
    for (std::uint32_t i = 0; i < m_out.tables.size(); ++i) {
        const auto& table = m_out.tables[i];
        if (table.origin == origin && table.family == family && table.name == name)
            return TableId{i};
    }
    m_out.tables.push_back({origin, family, false, std::string(name)});
    return TableId{static_cast<std::uint32_t>(m_out.tables.size() - 1)};
}

ChainId RuleSetBuilder::chain(TableId table, std::string_view name)
{
    const StringId id = string(name);
    const auto [at, isNew] = m_chains.try_emplace(std::uint64_t{table.value} << 32 | id.value, ChainId{static_cast<std::uint32_t>(m_out.chains.size())});
    if (isNew)
        m_out.chains.push_back({table, id});
    return at->second;
}

ChainId RuleSetBuilder::findChain(TableId table, std::string_view name) const
{
    const StringId id = m_out.strings.find(name);
    const auto at = id.valid() ? m_chains.find(std::uint64_t{table.value} << 32 | id.value) : m_chains.end();
    return at == m_chains.end() ? ChainId{} : at->second;
}

void RuleSetBuilder::hookIptablesChain(ChainId id)
{
    static constexpr std::array<std::pair<std::string_view, Hook>, 5> builtIn = {{{"PREROUTING", Hook::Prerouting}, {"INPUT", Hook::Input}, {"FORWARD", Hook::Forward}, {"OUTPUT", Hook::Output}, {"POSTROUTING", Hook::Postrouting}}};
    auto& chain = m_out.chains[id.value];
    const auto& table = m_out.tables[chain.table.value].name;
    for (const auto& [chainName, hook] : builtIn) {
        if (m_out.text(chain.name) != chainName)
            continue;
        chain.hook = hook;
        chain.isBuiltIn = true;
        chain.priority = iptablesPriority(table, hook);
        chain.type = table == "nat" ? ChainType::Nat : table == "mangle" && hook == Hook::Output ? ChainType::Route : ChainType::Filter;
    }
}

void RuleSetBuilder::claimForIptables(ChainId id)
{
    static constexpr std::array<std::string_view, 5> tables = {"filter", "nat", "mangle", "raw", "security"};
    static constexpr std::array<std::string_view, 5> chains = {"PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"};
    const auto& chain = m_out.chains[id.value];
    auto& table = m_out.tables[chain.table.value];
    const bool ipFamily = table.family == TableFamily::Ip || table.family == TableFamily::Ip6;
    if (ipFamily && chain.hook && std::ranges::find(tables, table.name) != tables.end() && std::ranges::find(chains, m_out.text(chain.name)) != chains.end() && chain.priority == iptablesPriority(table.name, *chain.hook))
        table.origin = RuleOrigin::IptablesNft;
}

SetId RuleSetBuilder::addSet(NamedSet set)
{
    m_out.sets.push_back(std::move(set));
    return SetId{static_cast<std::uint32_t>(m_out.sets.size() - 1)};
}

SetId RuleSetBuilder::findSet(TableId table, std::string_view name) const
{
    for (std::uint32_t i = 0; i < m_out.sets.size(); ++i)
        if (m_out.sets[i].table == table && m_out.sets[i].name == name)
            return SetId{i};
    return {};
}

Rule& RuleSetBuilder::beginRule(ChainId chain)
{
    m_chainOfRule.push_back(chain);
    m_out.rules.push_back({static_cast<std::uint32_t>(m_out.operations.size())});
    return m_out.rules.back();
}

void RuleSetBuilder::addCompare(Field field, Spelling spelling, bool negated, std::span<const Interval> intervals, std::uint64_t mask)
{
    if (intervals.size() == 1)
        addCompare(field, spelling, negated, intervals.front(), mask);
    else
        add(Compare{field, spelling, negated, {addIntervals(intervals), static_cast<std::uint32_t>(intervals.size())}, mask});
}

std::uint32_t RuleSetBuilder::addInterval(const Interval& interval)
{
    auto& recent = m_recentIntervals[(std::hash<Value>()(interval.low) ^ (std::hash<Value>()(interval.high) >> 7)) % m_recentIntervals.size()];
    if (recent == 0 || m_out.intervals[recent - 1] != interval) {
        m_out.intervals.push_back(interval);
        recent = static_cast<std::uint32_t>(m_out.intervals.size());
    }
    return recent - 1;
}

PoolSpan RuleSetBuilder::addKeys(const std::vector<KeyPart>& keys)
{
    const PoolSpan span{static_cast<std::uint32_t>(m_out.keys.size()), static_cast<std::uint32_t>(keys.size())};
    m_out.keys.insert(m_out.keys.end(), keys.begin(), keys.end());
    return span;
}

std::uint32_t RuleSetBuilder::addIntervals(std::span<const Interval> intervals)
{
    const auto first = static_cast<std::uint32_t>(m_out.intervals.size());
    m_out.intervals.insert(m_out.intervals.end(), intervals.begin(), intervals.end());
    return first;
}

void RuleSetBuilder::endRule()
{
    auto& rule = m_out.rules.back();
    rule.operationCount = static_cast<std::uint16_t>(m_out.operations.size() - rule.firstOperation);
}

void RuleSetBuilder::abandonRule()
{
    m_out.operations.resize(m_out.rules.back().firstOperation, Operation(Untrack{}));
    m_out.rules.pop_back();
    m_chainOfRule.pop_back();
}

void RuleSetBuilder::finish()
{
    std::vector<std::uint32_t> next(m_out.chains.size() + 1, 0);
    for (const auto chain : m_chainOfRule)
        ++next[chain.value + 1];
    for (std::size_t i = 1; i < next.size(); ++i)
        next[i] += next[i - 1];
    for (std::size_t i = 0; i < m_out.chains.size(); ++i)
        m_out.chains[i].rules = {next[i], next[i + 1] - next[i]};
    if (!std::ranges::is_sorted(m_chainOfRule)) {
        std::vector<std::uint32_t> place(m_out.rules.size());
        for (std::size_t i = 0; i < place.size(); ++i)
            place[i] = next[m_chainOfRule[i].value]++;
        for (std::size_t i = 0; i < place.size(); ++i) // in place: a second copy of many rules is memory
            while (place[i] != i) {
                std::swap(m_out.rules[i], m_out.rules[place[i]]);
                std::swap(place[i], place[place[i]]);
            }
        std::ranges::sort(m_chainOfRule);
    }
    linkIpsets(m_out);
}

namespace {

/// Appends the key part(s) that one word of an ipset type reads from a packet.
void addIpsetKey(std::vector<KeyPart>& key, std::string_view word, bool source, IpFamily family)
{
    const bool v4 = family == IpFamily::V4;
    if (word == "ip" || word == "net") {
        key.push_back({source ? (v4 ? Field::Ip4Source : Field::Ip6Source) : (v4 ? Field::Ip4Destination : Field::Ip6Destination)});
    } else if (word == "port") {
        key.push_back({Field::Protocol});
        key.push_back({source ? Field::IpsetSourcePort : Field::IpsetDestinationPort});
    } else if (word == "mac") {
        key.push_back({source ? Field::SourceMac : Field::DestinationMac});
    } else if (word == "mark") {
        key.push_back({Field::Mark});
    } else if (word == "iface") {
        key.push_back({source ? Field::InputName : Field::OutputName});
    }
}

std::vector<KeyPart> ipsetKey(const NamedSet& set, std::uint8_t directions)
{
    std::vector<KeyPart> key;
    std::string_view words = set.type;
    words.remove_prefix(std::min(words.find(':') + 1, words.size()));
    const bool portOnly = set.type == "bitmap:port";
    for (int dimension = 0; !words.empty(); ++dimension) {
        const auto comma = words.find(',');
        const auto word = words.substr(0, comma);
        const bool source = (directions >> dimension & 1) != 0;
        if (portOnly)
            key.push_back({source ? Field::BitmapSourcePort : Field::BitmapDestinationPort});
        else
            addIpsetKey(key, word, source, set.family);
        words = comma == std::string_view::npos ? std::string_view() : words.substr(comma + 1);
    }
    return key;
}

} // namespace

bool isReadableIpsetType(std::string_view type)
{
    static constexpr std::array<std::string_view, 14> known = {"hash:ip", "hash:ip,port", "hash:ip,mark", "hash:ip,port,ip", "hash:ip,port,net", "hash:net", "hash:net,port", "hash:net,net", "hash:net,port,net", "hash:mac", "hash:ip,mac", "bitmap:ip", "bitmap:port", "list:set"};
    return std::ranges::find(known, type) != known.end();
}

void resolveIpsetLists(RuleSetBuilder& builder)
{
    for (auto& set : builder.rules().sets) {
        if (set.table.valid() || set.type != "list:set")
            continue;
        for (const auto& element : set.elements)
            if (const SetId member = builder.findSet(TableId{}, builder.rules().text(StringId{element.firstInterval})); member.valid())
                set.members.push_back(member);
            else
                set.isReadable = false; // who is in it is not told
        set.elements.clear();
    }
}

void linkIpsets(RuleSet& rules)
{
    for (auto& operation : rules.operations) {
        auto* lookup = std::get_if<SetLookup>(&operation);
        if (!lookup || !lookup->isIpset || lookup->set.valid())
            continue;
        for (std::uint32_t i = 0; i < rules.sets.size(); ++i) {
            const auto& set = rules.sets[i];
            if (set.table.valid() || set.name != rules.text(lookup->name))
                continue;
            // A list of sets is asked with the key of its members; members of different types are left unknown.
            const NamedSet* typical = set.type == "list:set" && !set.members.empty() ? &rules.sets[set.members.front().value] : &set;
            if (std::ranges::any_of(set.members, [&](SetId member) { return rules.sets[member.value].type != typical->type || rules.sets[member.value].family != typical->family; }))
                break;
            lookup->set = SetId{i};
            const auto key = ipsetKey(*typical, lookup->directions);
            lookup->key = {static_cast<std::uint32_t>(rules.keys.size()), static_cast<std::uint32_t>(key.size())};
            rules.keys.insert(rules.keys.end(), key.begin(), key.end());
            break;
        }
    }
}

} // namespace hoplens
