// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/proxied_services.h"
#include "model/rule_set.h"

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace hoplens {

/// A rule, or an element of a set, in words that are the same for the same thing.
struct RuleFact {
    std::string place;        ///< "nat KUBE-SVC-…"
    std::string text;
    std::string service;      ///< "shop/cart:http"; empty: of every Service, or not known
    std::string endpoint;     ///< "10.0.0.1:80", where it leads to one
    bool isBalancing = false; ///< one of several among which chance decides
};

struct ChainFacts {
    std::vector<RuleFact> rules;
    bool isFrame = false;   ///< several write into it, and the order among them says nothing
    bool isOwn = false;     ///< none but the proxy writes into it
    bool isOfProxy = false; ///< a chain that the proxy made
};

/// What a proxy wrote of one family, or what stands where it would.
struct RuleFacts {
    std::map<std::string, ChainFacts> chains;   ///< "nat KUBE-SVC-…"
    std::map<std::string, RuleFact> elements;   ///< set and key
};

/// Whose chains and addresses are whose, by what the model calls them: for rules that have no comments.
struct Owners {
    std::unordered_map<std::string, std::string> chains;    ///< name → "shop/cart:http"
    std::unordered_map<std::string, std::string> addresses; ///< "10.96.0.1", "10.96.0.1 tcp 80", "tcp 30080"
};
Owners ownersOf(const proxy::ProxiedServices& services);

/// Cost: linear in the rules. Any thread.
RuleFacts factsOf(const RuleSet& rules, TableFamily family, proxy::ProxyMode mode, const Owners& owners);

} // namespace hoplens
