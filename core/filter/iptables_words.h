// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rule_set.h"
#include "net/packet.h"

#include <array>
#include <string_view>
#include <utility>

/// Words of iptables' command line, shared by the reader and the writer.
namespace hoplens::iptables {

using Word = std::pair<std::string_view, std::uint32_t>;

inline constexpr std::array conntrackStates = {Word{"INVALID", ctstate::invalid}, Word{"NEW", ctstate::isNew}, Word{"RELATED", ctstate::related}, Word{"ESTABLISHED", ctstate::established}, Word{"UNTRACKED", ctstate::untracked}, Word{"SNAT", ctstate::sourceNat}, Word{"DNAT", ctstate::destinationNat}};
inline constexpr std::array conntrackStatuses = {Word{"EXPECTED", ctstatus::expected}, Word{"SEEN_REPLY", ctstatus::seenReply}, Word{"ASSURED", ctstatus::assured}, Word{"CONFIRMED", ctstatus::confirmed}};
inline constexpr std::array addressTypes = {Word{"UNSPEC", 0}, Word{"UNICAST", 1}, Word{"LOCAL", 2}, Word{"BROADCAST", 3}, Word{"ANYCAST", 4}, Word{"MULTICAST", 5}, Word{"BLACKHOLE", 6}, Word{"UNREACHABLE", 7}, Word{"PROHIBIT", 8}, Word{"THROW", 9}, Word{"NAT", 10}, Word{"XRESOLVE", 11}};
/// Of RFC 1349, each with the mask 0x3f.
inline constexpr std::array<Word, 5> typesOfService = {{{"Minimize-Delay", 0x10}, {"Maximize-Throughput", 0x08}, {"Maximize-Reliability", 0x04}, {"Minimize-Cost", 0x02}, {"Normal-Service", 0x00}}};
inline constexpr std::uint32_t typeOfServiceMask = 0x3f;
inline constexpr std::array packetTypes = {Word{"unicast", 0}, Word{"broadcast", 1}, Word{"multicast", 2}};
inline constexpr std::array tcpFlags = {Word{"FIN", 1}, Word{"SYN", 2}, Word{"RST", 4}, Word{"PSH", 8}, Word{"ACK", 16}, Word{"URG", 32}};
inline constexpr std::array reject4 = {Word{"icmp-net-unreachable", static_cast<std::uint32_t>(RejectType::NetUnreachable)}, Word{"icmp-host-unreachable", static_cast<std::uint32_t>(RejectType::HostUnreachable)}, Word{"icmp-proto-unreachable", static_cast<std::uint32_t>(RejectType::ProtocolUnreachable)}, Word{"icmp-port-unreachable", static_cast<std::uint32_t>(RejectType::PortUnreachable)}, Word{"icmp-net-prohibited", static_cast<std::uint32_t>(RejectType::NetProhibited)}, Word{"icmp-host-prohibited", static_cast<std::uint32_t>(RejectType::HostProhibited)}, Word{"icmp-admin-prohibited", static_cast<std::uint32_t>(RejectType::AdminProhibited)}, Word{"tcp-reset", static_cast<std::uint32_t>(RejectType::TcpReset)}};
inline constexpr std::array reject6 = {Word{"icmp6-no-route", static_cast<std::uint32_t>(RejectType::NoRoute)}, Word{"icmp6-adm-prohibited", static_cast<std::uint32_t>(RejectType::AdminProhibited)}, Word{"icmp6-addr-unreachable", static_cast<std::uint32_t>(RejectType::AddressUnreachable)}, Word{"icmp6-port-unreachable", static_cast<std::uint32_t>(RejectType::PortUnreachable)}, Word{"icmp6-policy-fail", static_cast<std::uint32_t>(RejectType::PolicyFail)}, Word{"icmp6-reject-route", static_cast<std::uint32_t>(RejectType::RejectRoute)}, Word{"tcp-reset", static_cast<std::uint32_t>(RejectType::TcpReset)}};

struct IcmpName {
    std::string_view name;
    int type;
    int code; ///< -1: any
};
inline constexpr std::array icmp4Names = {IcmpName{"any", 255, -1}, IcmpName{"echo-reply", 0, -1}, IcmpName{"pong", 0, -1}, IcmpName{"destination-unreachable", 3, -1}, IcmpName{"network-unreachable", 3, 0}, IcmpName{"host-unreachable", 3, 1}, IcmpName{"protocol-unreachable", 3, 2}, IcmpName{"port-unreachable", 3, 3}, IcmpName{"fragmentation-needed", 3, 4}, IcmpName{"source-route-failed", 3, 5}, IcmpName{"network-unknown", 3, 6}, IcmpName{"host-unknown", 3, 7}, IcmpName{"network-prohibited", 3, 9}, IcmpName{"host-prohibited", 3, 10}, IcmpName{"TOS-network-unreachable", 3, 11}, IcmpName{"TOS-host-unreachable", 3, 12}, IcmpName{"communication-prohibited", 3, 13}, IcmpName{"host-precedence-violation", 3, 14}, IcmpName{"precedence-cutoff", 3, 15}, IcmpName{"source-quench", 4, -1}, IcmpName{"redirect", 5, -1}, IcmpName{"network-redirect", 5, 0}, IcmpName{"host-redirect", 5, 1}, IcmpName{"TOS-network-redirect", 5, 2}, IcmpName{"TOS-host-redirect", 5, 3}, IcmpName{"echo-request", 8, -1}, IcmpName{"ping", 8, -1}, IcmpName{"router-advertisement", 9, -1}, IcmpName{"router-solicitation", 10, -1}, IcmpName{"time-exceeded", 11, -1}, IcmpName{"ttl-exceeded", 11, -1}, IcmpName{"ttl-zero-during-transit", 11, 0}, IcmpName{"ttl-zero-during-reassembly", 11, 1}, IcmpName{"parameter-problem", 12, -1}, IcmpName{"ip-header-bad", 12, 0}, IcmpName{"required-option-missing", 12, 1}, IcmpName{"timestamp-request", 13, -1}, IcmpName{"timestamp-reply", 14, -1}, IcmpName{"address-mask-request", 17, -1}, IcmpName{"address-mask-reply", 18, -1}};
inline constexpr std::array icmp6Names = {IcmpName{"destination-unreachable", 1, -1}, IcmpName{"no-route", 1, 0}, IcmpName{"communication-prohibited", 1, 1}, IcmpName{"beyond-scope", 1, 2}, IcmpName{"address-unreachable", 1, 3}, IcmpName{"port-unreachable", 1, 4}, IcmpName{"failed-policy", 1, 5}, IcmpName{"reject-route", 1, 6}, IcmpName{"packet-too-big", 2, -1}, IcmpName{"time-exceeded", 3, -1}, IcmpName{"ttl-exceeded", 3, -1}, IcmpName{"ttl-zero-during-transit", 3, 0}, IcmpName{"ttl-zero-during-reassembly", 3, 1}, IcmpName{"parameter-problem", 4, -1}, IcmpName{"bad-header", 4, 0}, IcmpName{"unknown-header-type", 4, 1}, IcmpName{"unknown-option", 4, 2}, IcmpName{"echo-request", 128, -1}, IcmpName{"ping", 128, -1}, IcmpName{"echo-reply", 129, -1}, IcmpName{"pong", 129, -1}, IcmpName{"router-solicitation", 133, -1}, IcmpName{"router-advertisement", 134, -1}, IcmpName{"neighbour-solicitation", 135, -1}, IcmpName{"neighbor-solicitation", 135, -1}, IcmpName{"neighbour-advertisement", 136, -1}, IcmpName{"neighbor-advertisement", 136, -1}, IcmpName{"redirect", 137, -1}};

template <std::size_t N> std::optional<std::uint32_t> byName(const std::array<Word, N>& words, std::string_view name)
{
    for (const auto& [word, value] : words)
        if (word == name)
            return value;
    return std::nullopt;
}
template <std::size_t N> std::string_view byValue(const std::array<Word, N>& words, std::uint32_t value)
{
    for (const auto& [word, number] : words)
        if (number == value)
            return word;
    return {};
}

} // namespace hoplens::iptables
