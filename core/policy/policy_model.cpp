// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/policy_model.h"

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>

namespace hoplens::policy {
namespace {

// As Calico orders the tiers that stand for the kinds of Kubernetes.
constexpr double adminOrder = 1'000;
constexpr double defaultOrder = 1'000'000;
constexpr double baselineOrder = 10'000'000;
constexpr double networkPolicyOrder = 1'000; ///< of a NetworkPolicy among Calico's in its tier
// No object can have a name with a blank in it.
constexpr const char* adminTier = "of AdminNetworkPolicies";
constexpr const char* baselineTier = "of baselines";
constexpr double last = std::numeric_limits<double>::infinity();

kube::LabelSelector everything() { return {}; }

} // namespace

std::string_view name(Direction direction)
{
    constexpr std::array<std::string_view, 2> names = {"ingress", "egress"};
    return names[static_cast<std::size_t>(direction)];
}

std::string placeOf(const std::string& where, std::uint32_t line)
{
    auto file = where;
    for (int i = 0; i < 2 && line != 0; ++i) // without its own line and column
        if (const auto colon = file.rfind(':'); colon != std::string::npos && colon + 1 < file.size() && file.find_first_not_of("0123456789", colon + 1) == std::string::npos)
            file.resize(colon);
    return line == 0 ? where : file + ":" + std::to_string(line);
}

PortSet PolicyModel::portsAt(std::uint32_t id, std::size_t peer) const
{
    const auto& use = m_portUses[id];
    auto ports = use.isAll ? PortSet::all() : use.fixed;
    if (m_peers->isPod(peer))
        for (const auto& [protocol, name] : use.names)
            for (const auto& own : m_peers->classes()[peer].ports)
                if (own.name == name && (!protocol || own.protocol == *protocol) && own.port != 0)
                    ports.add(own.protocol, {own.port, own.port});
    ports.subtract(use.excluded);
    return ports;
}

bool PolicyModel::contains(std::uint32_t id, std::size_t peer, kube::Protocol protocol, std::uint16_t port) const
{
    const auto& use = m_portUses[id];
    if (use.excluded.contains(protocol, port))
        return false;
    if (use.isAll || use.fixed.contains(protocol, port))
        return true;
    return m_peers->isPod(peer) && std::ranges::any_of(use.names, [&](const auto& named) {
        return std::ranges::any_of(m_peers->classes()[peer].ports, [&](const NamedPort& own) { return own.name == named.second && own.protocol == protocol && own.port == port && (!named.first || *named.first == protocol); });
    });
}

class ModelBuilder {
public:
    ModelBuilder(const kube::Objects& objects, const PeerOptions& options) : m_objects(objects)
    {
        m_model.m_objects = &objects;
        m_model.m_peers = std::make_shared<const Peers>(objects, options);
        m_model.m_notes = m_model.m_peers->notes();
    }

    /// Over the peers of a model of before, with its port uses, and with those of its NetworkPolicies that are still the same.
    ModelBuilder(const PolicyModel& before, const kube::Objects& objects) : m_objects(objects)
    {
        m_model.m_objects = &objects;
        m_model.m_peers = before.m_peers;
        m_model.m_notes = m_model.m_peers->notes();
        m_model.m_portUses = before.m_portUses;
        for (std::uint32_t id = 0; id < m_model.m_portUses.size(); ++id)
            m_portUseAt.emplace(keyOf(m_model.m_portUses[id]), id);
        for (const auto& policy : before.m_policies) {
            m_nextNumber = std::max(m_nextNumber, policy.number + 1);
            m_compiled.emplace(policy.name, &policy);
        }
        for (const auto& policy : before.m_objects->networkPolicies)
            m_known.emplace(nameOf(policy), &policy);
    }

