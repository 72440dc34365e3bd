// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/lab_kernel.h"

#include <algorithm>

namespace hoplens::lab {
namespace {

constexpr std::uint32_t running = 0x40, lowerUp = 0x10000;

void set(std::uint32_t& flags, std::uint32_t bit, bool on) { flags = on ? flags | bit : flags & ~bit; }

void setCarrier(Link& upper, bool hasCarrier, const Namespace& space)
{
    const bool loses = upper.carrier && !hasCarrier;
    upper.carrier = hasCarrier;
    if (!upper.isUp())
        upper.state = OperationalState::Down;
    else if (hasCarrier)
        upper.state = OperationalState::Up;
    else if (loses)
        upper.state = stateWithoutCarrier(upper, space);
}

} // namespace

OperationalState stateWithoutCarrier(const Link& upper, const Namespace& space)
{
    const auto* seen = upper.lowerIndex == upper.index ? nullptr : space.link(upper.lowerIndex);
    const bool hasCarrier = seen && seen->carrier && (seen->kind != LinkKind::Veth || seen->isUp()); // of a cable alone it goes with the link
    return seen && !hasCarrier ? OperationalState::LowerLayerDown : OperationalState::Down;
}

void LabKernel::settleBridge(Namespace& space, Link& bridge)
{
    MacAddress lowest;
    bool hasPorts = false;
    bool hasCarrier = false;
    for (auto& port : space.links) {
        if (port.master != bridge.index)
            continue;
        if (!hasPorts || port.mac < lowest)
            lowest = port.mac;
        hasPorts = true;
        const bool isForwarding = bridge.isUp() && port.isUp() && port.carrier;
        port.port->state = isForwarding ? StpState::Forwarding : StpState::Disabled;
        hasCarrier = hasCarrier || isForwarding;
    }
    const bool neverHad = !hasPorts && bridge.carrier;
    const auto* data = std::get_if<BridgeData>(&bridge.data);
    const bool followsPorts = !data || !data->keepsAddress;
    if (followsPorts && hasPorts)
        bridge.mac = lowest;
    else if (followsPorts && !bridge.carrier)
        bridge.mac = MacAddress{};
    if (!neverHad)
        bridge.carrier = hasCarrier;
    bridge.state = !bridge.isUp() ? OperationalState::Down : neverHad ? OperationalState::Unknown : hasCarrier ? OperationalState::Up : OperationalState::Down;
}

/// True when something changed that others hang on.
bool LabKernel::settleOnce()
{
    for (const auto& host : m_world.snapshot().hosts)
        for (const auto& space : host.namespaces) {
            Namespace scratch;
            scratch.links = space.links;
            for (auto& each : scratch.links) {
                switch (each.kind) {
                case LinkKind::Veth: {
                    const auto* other = each.lower ? m_world.find(each.lower->namespaceInode) : nullptr;
                    const auto* peer = other ? other->link(each.lower->index) : nullptr;
                    setCarrier(each, each.isUp() && peer && peer->isUp(), scratch);
                    break;
                }
                case LinkKind::Macvlan: {
                    const auto* below = each.lower ? m_world.find(each.lower->namespaceInode) : nullptr;
                    const auto* lower = below ? below->link(each.lower->index) : nullptr;
                    setCarrier(each, lower && lower->carrier, scratch);
                    break;
                }
                case LinkKind::Bridge: settleBridge(scratch, each); break;
                case LinkKind::Loopback:
                case LinkKind::Vxlan: each.state = each.isUp() ? OperationalState::Unknown : OperationalState::Down; break;
                case LinkKind::Dummy:
                case LinkKind::Ifb: each.state = each.isUp() ? OperationalState::Unknown : OperationalState::Down; break;
                default: // as far as anybody can say from here
                    if (!each.isUp())
                        each.state = OperationalState::Down;
                    else if (each.state == OperationalState::Down)
                        each.state = each.carrier ? OperationalState::Up : OperationalState::Down;
                    break;
                }
                set(each.flags, running, each.isUp() && each.carrier);
                set(each.flags, lowerUp, each.isUp() && each.carrier);
            }
            const auto differs = [](const Link& a, const Link& b) { return a.carrier != b.carrier || a.state != b.state || a.flags != b.flags || a.mac != b.mac || a.port != b.port; };
            if (!std::ranges::equal(scratch.links, space.links, std::not_fn(differs))) {
                std::vector<std::int32_t> lost;
                std::vector<std::int32_t> renumbered; // they have another address
                for (std::size_t i = 0; i < space.links.size(); ++i) {
                    const bool wasRunning = (space.links[i].flags & running) != 0;
                    if (scratch.links[i].isRunning() && !wasRunning)
                        m_started.push_back({space.inode, space.links[i].index});
                    if (!scratch.links[i].isRunning() && wasRunning)
                        lost.push_back(space.links[i].index);
                    if (scratch.links[i].mac != space.links[i].mac)
                        renumbered.push_back(space.links[i].index);
                }
                auto& changed = m_world.change(space.inode);
                changed.links = std::move(scratch.links);
                // Who was learnt over a link is forgotten with its carrier, and all are with its address.
                const auto isOver = [](const Neighbour& neighbour, const std::vector<std::int32_t>& links) { return std::ranges::find(links, neighbour.linkIndex) != links.end(); };
                std::erase_if(changed.neighbours, [&](const Neighbour& neighbour) { return !neighbour.isProxy && ((neighbour.state != NeighbourState::Permanent && isOver(neighbour, lost)) || isOver(neighbour, renumbered)); });
                return true;
            }
        }
    return false;
}

void LabKernel::settle()
{
    while (settleOnce()) {
    }
    for (const auto& host : m_world.snapshot().hosts)
        for (const auto& space : host.namespaces) {
            const auto isDown = [&](const NextHop& hop) {
                const auto* out = space.link(hop.linkIndex);
                return out && !out->carrier;
            };
            const bool isStale = std::ranges::any_of(space.routes, [&](const Route& route) { return route.type != RouteType::Local && std::ranges::any_of(route.nextHops, [&](const NextHop& hop) { return hop.linkdown != isDown(hop); }); });
            if (isStale)
                for (auto& route : m_world.change(space.inode).routes)
                    for (auto& hop : route.nextHops)
                        hop.linkdown = route.type != RouteType::Local && isDown(hop);
        }
    for (const auto& key : std::exchange(m_started, {}))
        if (const auto* started = m_world.find(key.namespaceInode)->link(key.index); started && !started->isLoopback())
            addLinkLocal(m_world.change(key.namespaceInode), *started);
}

} // namespace hoplens::lab
