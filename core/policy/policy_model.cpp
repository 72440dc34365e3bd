// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/policy_model.h"

#include "policy/model_builder.h"

#include <algorithm>
#include <array>

namespace hoplens::policy {
std::string_view name(Direction direction)
{
    constexpr std::array<std::string_view, 2> names = {"ingress", "egress"};
    return names[static_cast<std::size_t>(direction)];
}

std::string placeOf(const std::string& where, std::uint32_t line)
{
    auto file = where;
    for (int i = 0; i < 2 && line != 0; ++i) // without its own line and column
        if (const auto colon = file.rfind(':'); colon != std::string::npos && colon + 1 < file.size() && file.find_first_not_of("0123456789", colon + 1) == std::string::npos)
            file.resize(colon);
    return line == 0 ? where : file + ":" + std::to_string(line);
}

PortSet PolicyModel::portsAt(std::uint32_t id, std::size_t peer) const
{
    const auto& use = m_portUses[id];
    auto ports = use.isAll ? PortSet::all() : use.fixed;
    if (m_peers->isPod(peer))
        for (const auto& [protocol, name] : use.names)
            for (const auto& own : m_peers->classes()[peer].ports)
                if (own.name == name && (!protocol || own.protocol == *protocol) && own.port != 0)
                    ports.add(own.protocol, {own.port, own.port});
    ports.subtract(use.excluded);
    return ports;
}

bool PolicyModel::contains(std::uint32_t id, std::size_t peer, kube::Protocol protocol, std::uint16_t port) const
{
    const auto& use = m_portUses[id];
    if (use.excluded.contains(protocol, port))
        return false;
    if (use.isAll || use.fixed.contains(protocol, port))
        return true;
    return m_peers->isPod(peer) && std::ranges::any_of(use.names, [&](const auto& named) {
        return std::ranges::any_of(m_peers->classes()[peer].ports, [&](const NamedPort& own) { return own.name == named.second && own.protocol == protocol && own.port == port && (!named.first || *named.first == protocol); });
    });
}

Result<PolicyModel> PolicyModel::changed(const PolicyModel& before, const kube::Objects& objects)
{
    const auto& options = before.peers().options();
    if (segmentsOf(objects, options) != before.peers().segments() || Peers::wantsAddresses(objects, options) != Peers::wantsAddresses(before.objects(), options) || objects.calicoPolicies.empty() != before.objects().calicoPolicies.empty())
        return make(objects, before.peers().options());
    return ModelBuilder(before, objects).build();
}

Result<PolicyModel> PolicyModel::make(const kube::Objects& objects, const PeerOptions& options) { return ModelBuilder(objects, options).build(); }

} // namespace hoplens::policy
