// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/packet.h"

#include <algorithm>
#include <array>

namespace hoplens {
namespace {

struct ProtocolEntry {
    std::uint8_t number;
    std::string_view name;
};

constexpr std::array protocols = {
    ProtocolEntry{1, "icmp"}, ProtocolEntry{2, "igmp"}, ProtocolEntry{4, "ipencap"}, ProtocolEntry{6, "tcp"},
    ProtocolEntry{17, "udp"}, ProtocolEntry{33, "dccp"}, ProtocolEntry{41, "ipv6"}, ProtocolEntry{47, "gre"},
    ProtocolEntry{50, "esp"}, ProtocolEntry{51, "ah"}, ProtocolEntry{58, "ipv6-icmp"}, ProtocolEntry{89, "ospf"},
    ProtocolEntry{112, "vrrp"}, ProtocolEntry{132, "sctp"}, ProtocolEntry{136, "udplite"},
};

/// The headers of each fragment, bytes (RFC 791, RFC 8200).
std::uint32_t fragmentHeader(const Packet& packet) { return packet.etherType == EtherType::Ipv6 ? 40 + 8 : 20; }

/// Of a packet that is whole.
std::uint32_t wholeHeader(const Packet& packet) { return packet.etherType == EtherType::Ipv6 ? 40 : 20; }

} // namespace

std::string protocolName(std::uint8_t number)
{
    for (const auto& entry : protocols)
        if (entry.number == number)
            return std::string(entry.name);
    return std::to_string(number);
}

std::optional<std::uint8_t> protocolNumber(std::string_view text)
{
    for (const auto& entry : protocols)
        if (entry.name == text)
            return entry.number;
    if (text == "icmpv6")
        return std::uint8_t{58};
    if (text == "ipip")
        return std::uint8_t{4};
    if (text == "all")
        return std::uint8_t{0};
    if (const auto number = parseNumber(text, 255))
        return static_cast<std::uint8_t>(*number);
    return std::nullopt;
}

std::optional<std::uint32_t> Packet::fragmentCount() const
{
    const auto each = fragmentLength > fragmentHeader(*this) ? fragmentLength - fragmentHeader(*this) : 0;
    if (!isFragmented || each == 0)
        return 1;
    if (isCutAgain)
        return std::nullopt;
    return (length - wholeHeader(*this) + each - 1) / each;
}

std::optional<std::uint32_t> Packet::bytesInFragments() const
{
    const auto count = fragmentCount();
    if (!count || *count == 1)
        return count ? std::optional<std::uint32_t>(length) : std::nullopt;
    return length - wholeHeader(*this) + *count * fragmentHeader(*this);
}

void Packet::fragment(std::uint32_t most)
{
    constexpr std::uint32_t unit = 8; // bytes in which a fragment tells where it belongs
    const auto header = fragmentHeader(*this);
    const auto room = std::min<std::uint32_t>(most, longestPart());
    const auto payload = room > header + unit ? (room - header) / unit * unit : unit;
    isCutAgain = isCutAgain || (isFragmented && header + payload < fragmentLength);
    fragmentLength = static_cast<std::uint16_t>(header + payload);
    isFragmented = true;
}

} // namespace hoplens
