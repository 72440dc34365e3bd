// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/function_ref.h"
#include "lab/lab_world.h"

namespace hoplens::lab {

/// Why the kernel refuses, as programs over rtnetlink print it: "RTNETLINK answers: File exists", "Error: Nexthop has invalid gateway.";
/// nullopt: it did as it was told.
using Refusal = std::optional<std::string>;

/// "RTNETLINK answers: …", of an errno.
std::string refusal(int errorNumber);

inline constexpr std::uint32_t leastMtuOfIpv6 = 1280;

/// What a new link is to be.
struct NewLink {
    std::string name;      ///< empty: the kernel chooses
    std::string kind;      ///< "veth", "bridge", "macvlan", "vxlan"
    std::string peerName;  ///< of a veth pair; empty: the kernel chooses
    std::optional<std::uint64_t> peerSpace;
    std::optional<std::uint64_t> space; ///< where it is made; nullopt: where it is asked
    std::int32_t lower = 0;             ///< of a macvlan
    MacvlanMode macvlanMode = MacvlanMode::Vepa;
    bool filtersVlans = false; ///< of a bridge
    VxlanData vxlan;
    std::optional<MacAddress> mac;
    std::optional<std::uint32_t> mtu;
};

/// What becomes of a link; what is not set stays.
struct LinkChange {
    std::optional<bool> isUp;
    std::optional<std::int32_t> master; ///< 0: none
    std::optional<std::uint64_t> space;
    std::optional<std::string> name;
    std::optional<MacAddress> mac;
    std::optional<std::uint32_t> mtu;
    std::optional<bool> filtersVlans; ///< of a bridge
    std::uint32_t flagsOn = 0;        ///< IFF_*
    std::uint32_t flagsOff = 0;
    std::optional<std::uint32_t> transmitQueueLength;
};

/// What a kernel does when a program asks it over rtnetlink, done to a LabWorld. Each call either does all of what it is asked or refuses
/// and does nothing. Source: the kernel itself, asked the same (tests/kernel/tst_same_script).
class LabKernel {
public:
    explicit LabKernel(LabWorld& world) : m_world(world) {}

    // lab_kernel_links.cpp
    Refusal addLink(std::uint64_t space, const NewLink& link);
    Refusal deleteLink(std::uint64_t space, std::int32_t index);
    Refusal changeLink(std::uint64_t space, std::int32_t index, const LinkChange& change);
    void addNamespace(const std::string& name);
    void deleteNamespace(std::uint64_t space);

    /// Somebody lists the links of a namespace: the kernel numbers the namespaces that it has to tell of.
    void tellLinks(std::uint64_t space);
    // lab_kernel_addresses.cpp
    Refusal addAddress(std::uint64_t space, InterfaceAddress address);
    Refusal deleteAddress(std::uint64_t space, const InterfaceAddress& address);
    /// What disable_ipv6 of a link does.
    void setIpv6(std::uint64_t space, std::int32_t index, bool isOn);

    // lab_kernel_routes.cpp
    enum class RouteOrder : std::uint8_t { Add, Append, Prepend, Replace, Change };
    Refusal addRoute(std::uint64_t space, Route route, RouteOrder order);
    /// What was said of a route to delete, beyond what is set in it.
    struct RouteSelection {
        bool hasMetric = false;
        std::optional<std::uint8_t> scope = {};
    };
    /// Deletes the first that agrees with what is set.
    Refusal deleteRoute(std::uint64_t space, const Route& route, const RouteSelection& selection);
    /// hasPriority: else the kernel chooses one.
    Refusal addRule(std::uint64_t space, PolicyRule rule, bool hasPriority);
    Refusal deleteRule(std::uint64_t space, const PolicyRule& rule, bool hasPriority, bool hasTable);
    Refusal addNeighbour(std::uint64_t space, const Neighbour& neighbour, bool replaces);
    Refusal deleteNeighbour(std::uint64_t space, const Neighbour& neighbour);

private:
    Link* link(Namespace& space, std::int32_t index);
    std::string freeName(const Namespace& space, std::string_view pattern) const;
    std::int32_t freeIndex(const Namespace& space, std::int32_t wanted);
    /// A device that comes into a namespace takes over what is set there for those to come.
    static InterfaceSysctls settingsIn(const Namespace& space);
    /// The one that a link stands on, in whichever namespace; null: there is none.
    const Link* lowerOf(const Namespace& space, const Link& link) const;
    std::vector<LinkKey> macvlansOn(const LinkKey& lower) const;
    void removeLink(std::uint64_t space, std::int32_t index);
    void removeTunnelsOver(const LinkKey& lower);
    void removeTunnels(FunctionRef<bool(std::uint64_t madeIn, const VxlanData& vxlan)> isGone);
    void filterVlans(std::uint64_t space, std::int32_t bridge, bool isOn);
    void leaveBridge(std::uint64_t space, std::int32_t index);
    void moveLink(std::uint64_t from, std::int32_t index, std::uint64_t to);
    void setUp(std::uint64_t space, std::int32_t index, bool isUp);
    void rename(Namespace& space, Link& link, const std::string& name);
    static void setMac(Namespace& space, Link& link, const MacAddress& mac);
    void changeMtu(std::uint64_t space, Link& link, std::uint32_t mtu);
    static void insertAddress(Namespace& space, const InterfaceAddress& address);
    // lab_kernel_carriers.cpp
    /// Carriers, states and what follows from them, after links changed.
    void settle();
    bool settleOnce();
    void decideStates();
    void settleBridge(Namespace& space, Link& bridge);
    /// How a namespace numbers another; a new number where it has none.
    std::int32_t numberOf(std::uint64_t space, std::uint64_t other);
    /// The same for one that the kernel numbers only when it first has to tell of it: until then its number may still be another.
    std::int32_t laterNumberOf(std::uint64_t space, std::uint64_t other);

    void addConnected(Namespace& space, const InterfaceAddress& address);
    /// What takes a link's routes away: it went down, it is gone, or it has no IPv4 address any more.
    enum class RouteLoss : std::uint8_t { LinkDown, LinkGone, NoIpv4 };
    void dropRoutesOf(Namespace& space, std::int32_t index, RouteLoss loss);
    void addLinkLocal(Namespace& space, const Link& link);
    void insert(Namespace& space, Route route);

    LabWorld& m_world;
    std::vector<LinkKey> m_started; ///< that began to run
    std::vector<LinkKey> m_flipped; ///< whose carrier came or went
};

/// Of a link on another one that is up without a carrier: "lowerlayerdown" where the kernel sees the one below without, else "down". It looks for
/// the number of the lower link in the namespace of the upper one, wherever the lower one is.
OperationalState stateWithoutCarrier(const Link& upper, const Namespace& space);

/// Where routes are listed: by table, address, longer prefixes first, metric; as the kernel walks them.
bool isListedBefore(const Route& a, const Route& b);

} // namespace hoplens::lab
