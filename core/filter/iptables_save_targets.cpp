// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/iptables_save_parser.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace hoplens {

IptablesSaveParser::Step IptablesSaveParser::parseNat(std::string_view target)
{
    NatStatement nat{target == "SNAT" ? NatKind::Source : target == "DNAT" ? NatKind::Destination : target == "MASQUERADE" ? NatKind::Masquerade : target == "REDIRECT" ? NatKind::Redirect : NatKind::Netmap};
    nat.family = isV4() ? IpFamily::V4 : IpFamily::V6;
    while (!done()) {
        const auto option = next();
        if (option == "--random") {
            nat.random = true;
        } else if (option == "--random-fully") {
            nat.fullyRandom = true;
        } else if (option == "--persistent") {
            nat.persistent = true;
        } else if (option == "--to-ports") {
            const auto text = next();
            const auto range = parseDashRange(text, '-');
            if (!range)
                return unclear("\"" + std::string(text) + "\" is not a port range");
            nat.hasPort = true;
            nat.portLow = static_cast<std::uint16_t>(range->low.low);
            nat.portHigh = static_cast<std::uint16_t>(range->high.low);
        } else if (option == "--to") {
            const auto prefix = Prefix::parse(next());
            if (!prefix)
                return unclear("NETMAP needs a network");
            nat.hasAddress = true;
            nat.addresses = m_builder.addInterval({prefix->first().bits, prefix->last().bits});
        } else if (option == "--to-source" || option == "--to-destination") {
            std::string_view text = next();
            std::string_view addressPart = text;
            std::string_view portPart;
            if (text.starts_with('[')) {
                const auto close = text.find(']');
                addressPart = text.substr(1, close - 1);
                portPart = close != std::string_view::npos && close + 1 < text.size() && text[close + 1] == ':' ? text.substr(close + 2) : std::string_view();
            } else if (isV4() || std::ranges::count(text, ':') == 1) {
                const auto colon = text.find(':');
                addressPart = text.substr(0, colon);
                portPart = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
            }
            if (!addressPart.empty()) {
                const auto range = parseAddressRange(addressPart);
                if (!range)
                    return unclear("\"" + std::string(text) + "\" is not an address range");
                nat.hasAddress = true;
                nat.addresses = m_builder.addInterval(*range);
            }
            if (!portPart.empty()) {
                const auto range = parseDashRange(portPart, '-');
                if (!range)
                    return unclear("\"" + std::string(text) + "\" has no valid port range");
                nat.hasPort = true;
                nat.portLow = static_cast<std::uint16_t>(range->low.low);
                nat.portHigh = static_cast<std::uint16_t>(range->high.low);
            }
        } else {
            return unclear("option " + std::string(option) + " of target " + std::string(target) + " is not known");
        }
    }
    m_builder.add(nat);
    return {};
}

IptablesSaveParser::Step IptablesSaveParser::parseMarkTarget(std::string_view target)
{
    const auto option = next();
    const bool connection = target == "CONNMARK";
    SetField set{connection ? SetTarget::ConntrackMark : SetTarget::Mark};
    if (option == "--save-mark" || option == "--restore-mark") {
        std::uint32_t nfmask = 0xffffffffu;
        std::uint32_t ctmask = 0xffffffffu;
        while (!done()) {
            const auto which = next();
            const auto mask = parseNumber(next(), 0xffffffffu);
            if (!mask)
                return unclear("a mask of CONNMARK is not a number");
            if (which == "--nfmask" || which == "--mask")
                nfmask = static_cast<std::uint32_t>(*mask);
            if (which == "--ctmask" || which == "--mask")
                ctmask = static_cast<std::uint32_t>(*mask);
        }
        const bool save = option == "--save-mark";
        set = {save ? SetTarget::ConntrackMark : SetTarget::Mark, save ? SetSource::Mark : SetSource::ConntrackMark, 0, save ? ~ctmask : ~nfmask, save ? nfmask : ctmask, 0};
        m_builder.add(set);
        return {};
    }
    const auto text = next();
    const auto slash = text.find('/');
    const auto value = parseNumber(text.substr(0, slash), 0xffffffffu);
    const auto mask = slash == std::string_view::npos ? std::optional<std::uint64_t>(0xffffffffu) : parseNumber(text.substr(slash + 1), 0xffffffffu);
    if (!value || !mask)
        return unclear("\"" + std::string(text) + "\" is not a mark");
    const auto v = static_cast<std::uint32_t>(*value);
    const auto m = static_cast<std::uint32_t>(*mask);
    if (option == "--set-xmark")
        set.keep = ~m, set.constant = v;
    else if (option == "--set-mark")
        set.keep = ~(v | m), set.constant = v;
    else if (option == "--and-mark")
        set.keep = v;
    else if (option == "--or-mark")
        set.keep = ~v, set.constant = v;
    else if (option == "--xor-mark")
        set.keep = 0xffffffffu, set.constant = v;
    else
        return unclear("option " + std::string(option) + " of target " + std::string(target) + " is not known");
    m_builder.add(set);
    return {};
}