    Result<PolicyModel> build()
    {
        if (!m_objects.lostPolicies.empty()) {
            const auto& lost = m_objects.lostPolicies.front();
            return failure({ErrorCode::InvalidInput, "a policy cannot be taken as it is written, and without it nobody can say what is allowed: " + lost.text, lost.where, 0, "Mend it, or leave it out of the input."});
        }
        for (const auto& step : {&ModelBuilder::addNetworkPolicies, &ModelBuilder::addClusterPolicies, &ModelBuilder::addCalicoPolicies, &ModelBuilder::addOthers, &ModelBuilder::checkNetworks})
            if (auto done = (this->*step)(); !done)
                return failure(done.error());
        noteNamespaces();
        order();
        return std::move(m_model);
    }

private:
    const Peers& peers() const { return *m_model.m_peers; }
    void note(std::string text, std::string where) { m_model.m_notes.push_back({std::move(text), std::move(where)}); }

    /// Labels of a namespace that the input does not tell of are not known, but for its name.
    void noteNamespaces()
    {
        const auto asks = [](const kube::LabelSelector& selector) {
            const auto isOther = [](const std::string& key) { return key != "kubernetes.io/metadata.name"; };
            return std::ranges::any_of(selector.labels, [&](const auto& label) { return isOther(label.first); }) || std::ranges::any_of(selector.expressions, [&](const auto& of) { return isOther(of.key); });
        };
        const auto asksPeers = [&](const std::vector<kube::NetworkPolicyRule>& rules) { return std::ranges::any_of(rules, [&](const auto& rule) { return std::ranges::any_of(rule.peers, [&](const auto& peer) { return peer.namespaces && asks(*peer.namespaces); }); }); };
        const bool isAsked = !m_objects.clusterPolicies.empty() || std::ranges::any_of(m_objects.networkPolicies, [&](const kube::NetworkPolicy& policy) { return asksPeers(policy.ingress) || asksPeers(policy.egress); });
        for (const auto& space : peers().namespaces())
            if (isAsked && !space.isTold)
                note("the namespace " + space.name + " is not told: policies ask for labels of namespaces, and it is taken to have none but its name", "");
    }

    std::uint32_t tier(const std::string& name, double order, bool passesRest)
    {
        auto& tiers = m_model.m_tiers;
        const auto at = std::ranges::find(tiers, name, &Tier::name);
        if (at != tiers.end())
            return static_cast<std::uint32_t>(at - tiers.begin());
        tiers.push_back({name, order, passesRest, {}, {peers().none(), peers().none()}});
        return static_cast<std::uint32_t>(tiers.size() - 1);
    }

    static std::string nameOf(const kube::NetworkPolicy& policy) { return "NetworkPolicy " + policy.meta.nameSpace + "/" + policy.meta.name; }

    static std::string keyOf(const PortUse& use)
    {
        std::string key = (use.isAll ? "all but " : "") + use.fixed.text() + "|" + use.excluded.text();
        for (const auto& [protocol, name] : use.names)
            key += "|" + std::string(protocol ? kube::name(*protocol) : "*") + " " + name;
        return key;
    }

    std::uint32_t keep(PortUse use)
    {
        const auto [at, isNew] = m_portUseAt.emplace(keyOf(use), static_cast<std::uint32_t>(m_model.m_portUses.size()));
        if (isNew)
            m_model.m_portUses.push_back(std::move(use));
        return at->second;
    }

    // NetworkPolicy

    Result<void> addNetworkPolicies()
    {
        for (const auto& policy : m_objects.networkPolicies) {
            if (const auto known = m_known.find(nameOf(policy)); known != m_known.end() && *known->second == policy) {
                m_model.m_policies.push_back(*m_compiled.at(known->first));
                m_model.m_policies.back().tier = tier("default", defaultOrder, false);
                continue;
            }
            CompiledPolicy compiled;
            compiled.number = m_nextNumber++;
            compiled.name = nameOf(policy);
            compiled.where = policy.where;
            compiled.subject = peers().pods(policy.meta.nameSpace, policy.pods);
            compiled.isDirection[0] = policy.isIngress;
            compiled.isDirection[1] = policy.isEgress;
            compiled.order = networkPolicyOrder;
            for (const auto direction : {Direction::Ingress, Direction::Egress}) {
                const auto& rules = direction == Direction::Ingress ? policy.ingress : policy.egress;
                if (!rules.empty() && !compiled.isDirection[static_cast<int>(direction)])
                    note(compiled.name + " has rules about " + std::string(name(direction)) + ", but not that policyType: they have no effect", placeOf(policy.where, rules.front().line));
                for (std::uint32_t r = 0; r < rules.size(); ++r) {
                    const auto rule = compile(policy, rules[r], direction);
                    if (!rule)
                        return failure(rule.error());
                    compiled.rules[static_cast<int>(direction)].push_back(*rule);
                    compiled.rules[static_cast<int>(direction)].back().index = r;
                    noteBlocksOfPods(compiled, policy, rules[r]);
                }
            }
            compiled.tier = tier("default", defaultOrder, false);
            m_model.m_policies.push_back(std::move(compiled));
        }
        return {};
    }

