// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/snapshot.h"

namespace hoplens {

/// Reads what `ipset save` prints and appends its sets to `rules`. Matches on sets find them by name, also those that are read later.
/// A set of a type that is not known is kept, and what is asked of it is unknown; a member that its type does not allow is an Error.
/// file: its name, for messages. Errors: InvalidInput with file and line. Cost: linear. Any thread. Source: ipset(8).
Result<std::vector<Note>> parseIpsetSave(std::string_view text, std::string_view file, RuleSet& rules);

/// A member as it is typed ("10.0.0.1,udp:53"), as intervals of its set's dimensions; nullopt: no member of such a set.
std::optional<std::vector<Interval>> readIpsetMember(const NamedSet& set, std::string_view text);
/// The same as ipset lists it. set: no list of sets.
std::string ipsetMemberText(const NamedSet& set, std::span<const Interval> member);

/// What stands behind a set's type when ipset creates or lists it: "family inet hashsize 1024 …".
std::string ipsetHeader(const NamedSet& set);
/// Its members as ipset lists them; of a list of sets their names.
std::vector<std::string> ipsetMembers(const RuleSet& rules, const NamedSet& set);
/// A set as `ipset save` prints it.
std::string writeIpset(const RuleSet& rules, const NamedSet& set);

} // namespace hoplens
