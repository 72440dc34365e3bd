// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ip_program.h"

#include <algorithm>
#include <array>

namespace hoplens::lab {
namespace {

std::string ruleLine(const PolicyRule& rule)
{
    auto text = std::to_string(rule.priority) + ":\t" + (rule.inverted ? "not " : "") + "from " + (rule.source ? (rule.source->length == rule.source->address.width() ? rule.source->address.text() : rule.source->text()) : std::string("all")) + " ";
    if (rule.destination)
        text += "to " + (rule.destination->length == rule.destination->address.width() ? rule.destination->address.text() : rule.destination->text()) + " ";
    if (rule.mark) {
        char number[32];
        std::snprintf(number, sizeof number, rule.markMask == 0xffffffffu ? "0x%x" : "0x%x/0x%x", *rule.mark, rule.markMask);
        text += std::string("fwmark ") + number + " ";
    }
    if (!rule.inInterface.empty())
        text += "iif " + rule.inInterface + " ";
    if (!rule.outInterface.empty())
        text += "oif " + rule.outInterface + " ";
    switch (rule.action) {
    case PolicyAction::Blackhole: return text + "blackhole\n";
    case PolicyAction::Unreachable: return text + "unreachable\n";
    case PolicyAction::Prohibit: return text + "prohibit\n";
    default: return text + "lookup " + routeTableName(rule.table) + "\n";
    }
}

int modifyRule(IpCall& ip, Arguments words, bool isNew)
{
    PolicyRule rule;
    rule.family = ip.family.value_or(IpFamily::V4);
    bool hasPriority = false;
    bool hasTable = false;
    if (words.atEnd() && isNew)
        return ip.fail(1, "\"ip rule add\" requires arguments.");
    while (!words.atEnd()) {
        const auto word = words.take();
        if (word == "not") {
            rule.inverted = true;
            continue;
        }
        if (word == "blackhole" || word == "unreachable" || word == "prohibit") {
            rule.action = word == "blackhole" ? PolicyAction::Blackhole : word == "unreachable" ? PolicyAction::Unreachable : PolicyAction::Prohibit;
            continue;
        }
        static constexpr std::array<std::string_view, 13> valued = {"from", "to", "table", "lookup", "pref", "priority", "order", "preference", "prio", "fwmark", "iif", "dev", "oif"};
        static constexpr std::array<std::string_view, 9> others = {"goto", "nop", "suppress_prefixlength", "suppress_ifgroup", "ipproto", "sport", "dport", "uidrange", "tos"};
        if (std::ranges::find(others, word) != others.end())
            return ip.fail(255, "ip: the lab does not have rules with " + word);
        if (std::ranges::find(valued, word) == valued.end())
            return ip.fail(255, "Error: argument \"" + word + "\" is wrong: Failed to parse rule type");
        if (words.atEnd())
            return ip.incomplete();
        const auto value = words.take();
        if (word == "from" || word == "to") {
            const auto prefix = ip.prefix(value);
            if (!prefix)
                return ip.badPrefix(value);
            if (prefix->length != 0)
                (word == "from" ? rule.source : rule.destination) = prefix;
        } else if (word == "table" || word == "lookup") {
            const auto table = tableNamed(value);
            if (!table)
                return ip.invalid("invalid table ID\n", value);
            rule.table = *table;
            hasTable = true;
        } else if (word == "pref" || word == "priority" || word == "order" || word == "preference" || word == "prio") {
            const auto number = parseNumber(value, 0xffffffff);
            if (!number)
                return ip.invalid("preference value is invalid\n", value);
            rule.priority = static_cast<std::uint32_t>(*number);
            hasPriority = true;
        } else if (word == "fwmark") {
            const auto slash = value.find('/');
            const auto mark = parseNumber(value.substr(0, slash), 0xffffffff);
            if (!mark)
                return ip.invalid("fwmark value is invalid\n", value);
            rule.mark = static_cast<std::uint32_t>(*mark);
            const auto mask = slash == std::string::npos ? std::optional<std::uint64_t>(0xffffffff) : parseNumber(value.substr(slash + 1), 0xffffffff);
            if (!mask)
                return ip.invalid("fwmask value is invalid\n", value);
            rule.markMask = static_cast<std::uint32_t>(*mask);
        } else if (word == "iif" || word == "dev") {
            rule.inInterface = value;
        } else if (word == "oif") {
            rule.outInterface = value;
        } else {
            return ip.fail(255, "Error: argument \"" + word + "\" is wrong: Failed to parse rule type");
        }
    }
    return ip.answer(isNew ? ip.kernel().addRule(ip.call.space, rule) : ip.kernel().deleteRule(ip.call.space, rule, hasPriority, hasTable));
}

} // namespace

int ipRule(IpCall& ip, Arguments words)
{
    const auto word = words.atEnd() ? std::string("show") : words.take();
    if (isBeginning(word, "show") || isBeginning(word, "lst") || isBeginning(word, "list")) {
        if (ip.style)
            ip.entries();
        for (const auto& rule : ip.here().policyRules) {
            if (rule.family != ip.family.value_or(IpFamily::V4))
                continue;
            if (ip.style)
                ip.entries().push_back(ruleJson(rule));
            else
                ip.call.output += ruleLine(rule);
        }
        return 0;
    }
    if (isBeginning(word, "add"))
        return modifyRule(ip, words, true);
    if (isBeginning(word, "delete"))
        return modifyRule(ip, words, false);
    if (isBeginning(word, "flush")) { // all but the first, which is the kernel's own
        const auto isGone = [&](const PolicyRule& rule) { return rule.family == ip.family.value_or(IpFamily::V4) && rule.priority != 0; };
        std::erase_if(ip.call.world.change(ip.call.space).policyRules, isGone);
        return 0;
    }
    if (word == "help")
        return ip.fail(255, "Usage: ip rule [ list ]\n       ip rule { add | del } [ not ] [ from PREFIX ] [ to PREFIX ] [ fwmark FWMARK[/MASK] ] [ iif STRING ] [ oif STRING ] [ pref NUMBER ] lookup TABLE_ID");
    return ip.fail(255, "Command \"" + word + "\" is unknown, try \"ip rule help\".");
}

std::string ruleWords(const PolicyRule& rule)
{
    auto words = ruleLine(rule);
    words.pop_back();
    return words.substr(words.find('\t') + 1) + " priority " + std::to_string(rule.priority);
}

} // namespace hoplens::lab