    Result<CompiledRule> compile(const kube::NetworkPolicy& policy, const kube::NetworkPolicyRule& rule, Direction direction)
    {
        CompiledRule compiled;
        compiled.line = rule.line;
        compiled.peers = rule.peers.empty() ? peers().all() : peers().none();
        for (const auto& peer : rule.peers)
            compiled.peers |= peersOf(policy, peer);
        PortUse use;
        use.isAll = rule.ports.empty();
        for (const auto& port : rule.ports) {
            const auto* number = port.port ? std::get_if<std::int32_t>(&*port.port) : nullptr;
            if (!port.port) {
                use.fixed.add(port.protocol, {});
            } else if (!number) {
                if (direction == Direction::Egress && std::ranges::any_of(rule.peers, [](const kube::NetworkPolicyPeer& peer) { return peer.block.has_value(); }))
                    return failure({ErrorCode::InvalidInput, "NetworkPolicy " + policy.meta.nameSpace + "/" + policy.meta.name + " lets traffic out to an ipBlock on the port named \"" + std::get<std::string>(*port.port) + "\": addresses have no named ports", placeOf(policy.where, port.line), 0, "Give the number of the port."});
                use.names.emplace_back(port.protocol, std::get<std::string>(*port.port));
            } else if (*number > 0) {
                use.fixed.add(port.protocol, {static_cast<std::uint16_t>(*number), static_cast<std::uint16_t>(port.endPort.value_or(*number))});
            }
        }
        compiled.ports = keep(std::move(use));
        return compiled;
    }

    /// Kubernetes leaves it to the plugin whether a block matches pods.
    void noteBlocksOfPods(const CompiledPolicy& compiled, const kube::NetworkPolicy& policy, const kube::NetworkPolicyRule& rule)
    {
        for (const auto& peer : rule.peers)
            if (peer.block && !peers().options().blocksMatchPods && peers().holdsPod(peer.block->block))
                return note(compiled.name + " is about the block " + peer.block->block.text() + ", which holds addresses of pods: whether it matches them is left to the network plugin; here it does not (--ip-block-matches-pods)", placeOf(policy.where, peer.line));
    }

    BitSet peersOf(const kube::NetworkPolicy& policy, const kube::NetworkPolicyPeer& peer) const
    {
        if (peer.block) {
            auto set = peers().block(peer.block->block);
            for (const auto& except : peer.block->except)
                set -= peers().block(except);
            return set;
        }
        return peer.namespaces ? peers().pods(*peer.namespaces, peer.pods.value_or(everything())) : peers().pods(policy.meta.nameSpace, *peer.pods);
    }

    // AdminNetworkPolicy, BaselineAdminNetworkPolicy, ClusterNetworkPolicy

