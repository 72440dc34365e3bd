// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/nft_json_reader.h"

#include "filter/nft_text.h"

#include <algorithm>

namespace hoplens::nftables {

namespace {

std::vector<Notation> notationsOf(const std::vector<Operand>& operands)
{
    std::vector<Notation> list;
    for (const auto& operand : operands)
        list.push_back(operand.notation);
    return list;
}

/// "limit rate over 3/minute burst 7 packets": nft leaves the usual burst of five packets out.
std::string limitText(const Json& value)
{
    const auto unit = text(member(value, "rate_unit"));
    const bool isOfBytes = !unit.empty() && unit != "packets";
    const auto burst = number(member(value, "burst"));
    auto words = std::string("limit rate ") + (member(value, "inv") == true ? "over " : "") + std::to_string(number(member(value, "rate"))) + (isOfBytes ? " " + unit : "") + "/" + text(member(value, "per"));
    if (isOfBytes ? burst > 0 : burst != 5 && member(value, "burst").is_number_unsigned())
        words += " burst " + std::to_string(burst) + " " + (isOfBytes ? text(member(value, "burst_unit")) : "packets");
    return words;
}

std::string logText(const Json& value)
{
    std::string words = "log";
    if (const auto prefix = text(member(value, "prefix")); !prefix.empty())
        words += " prefix \"" + prefix + "\"";
    for (const char* option : {"group", "snaplen", "queue-threshold"})
        if (member(value, option).is_number_unsigned())
            words += std::string(" ") + option + " " + std::to_string(number(member(value, option)));
    if (const auto level = text(member(value, "level")); !level.empty() && level != "warn")
        words += " level " + level;
    const auto& flags = member(value, "flags");
    if (flags.is_string())
        words += " flags " + text(flags);
    for (std::size_t i = 0; flags.is_array() && i < flags.size(); ++i)
        words += (i == 0 ? " flags " : ",") + text(flags[i]);
    return words;
}

} // namespace

Verdict NftJsonReader::verdict(const std::string& word, const Json& value)
{
    static constexpr std::array<std::pair<std::string_view, VerdictKind>, 4> plain = {{{"accept", VerdictKind::Accept}, {"drop", VerdictKind::Drop}, {"continue", VerdictKind::Continue}, {"return", VerdictKind::Return}}};
    for (const auto& [known, kind] : plain)
        if (known == word)
            return {kind};
    if (word != "jump" && word != "goto")
        throw Unclear{word};
    const auto target = text(member(value, "target"));
    if (target.empty())
        throw Unclear{word + " without a target"};
    const ChainId chain = m_builder.chain(m_table, target);
    m_targets.emplace(chain, target);
    return {word == "jump" ? VerdictKind::Jump : VerdictKind::Goto, chain};
}

void NftJsonReader::statement(const std::string& word, const Json& value)
{
    static constexpr std::array<std::string_view, 5> passive = {"log", "last", "ct timeout", "ct expectation", "dup"};
    if (word == "match") {
        match(value);
    } else if (word == "counter") {
        auto& rule = m_builder.rules().rules.back();
        if (value.is_object() && rule.counterPosition == 0)
            rule.counterPosition = static_cast<std::uint16_t>(m_builder.rules().operations.size() - rule.firstOperation + 1);
        if (value.is_object())
            rule.counters = {number(member(value, "packets")), number(member(value, "bytes"))};
        else
            m_builder.add(Passive{m_builder.string("counter name \"" + text(value) + "\"")});
    } else if (word == "accept" || word == "drop" || word == "continue" || word == "return" || word == "jump" || word == "goto") {
        m_builder.add(verdict(word, value));
    } else if (word == "queue") {
        m_builder.add(Verdict{VerdictKind::Queue});
    } else if (word == "mangle") {
        mangle(value);
    } else if (word == "snat" || word == "dnat" || word == "masquerade" || word == "redirect") {
        nat(word, value);
    } else if (word == "reject") {
        reject(value);
    } else if (word == "vmap") {
        vmap(value);
    } else if (word == "notrack") {
        m_builder.add(Untrack{});
    } else if (word == "limit" && value.is_object()) {
        m_builder.add(RateMatch{RateKind::Limit, m_builder.string(limitText(value))});
    } else if (word == "ct count") {
        m_builder.add(RateMatch{RateKind::ConnectionLimit, m_builder.string(std::string("ct count ") + (member(value, "inv") == true ? "over " : "") + std::to_string(number(member(value, "val"))))});
    } else if (word == "flow") { // ends the rule for packets of connections that are not confirmed yet
        m_builder.add(RateMatch{RateKind::ConnectionLimit, m_builder.string("flow add " + text(member(value, "flowtable")))});
    } else if (word == "quota") {
        m_builder.add(RateMatch{RateKind::Quota, m_builder.string(std::string("quota ") + (member(value, "inv") == true ? "over " : "") + std::to_string(number(member(value, "val"))) + " " + text(member(value, "val_unit")))});
    } else if (word == "set" || word == "map") { // of a packet's own fields, while it passes
        const auto& written = member(value, "elem");
        const auto& wrapped = member(written, "elem");
        for (const auto& operand : operands(wrapped.is_object() ? member(wrapped, "val") : written))
            require(operand);
        if (member(value, "stmt").is_array() || member(value, "op") == "delete")
            m_builder.add(RateMatch{RateKind::Limit, m_builder.string("a limit for each element of " + text(member(value, "set")))});
        else
            m_builder.add(Passive{m_builder.string("dynset")});
    } else if (word == "meter") {
        m_builder.add(RateMatch{RateKind::Limit, m_builder.string("meter " + text(member(value, "name")))});
    } else if (word == "xt") {
        const auto extension = text(member(value, "name"));
        if (extension == "comment" || extension == "LOG" || extension == "NFLOG" || extension == "TRACE" || extension == "TCPMSS" || extension == "CHECKSUM")
            m_builder.add(Passive{m_builder.string(extension)});
        else
            throw Unclear{"the iptables extension \"" + extension + "\" (nft does not say what it matches or does)"};
    } else if (std::ranges::find(passive, word) != passive.end()) {
        m_builder.add(Passive{m_builder.string(word == "log" ? logText(value) : word)});
    } else {
        throw Unclear{word + " " + quotation(value)};
    }
}

void NftJsonReader::match(const Json& value)
{
    const auto op = text(member(value, "op"));
    const auto& left = member(value, "left");
    const auto& right = member(value, "right");
    const auto list = operands(left);
    const bool isNegated = op == "!=";
    if (op != "==" && op != "!=" && op != "in" && op != "<" && op != ">" && op != "<=" && op != ">=")
        throw Unclear{quotation(value)};
    const bool isSet = (right.is_string() && text(right).starts_with('@')) || member(right, "set").is_array();
    if (isSet || list.size() > 1) {
        if (op != "==" && op != "!=" && op != "in")
            throw Unclear{quotation(value)};
        const Json wrapped = isSet ? Json() : Json{{"set", Json::array({right})}};
        const SetId set = setFor(isSet ? right : wrapped, notationsOf(list), false, false);
        const auto span = key(list);
        m_builder.add(SetLookup{set, span, isNegated, false, m_builder.string(m_builder.rules().sets[set.value].name)});
        return;
    }
    const auto& only = list.front();
    require(only);
    if (only.part.field == Field::Random)
        throw Unclear{quotation(value)};
    std::uint64_t mask = only.part.mask;
    if (only.isPresence) {
        if (!right.is_boolean() || (op != "==" && op != "!="))
            throw Unclear{quotation(value)};
        const bool wantsPresence = right.get<bool>() != isNegated;
        m_builder.addCompare(only.part.field, Spelling::Native, wantsPresence, Interval{});
        return;
    }
    if (only.notation == Notation::Name && (op == "==" || op == "!=") && right.is_string() && mask == ~0ull) {
        auto device = text(right);
        InterfaceMatch match{only.part.field == Field::InputName ? InterfaceRole::In : InterfaceRole::Out, Spelling::Native, isNegated};
        if (member(left, "meta").is_object() && (member(left["meta"], "key") == "iif" || member(left["meta"], "key") == "oif"))
            match.spelling = Spelling::Header;
        match.isPrefix = device.ends_with('*');
        if (match.isPrefix)
            device.pop_back();
        match.name = m_builder.string(device);
        m_builder.add(match);
        return;
    }
    const bool isFlags = only.notation == Notation::State || only.notation == Notation::Status || only.notation == Notation::TcpFlags;
    if (op == "in" && isFlags) { // one of these bits is set
        m_builder.addCompare(only.part.field, Spelling::Native, true, Interval{}, single(only.notation, right).low & mask);
        return;
    }
    if (only.notation == Notation::State && mask == ~0ull)
        mask = 0x7f;
    auto wanted = interval(only.notation, right, only.shift);
    const Value limit = only.notation == Notation::Address6 ? Value{~0ull, ~0ull} : Value::of(only.notation == Notation::Address4 ? 0xffffffffu : only.largest);
    const bool isOrder = op == "<" || op == ">" || op == "<=" || op == ">=";
    if (isOrder && (wanted.low != wanted.high || only.notation == Notation::Name))
        throw Unclear{quotation(value)};
    const Value at = wanted.low;
    constexpr Interval nothing = {Value{0, 1}, Value{}};
    if (op == "<")
        wanted = at == Value{} ? nothing : Interval{Value{}, {at.high - (at.low == 0 ? 1 : 0), at.low - 1}};
    else if (op == "<=")
        wanted = {Value{}, at};
    else if (op == ">")
        wanted = at == limit ? nothing : Interval{{at.high + (at.low == ~0ull ? 1 : 0), at.low + 1}, limit};
    else if (op == ">=")
        wanted = {at, limit};
    const auto spelling = only.part.isOfHeader ? Spelling::Header : op == "<" || op == ">" ? Spelling::Order : isOrder ? Spelling::OrderOrEqual : Spelling::Native;
    m_builder.addCompare(only.part.field, spelling, isNegated, wanted, mask);
    if (isNegated || isOrder || wanted.low != wanted.high)
        return;
    if (only.part.field == Field::Protocol)
        m_transport = static_cast<std::uint8_t>(wanted.low.low);
    if (only.part.field == Field::NetfilterProtocol)
        m_network = static_cast<std::uint16_t>(wanted.low.low == 10 ? 0x86dd : 0x0800);
    if (only.part.field == Field::EtherType)
        m_network = static_cast<std::uint16_t>(wanted.low.low);
}

void NftJsonReader::vmap(const Json& value)
{
    const auto list = operands(member(value, "key"));
    const SetId map = setFor(member(value, "data"), notationsOf(list), true, false);
    const auto span = key(list);
    m_builder.add(VerdictMap{map, span, m_builder.string(m_builder.rules().sets[map.value].name)});
}

void NftJsonReader::mangle(const Json& value)
{
    const auto [word, what] = only(member(value, "key"));
    const auto key = what ? text(member(*what, "key")) : std::string();
    if (word == "tcp option" || (word == "meta" && (key == "nftrace" || key == "priority"))) {
        m_builder.add(Passive{m_builder.string(word + " " + key + " set")});
        return;
    }
    if (key != "mark" || (word != "meta" && word != "ct"))
        throw Unclear{"setting " + quotation(member(value, "key"))};
    // (source & mask) ^ constant, with | and & folded in.
    struct Linear {
        std::string source = {};
        std::uint32_t mask = 0;
        std::uint32_t constant = 0;
    };
    const auto evaluate = [](const auto& self, const Json& expression, int depth) -> Linear {
        if (depth > deepestNesting)
            throw Unclear{"an expression nested too deeply"};
        if (expression.is_number_unsigned())
            return {{}, 0, static_cast<std::uint32_t>(number(expression))};
        const auto [op, arguments] = only(expression);
        if (op == "meta" || op == "ct") {
            if (member(*arguments, "key") != "mark")
                throw Unclear{quotation(expression)};
            return {op, ~0u, 0};
        }
        if ((op != "&" && op != "|" && op != "^") || !arguments->is_array() || arguments->size() != 2 || !(*arguments)[1].is_number_unsigned())
            throw Unclear{quotation(expression)};
        auto left = self(self, (*arguments)[0], depth + 1);
        const auto bits = static_cast<std::uint32_t>(number((*arguments)[1]));
        if (op == "&")
            left = {left.source, left.mask & bits, left.constant & bits};
        else if (op == "^")
            left.constant ^= bits;
        else
            left = {left.source, left.mask & ~bits, (left.constant & ~bits) | bits};
        return left;
    };
    const auto result = evaluate(evaluate, member(value, "value"), 0);
    SetField set{word == "meta" ? SetTarget::Mark : SetTarget::ConntrackMark};
    set.constant = result.constant;
    if (result.source == word) {
        set.keep = result.mask;
    } else if (!result.source.empty()) {
        set.source = result.source == "meta" ? SetSource::Mark : SetSource::ConntrackMark;
        set.sourceMask = result.mask;
    }
    m_builder.add(set);
}

void NftJsonReader::nat(const std::string& word, const Json& value)
{
    NatStatement nat{word == "snat" ? NatKind::Source : word == "dnat" ? NatKind::Destination : word == "masquerade" ? NatKind::Masquerade : NatKind::Redirect};
    const auto family = text(member(value, "family"));
    nat.family = family == "ip6" || m_family == TableFamily::Ip6 || (family.empty() && m_network == 0x86dd) ? IpFamily::V6 : IpFamily::V4;
    const auto& flags = member(value, "flags");
    const auto has = [&](const char* flag) { return flags == flag || (flags.is_array() && std::ranges::find(flags, Json(flag)) != flags.end()); };
    nat.random = has("random");
    nat.fullyRandom = has("fully-random");
    nat.persistent = has("persistent");
    if (has("netmap") || member(value, "type_flags").is_string() || member(value, "type_flags").is_array())
        throw Unclear{word + " " + quotation(value)};
    const auto& address = member(value, "addr");
    if (const auto& map = member(address, "map"); map.is_object()) {
        if (!member(value, "port").is_null())
            throw Unclear{word + " " + quotation(value)};
        const auto list = operands(member(map, "key"));
        const SetId data = setFor(member(map, "data"), notationsOf(list), false, true);
        const auto span = key(list);
        const auto& found = m_builder.rules().sets[data.value];
        m_builder.add(NatMap{nat.kind, data, span, found.isReadable ? found.family : nat.family});
        return;
    }
    if (!address.is_null()) {
        if (family.empty() && address.is_string() && address.get_ref<const std::string&>().find(':') != std::string::npos)
            nat.family = IpFamily::V6;
        nat.hasAddress = true;
        nat.addresses = m_builder.addInterval(interval(nat.family == IpFamily::V6 ? Notation::Address6 : Notation::Address4, address));
    }
    if (const auto& port = member(value, "port"); !port.is_null()) {
        const auto range = interval(Notation::Port, port);
        nat.hasPort = true;
        nat.portLow = static_cast<std::uint16_t>(range.low.low);
        nat.portHigh = static_cast<std::uint16_t>(range.high.low);
    }
    m_builder.add(nat);
}

void NftJsonReader::reject(const Json& value)
{
    static constexpr std::array<std::pair<std::string_view, RejectType>, 12> words = {{
        {"net-unreachable", RejectType::NetUnreachable}, {"host-unreachable", RejectType::HostUnreachable}, {"prot-unreachable", RejectType::ProtocolUnreachable}, {"port-unreachable", RejectType::PortUnreachable},
        {"net-prohibited", RejectType::NetProhibited}, {"host-prohibited", RejectType::HostProhibited}, {"admin-prohibited", RejectType::AdminProhibited}, {"no-route", RejectType::NoRoute},
        {"addr-unreachable", RejectType::AddressUnreachable}, {"policy-fail", RejectType::PolicyFail}, {"reject-route", RejectType::RejectRoute}, {"tcp reset", RejectType::TcpReset}}};
    auto word = text(member(value, "type"));
    if (word != "tcp reset")
        word = text(member(value, "expr"));
    if (word.empty() && (value.is_null() || value.empty()))
        word = "port-unreachable";
    // nft leaves the match out that the statement needs.
    const auto type = text(member(value, "type"));
    Operand needed;
    if (word == "tcp reset")
        needed.transport = 6;
    if (type == "icmp" || type == "icmpv6")
        needed.network = type == "icmp" ? 0x0800 : 0x86dd;
    require(needed);
    const bool isForBoth = type == "icmpx" || (type.empty() && m_family != TableFamily::Ip && m_family != TableFamily::Ip6 && !m_network);
    for (const auto& [known, rejection] : words)
        if (known == word) {
            // icmpx names what both families have in IPv4's words; its no-route is IPv4's net-unreachable.
            m_builder.add(RejectStatement{rejection == RejectType::NoRoute && type == "icmpx" ? RejectType::NetUnreachable : rejection, isForBoth && rejection != RejectType::TcpReset});
            return;
        }
    throw Unclear{"reject " + quotation(value)};
}

} // namespace hoplens::nftables
