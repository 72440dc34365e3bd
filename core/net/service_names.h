// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace hoplens {

/// The port that a service's name stands for: "http" is 80. protocol: TCP, UDP or SCTP; 0 for any. nullopt: no such service.
/// Source: the registry of ports as Debian's netbase has it. Any thread.
std::optional<std::uint16_t> portOfService(std::string_view name, std::uint8_t protocol);
/// The name of a port, empty where there is none.
std::string_view serviceOfPort(std::uint16_t port, std::uint8_t protocol);

} // namespace hoplens
