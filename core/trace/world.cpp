// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/world.h"

#include <algorithm>
#include <bit>

namespace hoplens {
namespace {

constexpr std::int32_t conntrackPriority = -200;

/// Whether a rule's operation makes the kernel track the connections of a family in its namespace. A nat chain alone does not:
/// as long as no rule translates or asks, nothing is tracked and the chain is never run.
bool needsConntrack(const Operation& operation, const Chain& chain, const RuleSet& rules, IpFamily family)
{
    if (const auto* nat = std::get_if<NatStatement>(&operation))
        return !nat->hasAddress || nat->family == family;
    if (const auto* map = std::get_if<NatMap>(&operation))
        return map->family == family;
    if (const auto* unknown = std::get_if<UnknownOperation>(&operation)) {
        const auto text = rules.text(unknown->text);
        return chain.type == ChainType::Nat || text.starts_with("CT ") || std::ranges::any_of(std::array<std::string_view, 7>{"conn", "helper", "cluster", "SYNPROXY", " CT ", "ct ", "nat"}, [text](std::string_view word) { return text.find(word) != std::string_view::npos; });
    }
    const auto isConntrackField = [](Field field) { return field >= Field::ConntrackMark && field <= Field::ReplyDestinationPort; };
    if (const auto* compare = std::get_if<Compare>(&operation))
        return isConntrackField(compare->field);
    if (const auto* set = std::get_if<SetField>(&operation))
        return set->target == SetTarget::ConntrackMark || set->source == SetSource::ConntrackMark;
    if (const auto* rate = std::get_if<RateMatch>(&operation))
        return rate->kind == RateKind::ConnectionLimit;
    PoolSpan key;
    if (const auto* lookup = std::get_if<SetLookup>(&operation))
        key = lookup->key;
    if (const auto* map = std::get_if<VerdictMap>(&operation))
        key = map->key;
    for (std::uint32_t i = 0; i < key.count; ++i)
        if (isConntrackField(rules.keys[key.first + i].field))
            return true;
    return false;
}

/// The subjects are literals: what is returned outlives everything.
std::string_view firstMissing(const Namespace& space, std::initializer_list<std::string_view> subjects)
{
    const auto missing = std::ranges::find_if(subjects, [&](std::string_view subject) { return space.isMissing(subject); });
    return missing == subjects.end() ? std::string_view() : *missing;
}

bool coversFamily(TableFamily table, IpFamily family)
{
    return table == TableFamily::Inet || table == (family == IpFamily::V4 ? TableFamily::Ip : TableFamily::Ip6);
}

} // namespace

namespace {

/// Most namespaces have no rules: they share an index of none.
const RuleIndex& indexOfNoRules()
{
    static const RuleSet none;
    static const RuleIndex index(none);
    return index;
}

} // namespace

Space::Space(const Host& owner, const Namespace& space) : Space(owner, space, space.rules.chains.empty() && space.rules.sets.empty() ? nullptr : std::make_unique<const RuleIndex>(space.rules)) {}

Space::Space(const Host& owner, const Namespace& space, std::unique_ptr<const RuleIndex> index) : host(owner), data(space), routing(space), ruleIndex(index ? *index : indexOfNoRules()), m_ownIndex(std::move(index))
{
    orderHooks();
    m_missingForForwarding = firstMissing(space, {"routes", "policy rules", "links", "addresses", "sysctls", "fdb", "bridge vlans", "device programs", "namespace"});
    m_missingForRules = firstMissing(space, {"nftables", "iptables-legacy", "rules", "namespace"});
    for (const auto& neighbour : space.neighbours)
        m_neighbours[neighbour.address].push_back(&neighbour);
}

void Space::orderHooks()
{
    static const HookOrder nothing;
    m_hooks = &nothing;
    const auto& rules = data.rules;
    const bool hasServers = !data.virtualServers.empty();
    if (rules.chains.empty() && !hasServers)
        return;
    auto order = std::make_unique<HookOrder>();
    for (const auto family : {IpFamily::V4, IpFamily::V6}) {
        auto& tracked = m_conntrack[static_cast<std::size_t>(family)];
        for (const auto& chain : rules.chains) {
            const auto& table = rules.tables[chain.table.value];
            if (!coversFamily(table.family, family))
                continue;
            for (std::uint32_t r = chain.rules.first; !tracked && r < chain.rules.first + chain.rules.count; ++r)
                for (std::uint16_t i = 0; i < rules.rules[r].operationCount; ++i)
                    tracked = tracked || needsConntrack(rules.operations[rules.rules[r].firstOperation + i], chain, rules, family);
        }
    }
    // The kernel puts a hook of equal priority before those already there: the later chain runs first. Nothing tells when a
    // legacy table came; it is taken to be older than nftables chains of its priority.
    std::vector<std::uint32_t> latestFirst;
    for (const bool legacy : {false, true})
        for (std::uint32_t c = static_cast<std::uint32_t>(rules.chains.size()); c-- > 0;)
            if ((rules.tables[rules.chains[c].table.value].origin == RuleOrigin::IptablesLegacy) == legacy)
                latestFirst.push_back(c);
    for (const std::uint32_t c : latestFirst) {
        const auto& chain = rules.chains[c];
        const auto& table = rules.tables[chain.table.value];
        m_hasArpRules = m_hasArpRules || (table.family == TableFamily::Arp && chain.rules.count > 0);
        if (!chain.hook || table.dormant)
            continue;
        const auto hook = static_cast<std::size_t>(*chain.hook);
        m_hasDeviceChains = m_hasDeviceChains || !chain.devices.empty();
        if (table.family == TableFamily::Bridge)
            order->bridge[hook].push_back(ChainId{c});
        for (const auto family : {IpFamily::V4, IpFamily::V6}) {
            if (!coversFamily(table.family, family))
                continue;
            if (chain.type == ChainType::Nat)
                order->nat[static_cast<std::size_t>(family)][hook].push_back(ChainId{c});
            else
                order->stations[static_cast<std::size_t>(family)][hook].push_back({StationKind::Chain, ChainId{c}, chain.priority});
        }
    }
    const auto byPriority = [&rules](ChainId a, ChainId b) { return rules.chains[a.value].priority < rules.chains[b.value].priority; };
    for (auto& list : order->bridge)
        std::ranges::stable_sort(list, byPriority);
    for (const auto family : {IpFamily::V4, IpFamily::V6}) {
        const auto f = static_cast<std::size_t>(family);
        bool hasNat = false;
        for (auto& list : order->nat[f]) {
            std::ranges::stable_sort(list, byPriority);
            hasNat = hasNat || !list.empty();
        }
        for (const auto hook : {Hook::Prerouting, Hook::Input, Hook::Forward, Hook::Output, Hook::Postrouting}) {
            auto& list = order->stations[f][static_cast<std::size_t>(hook)];
            const bool first = hook == Hook::Prerouting || hook == Hook::Output;
            const bool last = hook == Hook::Postrouting || hook == Hook::Input;
            if (m_conntrack[f] && first)
                list.push_back({StationKind::Conntrack, {}, conntrackPriority});
            if (hasNat && (first || last))
                list.push_back({StationKind::Nat, {}, first ? -100 : 100});
            if (hasServers) { // net/netfilter/ipvs/ip_vs_core.c
                if (hook == Hook::Input || hook == Hook::Output)
                    list.push_back({StationKind::VirtualServerRequest, {}, hook == Hook::Input ? 99 : -98});
                if (hook == Hook::Input || hook == Hook::Output || hook == Hook::Forward)
                    list.push_back({StationKind::VirtualServerAnswer, {}, hook == Hook::Input ? 98 : hook == Hook::Output ? -99 : 100});
            }
            std::ranges::stable_sort(list, {}, &Station::priority);
        }
    }
    m_ownHooks = std::move(order);
    m_hooks = m_ownHooks.get();
}

std::vector<ChainId> Space::deviceChains(const Link& link, Hook hook) const
{
    std::vector<ChainId> list;
    for (std::uint32_t c = static_cast<std::uint32_t>(data.rules.chains.size()); c-- > 0;) {
        const auto& chain = data.rules.chains[c];
        const auto family = data.rules.tables[chain.table.value].family;
        const bool onDevice = family == TableFamily::Netdev || (family == TableFamily::Inet && hook == Hook::Ingress);
        if (onDevice && chain.hook == hook && std::ranges::find(chain.devices, link.name) != chain.devices.end())
            list.push_back(ChainId{c});
    }
    std::ranges::stable_sort(list, [this](ChainId a, ChainId b) { return data.rules.chains[a.value].priority < data.rules.chains[b.value].priority; });
    return list;
}

std::optional<Address> Space::selectSource4(std::int32_t link, const std::optional<Address>& target, std::uint8_t scope) const
{
    std::optional<Address> first;
    for (const auto& address : data.addresses) {
        if (address.linkIndex != link || address.prefix.address.family != IpFamily::V4 || (address.flags & 1u) != 0 || address.scope > scope)
            continue;
        const Prefix network{address.peer.value_or(address.prefix.address), address.prefix.length};
        if (!target || network.contains(*target))
            return address.prefix.address;
        if (!first)
            first = address.prefix.address;
    }
    if (first)
        return first;
    for (const auto& address : data.addresses)
        if (address.prefix.address.family == IpFamily::V4 && (address.flags & 1u) == 0 && address.scope <= scope && address.scope != 253)
            return address.prefix.address;
    return std::nullopt;
}

std::optional<Address> Space::selectSource6(std::int32_t link, const Address& destination) const
{
    const InterfaceAddress* best = nullptr;
    std::array<int, 6> bestScore{};
    const auto scopeOf = [](const Address& address) { return address.isLinkLocal() ? 2 : address.isLoopback() ? 1 : 14; };
    const auto labelOf = [](const Address& address) { return address.isLoopback() ? 0 : address.isPrivate() ? 2 : 1; };
    for (const auto& candidate : data.addresses) {
        const Address& address = candidate.prefix.address;
        constexpr std::uint32_t unusable = 0x40u | 0x08u; // tentative, duplicate found
        if (address.family != IpFamily::V6 || (candidate.flags & unusable) != 0)
            continue;
        if (address.isLinkLocal() && candidate.linkIndex != link)
            continue;
        const int scope = scopeOf(address);
        const int wanted = scopeOf(destination);
        const Value difference = address.bits ^ destination.bits;
        const int common = difference.high != 0 ? std::countl_zero(difference.high) : 64 + std::countl_zero(difference.low);
        const std::array<int, 6> score = {address == destination ? 1 : 0, scope >= wanted ? 100 - scope : scope - 100, (candidate.flags & 0x20u) != 0 ? 0 : 1, candidate.linkIndex == link ? 1 : 0, labelOf(address) == labelOf(destination) ? 1 : 0, std::min<int>(common, candidate.prefix.length)};
        if (!best || score > bestScore) {
            best = &candidate;
            bestScore = score;
        }
    }
    if (!best)
        return std::nullopt;
    return best->prefix.address;
}

const Neighbour* Space::neighbour(std::int32_t link, const Address& address) const
{
    const auto at = m_neighbours.find(address);
    if (at == m_neighbours.end())
        return nullptr;
    for (const auto* neighbour : at->second)
        if (neighbour->linkIndex == link && neighbour->address == address && !neighbour->isProxy)
            return neighbour;
    return nullptr;
}

bool Space::hasProxyNeighbour(std::int32_t link, const Address& address) const
{
    const auto at = m_neighbours.find(address);
    return at != m_neighbours.end() && std::ranges::any_of(at->second, [&](const Neighbour* neighbour) { return neighbour->isProxy && neighbour->address == address && (neighbour->linkIndex == link || neighbour->linkIndex == 0); });
}

World::World(const Snapshot& snapshot, const PacketGate* gate) : m_snapshot(snapshot), m_gate(gate)
{
    for (const auto& host : snapshot.hosts) {
        for (const auto& space : host.namespaces) {
            m_byInode.emplace(space.inode, SpaceId{static_cast<std::uint32_t>(m_spaces.size())});
            m_spaces.push_back(std::make_unique<Space>(host, space));
        }
    }
    for (std::uint32_t s = 0; s < m_spaces.size(); ++s) {
        for (const auto& link : m_spaces[s]->data.links) {
            const bool stacked = link.kind == LinkKind::Macvlan || link.kind == LinkKind::Macvtap || link.kind == LinkKind::Ipvlan || link.kind == LinkKind::Vlan;
            if (stacked && link.lower)
                m_uppers[*link.lower].push_back({SpaceId{s}, &link});
            if (link.kind == LinkKind::Vxlan)
                if (const SpaceId below = underlay(SpaceId{s}, link); below.valid())
                    m_tunnels[below.value].push_back({SpaceId{s}, &link});
        }
    }
}

SpaceId World::byInode(std::uint64_t inode) const
{
    const auto at = m_byInode.find(inode);
    return at == m_byInode.end() ? SpaceId{} : at->second;
}

SpaceId World::byName(std::string_view name) const
{
    for (std::uint32_t s = 0; s < m_spaces.size(); ++s)
        if (m_spaces[s]->data.name == name)
            return SpaceId{s};
    return {};
}

LinkPlace World::lower(SpaceId, const Link& link) const
{
    if (!link.lower)
        return {};
    const SpaceId space = byInode(link.lower->namespaceInode);
    if (!space.valid())
        return {};
    return {space, m_spaces[space.value]->data.link(link.lower->index)};
}

const std::vector<LinkPlace>& World::uppers(SpaceId space, const Link& link) const
{
    static const std::vector<LinkPlace> none;
    const auto at = m_uppers.find(LinkKey{m_spaces[space.value]->data.inode, link.index});
    return at == m_uppers.end() ? none : at->second;
}

const std::vector<LinkPlace>& World::tunnels(SpaceId space) const
{
    static const std::vector<LinkPlace> none;
    const auto at = m_tunnels.find(space.value);
    return at == m_tunnels.end() ? none : at->second;
}

SpaceId World::underlay(SpaceId space, const Link& link) const
{
    if (!link.lowerNsid)
        return space;
    const auto& peers = m_spaces[space.value]->data.peers;
    const auto at = peers.find(*link.lowerNsid);
    return at == peers.end() ? SpaceId{} : byInode(at->second);
}

} // namespace hoplens
