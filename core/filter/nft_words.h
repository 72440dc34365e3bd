// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rule_set.h"

#include <array>
#include <string_view>
#include <utility>

/// Words of nftables' language, as `nft` prints them.
namespace hoplens::nftables {

using Word = std::pair<std::string_view, std::uint32_t>;

inline constexpr std::array conntrackStates = {Word{"invalid", ctstate::invalid}, Word{"established", ctstate::established}, Word{"related", ctstate::related}, Word{"new", ctstate::isNew}, Word{"untracked", ctstate::untracked}};
inline constexpr std::array conntrackStatuses = {Word{"expected", ctstatus::expected}, Word{"seen-reply", ctstatus::seenReply}, Word{"assured", ctstatus::assured}, Word{"confirmed", ctstatus::confirmed}, Word{"snat", ctstatus::sourceNat}, Word{"dnat", ctstatus::destinationNat}};
inline constexpr std::array directions = {Word{"original", 0}, Word{"reply", 1}};
inline constexpr std::array tcpFlags = {Word{"fin", 1}, Word{"syn", 2}, Word{"rst", 4}, Word{"psh", 8}, Word{"ack", 16}, Word{"urg", 32}, Word{"ecn", 64}, Word{"cwr", 128}};
inline constexpr std::array routeTypes = {Word{"unspec", 0}, Word{"unicast", 1}, Word{"local", 2}, Word{"broadcast", 3}, Word{"anycast", 4}, Word{"multicast", 5}, Word{"blackhole", 6}, Word{"unreachable", 7}, Word{"prohibit", 8}, Word{"throw", 9}, Word{"nat", 10}};
inline constexpr std::array packetTypes = {Word{"host", 0}, Word{"unicast", 0}, Word{"broadcast", 1}, Word{"multicast", 2}, Word{"other", 3}};
inline constexpr std::array etherTypes = {Word{"ip", 0x0800}, Word{"arp", 0x0806}, Word{"ip6", 0x86dd}, Word{"vlan", 0x8100}, Word{"8021q", 0x8100}, Word{"8021ad", 0x88a8}};
inline constexpr std::array netfilterProtocols = {Word{"ipv4", 2}, Word{"ipv6", 10}};
inline constexpr std::array icmpTypes = {Word{"echo-reply", 0}, Word{"destination-unreachable", 3}, Word{"source-quench", 4}, Word{"redirect", 5}, Word{"echo-request", 8}, Word{"router-advertisement", 9}, Word{"router-solicitation", 10}, Word{"time-exceeded", 11}, Word{"parameter-problem", 12}, Word{"timestamp-request", 13}, Word{"timestamp-reply", 14}, Word{"info-request", 15}, Word{"info-reply", 16}, Word{"address-mask-request", 17}, Word{"address-mask-reply", 18}};
inline constexpr std::array icmpCodes = {Word{"net-unreachable", 0}, Word{"host-unreachable", 1}, Word{"prot-unreachable", 2}, Word{"port-unreachable", 3}, Word{"frag-needed", 4}, Word{"net-prohibited", 9}, Word{"host-prohibited", 10}, Word{"admin-prohibited", 13}};
inline constexpr std::array icmp6Types = {Word{"destination-unreachable", 1}, Word{"packet-too-big", 2}, Word{"time-exceeded", 3}, Word{"parameter-problem", 4}, Word{"echo-request", 128}, Word{"echo-reply", 129}, Word{"mld-listener-query", 130}, Word{"mld-listener-report", 131}, Word{"mld-listener-done", 132}, Word{"mld-listener-reduction", 132}, Word{"nd-router-solicit", 133}, Word{"nd-router-advert", 134}, Word{"nd-neighbor-solicit", 135}, Word{"nd-neighbor-advert", 136}, Word{"nd-redirect", 137}, Word{"router-renumbering", 138}, Word{"ind-neighbor-solicit", 141}, Word{"ind-neighbor-advert", 142}, Word{"mld2-listener-report", 143}};
inline constexpr std::array icmp6Codes = {Word{"no-route", 0}, Word{"admin-prohibited", 1}, Word{"addr-unreachable", 3}, Word{"port-unreachable", 4}, Word{"policy-fail", 5}, Word{"reject-route", 6}};
inline constexpr std::array differentiatedServices = {Word{"cs0", 0}, Word{"lephb", 1}, Word{"cs1", 8}, Word{"af11", 10}, Word{"af12", 12}, Word{"af13", 14}, Word{"cs2", 16}, Word{"af21", 18}, Word{"af22", 20}, Word{"af23", 22}, Word{"cs3", 24}, Word{"af31", 26}, Word{"af32", 28}, Word{"af33", 30}, Word{"cs4", 32}, Word{"af41", 34}, Word{"af42", 36}, Word{"af43", 38}, Word{"cs5", 40}, Word{"va", 44}, Word{"ef", 46}, Word{"cs6", 48}, Word{"cs7", 56}};

template <std::size_t N> std::optional<std::uint32_t> byName(const std::array<Word, N>& words, std::string_view name)
{
    for (const auto& [word, value] : words)
        if (word == name)
            return value;
    return std::nullopt;
}

} // namespace hoplens::nftables
