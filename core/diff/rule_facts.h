// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/snapshot.h"
#include "proxy/proxied_services.h"

#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace hoplens {

/// A rule, or an element of a set, in words that are the same for the same thing. The views live as long as the RuleFacts.
struct RuleFact {
    std::string_view place;    ///< "nat KUBE-SVC-…"
    std::string text;
    std::string_view service;  ///< "shop/cart:http"; empty: of every Service, or not known
    std::string_view endpoint; ///< "10.0.0.1:80", where it leads to one
    bool isBalancing = false;  ///< one of several among which chance decides
    std::string_view server = {}; ///< "tcp 10.96.0.1:80", of IPVS: the fact is this virtual server, or with an endpoint one of its real servers
};

struct ChainFacts {
    std::string_view place;
    ChainId chain = {};
    std::string_view service; ///< of all its rules; empty for a frame
    bool isFrame = false;     ///< several write into it, and the order among them says nothing
    bool isOwn = false;       ///< none but the proxy writes into it
    bool isOfProxy = false;   ///< a chain that the proxy made
};

/// What a proxy wrote of one family, or what stands where it would: its chains, and the words of a rule when they are asked for, as most
/// are the same on both sides. The rules must outlive it.
class RuleFacts {
public:
    /// owners: whose elements are that do not say ("10.96.0.1", "10.96.0.1 tcp 80", "tcp 30080"); they must outlive it, too.
    /// Cost: linear in the rules.
    RuleFacts(const RuleSet& rules, TableFamily family, proxy::ProxyMode mode, const std::unordered_map<std::string, std::string>& owners);

    /// What IPVS has besides rules, as elements of a set. servers, bound: of this family.
    void addIpsets();
    void addServers(const std::vector<VirtualServer>& servers);
    void addBoundAddresses(const std::vector<Address>& bound);

    const RuleSet& rules() const { return m_rules; }
    const std::vector<ChainFacts>& chains() const { return m_chains; }
    const ChainFacts* find(std::string_view place) const;
    std::vector<RuleFact> rulesOf(const ChainFacts& chain);
    /// Which Services a chain has rules of.
    void addServices(const ChainFacts& chain, std::unordered_set<std::string_view>& services);
    const std::map<std::string, RuleFact>& elements() const { return m_elements; } ///< by set and key

private:
    void findIptablesChains();
    void findNftChains();
    void followJumps(ChainId chain, std::string_view service, bool byComment);
    void addElements(const NamedSet& set);
    void addMembers(const NamedSet& set);
    std::string_view ownerOf(const std::string& key);
    std::vector<RuleFact> nftRules(const ChainFacts& chain);
    std::string_view endpointOf(ChainId chain);
    std::string_view keep(std::string text) { return m_texts.emplace_back(std::move(text)); }
    std::string_view keepOnce(std::string_view text);
    ChainFacts& addChain(ChainId chain, std::string place);
    std::string valueText(const NamedSet& set, std::uint8_t dimension, const Value& value) const;
    std::string endpointOfName(std::string_view name) const;

    const RuleSet& m_rules;
    const std::unordered_map<std::string, std::string>& m_owners;
    TableFamily m_table;
    IpFamily m_family;
    proxy::ProxyMode m_mode;
    std::vector<ChainFacts> m_chains;
    std::unordered_map<std::string_view, std::size_t> m_chainAt;          ///< by place
    std::unordered_map<std::uint32_t, std::string_view> m_serviceOf;      ///< by chain: told by one that leads to it
    std::map<std::string, RuleFact> m_elements;
    std::deque<std::string> m_texts;
    std::unordered_set<std::string_view> m_known; ///< of the texts
};

/// The key among the elements of a virtual server.
std::string serverKey(std::string_view server);

/// Whose addresses are whose, as RuleFacts wants it.
std::unordered_map<std::string, std::string> addressOwners(const proxy::ProxiedServices& services);

} // namespace hoplens