    Result<void> addClusterPolicies()
    {
        std::map<std::tuple<bool, std::int32_t>, const kube::ClusterPolicy*> seen;
        for (const auto& policy : m_objects.clusterPolicies) {
            const auto called = policy.kind + " " + policy.meta.name;
            const bool isOld = policy.kind == "BaselineAdminNetworkPolicy"; // it has no priority, and comes behind those that have
            const auto [other, isNew] = seen.emplace(std::tuple(policy.isBaseline, isOld ? -1 : policy.priority), &policy);
            const bool isOneOfMany = isOld;
            if (!isNew && isOneOfMany)
                return failure({ErrorCode::InvalidInput, "there is a second BaselineAdminNetworkPolicy, " + policy.meta.name + " besides " + other->second->meta.name + ": a cluster has at most one", policy.where});
            if (!isNew)
                return failure({ErrorCode::InvalidInput, called + " and " + other->second->kind + " " + other->second->meta.name + " have the same priority " + std::to_string(policy.priority) + ": which of them comes first is not defined", policy.where, 0, "Give each its own priority."});
            CompiledPolicy compiled;
            compiled.name = called;
            compiled.number = m_nextNumber++;
            compiled.where = policy.where;
            compiled.subject = peers().pods(policy.subject.namespaces, policy.subject.pods.value_or(everything()));
            compiled.order = isOld ? last : policy.priority;
            compiled.isDirection[0] = !policy.ingress.empty();
            compiled.isDirection[1] = !policy.egress.empty();
            for (const auto direction : {Direction::Ingress, Direction::Egress}) {
                const auto& rules = direction == Direction::Ingress ? policy.ingress : policy.egress;
                for (std::uint32_t r = 0; r < rules.size(); ++r) {
                    auto rule = compile(policy, rules[r], direction);
                    rule.index = r;
                    compiled.rules[static_cast<int>(direction)].push_back(std::move(rule));
                }
            }
            compiled.tier = policy.isBaseline ? tier(baselineTier, baselineOrder, true) : tier(adminTier, adminOrder, true);
            m_model.m_policies.push_back(std::move(compiled));
        }
        return {};
    }

    CompiledRule compile(const kube::ClusterPolicy& policy, const kube::ClusterPolicy::Rule& rule, Direction direction)
    {
        CompiledRule compiled;
        compiled.action = rule.action;
        compiled.line = rule.line;
        compiled.peers = peers().none();
        const auto called = policy.kind + " " + policy.meta.name;
        for (const auto& peer : rule.peers) {
            const auto where = placeOf(policy.where, peer.line);
            if (peer.pods)
                compiled.peers |= peers().pods(peer.pods->namespaces, peer.pods->pods.value_or(everything()));
            if (direction == Direction::Ingress && (peer.nodes || !peer.networks.empty() || !peer.domainNames.empty()))
                note(called + ": a rule of ingress is about pods and namespaces alone: its other peers have no effect", where);
            else if (peer.nodes)
                addNodes(compiled, *peer.nodes, called, where);
            else if (!peer.domainNames.empty())
                addDoubtful(compiled, peers().outside(), called + " is about domain names, whose addresses are not known");
            if (direction == Direction::Egress)
                for (const auto& network : peer.networks) {
                    compiled.peers |= peers().block(network, true); // what is inside the cluster is checked as well, says the API
                    if (network.address.family == IpFamily::V6 && peers().ofFamily(IpFamily::V6).count() == 0)
                        note(called + " names the IPv6 network " + network.text() + ", and nothing in the input has an IPv6 address: it is passed over", where);
                }
        }
        PortUse use;
        use.isAll = rule.ports.empty();
        for (const auto& port : rule.ports) {
            if (port.protocol) {
                use.fixed.add(*port.protocol, {port.first, port.last});
                continue;
            }
            use.names.emplace_back(std::nullopt, port.name);
            const auto has = [&](const PodClass& of) { return std::ranges::any_of(of.ports, [&](const NamedPort& own) { return own.name == port.name; }); };
            if (std::ranges::none_of(peers().classes(), has))
                note(called + " is about the port named \"" + port.name + "\", and no pod has a port of this name", placeOf(policy.where, port.line));
        }
        compiled.ports = keep(std::move(use));
        return compiled;
    }

    void addNodes(CompiledRule& rule, const kube::LabelSelector& selector, const std::string& called, const std::string& where)
    {
        if (m_objects.nodes.empty())
            return note(called + " is about nodes, and the input has no Node objects: whether an address is one of theirs is not known", where);
        for (const auto& node : m_objects.nodes)
            if (selector.matches(node.meta.labels))
                for (const auto& own : node.addresses)
                    if (const auto address = Address::parse(own.address))
                        rule.peers |= peers().block(Prefix::host(*address));
    }

    void addDoubtful(CompiledRule& rule, const BitSet& about, const std::string& why)
    {
        rule.peers |= about;
        rule.doubt = why;
        m_model.m_hasDoubtfulRules = true;
    }

    // Calico

