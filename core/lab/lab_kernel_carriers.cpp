// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/lab_kernel.h"

#include <algorithm>

namespace hoplens::lab {
namespace {

constexpr std::uint32_t running = 0x40, lowerUp = 0x10000;

void set(std::uint32_t& flags, std::uint32_t bit, bool on) { flags = on ? flags | bit : flags & ~bit; }

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
                    each.carrier = each.isUp() && peer && peer->isUp();
                    break;
                }
                case LinkKind::Macvlan: {
                    const auto* below = each.lower ? m_world.find(each.lower->namespaceInode) : nullptr;
                    const auto* lower = below ? below->link(each.lower->index) : nullptr;
                    each.carrier = lower && lower->carrier;
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
                    if (space.links[i].carrier != scratch.links[i].carrier)
                        m_flipped.push_back({space.inode, space.links[i].index});
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

/// A link over another gets its state when its carrier has changed, by what its namespace looks like once all is still.
void LabKernel::decideStates()
{
    for (const auto& key : std::exchange(m_flipped, {}))
        if (const auto& space = *m_world.find(key.namespaceInode); const auto* link = space.link(key.index))
            m_world.decideState(key, link->carrier ? OperationalState::Up : stateWithoutCarrier(*link, space));
    for (const auto& host : m_world.snapshot().hosts)
        for (const auto& space : host.namespaces)
            for (const auto& each : space.links) {
                if (each.kind != LinkKind::Veth && each.kind != LinkKind::Macvlan)
                    continue;
                const auto unseen = each.carrier ? OperationalState::Up : stateWithoutCarrier(each, space);
                const auto state = each.isUp() ? m_world.decidedState({space.inode, each.index}).value_or(each.state == OperationalState::Down ? unseen : each.state) : OperationalState::Down;
                if (each.state != state)
                    link(m_world.change(space.inode), each.index)->state = state;
            }
}

void LabKernel::settle()
{
    while (settleOnce()) {
    }
    decideStates();
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
