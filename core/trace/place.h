// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

namespace hoplens {

/// What the user wrote on the command line or in the trace bar, resolved.
struct TraceRequest {
    Origin origin = {};
    Flow flow = {};
};

/// Finds a PLACE: `netns/NAME`, `host`, `outside` (arrives on the uplink: the device of the default route, or the first physical one).
/// Errors: NotFound with the names that exist.
Result<Origin> resolvePlace(const World& world, std::string_view place);

/// Reads a TARGET: `ADDRESS[:PORT]` or `[V6]:PORT`. port is 0 when there is none.
/// Errors: InvalidInput that says what was wrong with it.
Result<std::pair<Address, std::uint16_t>> parseTarget(std::string_view target);

/// Reads a TARGET and the name of a protocol into a flow. protocol: "tcp", "udp", "sctp" or "icmp"; empty: tcp with a port, else icmp.
/// Errors: InvalidInput, also for a port where there is none or none where one is needed.
Result<Flow> parseFlow(std::string_view target, std::string_view protocol);

/// The address of documentation that stands for somebody outside.
Address anybody(IpFamily family);

} // namespace hoplens
