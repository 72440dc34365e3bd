// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/rule_words.h"

#include "base/words.h"
#include "filter/iptables_save.h"
#include "filter/nft_text.h"

#include <algorithm>
#include <array>

namespace hoplens {
namespace {

struct Said {
    Phrase is;
    Phrase isNot;
};

/// How a comparison of a field is said; nullopt: as nftables writes it.
std::optional<Said> wordsFor(Field field)
{
    switch (field) {
    case Field::Ip4Source:
    case Field::Ip6Source: return Said{say("rules", "from %1"), say("rules", "not from %1")};
    case Field::Ip4Destination:
    case Field::Ip6Destination: return Said{say("rules", "to %1"), say("rules", "not to %1")};
    case Field::Protocol: return Said{say("rules", "protocol %1"), say("rules", "protocol other than %1")};
    case Field::SourcePort: return Said{say("rules", "source port %1"), say("rules", "source port other than %1")};
    case Field::DestinationPort: return Said{say("rules", "port %1"), say("rules", "port other than %1")};
    case Field::EitherPort: return Said{say("rules", "source or destination port %1"), say("rules", "neither port %1")};
    case Field::InputName: return Said{say("rules", "in through %1"), say("rules", "not in through %1")};
    case Field::OutputName: return Said{say("rules", "out through %1"), say("rules", "not out through %1")};
    case Field::ConntrackState: return Said{say("rules", "connection is %1"), say("rules", "connection is not %1")};
    case Field::Mark: return Said{say("rules", "mark %1"), say("rules", "mark other than %1")};
    case Field::ConntrackMark: return Said{say("rules", "connection mark %1"), say("rules", "connection mark other than %1")};
    case Field::TimeToLive: return Said{say("rules", "time to live %1"), say("rules", "time to live other than %1")};
    case Field::UserId: return Said{say("rules", "sent by user %1"), say("rules", "not sent by user %1")};
    case Field::FibDestinationType: return Said{say("rules", "to an address of type %1"), say("rules", "to an address not of type %1")};
    case Field::FibSourceType: return Said{say("rules", "from an address of type %1"), say("rules", "from an address not of type %1")};
    default: return std::nullopt;
    }
}

std::string comparison(const RuleSet& rules, const Operation& operation, const Compare& compare)
{
    const auto said = wordsFor(compare.field);
    const bool isBits = compare.mask != ~0ull;
    const auto nft = nftOperationText(rules, operation);
    if (!said)
        return nft;
    if (isBits && compare.field == Field::ConntrackState && compare.intervals.count == 1 && rules.interval(compare).low == Value{} && rules.interval(compare).high == Value{})
        return (compare.negated ? said->is : said->isNot)(fieldValueText(compare.field, {0, compare.mask}));
    if (isBits && compare.field != Field::Mark && compare.field != Field::ConntrackMark)
        return nft;
    if (isBits) { // a mark: value and mask as iptables writes them
        if (compare.intervals.count != 1 || rules.interval(compare).low != rules.interval(compare).high)
            return nft;
        const auto words = fieldValueText(compare.field, rules.interval(compare).low) + "/" + fieldValueText(compare.field, {0, compare.mask});
        return (compare.negated ? said->isNot : said->is)(words);
    }
    // The value as nftables writes it, behind the field's name and "!=".
    auto value = nft.substr(std::min(nft.size(), fieldName(compare.field).size() + 1));
    if (value.starts_with("!= "))
        value.erase(0, 3);
    return (compare.negated ? said->isNot : said->is)(value);
}

std::string interface(const RuleSet& rules, const InterfaceMatch& match)
{
    const auto name = std::string(rules.text(match.name)) + (match.isPrefix ? "*" : "");
    switch (match.role) {
    case InterfaceRole::In: return match.negated ? say("rules", "not in through %1")(name) : say("rules", "in through %1")(name);
    case InterfaceRole::Out: return match.negated ? say("rules", "not out through %1")(name) : say("rules", "out through %1")(name);
    case InterfaceRole::PhysicalIn: return match.negated ? say("rules", "not in through bridge port %1")(name) : say("rules", "in through bridge port %1")(name);
    case InterfaceRole::PhysicalOut: return match.negated ? say("rules", "not out through bridge port %1")(name) : say("rules", "out through bridge port %1")(name);
    }
    return {};
}

std::string verdict(const RuleSet& rules, const Verdict& of)
{
    switch (of.kind) {
    case VerdictKind::Accept: return say("rules", "accept")();
    case VerdictKind::Drop: return say("rules", "drop")();
    case VerdictKind::Return: return say("rules", "return")();
    case VerdictKind::Jump: return say("rules", "jump to %1")(rules.chainName(of.chain));
    case VerdictKind::Goto: return say("rules", "go to %1")(rules.chainName(of.chain));
    case VerdictKind::Continue: return say("rules", "continue")();
    case VerdictKind::Queue: return say("rules", "hand to a program (queue)")();
    }
    return {};
}

std::string chance(const StatisticMatch& match)
{
    if (match.nth || match.negated)
        return {};
    const int tenths = static_cast<int>(static_cast<double>(match.threshold) / 2147483648.0 * 1000 + 0.5);
    return say("rules", "by chance in %1 % of cases")(std::to_string(tenths / 10) + "." + std::to_string(tenths % 10));
}

} // namespace

namespace {

/// What nftables has no words for; iptables' own spelling says it.
bool isOfIptablesAlone(const Operation& operation)
{
    const auto* statistic = std::get_if<StatisticMatch>(&operation);
    return std::holds_alternative<AddressTypeMatch>(operation) || (statistic && chance(*statistic).empty()) || std::holds_alternative<PhysdevMatch>(operation) || std::holds_alternative<RpfilterMatch>(operation);
}

/// The matches of a rule as iptables-save writes them.
std::string spelledMatches(const RuleSet& rules, RuleId id)
{
    const auto text = iptablesRuleText(rules, id);
    return text.substr(0, std::min({text.find("-j "), text.find("-g "), text.size()}));
}

} // namespace

RuleWords describeRule(const RuleSet& rules, RuleId id)
{
    const auto& rule = rules.rules[id.value];
    RuleWords words;
    bool isSpelled = false;
    const auto add = [](std::string& to, const std::string& what) {
        if (!what.empty())
            to += (to.empty() ? "" : ", ") + what;
    };
    for (std::uint16_t i = 0; i < rule.operationCount; ++i) {
        const auto& operation = rules.operations[rule.firstOperation + i];
        isSpelled = isSpelled || isOfIptablesAlone(operation);
        if (const auto* compare = std::get_if<Compare>(&operation)) {
            add(words.matches, comparison(rules, operation, *compare));
        } else if (const auto* match = std::get_if<InterfaceMatch>(&operation)) {
            add(words.matches, interface(rules, *match));
        } else if (const auto* statistic = std::get_if<StatisticMatch>(&operation); statistic && !chance(*statistic).empty()) {
            add(words.matches, chance(*statistic));
        } else if (const auto* given = std::get_if<Verdict>(&operation)) {
            add(words.target, verdict(rules, *given));
        } else {
            const auto* unknown = std::get_if<UnknownOperation>(&operation);
            const bool isTarget = operation.index() > Operation(UnknownOperation{}).index() || (unknown && unknown->isStatement);
            add(isTarget ? words.target : words.matches, (unknown ? "? " : "") + nftOperationText(rules, operation));
        }
    }
    if (isSpelled) {
        words.matches = spelledMatches(rules, id);
        return words;
    }
    if (words.matches.empty())
        words.matches = say("rules", "everything")();
    if (rule.comment.valid())
        words.matches += "  — " + std::string(rules.text(rule.comment));
    return words;
}

} // namespace hoplens
