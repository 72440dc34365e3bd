// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/peers.h"

#include "kube/service_endpoints.h"

#include <algorithm>
#include <set>

namespace hoplens::policy {
namespace {


std::vector<NamedPort> namedPorts(const kube::PodSpec& spec)
{
    std::vector<NamedPort> ports;
    for (const auto& container : spec.containers)
        for (const auto& port : container.ports)
            if (!port.name.empty())
                ports.push_back({port.name, port.protocol, port.port});
    std::ranges::sort(ports);
    return ports;
}

const kube::OwnerReference* controllerOf(const kube::ObjectMeta& meta)
{
    const auto owner = std::ranges::find_if(meta.owners, &kube::OwnerReference::isController);
    return owner != meta.owners.end() ? &*owner : meta.owners.empty() ? nullptr : &meta.owners.front();
}

bool isEmpty(const kube::LabelSelector& selector) { return selector.labels.empty() && selector.expressions.empty(); }

/// The number behind; of the greatest it is zero.
Value next(Value value) { return value.low == ~std::uint64_t{0} ? Value{value.high + 1, 0} : Value{value.high, value.low + 1}; }
Value before(Value value) { return value.low == 0 ? Value{value.high - 1, ~std::uint64_t{0}} : Value{value.high, value.low - 1}; }

/// Every block that a policy names.
template <class Take> void eachBlock(const kube::Objects& objects, Take take)
{
    for (const auto& policy : objects.networkPolicies)
        for (const auto* rules : {&policy.ingress, &policy.egress})
            for (const auto& rule : *rules)
                for (const auto& peer : rule.peers)
                    if (peer.block) {
                        take(peer.block->block);
                        std::ranges::for_each(peer.block->except, take);
                    }
    for (const auto& policy : objects.clusterPolicies)
        for (const auto& rule : policy.egress)
            for (const auto& peer : rule.peers)
                std::ranges::for_each(peer.networks, take);
    for (const auto& policy : objects.calicoPolicies)
        for (const auto* rules : {&policy.ingress, &policy.egress})
            for (const auto& rule : *rules)
                for (const auto* entity : {&rule.source, &rule.destination}) {
                    std::ranges::for_each(entity->nets, take);
                    std::ranges::for_each(entity->notNets, take);
                }
    for (const auto& set : objects.calicoNetworkSets)
        std::ranges::for_each(set.nets, take);
    const auto hasNodes = [](const kube::ClusterPolicy& policy) { return std::ranges::any_of(policy.egress, [](const auto& rule) { return std::ranges::any_of(rule.peers, [](const auto& peer) { return peer.nodes.has_value(); }); }); };
    if (std::ranges::any_of(objects.clusterPolicies, hasNodes))
        for (const auto& node : objects.nodes)
            for (const auto& own : node.addresses)
                if (const auto address = Address::parse(own.address))
                    take(Prefix::host(*address));
}

bool hasIpv6(const kube::Objects& objects)
{
    const auto isV6 = [](const std::string& text) { return text.find(':') != std::string::npos; };
    return std::ranges::any_of(objects.pods, [&](const kube::Pod& pod) { return std::ranges::any_of(pod.ips, isV6); })
        || std::ranges::any_of(objects.nodes, [&](const kube::Node& node) { return std::ranges::any_of(node.podCidrs, isV6); })
        || std::ranges::any_of(objects.services, [&](const kube::Service& service) { return std::ranges::any_of(service.clusterIps, isV6) || std::ranges::find(service.ipFamilies, IpFamily::V6) != service.ipFamilies.end(); })
        || std::ranges::any_of(objects.serviceCidrs, [&](const kube::ServiceCidr& range) { return std::ranges::any_of(range.cidrs, isV6); });
}

} // namespace

std::vector<Segment> segmentsOf(const kube::Objects& objects, const PeerOptions& options)
{
    std::vector<Segment> segments;
    for (const auto family : {IpFamily::V4, IpFamily::V6}) {
        if (family == IpFamily::V6 && !options.wantsIpv6 && !hasIpv6(objects))
            continue;
        std::set<Value> starts = {Value{}};
        eachBlock(objects, [&](const Prefix& block) {
            if (block.address.family != family)
                return;
            starts.insert(block.first().bits);
            if (block.last() != (Prefix{Address::any(family), 0}).last())
                starts.insert(next(block.last().bits));
        });
        for (auto at = starts.begin(); at != starts.end(); ++at) {
            const auto behind = std::next(at);
            segments.push_back({{family, *at}, behind == starts.end() ? (Prefix{Address::any(family), 0}).last() : Address{family, before(*behind)}});
        }
    }
    return segments;
}

void LabelIndex::add(std::uint32_t member, const kube::Labels& labels)
{
    for (const auto& [key, value] : labels)
        m_members[key][value].push_back(member);
}

BitSet LabelIndex::having(std::string_view key, FunctionRef<bool(std::string_view value)> isWanted) const
{
    BitSet set(m_size);
    if (const auto values = m_members.find(key); values != m_members.end())
        for (const auto& [value, members] : values->second)
            if (isWanted(value))
                for (const auto member : members)
                    set.set(member);
    return set;
}

BitSet LabelIndex::matching(const kube::LabelSelector& selector) const
{
    using Operator = kube::LabelRequirement::Operator;
    auto set = BitSet::all(m_size);
    for (const auto& label : selector.labels) {
        BitSet own(m_size);
        if (const auto values = m_members.find(label.first); values != m_members.end())
            if (const auto members = values->second.find(label.second); members != values->second.end())
                for (const auto member : members->second)
                    own.set(member);
        set &= own;
    }
    for (const auto& requirement : selector.expressions) {
        const bool isAbout = requirement.op == Operator::In || requirement.op == Operator::NotIn;
        const auto own = having(requirement.key, [&](std::string_view value) { return !isAbout || std::ranges::find(requirement.values, value) != requirement.values.end(); });
        if (requirement.op == Operator::In || requirement.op == Operator::Exists)
            set &= own;
        else
            set -= own;
    }
    return set;
}

BitSet LabelIndex::matching(const CalicoSelector::Part& part) const
{
    using Kind = CalicoSelector::Kind;
    const auto compare = [&](auto&& is) {
        return having(part.key, [&](std::string_view own) { return std::ranges::any_of(part.values, [&](const std::string& value) { return is(own, value); }); });
    };
    switch (part.kind) {
    case Kind::All: return BitSet::all(m_size);
    case Kind::Global: return BitSet(m_size);
    case Kind::Has: return having(part.key, [](std::string_view) { return true; });
    case Kind::Equals:
    case Kind::In: return compare([](std::string_view own, const std::string& value) { return own == value; });
    case Kind::Contains: return compare([](std::string_view own, const std::string& value) { return own.find(value) != std::string_view::npos; });
    case Kind::StartsWith: return compare([](std::string_view own, const std::string& value) { return own.starts_with(value); });
    case Kind::EndsWith: return compare([](std::string_view own, const std::string& value) { return own.ends_with(value); });
    case Kind::Not: {
        auto set = BitSet::all(m_size);
        return set -= matching(part.parts.front());
    }
    case Kind::And: {
        auto set = BitSet::all(m_size);
        for (const auto& of : part.parts)
            set &= matching(of);
        return set;
    }
    case Kind::Or: break;
    }
    BitSet set(m_size);
    for (const auto& of : part.parts)
        set |= matching(of);
    return set;
}

Peers::Peers(const kube::Objects& objects, const PeerOptions& options) : m_objects(&objects), m_options(options)
{
    m_wantsAddresses = wantsAddresses(objects, options);
    m_hasIpv6 = options.wantsIpv6 || hasIpv6(objects);
    addNamespaces();
    addPods();
    sortClasses();
    PodClass any;
    any.nameSpace = static_cast<std::uint32_t>(m_namespaces.size()); // of none that is known
    m_classes.push_back(any);
    m_segments = segmentsOf(objects, options);
    m_podLabels = LabelIndex(size());
    m_calicoPodLabels = LabelIndex(size());
    m_namespaceLabels = LabelIndex(m_namespaces.size());
    m_hosts = BitSet(size());
    for (std::uint32_t c = 0; c < anyPod(); ++c) {
        const auto& of = m_classes[c];
        m_namespaces[of.nameSpace].classes.push_back(c);
        m_podLabels.add(c, of.labels);
        if (!objects.calicoPolicies.empty()) {
            auto labels = of.labels;
            labels["projectcalico.org/namespace"] = m_namespaces[of.nameSpace].name;
            for (const auto& [key, value] : m_namespaces[of.nameSpace].labels)
                labels["pcns." + key] = value;
            labels["projectcalico.org/orchestrator"] = "k8s";
            labels["projectcalico.org/serviceaccount"] = of.serviceAccount;
            m_calicoPodLabels.add(c, labels);
        }
        if (of.isHostNetwork)
            m_hosts.set(c);
    }
    for (std::uint32_t n = 0; n < m_namespaces.size(); ++n) {
        auto labels = m_namespaces[n].labels;
        labels["projectcalico.org/name"] = m_namespaces[n].name;
        m_namespaceLabels.add(n, objects.calicoPolicies.empty() ? m_namespaces[n].labels : labels);
    }
}

void Peers::addNamespaces()
{
    for (const auto& space : m_objects->namespaces) {
        auto& entry = m_namespaces[nameSpace(space.meta.name)];
        entry.isTold = true;
        for (const auto& [key, value] : space.meta.labels)
            entry.labels[key] = value;
        entry.labels["kubernetes.io/metadata.name"] = entry.name; // the API server's own
    }
}

std::uint32_t Peers::nameSpace(const std::string& name)
{
    const auto [at, isNew] = m_namespaceAt.emplace(name, static_cast<std::uint32_t>(m_namespaces.size()));
    if (isNew)
        m_namespaces.push_back({name, {{"kubernetes.io/metadata.name", name}}, false, {}});
    return at->second;
}

void Peers::addPods()
{
    std::set<std::pair<std::string, std::string>> owned; // kind/name of workloads that have pods, by namespace
    std::unordered_map<std::string, const kube::Workload*> replicaSets;
    for (const auto& workload : m_objects->workloads)
        if (workload.kind == "ReplicaSet")
            replicaSets.emplace(workload.meta.nameSpace + "/" + workload.meta.name, &workload);
    for (const auto& pod : m_objects->pods) {
        if (kube::isFinished(pod)) {
            m_notes.push_back({"the pod " + pod.meta.nameSpace + "/" + pod.meta.name + " has finished: it takes no part", ""});
            continue;
        }
        const auto label = pod.meta.labels.find("kubevirt.io");
        if (label != pod.meta.labels.end() && label->second == "virt-launcher") {
            m_notes.push_back({"the pod " + pod.meta.nameSpace + "/" + pod.meta.name + " runs a virtual machine (virt-launcher): it is left out", ""});
            continue;
        }
        const auto* owner = m_options.isByPod ? nullptr : controllerOf(pod.meta);
        kube::ObjectMeta shown = pod.meta;
        std::string kind = "Pod";
        if (owner) {
            shown.name = owner->name;
            kind = owner->kind;
            owned.emplace(pod.meta.nameSpace, kind + "/" + owner->name);
            if (const auto set = replicaSets.find(pod.meta.nameSpace + "/" + owner->name); kind == "ReplicaSet" && set != replicaSets.end())
                if (const auto* above = controllerOf(set->second->meta)) {
                    shown.name = above->name;
                    kind = above->kind;
                    owned.emplace(pod.meta.nameSpace, kind + "/" + above->name);
                }
        }
        for (const auto& text : pod.ips)
            if (const auto address = Address::parse(text); address && !pod.spec.hostNetwork)
                m_podAddresses.push_back(*address);
        addWorkload(kind, shown, pod.meta, pod.spec, pod.ips, pod.meta.nameSpace + "/" + pod.meta.name);
    }
    std::ranges::sort(m_podAddresses);
    for (const auto& workload : m_objects->workloads) {
        const bool isMade = !workload.meta.owners.empty() && workload.kind != "Job"; // its owner tells of the same pods
        const bool hasPods = owned.contains({workload.meta.nameSpace, workload.kind + "/" + workload.meta.name})
            || (m_options.isByPod && std::ranges::any_of(m_objects->pods, [&](const kube::Pod& pod) { const auto* owner = controllerOf(pod.meta); return owner && pod.meta.nameSpace == workload.meta.nameSpace && owner->name == workload.meta.name; }));
        if (!hasPods && !(isMade && std::ranges::any_of(m_objects->workloads, [&](const kube::Workload& other) { return other.meta.nameSpace == workload.meta.nameSpace && other.kind == workload.meta.owners.front().kind && other.meta.name == workload.meta.owners.front().name; })))
            addWorkload(workload.kind, workload.meta, workload.podMeta, workload.podSpec, {}, "");
    }
}

void Peers::addWorkload(const std::string& kind, const kube::ObjectMeta& owner, const kube::ObjectMeta& pod, const kube::PodSpec& spec, const std::vector<std::string>& addresses, const std::string& podName)
{
    PodClass own;
    own.nameSpace = nameSpace(owner.nameSpace);
    own.labels = pod.labels;
    own.serviceAccount = spec.serviceAccount;
    own.ports = namedPorts(spec);
    own.isHostNetwork = spec.hostNetwork;
    if (m_wantsAddresses)
        for (const auto& text : addresses)
            if (const auto address = Address::parse(text))
                own.addresses.push_back(*address);
    const auto [at, isNew] = m_classAt.emplace(std::move(own), static_cast<std::uint32_t>(m_classes.size()));
    if (isNew)
        m_classes.push_back(at->first);
    const auto name = owner.nameSpace + "/" + owner.name + (kind.empty() ? "" : "[" + kind + "]");
    const auto [place, isFirst] = m_workloadAt.emplace(name, static_cast<std::uint32_t>(m_workloads.size()));
    if (isFirst)
        m_workloads.push_back({name, owner.nameSpace, {}, {}, spec.hostNetwork});
    auto& workload = m_workloads[place->second];
    if (std::ranges::find(workload.classes, at->second) == workload.classes.end())
        workload.classes.push_back(at->second);
    if (!podName.empty())
        workload.pods.push_back(podName);
}

/// By namespace, so that sets of pods of one namespace are narrow.
void Peers::sortClasses()
{
    std::vector<std::uint32_t> order(m_classes.size());
    for (std::uint32_t c = 0; c < order.size(); ++c)
        order[c] = c;
    std::ranges::stable_sort(order, {}, [&](std::uint32_t c) { return m_classes[c].nameSpace; });
    std::vector<PodClass> sorted;
    std::vector<std::uint32_t> place(order.size());
    for (const auto c : order) {
        place[c] = static_cast<std::uint32_t>(sorted.size());
        sorted.push_back(std::move(m_classes[c]));
    }
    m_classes = std::move(sorted);
    for (auto& workload : m_workloads)
        for (auto& own : workload.classes)
            own = place[own];
    m_classAt.clear();
}

std::optional<std::size_t> Peers::find(const Address& address) const
{
    const auto at = std::ranges::find_if(m_segments, [&](const Segment& segment) { return segment.first.family == address.family && segment.first <= address && address <= segment.last; });
    return at == m_segments.end() ? std::nullopt : std::optional(m_classes.size() + static_cast<std::size_t>(at - m_segments.begin()));
}

std::optional<std::uint32_t> Peers::findNamespace(std::string_view name) const
{
    const auto at = m_namespaceAt.find(std::string(name));
    return at == m_namespaceAt.end() ? std::nullopt : std::optional(at->second);
}

BitSet Peers::withoutHosts(BitSet set) const { return set -= m_hosts; }

BitSet Peers::allPods() const
{
    auto set = none();
    for (std::size_t c = 0; c < m_classes.size(); ++c)
        set.set(c);
    return withoutHosts(std::move(set));
}

BitSet Peers::outside() const
{
    auto set = none();
    for (std::size_t s = m_classes.size(); s < size(); ++s)
        set.set(s);
    return set;
}

BitSet Peers::pods(const kube::LabelSelector& namespaces, const kube::LabelSelector& pods) const
{
    BitSet set = none();
    m_namespaceLabels.matching(namespaces).each([&](std::size_t space) {
        for (const auto own : m_namespaces[space].classes)
            set.set(own);
    });
    if (!isEmpty(pods))
        set &= m_podLabels.matching(pods);
    else if (isEmpty(namespaces))
        set.set(anyPod());
    return withoutHosts(std::move(set));
}

BitSet Peers::pods(std::string_view nameSpace, const kube::LabelSelector& pods) const
{
    auto set = inNamespace(nameSpace);
    if (!isEmpty(pods))
        set &= m_podLabels.matching(pods);
    return withoutHosts(std::move(set));
}

BitSet Peers::pods(const CalicoSelector& selector) const
{
    auto set = allPods();
    if (selector.root().kind == CalicoSelector::Kind::All)
        return set;
    set &= m_calicoPodLabels.matching(selector.root());
    set.reset(anyPod());
    return set;
}

BitSet Peers::inNamespace(std::string_view name) const
{
    BitSet set = none();
    if (const auto space = findNamespace(name))
        for (const auto own : m_namespaces[*space].classes)
            set.set(own);
    return withoutHosts(std::move(set));
}

BitSet Peers::inNamespaces(const CalicoSelector& selector) const
{
    BitSet set = none();
    m_namespaceLabels.matching(selector.root()).each([&](std::size_t space) {
        for (const auto own : m_namespaces[space].classes)
            set.set(own);
    });
    if (selector.root().kind == CalicoSelector::Kind::All)
        set.set(anyPod());
    return withoutHosts(std::move(set));
}

BitSet Peers::ofAccounts(std::span<const std::string> names) const
{
    BitSet set = none();
    for (std::size_t c = 0; c < anyPod(); ++c)
        if (std::ranges::find(names, m_classes[c].serviceAccount) != names.end())
            set.set(c);
    return withoutHosts(std::move(set));
}

BitSet Peers::block(const Prefix& block, bool matchesPods) const
{
    BitSet set = none();
    if (matchesPods && block.length == 0)
        set.set(anyPod());
    for (auto at = std::ranges::lower_bound(m_segments, block.first(), {}, &Segment::first); at != m_segments.end() && block.contains(at->first); ++at)
        set.set(m_classes.size() + static_cast<std::size_t>(at - m_segments.begin()));
    for (std::size_t c = 0; c < anyPod() && (matchesPods || m_hosts.any()); ++c)
        if (matchesPods || m_classes[c].isHostNetwork)
            if (std::ranges::any_of(m_classes[c].addresses, [&](const Address& own) { return block.contains(own); }) || (block.length == 0 && m_classes[c].addresses.empty() && (block.address.family == IpFamily::V4 || m_hasIpv6)))
                set.set(c); // whichever it has, everything holds it
    return set;
}

BitSet Peers::ofBothFamilies() const
{
    BitSet set = none();
    for (std::size_t c = 0; c < m_classes.size(); ++c)
        if (const auto& own = m_classes[c].addresses; std::ranges::any_of(own, [&](const Address& one) { return one.family != own.front().family; }))
            set.set(c);
    return set;
}

BitSet Peers::ofUnknownAddress() const
{
    BitSet set = none();
    for (std::size_t c = 0; c < m_classes.size(); ++c)
        if (m_classes[c].addresses.empty())
            set.set(c);
    return set;
}

bool Peers::holdsPod(const Prefix& block) const
{
    const auto at = std::ranges::lower_bound(m_podAddresses, block.first());
    return at != m_podAddresses.end() && block.contains(*at);
}

BitSet Peers::ofFamily(IpFamily family) const
{
    BitSet set = none();
    for (std::size_t c = 0; c < m_classes.size(); ++c)
        if (m_classes[c].addresses.empty() ? family == IpFamily::V4 || m_hasIpv6 : std::ranges::any_of(m_classes[c].addresses, [&](const Address& own) { return own.family == family; }))
            set.set(c);
    for (std::size_t s = 0; s < m_segments.size(); ++s)
        if (m_segments[s].first.family == family)
            set.set(m_classes.size() + s);
    return set;
}

} // namespace hoplens::policy