IptablesSaveParser::Step IptablesSaveParser::parseTarget(std::string_view target, VerdictKind kind)
{
    if (target == "ACCEPT" || target == "DROP" || target == "RETURN") {
        m_builder.add(Verdict{target == "ACCEPT" ? VerdictKind::Accept : target == "DROP" ? VerdictKind::Drop : VerdictKind::Return});
        return {};
    }
    if (const ChainId chain = m_builder.findChain(m_table, target); chain.valid()) {
        m_builder.add(Verdict{kind, chain});
        return {};
    }
    if (target == "SNAT" || target == "DNAT" || target == "MASQUERADE" || target == "REDIRECT" || target == "NETMAP")
        return parseNat(target);
    if (target == "MARK" || target == "CONNMARK")
        return parseMarkTarget(target);
    if (target == "REJECT") {
        RejectStatement reject;
        if (!done() && next() == "--reject-with") {
            const auto word = next();
            const auto type = isV4() ? iptables::byName(iptables::reject4, word) : iptables::byName(iptables::reject6, word);
            if (!type)
                return unclear("\"" + std::string(word) + "\" is not a way to reject");
            reject.type = static_cast<RejectType>(*type);
        }
        m_builder.add(reject);
        return {};
    }
    if (target == "NOTRACK" || (target == "CT" && !done() && m_words[m_at] == "--notrack")) {
        m_at = m_words.size();
        m_builder.add(Untrack{});
        return {};
    }
    if (target == "TTL" || target == "HL") {
        const auto option = next();
        const auto value = parseNumber(next(), 255);
        if (!value)
            return unclear("the TTL is not a number up to 255");
        SetField set{SetTarget::TimeToLive};
        if (option.ends_with("-set"))
            set.constant = static_cast<std::uint32_t>(*value);
        else
            set = {SetTarget::TimeToLive, SetSource::TimeToLive, static_cast<std::int16_t>(option.ends_with("-inc") ? *value : -static_cast<std::int64_t>(*value)), 0, 0xff, 0};
        m_builder.add(set);
        return {};
    }
    if (target == "TOS" || target == "DSCP") {
        const auto option = next();
        const auto text = next();
        const auto slash = text.find('/');
        const auto value = parseNumber(text.substr(0, slash), 255);
        const auto mask = slash == std::string_view::npos ? std::optional<std::uint64_t>(255) : parseNumber(text.substr(slash + 1), 255);
        if (!value || !mask || (option != "--set-tos" && option != "--set-dscp"))
            return unclear("the value of target " + std::string(target) + " is not known");
        if (target == "DSCP")
            m_builder.add(SetField{SetTarget::TypeOfService, SetSource::Nothing, 0, 3, 0, static_cast<std::uint32_t>(*value << 2)});
        else
            m_builder.add(SetField{SetTarget::TypeOfService, SetSource::Nothing, 0, static_cast<std::uint32_t>(~*mask & 0xff), 0, static_cast<std::uint32_t>(*value)});
        return {};
    }
    const std::size_t from = m_at - 1;
    std::string text;
    for (std::size_t i = from; i < m_words.size(); ++i)
        text += (i > from ? " " : "") + (m_words[i].find(' ') == std::string_view::npos && !m_words[i].empty() ? std::string(m_words[i]) : "\"" + std::string(m_words[i]) + "\"");
    m_at = m_words.size();
    static constexpr std::array<std::string_view, 8> passive = {"LOG", "NFLOG", "TRACE", "TCPMSS", "CHECKSUM", "CLASSIFY", "AUDIT", "CONNSECMARK"};
    if (std::ranges::find(passive, target) != passive.end()) {
        m_builder.add(Passive{m_builder.string(text)});
        return {};
    }
    static constexpr std::array<std::string_view, 16> opaque = {"NFQUEUE", "TPROXY", "CT", "SET", "TEE", "SYNPROXY", "SECMARK", "RATEEST", "IDLETIMER", "HMARK", "LED", "CLUSTERIP", "ECN", "TCPOPTSTRIP", "SNPT", "DNPT"};
    if (std::ranges::find(opaque, target) == opaque.end())
        return unclear("target " + std::string(target) + " is neither a chain of this table nor a known extension");
    m_builder.add(UnknownOperation{m_builder.string(text), true});
    return {};
}

} // namespace hoplens
