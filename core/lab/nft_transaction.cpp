// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/nft_transaction.h"

#include "filter/nft_listing.h"
#include "filter/rule_set_edit.h"
#include "net/service_names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>

namespace hoplens::lab {
namespace {

constexpr std::array families = {TableFamily::Ip, TableFamily::Ip6, TableFamily::Inet, TableFamily::Arp, TableFamily::Bridge, TableFamily::Netdev};
constexpr const char* notThere = "No such file or directory";

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words) { return std::ranges::find(words, word) != words.end(); }

} // namespace

NftTransaction::NftTransaction(RuleSet& rules, std::string text, std::string file, const NftListing& listing) : m_rules(rules), m_text(std::move(text)), m_file(std::move(file)), m_listing(listing) {}

bool NftTransaction::run()
{
    try {
        m_tokens = nftables::tokensOf(m_text);
        for (;;) {
            while (m_at < m_tokens.size() && m_tokens[m_at].text == "\n" && !m_tokens[m_at].isQuoted)
                ++m_at;
            if (m_at >= m_tokens.size())
                return true;
            m_commandStart = m_at;
            command();
            if (!atEnd())
                syntaxError("end of file or newline or semicolon");
        }
    } catch (const Refused& refused) {
        print(refused);
    } catch (const nftables::BadListing& bad) {
        print({bad.what, 0, m_text.size(), true});
    }
    return false;
}

/// The message, the line, and marks below the words that it is about.
void NftTransaction::print(const Refused& refused)
{
    m_isUnknown = refused.isUnknown;
    if (refused.isUnknown) {
        m_errors += "nft: " + refused.what + "\n";
        return;
    }
    const auto begin = std::min(refused.begin, m_text.size());
    const auto before = begin == 0 ? std::string::npos : m_text.rfind('\n', begin - 1);
    const auto start = before == std::string::npos ? 0 : before + 1;
    const auto stop = std::min(m_text.find('\n', start), m_text.size());
    const auto length = std::max<std::size_t>(1, std::min(refused.end, stop + 1) - std::min(begin, std::min(refused.end, stop + 1)));
    if (!m_file.empty()) {
        const auto line = 1 + std::count(m_text.begin(), m_text.begin() + static_cast<std::ptrdiff_t>(start), '\n');
        m_errors += m_file + ":" + std::to_string(line) + ":" + std::to_string(begin - start + 1) + "-" + std::to_string(begin - start + length) + ": ";
    }
    m_errors += "Error: " + refused.what + "\n" + m_text.substr(start, stop - start) + "\n";
    for (auto i = start; i < begin; ++i)
        m_errors += m_text[i] == '\t' ? '\t' : i >= refused.otherBegin && i < refused.otherEnd ? '~' : ' ';
    m_errors += std::string(length, '^') + "\n";
}

void NftTransaction::refuse(std::string what, std::size_t firstToken, std::size_t behind) const
{
    throw Refused{std::move(what), m_tokens.at(firstToken).begin, m_tokens.at(behind - 1).end};
}

void NftTransaction::kernelRefuses(int errorNumber, std::size_t firstToken, std::size_t behind) const { refuse(std::string("Could not process rule: ") + std::strerror(errorNumber), firstToken, behind); }

void NftTransaction::kernelRefusesAll(int errorNumber) const
{
    throw Refused{std::string("Could not process rule: ") + std::strerror(errorNumber), m_tokens[m_commandStart].begin, m_tokens[m_at - 1].end + 1};
}

std::string NftTransaction::suggestionOf(const NftSuggestion& like, const char* kind) const
{
    const auto& table = m_rules.tables[like.table.value];
    const auto family = std::string(hoplens::name(table.family));
    const auto place = like.name.empty() ? "table ‘" + table.name + "’ in family " + family : std::string(kind) + " ‘" + like.name + "’ in table " + family + " ‘" + table.name + "’";
    return std::string(notThere) + "; did you mean " + place + "?";
}

void NftTransaction::tableIsMissing(const Place& place) const
{
    const auto like = suggestTable(m_rules, place.table);
    refuse(like ? suggestionOf(*like, "table") : notThere, place.tableToken);
}

