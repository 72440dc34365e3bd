// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/snapshot.h"
#include "netlink/netlink_socket.h"

/// Codecs of rtnetlink: one message to one value of the model. nullopt: the message is not one of these (or is to be left out).
/// They accept any bytes. Any thread. Source: rtnetlink(7), linux/rtnetlink.h, linux/if_link.h, linux/neighbour.h, linux/fib_rules.h.
namespace hoplens::netlink {

std::optional<Link> decodeLink(Bytes payload);
/// The label is there also where it is the link's name.
std::optional<InterfaceAddress> decodeAddress(Bytes payload);
std::optional<Route> decodeRoute(Bytes payload);
std::optional<PolicyRule> decodePolicyRule(Bytes payload);
std::optional<Neighbour> decodeNeighbour(Bytes payload);
std::optional<FdbEntry> decodeFdbEntry(Bytes payload);
/// VLAN memberships from an AF_BRIDGE link message: interface index and list.
std::optional<std::pair<std::int32_t, std::vector<VlanMembership>>> decodeBridgeVlans(Bytes payload);

/// Listening or unconnected sockets of sock_diag (linux/inet_diag.h).
std::optional<hoplens::Socket> decodeSocket(Bytes payload, std::uint8_t protocol);
/// Listening SCTP endpoints, one socket for each of their addresses, from the text of /proc/net/sctp/eps (asking sock_diag would load a module).
/// Errors: Unsupported for a line that is not understood, for then nobody knows who listens.
Result<std::vector<hoplens::Socket>> decodeSctpEndpoints(std::string_view text);
/// A conntrack entry of nfnetlink (linux/netfilter/nfnetlink_conntrack.h).
std::optional<ConntrackEntry> decodeConntrack(Bytes payload);

} // namespace hoplens::netlink