    Result<void> addCalicoPolicies()
    {
        for (const auto& policy : m_objects.calicoPolicies) {
            const bool isGlobal = policy.kind == "GlobalNetworkPolicy";
            CompiledPolicy compiled;
            compiled.name = "Calico " + policy.kind + " " + (isGlobal ? "" : policy.meta.nameSpace + "/") + policy.meta.name;
            compiled.where = policy.where;
            compiled.number = m_nextNumber++;
            compiled.order = policy.order.value_or(last);
            compiled.isDirection[0] = policy.isIngress;
            compiled.isDirection[1] = policy.isEgress;
            auto subject = select(policy.selector, compiled.name, policy.where);
            if (!subject)
                return failure(subject.error());
            compiled.subject = isGlobal ? std::move(*subject) : *subject &= peers().inNamespace(policy.meta.nameSpace);
            if (isGlobal && !policy.namespaceSelector.empty()) {
                const auto within = namespaces(policy.namespaceSelector, compiled.name, policy.where);
                if (!within)
                    return failure(within.error());
                compiled.subject &= *within;
            }
            const auto doubt = !policy.unmodelled.empty() ? policy.unmodelled : !policy.serviceAccountSelector.empty() ? "serviceAccountSelector" : std::string();
            if (!doubt.empty()) {
                m_model.m_doubts.push_back({compiled.subject, compiled.name + " uses " + doubt + ", which is not modelled"});
                continue;
            }
            for (const auto direction : {Direction::Ingress, Direction::Egress}) {
                const auto& rules = direction == Direction::Ingress ? policy.ingress : policy.egress;
                for (std::uint32_t r = 0; r < rules.size(); ++r) {
                    auto rule = compile(policy, rules[r], direction, compiled.name);
                    if (!rule)
                        return failure(rule.error());
                    rule->index = r;
                    if (m_model.m_portUses[rule->ports].isAll || !m_model.portsAt(rule->ports, peers().anyPod()).isEmpty() || !m_model.m_portUses[rule->ports].names.empty())
                        compiled.rules[static_cast<int>(direction)].push_back(std::move(*rule));
                }
            }
            compiled.tier = calicoTier(policy.tier, compiled);
            m_model.m_policies.push_back(std::move(compiled));
        }
        return {};
    }

    std::uint32_t calicoTier(const std::string& called, const CompiledPolicy& policy)
    {
        const auto at = std::ranges::find(m_objects.calicoTiers, called, [](const kube::CalicoTier& of) { return of.meta.name; });
        if (at != m_objects.calicoTiers.end())
            return tier(called, called == "default" ? at->order.value_or(defaultOrder) : at->order.value_or(last), at->passesRest);
        if (called != "default")
            note(policy.name + " is in the tier " + called + ", which the input does not tell of: it is taken to come last", policy.where);
        return tier(called, called == "default" ? defaultOrder : last, false);
    }

    Result<BitSet> select(const std::string& text, const std::string& called, const std::string& where) const
    {
        const auto selector = CalicoSelector::parse(text);
        if (!selector)
            return failure({ErrorCode::InvalidInput, called + ": " + selector.error().message + " in " + selector.error().where, where});
        return peers().pods(*selector);
    }
    Result<BitSet> namespaces(const std::string& text, const std::string& called, const std::string& where) const
    {
        const auto selector = CalicoSelector::parse(text);
        if (!selector)
            return failure({ErrorCode::InvalidInput, called + ": " + selector.error().message + " in " + selector.error().where, where});
        return peers().inNamespaces(*selector);
    }

