// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "filter/evaluator.h"

namespace hoplens {

/// Whether a packet has a field: absent makes a match fail, unknown makes it undecidable.
enum class FieldPresence : std::uint8_t { Known, Absent, Unknown };

/// Reads one field of the packet at hand into `value`.
FieldPresence readField(Field field, const FilterInput& input, const FilterEnvironment& environment, Value& value);

/// An interface name as the 16 bytes that nftables compares, most significant first.
Value interfaceNameValue(std::string_view name);

} // namespace hoplens
