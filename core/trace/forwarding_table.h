// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/inline_vector.h"
#include "model/snapshot.h"

#include <array>
#include <span>

namespace hoplens {

/// What a route lookup is asked for. Index 0 is "no interface".
struct RouteQuery {
    Address destination = {};
    std::optional<Address> source = {};
    std::int32_t in = 0;   ///< for locally generated packets the loopback's index, as the kernel does
    std::int32_t out = 0;  ///< the route must leave through this link
    std::uint32_t mark = 0;
    std::uint8_t typeOfService = 0;
    std::uint8_t protocol = 0;
    std::uint16_t sourcePort = 0;
    std::uint16_t destinationPort = 0;
    std::optional<std::uint32_t> userId = {};
    std::uint8_t leastScope = 0; ///< routes of IPv4 of a wider scope are passed over: 253 asks for what is on a link
};

/// One way a lookup can end. Several when a multipath route chooses.
struct RouteChoice {
    const Route* route = nullptr;
    const NextHop* hop = nullptr; ///< nullptr for route types without one
    double probability = 1;
};

enum class RouteVerdict : std::uint8_t { Found, NoRoute, Blackhole, Unreachable, Prohibit, Unknown };

struct RouteAnswer {
    RouteVerdict verdict = RouteVerdict::NoRoute;
    const Route* route = nullptr;          ///< that decided, also for blackhole and the like
    const PolicyRule* rule = nullptr;      ///< that chose the table
    InlineVector<RouteChoice, 2> choices = {}; ///< Found: one or more
    std::string unknownReason = {};
};

/// The routing of one namespace: policy rules and tables, ready for lookups.
///
/// A table files its routes by prefix length and sorted by network, and is asked from the longest length down: cost O(lengths · log routes). Among routes of one
/// prefix the kernel's order holds: type of service, then metric. A route without a usable next hop is passed over, as the
/// kernel does, in favour of the next metric and then a shorter prefix.
/// Until somebody changes the rules of IPv4 its local table and its main one are one: the longer prefix wins, wherever it stands.
/// Read-only after construction; any thread. The namespace must outlive it.
class ForwardingTable {
public:
    explicit ForwardingTable(const Namespace& space);
    RouteAnswer lookup(const RouteQuery& query) const;
    /// In one table, whatever the rules say.
    RouteAnswer lookupIn(std::uint32_t table, const RouteQuery& query) const;
    /// Whether the local table of IPv4 and its main one are one.
    bool hasOneTable() const { return m_isOneTable; }
    /// Type of an address in the local table (Unicast when it is not there); on one link when index is not 0.
    RouteType addressType(const Address& address, std::int32_t link) const;

private:
    struct Entry {
        Value network;
        const Route* route;
    };
    /// The routes of one prefix length, by network, then as the kernel prefers them.
    struct Length {
        std::uint8_t length;
        std::vector<Entry> entries;
        std::span<const Entry> routesTo(const Address& destination) const;
    };
    using Table = std::array<std::vector<Length>, 2>; ///< by family: the lengths that occur, longest first

    const std::vector<Length>* lengths(std::uint32_t table, IpFamily family) const;
    bool matches(const PolicyRule& rule, const RouteQuery& query) const;
    bool usable(const NextHop& hop, const RouteQuery& query, IpFamily family) const;
    /// False: nothing here, ask the next rule.
    bool lookupTable(std::uint32_t table, const RouteQuery& query, const PolicyRule& rule, RouteAnswer& answer) const;

    std::uint32_t tableOf(const Route& route) const;
    const PolicyRule* ruleOf(std::uint32_t table) const;

    const Namespace& m_space;
    bool m_isOneTable = false; ///< of IPv4: local and main
    std::vector<std::pair<std::uint32_t, Table>> m_tables; ///< by number
    std::vector<const PolicyRule*> m_rules4, m_rules6;
};

} // namespace hoplens
