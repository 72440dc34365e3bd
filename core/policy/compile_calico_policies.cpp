// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/model_builder.h"

#include <algorithm>
#include <array>
#include <map>

namespace hoplens::policy {
namespace {

/// Why nobody can tell beforehand whether a rule matches; empty: one can.
std::string doubtOf(const kube::CalicoPolicy::Rule& rule, const std::string& called)
{
    for (const auto* entity : {&rule.source, &rule.destination}) {
        if (!entity->service.empty())
            return called + " is about the endpoints of a Service";
        if (!entity->domains.empty())
            return called + " is about domain names, whose addresses are not known";
        if (std::ranges::any_of(entity->notPorts, [](const auto& port) { return !port.name.empty(); }))
            return called + " leaves out ports by name";
    }
    if (!rule.source.ports.empty() || !rule.source.notPorts.empty())
        return called + " asks for ports of the source, which are not known beforehand";
    return rule.hasHttp ? called + " asks what HTTP requests say" : std::string();
}

void add(PortUse& use, const kube::CalicoPolicy::Rule& rule, const kube::CalicoPolicy::Port& port)
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

PortUse portUseOf(const kube::CalicoPolicy::Rule& rule)
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

} // namespace

Result<void> ModelBuilder::addCalicoPolicies()
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
        if (!policy.unmodelled.empty()) {
            m_model.m_doubts.push_back({compiled.subject, compiled.name + " uses " + policy.unmodelled + ", which is not modelled"});
            continue;
        }
        if (!policy.serviceAccountSelector.empty()) {
            auto accounts = ofAccounts(policy.serviceAccountSelector, compiled.name, policy.where);
            if (!accounts)
                return failure(accounts.error());
            accounts->intersect({compiled.subject, compiled.subject});
            compiled.subject = accounts->surely;
            accounts->possibly -= accounts->surely;
            if (accounts->possibly.any())
                m_model.m_doubts.push_back({accounts->possibly, compiled.name + " selects by labels of ServiceAccounts, and the input does not tell of those of some pods"});
        }
        for (const auto direction : {Direction::Ingress, Direction::Egress}) {
            const auto& rules = direction == Direction::Ingress ? policy.ingress : policy.egress;
            for (std::uint32_t r = 0; r < rules.size(); ++r)
                if (const auto done = compile(policy, rules[r], direction, r, compiled); !done)
                    return done;
        }
        compiled.tier = calicoTier(policy.tier, compiled);
        m_model.m_policies.push_back(std::move(compiled));
    }
    return {};
}

std::uint32_t ModelBuilder::calicoTier(const std::string& called, const CompiledPolicy& policy)
{
    const auto at = std::ranges::find(m_objects.calicoTiers, called, [](const kube::CalicoTier& of) { return of.meta.name; });
    if (at != m_objects.calicoTiers.end())
        return tier(called, called == "default" ? at->order.value_or(defaultOrder) : at->order.value_or(last), at->passesRest);
    if (called != "default")
        note(policy.name + " is in the tier " + called + ", which the input does not tell of: it is taken to come last", policy.where);
    return tier(called, called == "default" ? defaultOrder : last, false);
}

Result<BitSet> ModelBuilder::select(const std::string& text, const std::string& called, const std::string& where) const
{
    const auto selector = CalicoSelector::parse(text);
    if (!selector)
        return failure({ErrorCode::InvalidInput, called + ": " + selector.error().message + " in " + selector.error().where, where});
    return peers().pods(*selector);
}
Result<BitSet> ModelBuilder::namespaces(const std::string& text, const std::string& called, const std::string& where) const
{
    const auto selector = CalicoSelector::parse(text);
    if (!selector)
        return failure({ErrorCode::InvalidInput, called + ": " + selector.error().message + " in " + selector.error().where, where});
    return peers().inNamespaces(*selector);
}

Result<void> ModelBuilder::compile(const kube::CalicoPolicy& policy, const kube::CalicoPolicy::Rule& rule, Direction direction, std::uint32_t index, CompiledPolicy& into)
{
    CompiledRule compiled;
    compiled.action = rule.action;
    compiled.line = rule.line;
    compiled.index = index;
    compiled.ports = keep(portUseOf(rule));
    const auto& use = m_model.portUse(compiled.ports);
    if (!use.isAll && use.names.empty() && m_model.portsAt(compiled.ports, peers().anyPod()).isEmpty())
        return {}; // about none of the protocols that have ports
    const auto where = placeOf(policy.where, rule.line);
    const bool isIngress = direction == Direction::Ingress;
    auto other = entity(policy, isIngress ? rule.source : rule.destination, into.name, where);
    auto own = entity(policy, isIngress ? rule.destination : rule.source, into.name, where);
    if (!other || !own)
        return failure(!other ? other.error() : own.error());
    if (rule.family)
        other->intersect(inFamily(*rule.family));
    auto possible = compiled;
    possible.doubt = doubtOf(rule, into.name);
    const bool isDoubtful = !possible.doubt.empty();
    if (!isDoubtful)
        possible.doubt = into.name + " is about networks or labels of ServiceAccounts: pods whose addresses or accounts are not told, or whose addresses are of both families, may be meant or not";
    compiled.peers = isDoubtful ? peers().none() : std::move(other->surely);
    possible.peers = std::move(other->possibly);
    if (own->surely != peers().all())
        compiled.own = std::move(own->surely);
    if (own->possibly != peers().all())
        possible.own = std::move(own->possibly);
    add(into.rules[static_cast<int>(direction)], std::move(compiled), std::move(possible));
    return {};
}

