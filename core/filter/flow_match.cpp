// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/flow_match.h"

#include "filter/field_reader.h"

#include <algorithm>

namespace hoplens {
namespace {

/// Knows nothing about routes.
class NoRoutes : public FilterEnvironment {
public:
    std::optional<RouteType> addressType(const Address&, std::int32_t) const override { return {}; }
    std::optional<std::int32_t> routeInterface(const Address&, std::int32_t, std::uint32_t) const override { return {}; }
    std::optional<bool> reversePathPasses(const Packet&, const Link&, const RpfilterMatch&, std::uint32_t) const override { return {}; }
};

bool isOfTheHeader(Field field) { return field <= Field::DestinationPort || (field >= Field::IcmpType && field <= Field::Icmp6TypeCode); }

} // namespace

bool canMatch(const RuleSet& rules, RuleId id, const Packet& packet)
{
    const auto& rule = rules.rules[id.value];
    const NoRoutes environment;
    FilterInput input;
    input.packet = packet;
    for (std::uint16_t i = 0; i < rule.operationCount; ++i) {
        const auto& operation = rules.operations[rule.firstOperation + i];
        if (operation.index() > Operation(UnknownOperation{}).index())
            return true; // a statement: it acts already
        const auto* compare = std::get_if<Compare>(&operation);
        if (!compare || !isOfTheHeader(compare->field))
            continue;
        Value value;
        const auto presence = readField(compare->field, input, environment, value);
        if (presence == FieldPresence::Unknown)
            continue;
        if (presence == FieldPresence::Absent)
            return false;
        value.low &= compare->mask;
        if (compare->mask != ~0ull)
            value.high = 0;
        const bool holds = std::ranges::any_of(rules.intervalsOf(*compare), [&](const Interval& interval) { return interval.low <= value && value <= interval.high; });
        if (holds == compare->negated)
            return false;
    }
    return true;
}

} // namespace hoplens