void NftTransaction::chainIsMissing(const std::string& wanted, std::size_t token) const
{
    const auto like = suggestChain(m_rules, wanted);
    refuse(like ? suggestionOf(*like, "chain") : notThere, token);
}

void NftTransaction::setIsMissing(const std::string& wanted, std::size_t token) const
{
    const auto like = suggestSet(m_rules, wanted);
    refuse(like ? suggestionOf(*like, "set") : notThere, token);
}

/// Refuses with a chain that is called alike; where it is of another table, with that. Otherwise says nothing.
void NftTransaction::suggestPlace(const Place& place, const std::string& chain, std::size_t chainToken) const
{
    const auto like = suggestChain(m_rules, chain);
    if (!like)
        return;
    const bool isHere = like->table == find(place);
    refuse(suggestionOf(isHere ? *like : NftSuggestion{like->table, {}}, "chain"), isHere ? chainToken : place.tableToken);
}

void NftTransaction::unknown(const std::string& what) const { throw Refused{"the lab does not know " + what, 0, 0, true}; }

void NftTransaction::syntaxError(std::string_view expecting) const
{
    const auto wanted = expecting.empty() ? std::string() : ", expecting " + std::string(expecting);
    if (m_at >= m_tokens.size() || m_tokens[m_at].text == "\n") {
        const bool isSemicolon = m_at < m_tokens.size() && m_text[m_tokens[m_at].begin] == ';';
        const auto place = m_at == 0 ? 0 : m_tokens[m_at - 1].end;
        throw Refused{std::string("syntax error, unexpected ") + (isSemicolon ? "semicolon" : "newline") + wanted, place, place + 1};
    }
    const auto word = m_tokens[m_at].text;
    const auto kind = m_tokens[m_at].isQuoted ? "quoted string" : word == "{" || word == "}" ? "'" + std::string(word) + "'" : !word.empty() && std::isdigit(static_cast<unsigned char>(word.front())) != 0 ? "number" : "string";
    throw Refused{"syntax error, unexpected " + std::string(kind) + wanted, m_tokens[m_at].begin, m_tokens[m_at].end};
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

TableId NftTransaction::find(const Place& place) const
{
    for (std::uint32_t i = 0; i < m_rules.tables.size(); ++i) {
        const auto& table = m_rules.tables[i];
        if (table.origin == RuleOrigin::IptablesLegacy || hoplens::name(table.family) != place.family || table.name != place.table)
            continue;
        if (table.origin == RuleOrigin::IptablesNft)
            unknown("how nft changes or lists the tables of iptables: use iptables for table " + place.family + " " + place.table);
        return TableId{i};
    }
    return {};
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

/// Gives handles to what has none, in the order in which nft hands it to the kernel.
void NftTransaction::number(TableId table)
{
    auto& own = m_rules.tables[table.value];
    auto& last = own.lastHandle;
    const auto seen = [&last](std::uint64_t handle) { last = std::max(last, handle); };
    const auto give = [&last](std::uint64_t& handle) {
        if (handle == 0)
            handle = ++last;
    };
    if (own.handle == 0)
        for (const auto& other : m_rules.tables)
            own.handle = std::max(own.handle, other.handle + (&other == &own ? 0 : 1));
    own.handle = std::max<std::uint64_t>(own.handle, 1);
    for (const auto& set : m_rules.sets)
        if (set.table == table)
            seen(set.handle);
    const auto eachRule = [&](auto use) {
        for (const auto& chain : m_rules.chains)
            if (chain.table == table)
                for (auto i = chain.rules.first; i < chain.rules.first + chain.rules.count; ++i)
                    use(m_rules.rules[i]);
    };
    for (const auto& chain : m_rules.chains)
        if (chain.table == table)
            seen(chain.handle);
    eachRule([&](const Rule& rule) { seen(rule.handle); });
    for (auto& chain : m_rules.chains)
        if (chain.table == table)
            give(chain.handle);
    for (auto& set : m_rules.sets)
        if (set.table == table && !set.isAnonymous)
            give(set.handle);
    eachRule([&](Rule& rule) {
        if (rule.handle != 0)
            return;
        for (std::uint16_t i = 0; i < rule.operationCount; ++i) {
            const auto& operation = m_rules.operations[rule.firstOperation + i];
            const auto* lookup = std::get_if<SetLookup>(&operation);
            const auto* map = std::get_if<VerdictMap>(&operation);
            const auto* nat = std::get_if<NatMap>(&operation);
            const auto set = lookup ? lookup->set : map ? map->map : nat ? nat->map : SetId{};
            if (set.valid() && m_rules.sets[set.value].isAnonymous)
                give(m_rules.sets[set.value].handle);
        }
        give(rule.handle);
    });
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
    number(table);
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
        block = slice(m_at, end + 1);
        m_at = end + 1;
    }
    if (!chain.valid()) {
        parse("add chain " + where.family + " " + where.table + " " + chainName + " " + block);
        const auto& made = m_rules.chains[findChain(m_rules, table, chainName).value];
        if (made.type == ChainType::Nat && made.priority <= -200)
            kernelRefusesAll(EOPNOTSUPP);
        return number(table);
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

/// A port or address that nft would look up: the words that it says then.
void NftTransaction::checkValue(std::string_view field, std::size_t token, TableId table) const
{
    const auto word = m_tokens[token].text;
    if (word.starts_with('@')) {
        if (!findSet(table, word.substr(1)).valid())
            setIsMissing(std::string(word.substr(1)), token);
        return;
    }
    const bool isPort = isOneOf(field, {"sport", "dport", "inet_service"});
    const bool isV4 = isOneOf(field, {"ip saddr", "ip daddr", "ipv4_addr"});
    const bool isV6 = isOneOf(field, {"ip6 saddr", "ip6 daddr", "ipv6_addr"});
    if (word.empty() || word == "{" || word == "}" || word == "," || word.find('-') != std::string_view::npos)
        return;
    const bool isNumber = std::ranges::all_of(word, [](unsigned char c) { return std::isdigit(c) != 0; });
    if (isPort && isNumber && (word.size() > 5 || parseNumber(word).value_or(70000) > 65535))
        refuse("Service out of range", token);
    if (isPort && !isNumber && !portOfService(word, 0))
        refuse("Could not resolve service: Servname not supported for ai_socktype", token);
    const auto prefix = isV4 || isV6 ? Prefix::parse(word) : std::nullopt;
    if ((isV4 || isV6) && (!prefix || (prefix->address.family == IpFamily::V4) != isV4))
        refuse(std::string("Could not resolve hostname: ") + (prefix ? "Address family for hostname not supported" : std::ranges::any_of(word, [](unsigned char c) { return std::isalpha(c) != 0; }) ? "Temporary failure in name resolution" : "Name or service not known"), token);
}

/// What nft and the kernel look at before a rule is read.
void NftTransaction::checkRule(std::size_t first, std::size_t behind, const Place& where) const
{
    const auto table = find(where);
    if (behind == first + 1 && !isOneOf(m_tokens[first].text, {"accept", "drop", "continue", "return", "counter", "log", "reject", "notrack", "masquerade", "redirect", "queue", "snat", "dnat"}))
        throw Refused{"syntax error, unexpected newline", m_tokens[first].end, m_tokens[first].end + 1};
    checkBeginning(first, behind);
    std::size_t ending = 0; ///< behind a statement that ends the rule
    int depth = 0;
    for (auto i = first; i < behind; ++i) {
        if (m_tokens[i].isQuoted)
            continue;
        const auto word = m_tokens[i].text;
        depth += word == "{" ? 1 : word == "}" ? -1 : 0;
        if (depth > 0)
            continue;
        if (ending != 0 && word != "comment" && i >= ending)
            throw Refused{"Statement after terminal statement has no effect", m_tokens[i].begin, m_tokens[behind - 1].end, false, m_tokens[ending - 1].begin, m_tokens[ending - 1].end};
        const bool isJump = (word == "jump" || word == "goto") && i + 1 < behind;
        if ((word == "name" && i > first && m_tokens[i - 1].text == "counter") || (word.starts_with('@') && i > first && isOneOf(m_tokens[i - 1].text, {"add", "update", "delete"})))
            unknown("rules that change a set or count for others");
        if (word == "comment" && i == first)
            refuse("syntax error, unexpected comment", i);
        if (word == "comment")
            return;
        if (isJump || isOneOf(word, {"accept", "drop", "return", "continue"}))
            ending = i + (isJump ? 2 : 1);
        auto field = std::string(word);
        const bool isOther = (where.family == "ip" && word == "ip6") || (where.family == "ip6" && word == "ip");
        if (isOther && i + 1 < behind && (i == first || !isOneOf(m_tokens[i - 1].text, {"dnat", "snat", "original", "reply", "protocol", "with"})))
            refuse("conflicting protocols specified: " + where.family + " vs. " + std::string(word), i, i + 2);
        if (isOneOf(word, {"saddr", "daddr"}) && i > first && isOneOf(m_tokens[i - 1].text, {"ip", "ip6"}))
            field = std::string(m_tokens[i - 1].text) + " " + field;
        if (!isOneOf(field, {"sport", "dport", "ip saddr", "ip daddr", "ip6 saddr", "ip6 daddr"}) || i + 1 >= behind || isOneOf(m_tokens[i + 1].text, {".", "vmap", "map", "timeout", "}", "{", "&", "<", ">", "<=", ">="}) || (i > first && m_tokens[i - 1].text == "original") || (i > first && m_tokens[i - 1].text == "reply"))
            continue;
        const auto value = isOneOf(m_tokens[i + 1].text, {"!=", "==", "eq", "ne"}) ? i + 2 : i + 1;
        if (value < behind && m_tokens[value].text.starts_with('@') && !table.valid())
            tableIsMissing(where);
        if (value < behind)
            checkValue(field, value, table);
    }
    checkPorts(first, behind, where);
    for (auto i = first; where.family == "inet" && i + 1 < behind; ++i)
        if (isOneOf(m_tokens[i].text, {"snat", "dnat"}) && m_tokens[i + 1].text == "to") {
            const auto before = slice(first, i);
            if (before.find("ip saddr") == std::string::npos && before.find("ip daddr") == std::string::npos && before.find("ip6 ") == std::string::npos && before.find("ip protocol") == std::string::npos && before.find("nfproto") == std::string::npos)
                refuse("ip or ip6 must be specified with address for inet tables.", i);
        }
}

/// A word that nft does not know at the beginning of a rule is a value to it, and values want something to be compared with.
void NftTransaction::checkBeginning(std::size_t first, std::size_t behind) const
{
    static constexpr auto known = std::to_array<std::string_view>({"accept", "add", "ah", "arp", "cgroup", "comment", "comp", "continue", "counter", "cpu", "ct", "day", "dccp", "delete", "dnat", "drop", "dst", "dup", "esp", "ether", "exthdr", "fib", "flow", "frag", "fwd", "goto", "gre", "hash", "hbh", "hour", "ibrname", "ibriport", "icmp", "icmpv6", "igmp", "iif", "iifgroup", "iifname", "iiftype", "ip", "ip6", "ipsec", "jhash", "jump", "l4proto", "length", "limit", "log", "mark", "masquerade", "meta", "meter", "mh", "nfproto", "nftrace", "notrack", "numgen", "obrname", "obriport", "oif", "oifgroup", "oifname", "oiftype", "osf", "pkttype", "priority", "protocol", "queue", "quota", "random", "redirect", "reject", "return", "rt", "rtclassid", "sctp", "set", "skgid", "skuid", "snat", "socket", "srh", "symhash", "synproxy", "tcp", "th", "time", "tproxy", "udp", "udplite", "update", "vlan", "xt"});
    static constexpr auto statements = std::to_array<std::string_view>({"accept", "add", "counter", "ct", "drop", "continue", "goto", "jump", "limit", "log", "masquerade", "meta", "notrack", "queue", "quota", "reject", "return", "tcp", "udp", "iif", "iifname", "oif", "oifname", "icmp", "fib", "comment"});
    const auto word = m_tokens[first].text;
    const bool isWordOfOwn = !m_tokens[first].isQuoted && !word.empty() && (std::isalpha(static_cast<unsigned char>(word.front())) != 0 || word.front() == '_');
    if (!isWordOfOwn || behind < first + 2 || std::ranges::find(known, word) != known.end())
        return;
    const auto next = m_tokens[first + 1].text;
    if (std::ranges::find(statements, next) != statements.end())
        refuse("syntax error, unexpected " + std::string(next), first + 1);
    if (next == "redirect" || next == "update" || next == "delete")
        unknown("what nft says of a rule that begins with " + std::string(word));
    refuse("No symbol type information", first);
}

/// A translation of ports wants to know first that there are any.
void NftTransaction::checkPorts(std::size_t first, std::size_t behind, const Place& where) const
{
    bool isTransport = false;
    auto family = where.family; // of inet, as soon as a header says so
    for (auto i = first; i + 2 < behind; ++i) {
        if (family == "inet" && isOneOf(m_tokens[i].text, {"ip", "ip6"}) && isOneOf(m_tokens[i + 1].text, {"saddr", "daddr"}))
            family = m_tokens[i].text;
        const auto goal = isOneOf(m_tokens[i].text, {"dnat", "snat"}) && m_tokens[i + 1].text == "to" ? Address::parse(m_tokens[i + 2].text) : std::nullopt;
        if (goal && ((family == "ip" && goal->family == IpFamily::V6) || (family == "ip6" && goal->family == IpFamily::V4)))
            refuse("Could not resolve hostname: Address family for hostname not supported", i + 2);
    }
    for (auto i = first; i < behind; ++i) {
        if (m_tokens[i].isQuoted)
            continue;
        isTransport = isTransport || isOneOf(m_tokens[i].text, {"icmp", "icmpv6", "tcp", "udp", "sctp", "dccp", "udplite", "th", "l4proto", "protocol", "nexthdr"});
        if (isTransport || !isOneOf(m_tokens[i].text, {"redirect", "masquerade", "dnat", "snat"}))
            continue;
        const auto to = i + 1 < behind && m_tokens[i + 1].text == "to" ? i + 1 : i + 2;
        if (to + 1 >= behind || m_tokens[to].text != "to")
            continue;
        const auto& goal = m_tokens[to + 1];
        const auto colon = goal.text.rfind(':');
        const bool isPort = colon != std::string_view::npos && colon + 1 < goal.text.size() && (goal.text.find(':') == colon || goal.text[colon - 1] == ']');
        if (isPort)
            throw Refused{"transport protocol mapping is only valid after transport protocol match", goal.begin + colon + 1, goal.end, false, m_tokens[i].begin, m_tokens[i].end};
    }
}

/// A set without a name is asked for before its rule: without a table each is refused, and its table with it.
void NftTransaction::tellOfUnnamedSets(std::size_t first, std::size_t behind, std::size_t tableToken)
{
    const auto missing = std::string("Could not process rule: ") + std::strerror(ENOENT);
    std::size_t open = behind; ///< none is
    for (auto i = first; i < behind; ++i) {
        if (m_tokens[i].isQuoted)
            continue;
        if (m_tokens[i].text == "{" && open == behind)
            open = i;
        if (m_tokens[i].text != "}" || open == behind)
            continue;
        print({missing, m_tokens[tableToken].begin, m_tokens[tableToken].end});
        print({missing, m_tokens[open].begin, m_tokens[i].end});
        open = behind;
    }
}

void NftTransaction::checkJumps(std::size_t first, std::size_t behind, TableId table) const
{
    for (auto i = first; i + 1 < behind; ++i) {
        if (m_tokens[i].isQuoted || !isOneOf(m_tokens[i].text, {"jump", "goto"}))
            continue;
        const auto target = findChain(m_rules, table, m_tokens[i + 1].text);
        if (!target.valid() && i >= first + 2 && m_tokens[i - 1].text == ":") // of a map the element is to blame
            kernelRefuses(ENOENT, i - 2);
        if (!target.valid())
            kernelRefuses(ENOENT, i + 1);
        if (m_rules.chains[target.value].hook)
            kernelRefuses(EOPNOTSUPP, i + 1);
    }
}

/// What the kernel says of the rules of a table as they are now: loops, depth, and where packets may be translated.
void NftTransaction::checkChains(TableId table) const
{
    constexpr int deepest = 16; // NFT_JUMP_STACK_SIZE
    std::vector<int> walkedAt(m_rules.chains.size(), -1);
    const auto refused = [&](const auto& self, ChainId chain, const Chain* base, int depth) -> int {
        if (depth >= deepest)
            return EMLINK;
        if (walkedAt[chain.value] >= depth)
            return 0;
        const auto span = m_rules.chains[chain.value].rules;
        for (auto r = span.first; r < span.first + span.count; ++r)
            for (std::uint16_t i = 0; i < m_rules.rules[r].operationCount; ++i) {
                const auto& operation = m_rules.operations[m_rules.rules[r].firstOperation + i];
                const auto* nat = std::get_if<NatStatement>(&operation);
                const auto* map = std::get_if<NatMap>(&operation);
                if (base && (nat || map)) {
                    const auto kind = nat ? nat->kind : map->kind;
                    const bool isOutwards = kind == NatKind::Source || kind == NatKind::Masquerade;
                    const bool isHere = isOutwards ? base->hook == Hook::Postrouting || (base->hook == Hook::Input && kind == NatKind::Source) : base->hook == Hook::Prerouting || base->hook == Hook::Output;
                    if (base->type != ChainType::Nat || !isHere)
                        return EOPNOTSUPP;
                }
                const bool refusesHere = base && (base->hook == Hook::Input || base->hook == Hook::Forward || base->hook == Hook::Output || base->hook == Hook::Prerouting);
                if (base && !refusesHere && std::holds_alternative<RejectStatement>(operation))
                    return EOPNOTSUPP;
                std::vector<ChainId> next;
                if (const auto* verdict = std::get_if<Verdict>(&operation); verdict && verdict->chain.valid())
                    next.push_back(verdict->chain);
                if (const auto* choice = std::get_if<VerdictMap>(&operation); choice && choice->map.valid())
                    for (const auto& element : m_rules.sets[choice->map.value].elements)
                        if (element.verdict.chain.valid())
                            next.push_back(element.verdict.chain);
                for (const auto target : next)
                    if (const int error = self(self, target, base, depth + 1); error != 0)
                        return error;
            }
        walkedAt[chain.value] = depth;
        return 0;
    };
    for (std::uint32_t i = 0; i < m_rules.chains.size(); ++i) {
        if (m_rules.chains[i].table != table)
            continue;
        std::ranges::fill(walkedAt, -1);
        if (const int error = refused(refused, ChainId{i}, m_rules.chains[i].hook ? &m_rules.chains[i] : nullptr, 0); error != 0)
            kernelRefusesAll(error);
    }
}

void NftTransaction::addRule(std::string_view action)
{
    const auto where = place();
    const auto chainToken = m_at;
    const auto chainName = name("string");
    std::optional<std::size_t> placeToken; ///< the word before the number
    std::uint64_t number = 0;
    const bool isByHandle = isWord("handle") || isWord("position");
    if (action == "replace" && !isByHandle)
        syntaxError("handle");
    if (isByHandle || isWord("index")) {
        placeToken = m_at++;
        number = handle();
    }
    const auto body = m_at;
    int depth = 0;
    while (m_at < m_tokens.size() && (depth > 0 || !atEnd())) {
        depth += m_tokens[m_at].isQuoted ? 0 : m_tokens[m_at].text == "{" ? 1 : m_tokens[m_at].text == "}" ? -1 : 0;
        ++m_at;
    }
    if (m_at == body)
        syntaxError();
    checkRule(body, m_at, where);
    const auto found = find(where);
    if (placeToken && action != "replace" && (!found.valid() || !findChain(m_rules, found, chainName).valid())) // nft itself looks it up
        refuse(notThere, found.valid() ? chainToken : where.tableToken);
    if (!found.valid() || !findChain(m_rules, found, chainName).valid())
        suggestPlace(where, chainName, chainToken);
    if (!found.valid())
        tellOfUnnamedSets(body, m_at, where.tableToken);
    const auto table = known(where);
    const auto chain = findChain(m_rules, table, chainName);
    if (!chain.valid())
        kernelRefuses(ENOENT, chainToken);
    const auto span = m_rules.chains[chain.value].rules;
    std::uint32_t at = action == "insert" ? 0 : span.count;
    if (placeToken) {
        std::optional<std::uint32_t> place;
        for (std::uint32_t i = 0; i < span.count; ++i)
            if (isByHandle ? m_rules.rules[span.first + i].handle == number : i == number)
                place = i;
        if (!place)
            kernelRefuses(ENOENT, m_tokens[*placeToken].text == "handle" ? *placeToken + 1 : *placeToken, *placeToken + 2);
        at = action == "add" ? *place + 1 : *place;
    }
    checkJumps(body, m_at, table);
    parse("add rule " + where.family + " " + where.table + " " + chainName + " " + slice(body, m_at));
    moveLastRule(m_rules, chain, at);
    if (action == "replace")
        removeRule(m_rules, RuleId{span.first + at + 1});
    checkChains(table);
    if (action == "replace") // it takes the place of the old one in this, too
        m_rules.rules[span.first + at].handle = number;
    NftTransaction::number(table);
}

void NftTransaction::addSet(std::string_view action, bool isMap)
{
    const auto where = place();
    const auto setToken = m_at;
    const auto setName = name("string");
    const auto table = find(where);
    if (!table.valid())
        tableIsMissing(where);
    if (!isWord("{"))
        syntaxError("'{'");
    const auto end = blockEnd();
    const auto block = slice(m_at, end + 1);
    bool hasType = false;
    for (const auto& statement : statements(m_at + 1, end)) {
        const auto word = m_tokens[statement.first].text;
        if (isOneOf(word, {"auto-merge", "counter", "typeof"}))
            unknown("sets with " + std::string(word));
        hasType = hasType || word == "type";
        if (word == "type" && isMap && slice(statement.first, statement.last).find(':') == std::string::npos) {
            m_at = statement.last;
            syntaxError("colon or .");
        }
    }
    if (!hasType)
        refuse("set definition does not specify key", m_at, m_at + 1);
    m_at = end + 1;
    const auto old = findSet(table, setName);
    if (old.valid() && action == "create")
        kernelRefuses(EEXIST, setToken);
    parse("add " + std::string(isMap ? "map " : "set ") + where.family + " " + where.table + " " + setName + " " + block);
    if (old.valid()) {
        const auto& made = m_rules.sets.back();
        const auto& was = m_rules.sets[old.value];
        if (made.type != was.type || made.dataType != was.dataType || made.properties != was.properties)
            kernelRefuses(EEXIST, setToken);
        if (!made.elements.empty())
            unknown("how the elements of set " + setName + " are put together: add them with add element");
        m_rules.sets.pop_back();
    }
    if (!m_rules.sets.back().isReadable)
        unknown("sets of the type " + m_rules.sets.back().type);
    number(table);
}

void NftTransaction::elements(std::string_view action)
{
    const auto where = place();
    const auto setToken = m_at;
    const auto setName = name("string");
    const auto table = find(where);
    if (!table.valid())
        tableIsMissing(where);
    const auto id = findSet(table, setName);
    if (!id.valid())
        setIsMissing(setName, setToken);
    if (!isWord("{"))
        syntaxError("'{'");
    const auto end = blockEnd();
    const auto first = m_at + 1;
    const auto type = m_rules.sets[id.value].type;
    const auto& properties = m_rules.sets[id.value].properties;
    const bool hasIntervals = std::ranges::any_of(properties, [](const std::string& line) { return line.starts_with("flags ") && line.find("interval") != std::string::npos; });
    const bool isMap = m_rules.sets[id.value].isVerdictMap || m_rules.sets[id.value].isDataMap;
    std::vector<Statement> keys;
    for (auto i = first; i < end;) {
        auto stop = i;
        while (stop < end && m_tokens[stop].text != ",")
            ++stop;
        auto behind = i;
        while (behind < stop && m_tokens[behind].text != ":")
            ++behind;
        for (auto k = i; k < stop; ++k)
            if (!m_tokens[k].isQuoted && isOneOf(m_tokens[k].text, {"timeout", "comment", "counter", "expires"}))
                unknown("elements with " + std::string(m_tokens[k].text));
        keys.push_back({i, behind});
        const bool isOne = behind == i + 1;
        const auto word = m_tokens[i].text;
        const bool isRange = isOne && (type == "ipv4_addr" || type == "ipv6_addr" || type == "inet_service") && word.find('-') != std::string_view::npos;
        const bool isBlock = isOne && Prefix::parse(word) && word.find('/') != std::string_view::npos;
        if (!hasIntervals && (isRange || isBlock))
            refuse(std::string("You must add 'flags interval' to your set declaration if you want to add ") + (isBlock ? "prefix" : "range") + " elements", i);
        if (isOne)
            checkValue(type, i, table);
        if (isMap && behind == stop && action != "delete")
            kernelRefuses(EINVAL, i, behind);
        for (auto k = behind; k + 1 < stop; ++k)
            if (isOneOf(m_tokens[k].text, {"jump", "goto"}) && !findChain(m_rules, table, m_tokens[k + 1].text).valid())
                kernelRefuses(ENOENT, i, behind);
        i = stop + 1;
    }
    m_at = end + 1;
    // They are read as those of another set, which is gone again then.
    const bool isVerdictMap = m_rules.sets[id.value].isVerdictMap;
    const bool hasData = isMap && !(action == "delete" && m_tokens[keys.empty() ? first : keys.front().last].text != ":");
    const auto dataType = m_rules.sets[id.value].dataType;
    parse("table " + where.family + " " + where.table + " {\n" + (hasData ? "map" : "set") + " lab-elements {\ntype " + type + (hasData ? " : " + dataType : "") + "\nelements = " + slice(first - 1, end + 1) + "\n}\n}\n");
    const auto fresh = std::move(m_rules.sets.back().elements);
    m_rules.sets.pop_back();
    auto& set = m_rules.sets[id.value];
    const auto compare = [&](const SetElement& one, const SetElement& other, auto use) {
        for (std::uint8_t d = 0; d < set.dimensions; ++d)
            if (!use(m_rules.intervals[one.firstInterval + d], m_rules.intervals[other.firstInterval + d]))
                return false;
        return true;
    };
    const auto isSame = [](const Interval& a, const Interval& b) { return a == b; };
    const auto touches = [](const Interval& a, const Interval& b) { return a.low <= b.high && b.low <= a.high; };
    for (std::size_t i = 0; i < fresh.size(); ++i) {
        const auto& one = fresh[i];
        const auto& key = keys[std::min(i, keys.size() - 1)];
        const auto old = std::ranges::find_if(set.elements, [&](const SetElement& other) { return compare(one, other, isSame); });
        if (action == "delete") {
            if (old == set.elements.end() && hasIntervals)
                refuse("element does not exist", key.first, key.last);
            if (old == set.elements.end())
                kernelRefuses(ENOENT, key.first, key.last);
            set.elements.erase(old);
            continue;
        }
        if (old != set.elements.end()) {
            const bool hasSameData = isVerdictMap ? old->verdict == one.verdict : old->data == one.data && old->dataPort == one.dataPort;
            if (action == "create" || (isMap && !hasSameData))
                kernelRefuses(EEXIST, key.first, key.last);
            continue;
        }
        for (std::size_t k = 0; hasIntervals && k < i; ++k)
            if (compare(one, fresh[k], touches))
                throw Refused{"conflicting intervals specified", m_tokens[key.first].begin, m_tokens[key.last - 1].end, false, m_tokens[keys[k].first].begin, m_tokens[keys[k].last - 1].end};
        if (hasIntervals && std::ranges::any_of(set.elements, [&](const SetElement& other) { return compare(one, other, touches); }))
            refuse("interval overlaps with an existing one", key.first, key.last);
        set.elements.push_back(one);
    }
    checkChains(table);
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
            else if (table.origin == RuleOrigin::IptablesNft && object != "chains")
                unknown("how nft lists the tables of iptables: use iptables-save for table " + std::string(hoplens::name(table.family)) + " " + table.name);
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
    const auto table = find(where);
    if (!table.valid())
        refuse(notThere, where.tableToken);
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