    Result<CompiledRule> compile(const kube::CalicoPolicy& policy, const kube::CalicoPolicy::Rule& rule, Direction direction, const std::string& called)
    {
        CompiledRule compiled;
        compiled.action = rule.action;
        compiled.line = rule.line;
        const auto& other = direction == Direction::Ingress ? rule.source : rule.destination;
        const auto& own = direction == Direction::Ingress ? rule.destination : rule.source;
        auto otherEnd = entity(policy, rule, other, compiled, called);
        auto ownEnd = entity(policy, rule, own, compiled, called);
        if (!otherEnd || !ownEnd)
            return failure(!otherEnd ? otherEnd.error() : ownEnd.error());
        compiled.peers = std::move(*otherEnd);
        if (*ownEnd != peers().all())
            compiled.own = std::move(*ownEnd);
        if (rule.family) {
            compiled.peers &= peers().ofFamily(*rule.family);
            if (peers().hasBothFamilies())
                addDoubtful(compiled, {peers().none()}, called + " is about one family of addresses, and pods have both");
        }
        if (!rule.source.ports.empty() || !rule.source.notPorts.empty())
            addDoubtful(compiled, {peers().none()}, called + " asks for ports of the source, which are not known beforehand");
        if (rule.hasHttp)
            addDoubtful(compiled, {peers().none()}, called + " asks what HTTP requests say");
        compiled.ports = keep(portsOf(rule));
        return compiled;
    }

    static void add(PortUse& use, const kube::CalicoPolicy::Rule& rule, const kube::CalicoPolicy::Port& port)
    {
        for (const auto protocol : allProtocols) {
            if (rule.protocol && *rule.protocol != kube::protocolNumber(protocol))
                continue;
            if (!port.name.empty())
                use.names.emplace_back(protocol, port.name);
            else if (port.last != 0)
                use.fixed.add(protocol, {std::max<std::uint16_t>(port.first, 1), port.last});
        }
    }

    PortUse portsOf(const kube::CalicoPolicy::Rule& rule) const
    {
        PortUse use;
        const auto& to = rule.destination;
        for (const auto& port : to.ports)
            add(use, rule, port);
        if (to.ports.empty())
            add(use, rule, {1, 65535, ""});
        PortUse excluded;
        for (const auto& port : to.notPorts)
            add(excluded, rule, port);
        use.excluded = excluded.fixed;
        for (const auto protocol : allProtocols)
            if ((rule.notProtocol && *rule.notProtocol == kube::protocolNumber(protocol)) || rule.hasIcmp)
                use.excluded.add(protocol, {});
        use.isAll = use.fixed.isAll() && use.excluded.isEmpty();
        return use;
    }

    Result<BitSet> entity(const kube::CalicoPolicy& policy, const kube::CalicoPolicy::Rule&, const kube::CalicoPolicy::Entity& entity, CompiledRule& compiled, const std::string& called)
    {
        const bool isGlobal = policy.kind == "GlobalNetworkPolicy";
        const auto where = placeOf(policy.where, compiled.line);
        auto set = peers().all();
        if (!entity.domains.empty() || !entity.service.empty() || entity.serviceAccountSelector) {
            compiled.doubt = called + (entity.serviceAccountSelector ? " selects by labels of service accounts, which are not told" : !entity.service.empty() ? " is about the endpoints of a Service" : " is about domain names, whose addresses are not known");
            m_model.m_hasDoubtfulRules = true;
        }
        if (std::ranges::any_of(entity.notPorts, [](const auto& port) { return !port.name.empty(); })) {
            compiled.doubt = called + " leaves out ports by name";
            m_model.m_hasDoubtfulRules = true;
        }
        const bool hasSelector = entity.selector || entity.namespaceSelector || !entity.serviceAccounts.empty() || entity.serviceAccountSelector;
        if (hasSelector) {
            auto found = select(entity.selector.value_or(""), called, where);
            if (!found)
                return found;
            const auto text = entity.namespaceSelector.value_or("");
            const auto spaces = CalicoSelector::parse(text);
            const bool isOfGlobals = spaces && spaces->root().kind == CalicoSelector::Kind::Global;
            if (isOfGlobals) {
                found = peers().none();
            } else if (entity.namespaceSelector) {
                const auto within = namespaces(text, called, where);
                if (!within)
                    return failure(within.error());
                *found &= *within;
            } else if (!isGlobal) {
                *found &= peers().inNamespace(policy.meta.nameSpace);
            }
            if (!entity.serviceAccounts.empty())
                *found &= peers().ofAccounts(entity.serviceAccounts);
            else if (const auto done = addNetworkSets(*found, entity.selector.value_or(""), policy, entity, isOfGlobals, called, where); !done)
                return failure(done.error());
            set &= *found;
        }
        if (entity.notSelector) {
            auto without = select(*entity.notSelector, called, where);
            if (!without)
                return without;
            if (const auto done = addNetworkSets(*without, *entity.notSelector, policy, entity, false, called, where); !done)
                return failure(done.error());
            set -= *without;
        }
        if (!entity.nets.empty()) {
            auto nets = peers().none();
            for (const auto& net : entity.nets)
                nets |= peers().block(net, true);
            set &= nets;
        }
        const bool isOfOneFamily = !entity.nets.empty() && std::ranges::all_of(entity.nets, [&](const Prefix& net) { return net.address.family == entity.nets.front().address.family; });
        if ((isOfOneFamily || !entity.notNets.empty()) && peers().hasBothFamilies()) {
            compiled.doubt = called + " is about addresses of one family, and pods have both";
            m_model.m_hasDoubtfulRules = true;
        }
        for (const auto& net : entity.notNets)
            set -= peers().block(net, true);
        return set;
    }

