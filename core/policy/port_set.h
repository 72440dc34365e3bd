// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kube/object_basics.h"

#include <array>

namespace hoplens::policy {

/// Ports of TCP, UDP and SCTP, 1 to 65535 of each; always in its shortest form, so that equal sets compare equal.
class PortSet {
public:
    struct Range {
        std::uint16_t first = 1;
        std::uint16_t last = 65535;
        bool operator==(const Range&) const = default;
    };

    static PortSet all();
    void add(kube::Protocol protocol, Range range);
    void unite(const PortSet& other);
    void intersect(const PortSet& other);
    void subtract(const PortSet& other);

    bool isEmpty() const;
    bool isAll() const { return *this == all(); }
    bool contains(kube::Protocol protocol, std::uint16_t port) const;
    const std::vector<Range>& ranges(kube::Protocol protocol) const { return m_ranges[static_cast<std::size_t>(protocol)]; }
    /// "TCP 80, 443-445; UDP 53", "all", "none".
    std::string text() const;
    bool operator==(const PortSet&) const = default;

private:
    std::array<std::vector<Range>, 3> m_ranges; ///< rising, apart from each other
};

inline constexpr std::array<kube::Protocol, 3> allProtocols = {kube::Protocol::Tcp, kube::Protocol::Udp, kube::Protocol::Sctp};

} // namespace hoplens::policy
