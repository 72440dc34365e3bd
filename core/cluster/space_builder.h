// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/snapshot.h"

namespace hoplens::cluster {

/// Puts together a network namespace as a kernel would have it: the local table follows the addresses, policy rules are the usual ones.
class SpaceBuilder {
public:
    SpaceBuilder(Namespace& space, std::uint64_t inode, const std::string& name);

    Namespace& space() { return m_space; }
    std::int32_t addLink(const std::string& name, LinkKind kind);
    void addAddress(std::int32_t link, const Prefix& address);
    void addRoute(const Prefix& to, std::int32_t link, const std::optional<Address>& gateway = {});
    /// One of several ways at random.
    void addRoute(const Prefix& to, std::vector<NextHop> hops);
    void addNeighbour(std::int32_t link, const Address& address, const MacAddress& mac);
    void listen(const Address& address, std::uint8_t protocol, std::uint16_t port);
    const MacAddress& mac(std::int32_t link) const;

private:
    void addLocal(const Address& address, std::int32_t link);

    Namespace& m_space;
};

/// Joins two namespaces by a veth pair.
std::pair<std::int32_t, std::int32_t> connect(SpaceBuilder& a, const std::string& nameA, SpaceBuilder& b, const std::string& nameB);

} // namespace hoplens::cluster