    /// Sets of networks that a selector finds by their labels.
    Result<void> addNetworkSets(BitSet& found, const std::string& text, const kube::CalicoPolicy& policy, const kube::CalicoPolicy::Entity& entity, bool isOfGlobals, const std::string& called, const std::string& where) const
    {
        const auto selector = CalicoSelector::parse(text);
        const auto within = CalicoSelector::parse(isOfGlobals ? "" : entity.namespaceSelector.value_or(""));
        if (!selector || !within)
            return failure({ErrorCode::InvalidInput, called + ": " + (selector ? within : selector).error().message, where});
        for (const auto& networks : m_objects.calicoNetworkSets) {
            const bool isGlobal = networks.meta.nameSpace.empty();
            const bool isReached = isOfGlobals ? isGlobal : entity.namespaceSelector ? !isGlobal && namespaceMatches(*within, networks.meta.nameSpace) : policy.kind == "GlobalNetworkPolicy" || networks.meta.nameSpace == policy.meta.nameSpace;
            const auto label = [&](const std::string& key) -> const std::string* {
                const auto at = networks.meta.labels.find(key);
                if (key == "projectcalico.org/namespace" && !networks.meta.nameSpace.empty())
                    return &networks.meta.nameSpace;
                return at == networks.meta.labels.end() ? nullptr : &at->second;
            };
            if (isReached && selector->matches(label))
                for (const auto& net : networks.nets)
                    found |= peers().block(net, true);
        }
        return {};
    }

    bool namespaceMatches(const CalicoSelector& selector, const std::string& nameSpace) const
    {
        const auto space = peers().findNamespace(nameSpace);
        const auto label = [&](const std::string& key) -> const std::string* {
            if (!space)
                return nullptr;
            const auto& own = peers().namespaces()[*space];
            const auto at = own.labels.find(key);
            return key == "projectcalico.org/name" ? &own.name : at == own.labels.end() ? nullptr : &at->second;
        };
        return selector.matches(label);
    }

    // What is not modelled

    Result<void> addOthers()
    {
        for (const auto& policy : m_objects.otherPolicies) {
            const auto about = !policy.pods ? (policy.meta.nameSpace.empty() ? peers().allPods() : peers().inNamespace(policy.meta.nameSpace)) : policy.meta.nameSpace.empty() ? peers().pods(everything(), *policy.pods) : peers().pods(policy.meta.nameSpace, *policy.pods);
            m_model.m_doubts.push_back({about, policy.kind + " " + (policy.meta.nameSpace.empty() ? "" : policy.meta.nameSpace + "/") + policy.meta.name + " is not modelled"});
        }
        return {};
    }

