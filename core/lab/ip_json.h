// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/snapshot.h"

#include <nlohmann/json.hpp>

namespace hoplens::lab {

using OrderedJson = nlohmann::ordered_json;

/// What the objects of `ip` print with -j. Source: iproute2, asked the same (tests/kernel/tst_same_script).

OrderedJson linkJson(const Namespace& space, const Link& link);
/// What -d adds to a link, or to a link with its addresses.
enum class DetailsOf : std::uint8_t { Link, Addresses };
void addDetails(OrderedJson& json, const Namespace& space, const Link& link, DetailsOf of);
OrderedJson briefLinkJson(const Namespace& space, const Link& link);
OrderedJson addressJson(const Link& link, const InterfaceAddress& address);
OrderedJson ruleJson(const Namespace& space, const PolicyRule& rule);

/// A list as iproute2 prints it, in one line, or with -p.
enum class JsonStyle : std::uint8_t { Compact, Pretty };
std::string jsonText(const OrderedJson& list, JsonStyle style);

} // namespace hoplens::lab
