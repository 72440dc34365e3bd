// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/address.h"

namespace hoplens {

/// IANA protocol numbers that Hoplens builds packets of.
enum class Protocol : std::uint8_t { Icmp = 1, Tcp = 6, Udp = 17, Icmpv6 = 58, Sctp = 132 };

/// Standard name ("tcp"), or the number as text for a protocol without one here.
std::string protocolName(std::uint8_t number);
/// Number of a name or of decimal text; nullopt for neither.
std::optional<std::uint8_t> protocolNumber(std::string_view text);
constexpr bool hasPorts(std::uint8_t protocol) { return protocol == 6 || protocol == 17 || protocol == 132 || protocol == 33 || protocol == 136; }

/// What an Ethernet frame carries, by EtherType.
enum class EtherType : std::uint16_t { Ipv4 = 0x0800, Arp = 0x0806, Ipv6 = 0x86dd };

/// TCP header flag bits (RFC 9293).
namespace tcp {
inline constexpr std::uint8_t fin = 1, syn = 2, rst = 4, psh = 8, ack = 16, urg = 32;
}

/// ICMP and ICMPv6 types used here (RFC 792, RFC 4443, RFC 4861).
namespace icmp {
inline constexpr std::uint8_t echoReply = 0, unreachable = 3, echoRequest = 8, timeExceeded = 11;
inline constexpr std::uint8_t v6Unreachable = 1, v6PacketTooBig = 2, v6TimeExceeded = 3, v6ParameterProblem = 4, v6EchoRequest = 128, v6EchoReply = 129;
inline constexpr std::uint8_t v6NeighbourSolicitation = 135, v6NeighbourAdvertisement = 136;
}

/// Addresses and ports that identify one direction of a flow.
/// For ICMP echo both ports hold the echo identifier, so that inverse() works for each protocol.
struct Tuple {
    Address source = {};
    Address destination = {};
    std::uint16_t sourcePort = 0;
    std::uint16_t destinationPort = 0;
    std::uint8_t protocol = 0;

    auto operator<=>(const Tuple&) const = default;
    Tuple inverse() const { return {destination, source, destinationPort, sourcePort, protocol}; }
};

/// The headers of one packet, as far as verdicts depend on them.
struct Packet {
    EtherType etherType = EtherType::Ipv4;
    MacAddress sourceMac = {};
    MacAddress destinationMac = {};
    Tuple tuple = {};
    std::uint8_t icmpType = 0;
    std::uint8_t icmpCode = 0;
    std::uint8_t tcpFlags = 0;
    std::uint8_t ttl = 64;
    std::uint8_t typeOfService = 0;
    bool dontFragment = false;
    std::uint16_t length = 60; ///< bytes of the network-layer packet
    /// Bytes of the longest fragment that it was sent in; it leaves nowhere in a longer one. 0: nobody has cut it.
    std::uint16_t fragmentLength = 0;
    bool isFragmented = false; ///< its fragments travel by themselves; else it is whole, or put together again
    bool isCutAgain = false;   ///< its fragments were cut into smaller ones, each by itself
    std::uint16_t vlan = 0;    ///< 802.1Q tag, 0 when untagged
    /// Set in an ICMP error: the packet that it complains about, as it was where the error arose.
    std::optional<Tuple> quoted = {};

    bool operator==(const Packet&) const = default;

    /// Bytes of the longest network-layer packet that a link has to carry of it.
    std::uint16_t longestPart() const { return fragmentLength != 0 ? fragmentLength : length; }
    /// How many fragments travel, or 1 where it is whole. nullopt: they were cut again, and nobody counted.
    std::optional<std::uint32_t> fragmentCount() const;
    /// Bytes of all that travel, with the headers of each. nullopt: as above.
    std::optional<std::uint32_t> bytesInFragments() const;
    /// Cuts it into fragments of at most so many bytes, or of what it was cut into before, if that is less.
    void fragment(std::uint32_t most);
    bool isIp() const { return etherType != EtherType::Arp; }
    bool isIcmpEcho() const
    {
        return (tuple.protocol == 1 && (icmpType == icmp::echoRequest || icmpType == icmp::echoReply)) ||
               (tuple.protocol == 58 && (icmpType == icmp::v6EchoRequest || icmpType == icmp::v6EchoReply));
    }
};

/// What the user asks about: the first packet of a flow as an application would send it.
/// source is empty when the kernel is to choose; length is the IP packet's, in bytes.
struct Flow {
    std::uint8_t protocol = 1;
    std::optional<Address> source = {};
    Address destination = {};
    std::optional<std::uint16_t> sourcePort = {};
    std::uint16_t destinationPort = 0;
    std::optional<std::uint16_t> length = {};
    std::optional<std::uint8_t> ttl = {};
    std::uint32_t mark = 0;
    std::optional<std::uint32_t> userId = {};
    std::optional<std::uint32_t> groupId = {};
    std::int32_t outLink = 0; ///< of the sender's links the one that its socket is bound to; 0: none
    bool mayBeFragmented = false;             ///< else it is sent with "don't fragment", or not at all
    std::optional<std::uint16_t> pathMtu = {};       ///< what the sender was told before of the way there (RFC 1191)
    std::optional<std::uint16_t> answerPathMtu = {}; ///< and who answers, of the way back

    bool operator==(const Flow&) const = default;
};

} // namespace hoplens