    /// Further networks of pods: what goes over them is not modelled.
    Result<void> checkNetworks()
    {
        constexpr const char* label = "k8s.ovn.org/primary-user-defined-network";
        std::map<std::string, const kube::UserDefinedNetwork*> primaries;
        const auto labelled = [&](const std::string& nameSpace) {
            const auto space = peers().findNamespace(nameSpace);
            return space && peers().namespaces()[*space].labels.contains(label);
        };
        for (const auto& network : m_objects.userDefinedNetworks) {
            const auto called = network.kind + " " + (network.meta.nameSpace.empty() ? "" : network.meta.nameSpace + "/") + network.meta.name;
            if (!network.isPrimary)
                m_model.m_doubts.push_back({peers().none(), called + ": what pods send each other over networks besides the cluster's own is not modelled"});
            std::vector<std::string> spaces;
            if (network.namespaces) {
                for (const auto& space : peers().namespaces())
                    if (network.namespaces->matches(space.labels))
                        spaces.push_back(space.name);
            } else if (!network.meta.nameSpace.empty()) {
                spaces.push_back(network.meta.nameSpace);
            }
            if (network.kind == "UserDefinedNetwork" && network.meta.nameSpace == "default" && network.isPrimary)
                return failure({ErrorCode::InvalidInput, called + " is in the namespace default: a primary network there isolates nothing, and is not allowed", network.where});
            for (const auto& space : spaces) {
                const auto known = peers().findNamespace(space);
                if (!network.isPrimary)
                    break;
                if (!known || !peers().namespaces()[*known].isTold) {
                    note(called + ": the namespace " + space + " is not told: the network is passed over", network.where);
                    continue;
                }
                if (!labelled(space)) {
                    note(called + ": the namespace " + space + " lacks the label " + label + ": the network does not reach it", network.where);
                    continue;
                }
                const auto [other, isNew] = primaries.emplace(space, &network);
                if (!isNew)
                    return failure({ErrorCode::InvalidInput, called + " and " + other->second->kind + " " + other->second->meta.name + " are both the primary network of the namespace " + space + ": it can have one", network.where});
                m_model.m_doubts.push_back({peers().inNamespace(space), called + ": networks besides the cluster's own are not modelled"});
            }
        }
        return {};
    }

    void order()
    {
        auto& model = m_model;
        std::vector<std::uint32_t> tierOrder(model.m_tiers.size());
        for (std::uint32_t t = 0; t < tierOrder.size(); ++t)
            tierOrder[t] = t;
        std::ranges::stable_sort(tierOrder, {}, [&](std::uint32_t t) { return std::pair(model.m_tiers[t].order, model.m_tiers[t].name); });
        std::vector<Tier> sorted;
        std::vector<std::uint32_t> place(tierOrder.size());
        for (const auto t : tierOrder) {
            place[t] = static_cast<std::uint32_t>(sorted.size());
            sorted.push_back(std::move(model.m_tiers[t]));
        }
        model.m_tiers = std::move(sorted);
        for (std::uint32_t p = 0; p < model.m_policies.size(); ++p) {
            auto& policy = model.m_policies[p];
            policy.tier = place[policy.tier];
            auto& tier = model.m_tiers[policy.tier];
            tier.policies.push_back(p);
            for (int d = 0; d < 2; ++d)
                if (policy.isDirection[d])
                    tier.isolated[d] |= policy.subject;
        }
        for (auto& selecting : model.m_selecting)
            selecting.resize(peers().size());
        for (auto& tier : model.m_tiers) {
            std::ranges::stable_sort(tier.policies, {}, [&](std::uint32_t p) { return std::pair(model.m_policies[p].order, std::string_view(model.m_policies[p].name)); });
            for (const auto p : tier.policies)
                for (int d = 0; d < 2; ++d)
                    if (model.m_policies[p].isDirection[d])
                        model.m_policies[p].subject.each([&](std::size_t peer) { model.m_selecting[d][peer].push_back(p); });
        }
    }

    const kube::Objects& m_objects;
    PolicyModel m_model;
    std::unordered_map<std::string, std::uint32_t> m_portUseAt;
    std::uint32_t m_nextNumber = 1;
    std::unordered_map<std::string, const kube::NetworkPolicy*> m_known; ///< of a model of before
    std::unordered_map<std::string, const CompiledPolicy*> m_compiled;
};

Result<PolicyModel> PolicyModel::changed(const PolicyModel& before, const kube::Objects& objects)
{
    if (segmentsOf(objects, before.peers().options()) != before.peers().segments())
        return make(objects, before.peers().options());
    return ModelBuilder(before, objects).build();
}

Result<PolicyModel> PolicyModel::make(const kube::Objects& objects, const PeerOptions& options) { return ModelBuilder(objects, options).build(); }

} // namespace hoplens::policy
