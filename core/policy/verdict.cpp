// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/verdict.h"

#include <array>

namespace hoplens::policy {
namespace {

/// What one end says. self: the end that policies are asked about; to: the end whose ports are meant.
Side sideOf(const PolicyModel& model, Direction direction, std::size_t self, std::size_t other, std::size_t to, kube::Protocol protocol, std::uint16_t port)
{
    Side side;
    const auto& peers = model.peers();
    if (!peers.isPod(self)) {
        side.ground = Ground::Outside;
        return side;
    }
    for (const auto& doubt : model.doubts())
        if (doubt.about.test(self))
            return {Decision::Unknown, Ground::Doubt, nullptr, nullptr, doubt.text};
    if (peers.classes()[self].isHostNetwork) {
        side.ground = Ground::HostNetwork;
        return side;
    }
    const auto d = static_cast<std::size_t>(direction);
    const auto& selecting = model.selecting(direction, self);
    const CompiledRule* maybeAllow = nullptr;
    const CompiledRule* maybeDeny = nullptr;
    bool isDecided = false;
    for (std::size_t i = 0; i < selecting.size() && !isDecided;) {
        const auto tier = model.policies()[selecting[i]].tier;
        bool isPassed = false;
        for (; i < selecting.size() && model.policies()[selecting[i]].tier == tier; ++i) {
            const auto& policy = model.policies()[selecting[i]];
            for (const auto& rule : policy.rules[d]) {
                if (isPassed || isDecided)
                    break;
                if (rule.action == kube::PolicyAction::Log || !rule.peers.test(other) || (rule.own && !rule.own->test(self)) || !model.contains(rule.ports, to, protocol, port))
                    continue;
                if (!rule.doubt.empty()) {
                    if (rule.action != kube::PolicyAction::Deny && !maybeAllow)
                        maybeAllow = &rule;
                    if (rule.action != kube::PolicyAction::Allow && !maybeDeny)
                        maybeDeny = &rule;
                    continue;
                }
                isPassed = rule.action == kube::PolicyAction::Pass;
                isDecided = !isPassed;
                side = {rule.action == kube::PolicyAction::Deny ? Decision::Denied : Decision::Allowed, isPassed ? Ground::NoPolicy : Ground::Rule, isPassed ? nullptr : &policy, isPassed ? nullptr : &rule, ""};
            }
        }
        if (!isDecided && !isPassed && !model.tiers()[tier].passesRest) {
            side = {Decision::Denied, Ground::NoRule, nullptr, nullptr, ""};
            isDecided = true;
        }
    }
    if (const auto* doubtful = side.decision == Decision::Denied ? maybeAllow : maybeDeny)
        return {Decision::Unknown, Ground::Doubt, nullptr, doubtful, doubtful->doubt};
    return side;
}

std::string sideText(const PolicyModel& model, Direction direction, const Side& side, const EndName& end)
{
    std::string text = "  " + std::string(name(direction)) + (direction == Direction::Egress ? " of " : " to ") + end.name + ": ";
    switch (side.ground) {
    case Ground::Outside: return text + "it is outside the cluster: no policy is about it\n";
    case Ground::HostNetwork: return text + "it uses its host's network, which no policy isolates\n";
    case Ground::NoPolicy: text += model.selecting(direction, end.peer).empty() ? "allowed, since no policy selects it for " + std::string(name(direction)) + "\n" : "allowed, since none of the policies that select it has a word on this\n"; break;
    case Ground::Rule: text += std::string(side.decision == Decision::Allowed ? "allowed" : "denied") + " by " + side.policy->name + ", " + std::string(name(direction)) + " rule " + std::to_string(side.rule->index + 1) + " (" + placeOf(side.policy->where, side.rule->line) + ")\n"; break;
    case Ground::NoRule: text += "denied, since policies select it and none of their rules allows this\n"; break;
    case Ground::Doubt: return text + "unknown, because " + side.doubt + "\n";
    }
    for (const auto p : model.selecting(direction, end.peer)) {
        const auto& policy = model.policies()[p];
        text += "    selected by " + policy.name + " (" + policy.where + ")\n";
    }
    return text;
}

} // namespace

std::string_view name(Decision decision)
{
    constexpr std::array<std::string_view, 3> names = {"allowed", "denied", "unknown"};
    return names[static_cast<std::size_t>(decision)];
}

Decision Verdict::decision() const
{
    if (egress.decision == Decision::Denied || ingress.decision == Decision::Denied)
        return Decision::Denied;
    return egress.decision == Decision::Unknown || ingress.decision == Decision::Unknown ? Decision::Unknown : Decision::Allowed;
}

Verdict decide(const PolicyModel& model, std::size_t from, std::size_t to, kube::Protocol protocol, std::uint16_t port)
{
    return {sideOf(model, Direction::Egress, from, to, to, protocol, port), sideOf(model, Direction::Ingress, to, from, to, protocol, port)};
}

std::string describe(const PolicyModel& model, const Verdict& verdict, const EndName& from, const EndName& to, kube::Protocol protocol, std::uint16_t port)
{
    const auto decision = verdict.decision();
    const auto flow = from.name + " to " + to.name + " port " + std::to_string(port) + "/" + std::string(kube::name(protocol));
    std::string text;
    if (decision == Decision::Allowed) {
        text = "Allowed: " + flow + ".\n";
    } else if (decision == Decision::Unknown) {
        const auto& doubt = verdict.egress.decision == Decision::Unknown ? verdict.egress.doubt : verdict.ingress.doubt;
        text = "Unknown, because " + doubt + ": " + flow + ".\n";
    } else {
        const bool isEgress = verdict.egress.decision == Decision::Denied;
        const auto& side = isEgress ? verdict.egress : verdict.ingress;
        text = "Denied: " + flow + ": " + (side.ground == Ground::Rule ? side.policy->name + " forbids it" : isEgress ? "policies select " + from.name + " for egress, and none of their rules lets this out" : "policies select " + to.name + " for ingress, and none of their rules lets this in") + ".\n";
    }
    return text + sideText(model, Direction::Egress, verdict.egress, from) + sideText(model, Direction::Ingress, verdict.ingress, to);
}

} // namespace hoplens::policy
