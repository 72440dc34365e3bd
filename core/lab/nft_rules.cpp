// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/nft_transaction.h"

#include "lab/nft_refusals.h"

#include "filter/rule_set_edit.h"
#include "net/service_names.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace hoplens::lab {

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
/// Ends of ranges, and lengths of prefixes.
void NftTransaction::checkRange(std::size_t token) const
{
    const auto word = m_tokens[token].text;
    const auto dash = word.find('-');
    const auto slash = word.find('/');
    if (dash != std::string_view::npos) {
        const auto low = Address::parse(word.substr(0, dash));
        const auto high = Address::parse(word.substr(dash + 1));
        const auto from = parseNumber(word.substr(0, dash));
        const auto to = parseNumber(word.substr(dash + 1));
        if ((low && high && low->family == high->family && *high < *low) || (from && to && *to < *from))
            refuse("Range has zero or negative size", token);
    }
    if (const auto address = slash == std::string_view::npos ? std::nullopt : Address::parse(word.substr(0, slash)); address)
        if (const auto length = parseNumber(word.substr(slash + 1)); length && *length > address->width())
            refuse("Prefix length " + std::to_string(*length) + " is invalid for type of " + std::to_string(address->width()) + " bits width", token);
}

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
        if (word == "}" && i > first && m_tokens[i - 1].text == "{")
            refuse("syntax error, unexpected '}'", i);
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
        if (isOneOf(word, {"iif", "oif"}) && i + 1 < behind)
            checkInterface(isOneOf(m_tokens[i + 1].text, {"!=", "==", "eq", "ne"}) ? i + 2 : i + 1, behind);
        if (word == "meta" && i + 1 < behind && m_tokens[i + 1].text == "nfproto" && where.family != "inet" && where.family != "bridge" && where.family != "netdev")
            refuse("meta nfproto is only useful in the inet family", i, i + 2);
        checkRange(i);
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
        if (value < behind) {
            checkRange(value);
            checkValue(field, value, table);
        }
    }
    checkPorts(first, behind, where);
    for (auto i = first; where.family == "inet" && i + 1 < behind; ++i)
        if (isOneOf(m_tokens[i].text, {"snat", "dnat"}) && m_tokens[i + 1].text == "to") {
            const auto before = slice(first, i);
            if (before.find("ip saddr") == std::string::npos && before.find("ip daddr") == std::string::npos && before.find("ip6 ") == std::string::npos && before.find("icmp") == std::string::npos && before.find("ip protocol") == std::string::npos && before.find("nfproto") == std::string::npos)
                refuse("ip or ip6 must be specified with address for inet tables.", i);
        }
}

/// iif and oif are numbers: nft looks them up when it reads the rule.
void NftTransaction::checkInterface(std::size_t token, std::size_t behind) const
{
    if (token < behind && isOneOf(m_tokens[token].text, {"{", "vmap", "map"}))
        unknown("sets of interfaces by number: use " + std::string(m_tokens[token - 1].text) + "name");
    if (token >= behind || m_tokens[token].text == "." || m_tokens[token].text.starts_with('@'))
        return;
    if (!parseNumber(m_tokens[token].text) && std::ranges::find(m_links, m_tokens[token].text, &Link::name) == m_links.end())
        refuse("Interface does not exist", token);
}

/// A word that nft does not know at the beginning of a rule is a value to it, and values want something to be compared with.
void NftTransaction::checkBeginning(std::size_t first, std::size_t behind) const
{
    static constexpr auto known = std::to_array<std::string_view>({"accept", "add", "ah", "arp", "cgroup", "comment", "comp", "continue", "counter", "cpu", "ct", "day", "dccp", "delete", "dnat", "drop", "dst", "dup", "esp", "ether", "exthdr", "fib", "flow", "frag", "fwd", "goto", "gre", "hash", "hbh", "hour", "ibrname", "ibriport", "icmp", "icmpv6", "igmp", "iif", "iifgroup", "iifname", "iiftype", "ip", "ip6", "ipsec", "jhash", "jump", "l4proto", "length", "limit", "log", "mark", "masquerade", "meta", "meter", "mh", "nfproto", "nftrace", "notrack", "numgen", "obrname", "obriport", "oif", "oifgroup", "oifname", "oiftype", "osf", "pkttype", "priority", "protocol", "queue", "quota", "random", "redirect", "reject", "return", "rt", "rtclassid", "sctp", "set", "skgid", "skuid", "snat", "socket", "srh", "symhash", "synproxy", "tcp", "th", "time", "tproxy", "udp", "udplite", "update", "vlan", "xt"});
    static constexpr auto statements = std::to_array<std::string_view>({"accept", "add", "counter", "ct", "drop", "continue", "goto", "jump", "limit", "log", "masquerade", "meta", "notrack", "queue", "quota", "reject", "return", "tcp", "udp", "iif", "iifname", "oif", "oifname", "icmp", "fib", "comment", "update", "delete"});
    const auto word = m_tokens[first].text;
    const bool isWordOfOwn = !m_tokens[first].isQuoted && !word.empty() && (std::isalpha(static_cast<unsigned char>(word.front())) != 0 || word.front() == '_');
    if (!isWordOfOwn || behind < first + 2 || std::ranges::find(known, word) != known.end())
        return;
    const auto next = m_tokens[first + 1].text;
    if (std::ranges::find(statements, next) != statements.end())
        refuse("syntax error, unexpected " + std::string(next), first + 1);
    for (auto i = first + 2; next == "redirect" && i < behind; ++i)
        if (m_tokens[i].text.starts_with(':'))
            throw Refused{"syntax error, unexpected colon", m_tokens[i].begin, m_tokens[i].begin + 1};
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
        if (family == "inet" && isOneOf(m_tokens[i].text, {"icmp", "icmpv6"}))
            family = m_tokens[i].text == "icmp" ? "ip" : "ip6";
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
    const auto missing = std::string(processing) + std::strerror(ENOENT);
    std::size_t open = behind; ///< none is
    bool isSet = false;        ///< of one value there is none: the rule asks for it
    for (auto i = first; i < behind; ++i) {
        if (m_tokens[i].isQuoted)
            continue;
        if (m_tokens[i].text == "{" && open == behind) {
            open = i;
            isSet = false;
        }
        isSet = isSet || m_tokens[i].text == "," || m_tokens[i].text == ":";
        if (m_tokens[i].text != "}" || open == behind)
            continue;
        if (!isSet) {
            open = behind;
            continue;
        }
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
        if (m_rules.chains[i].table != table || !m_rules.chains[i].hook) // nobody gets into a circle but from a hook
            continue;
        std::ranges::fill(walkedAt, -1);
        if (const int error = refused(refused, ChainId{i}, &m_rules.chains[i], 0); error != 0)
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
    if (!found.valid())
        tellOfUnnamedSets(body, m_at, where.tableToken);
    if (!found.valid() || !findChain(m_rules, found, chainName).valid())
        suggestPlace(where, chainName, chainToken);
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
    giveHandles(m_rules, table);
}

} // namespace hoplens::lab
