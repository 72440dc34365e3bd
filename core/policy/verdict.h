// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "policy/policy_model.h"

namespace hoplens::policy {

enum class Decision : std::uint8_t { Allowed, Denied, Unknown };
/// "allowed".
std::string_view name(Decision decision);

/// Why one end of a connection lets it pass, or does not.
enum class Ground : std::uint8_t {
    Outside,     ///< the end is no pod of the cluster: no policy is about it
    HostNetwork, ///< the pod uses its host's network, which policies do not isolate
    NoPolicy,    ///< no policy selects it for this direction, or those that do pass on: the default is to allow
    Rule,        ///< a rule decides
    NoRule,      ///< policies select it, and none of their rules matches: the default behind them is to deny
    Doubt        ///< what is not modelled, or not told, could decide
};

struct Side {
    Decision decision = Decision::Allowed;
    Ground ground = Ground::NoPolicy;
    const CompiledPolicy* policy = nullptr; ///< of a Rule; the model's
    const CompiledRule* rule = nullptr;
    std::string doubt;
};

struct Verdict {
    Side egress;
    Side ingress;
    Decision decision() const;
};

/// Whether `from` may open a connection to a port of `to`, both numbers of the model's peers. A pod always reaches itself, which nobody asks
/// here. Cost: linear in the rules of the policies that select either. Any thread.
Verdict decide(const PolicyModel& model, std::size_t from, std::size_t to, kube::Protocol protocol, std::uint16_t port);

/// One end of a question in words.
struct EndName {
    std::string name;
    std::size_t peer = 0;
};
/// One plain sentence, then each side with the policies that select its end and the rule that decided, with file and line.
std::string describe(const PolicyModel& model, const Verdict& verdict, const EndName& from, const EndName& to, kube::Protocol protocol, std::uint16_t port);

} // namespace hoplens::policy
