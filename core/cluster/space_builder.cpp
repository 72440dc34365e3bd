// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/space_builder.h"

#include <algorithm>

namespace hoplens::cluster {

namespace {

constexpr std::uint32_t localTable = 255;
constexpr std::uint32_t up = 0x1 | 0x40;
constexpr std::uint32_t running = 0x10000;

} // namespace

SpaceBuilder::SpaceBuilder(Namespace& space, std::uint64_t inode, const std::string& name) : m_space(space)
{
    space.inode = inode;
    space.name = name;
    for (const auto family : {IpFamily::V4, IpFamily::V6}) {
        PolicyRule local;
        local.family = family;
        local.table = localTable;
        PolicyRule main = local;
        main.priority = 32766;
        main.table = 254;
        space.policyRules.push_back(local);
        space.policyRules.push_back(main);
    }
    Link lo;
    lo.index = 1;
    lo.name = "lo";
    lo.kind = LinkKind::Loopback;
    lo.flags = up | 0x8 | running;
    lo.hardwareType = 772;
    lo.mtu = 65536;
    space.links.push_back(lo);
    addAddress(1, *Prefix::parse("127.0.0.1/8"));
    addAddress(1, *Prefix::parse("::1/128"));
}

std::int32_t SpaceBuilder::addLink(const std::string& name, LinkKind kind)
{
    Link link;
    link.index = static_cast<std::int32_t>(m_space.links.size()) + 1;
    link.name = name;
    link.kind = kind;
    link.kindName = kind == LinkKind::Veth ? "veth" : "";
    link.flags = up | 0x2 | 0x1000 | running;
    link.state = OperationalState::Up;
    const auto inode = m_space.inode;
    link.mac = {{0x02, static_cast<std::uint8_t>(inode >> 16), static_cast<std::uint8_t>(inode >> 8), static_cast<std::uint8_t>(inode), static_cast<std::uint8_t>(link.index >> 8), static_cast<std::uint8_t>(link.index)}};
    link.sysctls.forwarding4 = m_space.sysctls.all4and6.forwarding4;
    link.sysctls.forwarding6 = m_space.sysctls.all4and6.forwarding6;
    m_space.links.push_back(link);
    return link.index;
}

void SpaceBuilder::addLocal(const Address& address, std::int32_t link)
{
    Route route;
    route.type = RouteType::Local;
    route.table = localTable;
    route.destination = Prefix::host(address);
    route.scope = 254;
    if (address.family == IpFamily::V4)
        route.preferredSource = address;
    route.nextHops.push_back({std::nullopt, link});
    if (link == 1 && address.family == IpFamily::V4) {
        auto network = route;
        network.destination = *Prefix::parse("127.0.0.0/8");
        m_space.routes.push_back(network);
    }
    m_space.routes.push_back(std::move(route));
}

void SpaceBuilder::addAddress(std::int32_t link, const Prefix& address)
{
    InterfaceAddress own;
    own.linkIndex = link;
    own.prefix = address;
    own.scope = link == 1 ? 254 : address.address.isLinkLocal() ? 253 : 0;
    m_space.addresses.push_back(own);
    addLocal(address.address, link);
}

void SpaceBuilder::addRoute(const Prefix& to, std::int32_t link, const std::optional<Address>& gateway)
{
    NextHop hop;
    hop.linkIndex = link;
    hop.gateway = gateway;
    hop.onlink = gateway.has_value();
    addRoute(to, {hop});
}

void SpaceBuilder::addRoute(const Prefix& to, std::vector<NextHop> hops)
{
    Route route;
    route.destination = to;
    route.scope = std::ranges::any_of(hops, [](const NextHop& hop) { return hop.gateway.has_value(); }) ? 0 : 253;
    route.nextHops = std::move(hops);
    m_space.routes.push_back(std::move(route));
}

void SpaceBuilder::addNeighbour(std::int32_t link, const Address& address, const MacAddress& mac) { m_space.neighbours.push_back({link, address, mac, NeighbourState::Permanent}); }

void SpaceBuilder::listen(const Address& address, std::uint8_t protocol, std::uint16_t port)
{
    Socket socket;
    socket.protocol = protocol;
    socket.address = address;
    socket.port = port;
    if (std::ranges::find(m_space.sockets, socket) == m_space.sockets.end())
        m_space.sockets.push_back(std::move(socket));
}

const MacAddress& SpaceBuilder::mac(std::int32_t link) const { return m_space.links[static_cast<std::size_t>(link) - 1].mac; }

std::pair<std::int32_t, std::int32_t> connect(SpaceBuilder& a, const std::string& nameA, SpaceBuilder& b, const std::string& nameB)
{
    const auto indexA = a.addLink(nameA, LinkKind::Veth);
    const auto indexB = b.addLink(nameB, LinkKind::Veth);
    const auto join = [](Namespace& own, std::int32_t index, const Namespace& other, std::int32_t otherIndex) {
        auto& link = own.links[static_cast<std::size_t>(index) - 1];
        link.lower = LinkKey{other.inode, otherIndex};
        link.lowerIndex = otherIndex;
    };
    join(a.space(), indexA, b.space(), indexB);
    join(b.space(), indexB, a.space(), indexA);
    return {indexA, indexB};
}

} // namespace hoplens::cluster
