// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/nft_transaction.h"

#include "lab/nft_refusals.h"

#include "filter/nft_listing.h"
#include "filter/rule_set_edit.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>

namespace hoplens::lab {
namespace {

constexpr std::array families = {TableFamily::Ip, TableFamily::Ip6, TableFamily::Inet, TableFamily::Arp, TableFamily::Bridge, TableFamily::Netdev};

} // namespace

NftTransaction::NftTransaction(RuleSet& rules, const std::vector<Link>& links, std::string text, std::string file, const NftListing& listing) : m_rules(rules), m_links(links), m_text(std::move(text)), m_file(std::move(file)), m_listing(listing) {}

/// All is read before the kernel sees any of it, and the kernel complains of each command that it cannot do.
bool NftTransaction::run()
{
    bool isDone = true;
    try {
        m_tokens = nftables::tokensOf(m_text);
        for (;;) {
            while (m_at < m_tokens.size() && m_tokens[m_at].text == "\n" && !m_tokens[m_at].isQuoted)
                ++m_at;
            if (m_at >= m_tokens.size())
                return isDone;
            m_commandStart = m_at;
            try {
                command();
                if (!atEnd())
                    syntaxError("end of file or newline or semicolon");
            } catch (const Refused& refused) {
                if (!refused.what.starts_with(processing) && !refused.what.starts_with(notThere))
                    throw;
                print(refused);
                isDone = false;
                for (int depth = 0; m_at < m_tokens.size() && (depth > 0 || !atEnd()); ++m_at)
                    depth += isWord("{") ? 1 : isWord("}") ? -1 : 0;
            }
        }
    } catch (const Refused& refused) {
        m_errors.clear();
        print(refused);
    } catch (const nftables::BadListing& bad) {
        m_errors.clear();
        print({bad.what, 0, m_text.size(), true});
    }
    return false;
}

std::string NftTransaction::name(std::string_view expecting)
{
    static constexpr std::array<std::string_view, 48> keywords = {"accept", "add", "chain", "comment", "continue", "counter", "create", "ct", "delete", "device", "dnat", "drop", "dup", "element", "fib", "flush", "fwd", "goto", "hook", "icmp", "icmpv6", "iif", "iifname", "jump", "limit", "list", "log", "map", "mark", "masquerade", "meta", "oif", "oifname", "policy", "priority", "queue", "quota", "redirect", "reject", "rename", "return", "rule", "ruleset", "set", "snat", "table", "tcp", "udp"};
    if (atEnd() || isWord("{") || isWord("}"))
        syntaxError(expecting);
    if (!m_tokens[m_at].isQuoted && std::ranges::find(keywords, peek()) != keywords.end())
        refuse("syntax error, unexpected " + std::string(peek()) + ", expecting " + std::string(expecting), m_at);
    return std::string(m_tokens[m_at++].text);
}

std::uint64_t NftTransaction::handle()
{
    const auto number = atEnd() ? std::nullopt : parseNumber(peek());
    if (!number)
        syntaxError("number");
    ++m_at;
    return *number;
}

std::string NftTransaction::slice(std::size_t first, std::size_t behind) const { return first >= behind ? std::string() : m_text.substr(m_tokens[first].begin, m_tokens[behind - 1].end - m_tokens[first].begin); }

/// The token of the brace that closes the one at hand.
std::size_t NftTransaction::blockEnd() const
{
    int depth = 0;
    for (auto i = m_at; i < m_tokens.size(); ++i) {
        if (m_tokens[i].isQuoted)
            continue;
        depth += m_tokens[i].text == "{" ? 1 : m_tokens[i].text == "}" ? -1 : 0;
        if (depth == 0)
            return i;
    }
    throw Refused{"syntax error, unexpected end of file", m_text.size(), m_text.size() + 1};
}

void NftTransaction::checkBlockEnd(std::size_t open, std::size_t close) const
{
    const auto all = statements(open + 1, close);
    if (all.empty() || m_tokens[close - 1].text == "\n")
        return;
    const auto word = m_tokens[all.back().first].text;
    if (word == "elements")
        return;
    const auto expected = word == "flags" ? "newline or semicolon or comma" : word == "type" && !isOneOf(m_tokens[all.back().first + 1].text, {"filter", "nat", "route"}) ? "newline or semicolon or ." : "newline or semicolon";
    throw Refused{std::string("syntax error, unexpected '}', expecting ") + expected, m_tokens[close].begin, m_tokens[close].end, false, 0, 0, m_text.find('\n') == std::string::npos};
}

std::vector<NftTransaction::Statement> NftTransaction::statements(std::size_t first, std::size_t behind) const
{
    std::vector<Statement> all;
    int depth = 0;
    for (auto i = first; i <= behind; ++i) {
        const bool isEnd = i == behind || (depth == 0 && !m_tokens[i].isQuoted && m_tokens[i].text == "\n");
        if (isEnd && i > first)
            all.push_back({first, i});
        if (isEnd)
            first = i + 1;
        else if (!m_tokens[i].isQuoted)
            depth += m_tokens[i].text == "{" ? 1 : m_tokens[i].text == "}" ? -1 : 0;
    }
    return all;
}

std::optional<std::string> NftTransaction::family()
{
    for (const auto each : families)
        if (isWord(hoplens::name(each))) {
            ++m_at;
            return std::string(hoplens::name(each));
        }
    return std::nullopt;
}

NftTransaction::Place NftTransaction::place()
{
    Place place;
    place.family = family().value_or("ip");
    place.tableToken = m_at;
    place.table = name("string");
    return place;
}

TableId NftTransaction::findAny(const Place& place) const
{
    const auto isIt = [&](const Table& table) { return table.origin != RuleOrigin::IptablesLegacy && hoplens::name(table.family) == place.family && table.name == place.table; };
    const auto found = std::ranges::find_if(m_rules.tables, isIt);
    return found == m_rules.tables.end() ? TableId{} : TableId{static_cast<std::uint32_t>(found - m_rules.tables.begin())};
}

TableId NftTransaction::find(const Place& place) const
{
    const auto found = findAny(place);
    if (found.valid() && m_rules.tables[found.value].origin == RuleOrigin::IptablesNft)
        unknown("how nft changes the tables of iptables: use iptables for table " + place.family + " " + place.table);
    return found;
}

TableId NftTransaction::known(const Place& place) const
{
    const auto table = find(place);
    if (!table.valid())
        kernelRefuses(ENOENT, place.tableToken);
    return table;
}

SetId NftTransaction::findSet(TableId table, std::string_view wanted) const
{
    for (std::uint32_t i = 0; i < m_rules.sets.size(); ++i)
        if (m_rules.sets[i].table == table && !m_rules.sets[i].isAnonymous && m_rules.sets[i].name == wanted)
            return SetId{i};
    return {};
}

/// Adds what the text declares to the rules.
void NftTransaction::parse(const std::string& text)
{
    const auto notes = parseNftListing(text, "nft", m_rules);
    if (!notes)
        unknown("what is to be added: " + notes.error().message);
    if (!notes->empty())
        unknown("what is to be added: " + notes->front().text);
}

void NftTransaction::command()
{
    if (isOneOf(peek(), {"add", "create", "insert", "replace"})) {
        const auto action = m_tokens[m_at++].text;
        add(action);
    } else if (isOneOf(peek(), {"table", "chain", "rule", "set", "map", "element"})) {
        add("add");
    } else if (isWord("delete")) {
        remove();
    } else if (isWord("flush")) {
        flush();
    } else if (isWord("rename")) {
        rename();
    } else if (isWord("list")) {
        list();
    } else if (isOneOf(peek(), {"reset", "monitor", "describe", "export", "import", "get", "include", "define", "undefine"})) {
        unknown("the command " + std::string(peek()));
    } else { // as a rule's table
        ++m_at;
        syntaxError("string");
    }
}

void NftTransaction::add(std::string_view action)
{
    const auto object = std::string(peek());
    if (action == "insert" || action == "replace") {
        if (object != "rule")
            syntaxError("rule");
        ++m_at;
        return addRule(action);
    }
    ++m_at;
    if (object == "table")
        addTable(action);
    else if (object == "chain")
        addChain(action);
    else if (object == "rule")
        addRule(action);
    else if (object == "set" || object == "map")
        addSet(action, object == "map");
    else if (object == "element")
        elements(action);
    else if (isOneOf(object, {"counter", "quota", "limit", "flowtable", "ct", "synproxy", "secmark"}))
        unknown("how to add a " + object);
    else if (object.empty())
        --m_at, syntaxError();
    else
        syntaxError("string");
}

void NftTransaction::addTable(std::string_view action)
{
    const auto where = place();
    const bool isThere = find(where).valid();
    if (isThere && action == "create")
        kernelRefuses(EEXIST, where.tableToken);
    const auto before = m_rules.sets.size();
    std::string block = "{ }";
    bool isDormant = false;
    bool isAwake = false;
    if (isWord("{")) {
        const auto end = blockEnd();
        block = slice(m_at, end + 1);
        for (const auto& statement : statements(m_at + 1, end))
            isDormant = isDormant || slice(statement.first, statement.last) == "flags dormant";
        isAwake = !isDormant;
        m_at = end + 1;
    }
    parse("table " + where.family + " " + where.table + " " + block);
    const auto table = find(where);
    if (isAwake || isDormant)
        m_rules.tables[table.value].dormant = isDormant;
    for (auto i = static_cast<std::uint32_t>(before); i < m_rules.sets.size(); ++i) {
        const auto& name = m_rules.sets[i].name;
        if (!m_rules.sets[i].isAnonymous && findSet(table, name) != SetId{i})
            unknown("how the elements of set " + name + " are put together: add them with add element");
    }
    checkChains(table);
    giveHandles(m_rules, table);
}

/// What a base chain is to be, as nft and the kernel look at it.
void NftTransaction::checkChainBlock(std::size_t first, std::size_t behind, const Place& where, ChainId chain)
{
    for (const auto& statement : statements(first, behind)) {
        if (m_tokens[statement.first].text == "policy") {
            const bool isBase = chain.valid() && m_rules.chains[chain.value].hook.has_value();
            const auto all = statements(first, behind);
            const bool hasType = std::ranges::any_of(all, [&](const Statement& other) { return m_tokens[other.first].text == "type"; });
            if (!isBase && !hasType)
                kernelRefuses(EOPNOTSUPP, statement.first, statement.last);
            if (statement.last != statement.first + 2 || !isOneOf(m_tokens[statement.first + 1].text, {"accept", "drop"})) {
                m_at = std::min(statement.first + 1, statement.last);
                syntaxError();
            }
            if (isBase)
                m_rules.chains[chain.value].dropPolicy = m_tokens[statement.first + 1].text == "drop";
            continue;
        }
        if (m_tokens[statement.first].text == "comment")
            continue;
        if (m_tokens[statement.first].text != "type") {
            m_at = statement.first;
            syntaxError();
        }
        const auto word = [&](std::size_t offset) { return statement.first + offset < statement.last ? m_tokens[statement.first + offset].text : std::string_view(); };
        const auto type = word(1);
        if (!isOneOf(type, {"filter", "nat", "route"}))
            refuse("unknown chain type", std::min(statement.first + 1, statement.last - 1));
        if (word(2) != "hook") {
            m_at = std::min(statement.first + 2, statement.last);
            syntaxError("hook");
        }
        const auto hook = word(3);
        if (!isOneOf(hook, {"prerouting", "input", "forward", "output", "postrouting", "ingress", "egress"}))
            refuse("unknown chain hook", std::min(statement.first + 3, statement.last - 1));
        if (word(4) != "priority" && word(4) != "device" && word(4) != "devices") {
            m_at = std::min(statement.first + 4, statement.last);
            syntaxError("priority");
        }
        const bool isAllowed = where.family == "netdev" ? type == "filter" && isOneOf(hook, {"ingress", "egress"})
            : where.family == "arp"                     ? type == "filter" && isOneOf(hook, {"input", "output"})
            : where.family == "bridge"                  ? type == "filter" && hook != "ingress" && hook != "egress"
            : type == "nat"                             ? isOneOf(hook, {"prerouting", "input", "output", "postrouting"})
            : type == "route"                           ? hook == "output"
                                                        : hook != "egress" && (hook != "ingress" || where.family == "inet");
        if (!isAllowed)
            m_at = behind + 1, kernelRefusesAll(EOPNOTSUPP);
    }
}

void NftTransaction::addChain(std::string_view action)
{
    const auto where = place();
    const auto chainToken = m_at;
    const auto chainName = name("string");
    const auto table = find(where);
    if (!table.valid())
        tableIsMissing(where);
    const auto chain = findChain(m_rules, table, chainName);
    if (chain.valid() && action == "create")
        kernelRefuses(EEXIST, chainToken);
    std::string block;
    if (isWord("{")) {
        const auto end = blockEnd();
        checkChainBlock(m_at + 1, end, where, chain);
        checkBlockEnd(m_at, end);
        block = slice(m_at, end + 1);
        m_at = end + 1;
    }
    if (!chain.valid()) {
        parse("add chain " + where.family + " " + where.table + " " + chainName + " " + block);
        const auto& made = m_rules.chains[findChain(m_rules, table, chainName).value];
        if (made.type == ChainType::Nat && made.priority <= -200)
            kernelRefusesAll(EOPNOTSUPP);
        return giveHandles(m_rules, table);
    }
    if (block.find("type") == std::string::npos)
        return;
    const auto was = m_rules.chains[chain.value];
    RuleSet other; // as it would be made anew
    const auto again = parseNftListing("table " + where.family + " " + where.table + " { }\nadd chain " + where.family + " " + where.table + " " + chainName + " " + block, "nft", other);
    if (!again)
        unknown("what is to be added: " + again.error().message);
    const auto& wanted = other.chains.front();
    if (was.hook != wanted.hook || was.type != wanted.type || was.priority != wanted.priority)
        kernelRefusesAll(EOPNOTSUPP);
}

void NftTransaction::remove()
{
    ++m_at;
    const auto object = std::string(peek());
    if (!isOneOf(object, {"table", "chain", "rule", "set", "map", "element"}))
        syntaxError();
    ++m_at;
    if (object == "element")
        return elements("delete");
    const auto where = place();
    if (object == "table" && !find(where).valid() && suggestTable(m_rules, where.table))
        tableIsMissing(where);
    if (object == "table")
        return removeTable(m_rules, known(where));
    const auto ownToken = m_at;
    const auto own = name("string");
    const bool isOfSets = object == "set" || object == "map";
    if (const auto there = find(where); !isOfSets && (!there.valid() || !findChain(m_rules, there, own).valid()))
        suggestPlace(where, own, ownToken);
    const auto table = known(where);
    if (isOfSets) {
        const auto set = findSet(table, own);
        if (!set.valid() && suggestSet(m_rules, own))
            setIsMissing(own, ownToken);
        if (!set.valid())
            kernelRefuses(ENOENT, ownToken);
        if (referencesTo(m_rules, set) > 0)
            kernelRefuses(EBUSY, ownToken);
        return removeSet(m_rules, set);
    }
    const auto chain = findChain(m_rules, table, own);
    if (object == "chain") {
        if (!chain.valid())
            kernelRefuses(ENOENT, ownToken);
        if (referencesTo(m_rules, chain) > 0)
            kernelRefuses(EBUSY, ownToken);
        removeRulesOf(m_rules, chain);
        return removeChain(m_rules, chain);
    }
    if (!isWord("handle"))
        syntaxError("handle");
    ++m_at;
    const auto numberToken = m_at;
    const auto number = handle();
    if (!chain.valid())
        kernelRefuses(ENOENT, ownToken);
    const auto span = m_rules.chains[chain.value].rules;
    for (auto i = span.first; i < span.first + span.count; ++i)
        if (m_rules.rules[i].handle == number)
            return removeRule(m_rules, RuleId{i});
    kernelRefuses(ENOENT, numberToken);
}

void NftTransaction::flush()
{
    ++m_at;
    const auto object = std::string(peek());
    if (!isOneOf(object, {"ruleset", "table", "chain", "set", "map"}))
        syntaxError();
    ++m_at;
    if (object == "ruleset") {
        const auto only = family();
        for (auto i = static_cast<std::uint32_t>(m_rules.tables.size()); i-- > 0;)
            if (m_rules.tables[i].origin != RuleOrigin::IptablesLegacy && (!only || hoplens::name(m_rules.tables[i].family) == *only))
                removeTable(m_rules, TableId{i});
        return;
    }
    const auto where = place();
    if (object == "table") {
        const auto table = known(where);
        for (std::uint32_t i = 0; i < m_rules.chains.size(); ++i)
            if (m_rules.chains[i].table == table)
                removeRulesOf(m_rules, ChainId{i});
        return;
    }
    const auto ownToken = m_at;
    const auto own = name("string");
    const auto table = known(where);
    if (object == "chain") {
        const auto chain = findChain(m_rules, table, own);
        if (!chain.valid())
            kernelRefuses(ENOENT, ownToken);
        return removeRulesOf(m_rules, chain);
    }
    const auto set = findSet(table, own);
    if (!set.valid())
        refuse(notThere, ownToken);
    m_rules.sets[set.value].elements.clear();
}

void NftTransaction::rename()
{
    ++m_at;
    if (!isWord("chain"))
        syntaxError("chain");
    ++m_at;
    const auto where = place();
    const auto chainToken = m_at;
    const auto chainName = name("string");
    const auto wanted = name("string");
    const auto table = find(where);
    if (!table.valid())
        tableIsMissing(where);
    const auto chain = findChain(m_rules, table, chainName);
    if (!chain.valid())
        chainIsMissing(chainName, chainToken);
    if (findChain(m_rules, table, wanted).valid())
        kernelRefusesAll(EEXIST);
    m_rules.chains[chain.value].name = m_rules.strings.add(wanted);
}

/// Of iptables' tables only those without rules look as if they were nft's own.
bool NftTransaction::isListedAsOwn(TableId table) const
{
    const auto& own = m_rules.tables[table.value];
    if (own.origin == RuleOrigin::Nftables || (m_listing.withHandles && own.handle == 0))
        return own.origin == RuleOrigin::Nftables;
    return std::ranges::all_of(m_rules.chains, [&](const Chain& chain) { return chain.table != table || chain.rules.count == 0; });
}

void NftTransaction::list()
{
    ++m_at;
    const auto object = std::string(peek());
    if (!isOneOf(object, {"ruleset", "tables", "table", "chains", "chain", "sets", "set", "maps", "map"}))
        syntaxError();
    ++m_at;
    const bool isOfAll = isOneOf(object, {"ruleset", "tables", "chains", "sets", "maps"});
    if (isOfAll) {
        const auto only = family();
        for (std::uint32_t i = 0; i < m_rules.tables.size(); ++i) {
            const auto& table = m_rules.tables[i];
            if (table.origin == RuleOrigin::IptablesLegacy || (only && hoplens::name(table.family) != *only))
                continue;
            if (object == "tables")
                m_output += "table " + std::string(hoplens::name(table.family)) + " " + table.name + "\n";
            else if (table.origin == RuleOrigin::IptablesNft && isOneOf(object, {"sets", "maps"})) // none are in there
                m_output += "table " + std::string(hoplens::name(table.family)) + " " + table.name + " {\n}\n";
            else if (object != "chains" && !isListedAsOwn(TableId{i}))
                unknown("how nft lists the rules of iptables: use iptables-save for table " + std::string(hoplens::name(table.family)) + " " + table.name);
            else
                m_output += object == "ruleset" ? writeNftTable(m_rules, TableId{i}, m_listing) : writeNftPart(m_rules, TableId{i}, object == "chains" ? NftPart::Chains : object == "sets" ? NftPart::Sets : NftPart::Maps, m_listing);
        }
        return;
    }
    const auto where = place();
    const auto ownToken = m_at;
    const auto own = object == "table" ? std::string() : name("string");
    if (!atEnd())
        syntaxError("end of file or newline or semicolon");
    const auto table = isOneOf(object, {"table", "chain"}) ? findAny(where) : find(where);
    if (!table.valid())
        refuse(notThere, where.tableToken);
    if (isOneOf(object, {"table", "chain"}) && !isListedAsOwn(table))
        unknown("how nft lists the rules of iptables: use iptables-save for table " + where.family + " " + where.table);
    if (object == "table") {
        m_output += writeNftTable(m_rules, table, m_listing);
    } else if (object == "chain") {
        const auto chain = findChain(m_rules, table, own);
        if (!chain.valid())
            refuse(notThere, ownToken);
        m_output += writeNftChain(m_rules, chain, m_listing);
    } else {
        const auto set = findSet(table, own);
        const bool isMap = set.valid() && (m_rules.sets[set.value].isVerdictMap || m_rules.sets[set.value].isDataMap);
        if (!set.valid() || isMap != (object == "map"))
            refuse(notThere, ownToken);
        m_output += writeNftSet(m_rules, set, m_listing);
    }
}

} // namespace hoplens::lab
