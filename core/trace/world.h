// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "filter/evaluator.h"
#include "trace/forwarding_table.h"
#include "trace/packet_gate.h"

namespace hoplens {

struct SpaceTag;
using SpaceId = Id<SpaceTag>;

/// What happens at one hook, in order.
enum class StationKind : std::uint8_t { Conntrack, Chain, Nat, VirtualServerAnswer, VirtualServerRequest };
struct Station {
    StationKind kind;
    ChainId chain = {};
    std::int32_t priority = 0;
};

/// Where a link is: the namespace's position in the world, and the link.
struct LinkPlace {
    SpaceId space = {};
    const Link* link = nullptr;
};

/// One namespace, indexed for tracing.
class Space {
public:
    Space(const Host& host, const Namespace& space);

    const Host& host;
    const Namespace& data;
    ForwardingTable routing;
    const RuleIndex& ruleIndex;

    /// The stations of an IP hook in the order the kernel runs them.
    const std::vector<Station>& stations(IpFamily family, Hook hook) const { return m_hooks->stations[static_cast<std::size_t>(family)][static_cast<std::size_t>(hook)]; }
    /// Base chains of the bridge family at a hook.
    const std::vector<ChainId>& bridgeChains(Hook hook) const { return m_hooks->bridge[static_cast<std::size_t>(hook)]; }
    /// False when no device has chains of its own: the common case, asked first.
    bool hasDeviceChains() const { return m_hasDeviceChains; }
    /// netdev chains on a device.
    std::vector<ChainId> deviceChains(const Link& link, Hook hook) const;
    /// nat chains at a hook, by priority.
    const std::vector<ChainId>& natChains(IpFamily family, Hook hook) const { return m_hooks->nat[static_cast<std::size_t>(family)][static_cast<std::size_t>(hook)]; }
    bool tracksConnections(IpFamily family) const { return m_conntrack[static_cast<std::size_t>(family)]; }
    /// The first subject without which routing and bridging (or the rules) cannot be judged and that could not be read; empty: all is there.
    std::string_view missingForForwarding() const { return m_missingForForwarding; }
    std::string_view missingForRules() const { return m_missingForRules; }
    bool hasArpRules() const { return m_hasArpRules; }

    bool isLocal(const Address& address) const { return routing.addressType(address, 0) == RouteType::Local; }
    /// The first address of a link that suits as source toward `target`, as inet_select_addr does. nullopt: none.
    std::optional<Address> selectSource4(std::int32_t link, const std::optional<Address>& target, std::uint8_t scope) const;
    /// RFC 6724, as far as addresses and interfaces decide.
    std::optional<Address> selectSource6(std::int32_t link, const Address& destination) const;
    const Neighbour* neighbour(std::int32_t link, const Address& address) const;
    bool hasProxyNeighbour(std::int32_t link, const Address& address) const;

private:
    Space(const Host& host, const Namespace& space, std::unique_ptr<const RuleIndex> index);
    void orderHooks();

    /// What runs at each hook, by family and Hook. Most namespaces have no rules: they share an empty one.
    struct HookOrder {
        std::vector<Station> stations[2][7];
        std::vector<ChainId> nat[2][7];
        std::vector<ChainId> bridge[7];
    };
    std::unique_ptr<const RuleIndex> m_ownIndex;
    std::unique_ptr<const HookOrder> m_ownHooks;
    const HookOrder* m_hooks = nullptr;
    bool m_conntrack[2] = {false, false};
    std::string_view m_missingForForwarding; ///< of literals
    std::string_view m_missingForRules;
    bool m_hasArpRules = false;
    bool m_hasDeviceChains = false;
    std::unordered_map<Address, std::vector<const Neighbour*>> m_neighbours;
};

/// A snapshot indexed for tracing: build it once, trace any number of flows, from any threads.
/// The snapshot must outlive it. Cost: linear in the snapshot.
class World {
public:
    /// gate: policies beside the snapshot; null: none. It must outlive the world, too.
    explicit World(const Snapshot& snapshot, const PacketGate* gate = nullptr);

    const Snapshot& snapshot() const { return m_snapshot; }
    const PacketGate* gate() const { return m_gate; }
    const Space& space(SpaceId id) const { return *m_spaces[id.value]; }
    std::size_t size() const { return m_spaces.size(); }
    SpaceId byInode(std::uint64_t inode) const;
    SpaceId byName(std::string_view name) const;
    /// The link that another names as its lower or peer. Invalid when it is not in the snapshot.
    LinkPlace lower(SpaceId space, const Link& link) const;
    /// Links stacked on this one (macvlan, vlan …).
    const std::vector<LinkPlace>& uppers(SpaceId space, const Link& link) const;
    /// vxlan devices whose tunnel ends in this namespace.
    const std::vector<LinkPlace>& tunnels(SpaceId space) const;
    /// The namespace that a vxlan device sends its outer packets in. Invalid: not in the snapshot.
    SpaceId underlay(SpaceId space, const Link& link) const;

private:
    const Snapshot& m_snapshot;
    const PacketGate* m_gate;
    std::vector<std::unique_ptr<Space>> m_spaces;
    std::unordered_map<std::uint64_t, SpaceId> m_byInode;
    std::map<LinkKey, std::vector<LinkPlace>> m_uppers;
    std::unordered_map<std::uint32_t, std::vector<LinkPlace>> m_tunnels;
};

} // namespace hoplens
