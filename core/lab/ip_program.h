// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lab/arguments.h"
#include "lab/call.h"
#include "lab/ip_json.h"
#include "lab/lab_kernel.h"

namespace hoplens::lab {

/// One run of ip: its options, and what its objects share.
struct IpCall {
    Call& call;
    std::optional<IpFamily> family = {};
    bool isBrief = false;
    bool isOneLine = false;
    bool isDetailed = false;
    std::optional<JsonStyle> style = {};   ///< -j
    std::optional<OrderedJson> list = {}; ///< what -j is to print

    /// Where a word that needs another is the last one.
    int incomplete() const { return fail(255, "Command line is not complete. Try option \"help\""); }
    /// With -j: adds an entry, or none, to the list.
    OrderedJson& entries() { return list ? *list : list.emplace(OrderedJson::array()); }
    /// Lines as -o prints them: the end of each but the last is a backslash.
    std::string lines(std::string text) const;
    const Namespace& here() const { return call.here(); }
    LabKernel kernel() const { return LabKernel(call.world); }
    int fail(int status, const std::string& line) const { return call.fail(status, line); }
    /// The status of what the kernel was asked for.
    int answer(const Refusal& refused) const { return refused ? fail(2, *refused) : 0; }
    /// A network; an address alone has the length of a host. "default", "all" and "any" are everything. nullopt: it is none, or of another family
    /// than this run of ip is about.
    std::optional<Prefix> prefix(const std::string& word) const;
    int badPrefix(const std::string& word) const;
    /// A word where the program knows none: "Error: either "dev" is duplicate, or "foo" is a garbage.".
    int garbage(std::string_view expected, std::string_view word) const { return fail(255, "Error: either \"" + std::string(expected) + "\" is duplicate, or \"" + std::string(word) + "\" is a garbage."); }
    /// what: iproute2 ends some of these texts with a line end of their own.
    int invalid(std::string_view what, std::string_view word) const { return fail(255, "Error: argument \"" + std::string(word) + "\" is wrong: " + std::string(what)); }
};

int ipLink(IpCall& ip, Arguments words);
int ipAddress(IpCall& ip, Arguments words);
int ipRoute(IpCall& ip, Arguments words);
int ipRouteGet(IpCall& ip, Arguments words);
int ipRule(IpCall& ip, Arguments words);
int ipNeighbour(IpCall& ip, Arguments words);
int ipNetns(IpCall& ip, Arguments words);

/// Flags of an address (linux/if_addr.h).
inline constexpr std::uint32_t addressIsSecondary = 0x1, addressIsNotChecked = 0x2, addressHasNoRoute = 0x200;

/// A hardware address as ip takes it: numbers up to ff with colons between, and whatever stands behind a number is passed over.
struct LinkAddress {
    std::vector<std::uint8_t> octets;
    std::string complaint; ///< empty: it is one

    static LinkAddress parse(std::string_view word);
    /// The first six.
    MacAddress mac() const;
    /// For a link: nullopt with a complaint where there are not six.
    static std::optional<MacAddress> ofLink(std::string_view word, std::string& complaint);
};

/// The label of an address: IPv6 has none but the link's name.
inline const std::string& labelOf(const Link& link, const InterfaceAddress& address) { return address.label.empty() ? link.name : address.label; }

/// "v1@if2", "2: v1@if2: <BROADCAST,UP> mtu … " as ip link and ip addr begin.
std::string linkLabel(const Namespace& space, const Link& link);
std::string linkFlags(const Namespace& space, const Link& link);
std::string linkLines(const LabWorld& world, const Namespace& space, const Link& link, std::string_view mode);
std::string_view stateName(const Link& link);
/// What -d adds to the lines of a link that was made here. mode: " addrgenmode eui64", which `ip addr` leaves out.
std::string detailedLines(std::string lines, const Namespace& space, const Link& link, const std::string& mode);
/// False: a snapshot does not tell what -d prints of it.
bool areDetailsKnown(const Call& call, const Link& link);
std::string briefHead(const Namespace& space, const Link& link);
/// The number of a routing table; 0: all. nullopt: it is none.
std::optional<std::uint32_t> tableNamed(const std::string& word);
std::string routeProtocolName(std::uint8_t protocol);
/// "expires 599sec mtu 1400 ", and the same in JSON: what was learnt of a way.
std::string pathMtuText(const LabWorld::PathMtu& path);
void addPathMtu(OrderedJson& entry, const LabWorld::PathMtu& path);
/// What `ip route add` takes to make the route, and `ip rule add` the rule.
std::string routeWords(const Namespace& space, const Route& route);
std::string ruleWords(const PolicyRule& rule);
/// The namespace of a name, with a path below /run/netns; null: there is none.
const Namespace* namedSpace(const LabWorld& world, std::string_view name);

} // namespace hoplens::lab
