// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/exposure.h"

#include <algorithm>

namespace hoplens::policy {
namespace {

std::string selectorText(const kube::LabelSelector& selector)
{
    using Operator = kube::LabelRequirement::Operator;
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    for (const auto& [key, value] : selector.labels)
        add(key + "=" + value);
    for (const auto& requirement : selector.expressions) {
        std::string values;
        for (const auto& value : requirement.values)
            values += (values.empty() ? "" : ", ") + value;
        add(requirement.op == Operator::Exists ? requirement.key : requirement.op == Operator::DoesNotExist ? "!" + requirement.key : requirement.key + (requirement.op == Operator::In ? " in (" : " not in (") + values + ")");
    }
    return text;
}

class ExposureLister {
public:
    explicit ExposureLister(const PolicyModel& model) : m_model(model), m_reach(model)
    {
        for (const auto& policy : model.objects().networkPolicies)
            m_objects.emplace("NetworkPolicy " + policy.meta.nameSpace + "/" + policy.meta.name, &policy);
    }

    std::vector<Exposure> list()
    {
        std::vector<const Workload*> sorted;
        for (const auto& workload : m_model.peers().workloads())
            sorted.push_back(&workload);
        std::ranges::sort(sorted, {}, [](const Workload* of) { return std::string_view(of->name); });
        for (const auto* workload : sorted) {
            addIngress(*workload);
            addEgress(*workload);
        }
        return std::move(m_list);
    }

private:
    void add(const Workload& workload, Direction direction, std::string who, PortSet ports)
    {
        if (!ports.isEmpty())
            m_list.push_back({workload.name, direction, std::move(who), std::move(ports), m_model.selecting(direction, workload.classes.front()).empty()});
    }

    void addIngress(const Workload& workload)
    {
        PortSet any;
        PortSet outside;
        const auto& peers = m_model.peers();
        for (const auto& arrivals : m_reach.arrivals(workload.classes.front())) {
            if (arrivals.allowed.test(peers.anyPod()))
                any.unite(arrivals.ports);
            if (arrivals.allowed.intersects(peers.outside()))
                outside.unite(arrivals.ports);
        }
        add(workload, Direction::Ingress, "any pod of the cluster", any);
        add(workload, Direction::Ingress, "outside", outside);
        addServices(workload, outside);
        addYetToCome(workload, Direction::Ingress, any);
    }

    /// By which Services somebody outside is led to the workload, on ports that its policies leave open.
    void addServices(const Workload& workload, const PortSet& outside)
    {
        const auto& own = m_model.peers().classes()[workload.classes.front()];
        for (const auto& service : m_model.objects().services) {
            const bool isOpen = service.type == kube::ServiceType::NodePort || service.type == kube::ServiceType::LoadBalancer || !service.externalIps.empty();
            if (!isOpen || service.meta.nameSpace != workload.nameSpace || service.selector.empty() || !kube::LabelSelector{service.selector, {}}.matches(own.labels))
                continue;
            PortSet ports;
            for (const auto& port : service.ports)
                ports.unite(targetPorts(port, own));
            ports.intersect(outside);
            add(workload, Direction::Ingress, "outside, by the " + std::string(kube::name(service.type)) + " Service " + service.meta.nameSpace + "/" + service.meta.name, ports);
        }
    }

    void addEgress(const Workload& workload)
    {
        const auto& peers = m_model.peers();
        const auto from = workload.classes.front();
        const auto openTo = [&](std::size_t to) {
            PortSet ports;
            for (const auto& arrivals : m_reach.arrivals(to))
                if (arrivals.allowed.test(from))
                    ports.unite(arrivals.ports);
            return ports;
        };
        const auto any = openTo(peers.anyPod());
        add(workload, Direction::Egress, "any pod of the cluster", any);
        PortSet outside;
        for (std::size_t s = peers.classes().size(); s < peers.size(); ++s)
            outside.unite(openTo(s));
        add(workload, Direction::Egress, "outside", outside);
        addYetToCome(workload, Direction::Egress, any);
    }

    /// Pods that a rule of a NetworkPolicy selects, and of whom there is none. What any pod may do they may, too.
    void addYetToCome(const Workload& workload, Direction direction, const PortSet& any)
    {
        for (const auto p : m_model.selecting(direction, workload.classes.front())) {
            const auto own = m_objects.find(m_model.policies()[p].name);
            if (own == m_objects.end())
                continue;
            const auto& policy = *own->second;
            for (const auto& rule : m_model.policies()[p].rules[static_cast<std::size_t>(direction)])
                for (const auto& peer : (direction == Direction::Ingress ? policy.ingress : policy.egress)[rule.index].peers) {
                    if (peer.block)
                        continue;
                    const auto pods = peer.pods.value_or(kube::LabelSelector{});
                    const auto there = peer.namespaces ? m_model.peers().pods(*peer.namespaces, pods) : m_model.peers().pods(policy.meta.nameSpace, pods);
                    if (there.any())
                        continue;
                    const auto labels = selectorText(pods);
                    const auto spaces = peer.namespaces ? selectorText(*peer.namespaces) : std::string();
                    auto ports = m_model.portsAt(rule.ports, direction == Direction::Ingress ? std::size_t{workload.classes.front()} : m_model.peers().anyPod());
                    ports.subtract(any);
                    add(workload, direction, (labels.empty() ? std::string("any pod") : "pods with " + labels) + " in " + (!peer.namespaces ? policy.meta.nameSpace : spaces.empty() ? std::string("any namespace") : "namespaces with " + spaces) + " (none yet)", ports);
                }
        }
    }

    const PolicyModel& m_model;
    Reach m_reach;
    std::map<std::string, const kube::NetworkPolicy*> m_objects;
    std::vector<Exposure> m_list;
};

} // namespace

std::vector<Exposure> exposures(const PolicyModel& model) { return ExposureLister(model).list(); }

} // namespace hoplens::policy