Result<Bounds> ModelBuilder::entity(const kube::CalicoPolicy& policy, const kube::CalicoPolicy::Entity& entity, const std::string& called, const std::string& where) const
{
    Bounds bounds{peers().all(), peers().all()};
    if (entity.selector || entity.namespaceSelector || !entity.serviceAccounts.empty() || entity.serviceAccountSelector) {
        const auto found = selected(policy, entity, called, where);
        if (!found)
            return found;
        bounds.intersect(*found);
    }
    if (entity.notSelector) {
        const auto pods = select(*entity.notSelector, called, where);
        const auto networks = networkSets(*entity.notSelector, policy, entity, false, called, where);
        if (!pods || !networks)
            return failure(!pods ? pods.error() : networks.error());
        Bounds without{*pods, *pods};
        without.unite(*networks);
        bounds.subtract(without);
    }
    if (!entity.nets.empty())
        bounds.intersect(inNets(entity.nets));
    if (!entity.notNets.empty())
        bounds.subtract(inNets(entity.notNets));
    return bounds;
}

/// By selectors of pods, of their namespaces and of sets of networks.
Result<Bounds> ModelBuilder::selected(const kube::CalicoPolicy& policy, const kube::CalicoPolicy::Entity& entity, const std::string& called, const std::string& where) const
{
    auto found = select(entity.selector.value_or(""), called, where);
    if (!found)
        return failure(found.error());
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
    } else if (policy.kind != "GlobalNetworkPolicy") {
        *found &= peers().inNamespace(policy.meta.nameSpace);
    }
    Bounds bounds{*found, *found};
    if (!entity.serviceAccounts.empty()) {
        const auto accounts = peers().ofAccounts(entity.serviceAccounts);
        bounds.intersect({accounts, accounts});
    }
    if (entity.serviceAccountSelector) {
        const auto accounts = ofAccounts(*entity.serviceAccountSelector, called, where);
        if (!accounts)
            return accounts;
        bounds.intersect(*accounts);
    }
    if (!entity.serviceAccounts.empty() || entity.serviceAccountSelector)
        return bounds; // networks have none
    const auto networks = networkSets(entity.selector.value_or(""), policy, entity, isOfGlobals, called, where);
    if (!networks)
        return networks;
    bounds.unite(*networks);
    return bounds;
}

/// Pods by the labels of what they run as.
Result<Bounds> ModelBuilder::ofAccounts(const std::string& text, const std::string& called, const std::string& where) const
{
    const auto selector = CalicoSelector::parse(text);
    if (!selector)
        return failure({ErrorCode::InvalidInput, called + ": " + selector.error().message + " in " + selector.error().where, where});
    std::map<std::pair<std::string_view, std::string_view>, const kube::Labels*> labels; // by namespace and name
    for (const auto& account : m_objects.serviceAccounts)
        labels.emplace(std::pair(std::string_view(account.meta.nameSpace), std::string_view(account.meta.name)), &account.meta.labels);
    Bounds bounds{peers().none(), peers().none()};
    peers().allPods().each([&](std::size_t peer) {
        const auto& own = peers().classes()[peer];
        const auto told = peer == peers().anyPod() ? labels.end() : labels.find({peers().namespaces()[own.nameSpace].name, own.serviceAccount});
        const auto label = [&](const std::string& key) -> const std::string* {
            if (key == "projectcalico.org/name")
                return &own.serviceAccount;
            const auto at = told->second->find(key);
            return at == told->second->end() ? nullptr : &at->second;
        };
        const bool isTold = told != labels.end();
        if (!isTold || selector->matches(label))
            bounds.possibly.set(peer);
        if (isTold && selector->matches(label))
            bounds.surely.set(peer);
    });
    if (selector->root().kind == CalicoSelector::Kind::All)
        bounds.surely = bounds.possibly;
    return bounds;
}

/// Sets of networks that a selector finds by their labels.
Result<Bounds> ModelBuilder::networkSets(const std::string& text, const kube::CalicoPolicy& policy, const kube::CalicoPolicy::Entity& entity, bool isOfGlobals, const std::string& called, const std::string& where) const
{
    const auto selector = CalicoSelector::parse(text);
    const auto within = CalicoSelector::parse(isOfGlobals ? "" : entity.namespaceSelector.value_or(""));
    if (!selector || !within)
        return failure({ErrorCode::InvalidInput, called + ": " + (selector ? within : selector).error().message, where});
    std::vector<Prefix> nets;
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
            nets.insert(nets.end(), networks.nets.begin(), networks.nets.end());
    }
    return inNets(nets);
}

/// By addresses. A pod of both families is in nets of one with some of its connections.
Bounds ModelBuilder::inNets(const std::vector<Prefix>& nets) const
{
    auto byFamily = std::array{peers().none(), peers().none()};
    auto possibly = peers().none();
    for (const auto& net : nets) {
        byFamily[net.address.family == IpFamily::V6] |= peers().block(net, true);
        if (net.length != 0)
            possibly |= peers().ofUnknownAddress();
    }
    auto ofOneFamily = peers().ofBothFamilies();
    ofOneFamily -= (BitSet(byFamily[0]) &= byFamily[1]);
    auto surely = std::move(byFamily[0]);
    surely |= byFamily[1];
    possibly |= surely;
    surely -= ofOneFamily;
    return {std::move(surely), std::move(possibly)};
}

Bounds ModelBuilder::inFamily(IpFamily family) const
{
    auto possibly = peers().ofFamily(family);
    auto surely = possibly;
    surely -= peers().ofBothFamilies();
    return {std::move(surely), std::move(possibly)};
}

bool ModelBuilder::namespaceMatches(const CalicoSelector& selector, const std::string& nameSpace) const
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

} // namespace hoplens::policy
