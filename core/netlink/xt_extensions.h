// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "filter/rule_set_builder.h"
#include "netlink/netlink_socket.h"

/// The binary form of iptables matches and targets, as legacy tables and nf_tables' compatibility expressions carry them.
namespace hoplens::netlink {

/// Finds the name of an ipset by the number that a rule holds. nullopt: not readable.
using IpsetNames = std::function<std::optional<std::string>(std::uint16_t)>;

/// Appends the operations of one match to the rule being built. family: of the table.
/// A name or revision that is not known becomes an UnknownOperation with the name in it.
void decodeXtMatch(RuleSetBuilder& builder, TableFamily family, std::string_view name, std::uint8_t revision, Bytes info, const IpsetNames& ipsets);
/// The same for a target; standard verdicts and jumps are the caller's.
void decodeXtTarget(RuleSetBuilder& builder, TableFamily family, std::string_view name, std::uint8_t revision, Bytes info);

/// Reads the legacy iptables tables of one family in the calling thread's namespace. Asking for a table creates it: `names` are those that
/// exist, a line each, as ip_tables_names and ip6_tables_names in /proc/thread-self/net have them.
/// Source: getsockopt IPT_SO_GET_INFO, IPT_SO_GET_ENTRIES.
Result<void> readLegacyTables(TableFamily family, std::string_view names, RuleSetBuilder& builder, const IpsetNames& ipsets);
/// Decodes one IPT_SO_GET_ENTRIES blob. hooks and underflows as in IPT_SO_GET_INFO. Accepts any bytes.
Result<void> decodeLegacyTable(TableFamily family, std::string_view table, Bytes entries, std::span<const std::uint32_t, 5> hooks, std::uint32_t validHooks, RuleSetBuilder& builder, const IpsetNames& ipsets);

/// Names of ipsets by number in the calling thread's namespace, by getsockopt (read-only).
std::optional<std::string> ipsetNameByIndex(std::uint16_t index);

} // namespace hoplens::netlink
