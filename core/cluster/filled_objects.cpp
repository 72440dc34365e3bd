// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/filled_objects.h"

#include <algorithm>
#include <set>

namespace hoplens::cluster {
namespace {

constexpr std::int32_t mostReplicas = 1000;
constexpr std::size_t mostPods = 20'000; ///< that are made

/// Hands out what is not taken: addresses of a block one after the other, node ports.
class Filler {
public:
    explicit Filler(kube::Objects objects) : m_objects(std::move(objects)) {}

    kube::Objects fill()
    {
        fillNodes();
        makePods();
        fillPods();
        fillServices();
        const auto note = [this](std::size_t count, const std::string& what) {
            if (count > 0)
                m_objects.notes.push_back({std::to_string(count) + " " + what, "the model"});
        };
        note(m_madeNodes, "nodes were not told: the model has them");
        note(m_madePods, "pods were made from the templates of workloads that have none");
        note(m_placedPods, "pods were told without a status: they are taken to run and to be ready, with addresses of the model's");
        note(m_filledServices, "Services have cluster IPs or node ports of the model's, where none was told");
        return std::move(m_objects);
    }

private:
    bool take(const std::string& address) { return m_taken.insert(address).second; }

    void fillNodes()
    {
        std::set<std::string> names;
        for (const auto& pod : m_objects.pods)
            if (!pod.spec.nodeName.empty())
                names.insert(pod.spec.nodeName);
        for (const auto& workload : m_objects.workloads)
            if (!workload.podSpec.nodeName.empty())
                names.insert(workload.podSpec.nodeName);
        for (const auto& slice : m_objects.endpointSlices)
            for (const auto& endpoint : slice.endpoints)
                if (!endpoint.nodeName.empty())
                    names.insert(endpoint.nodeName);
        for (const auto& node : m_objects.nodes)
            names.erase(node.meta.name);
        if (m_objects.nodes.empty() && names.empty())
            names.insert("node-1");
        for (const auto& name : names) {
            kube::Node node;
            node.meta.name = name;
            m_objects.nodes.push_back(std::move(node));
            ++m_madeNodes;
        }
        for (const auto& node : m_objects.nodes)
            for (const auto& own : node.addresses)
                take(own.address);
        std::uint32_t next = 1;
        for (auto& node : m_objects.nodes) {
            if (std::ranges::none_of(node.addresses, [](const kube::Node::NodeAddress& own) { return Address::parse(own.address).has_value(); })) {
                std::string address;
                do
                    address = Address::v4(0xc0000200u + next++ % 250).text(); // 192.0.2.0/24, of documentation
                while (!take(address) && next < 250);
                node.addresses.push_back({"InternalIP", address});
            }
            if (node.podCidrs.empty())
                node.podCidrs.push_back("10.244." + std::to_string(m_nextBlock++ % 256) + ".0/24");
        }
    }

    void makePods()
    {
        std::set<std::pair<std::string, std::string>> owned; // namespace and name of owners that have pods; a ReplicaSet's name begins with its Deployment's
        for (const auto& pod : m_objects.pods)
            for (const auto& owner : pod.meta.owners)
                owned.emplace(pod.meta.nameSpace, owner.name);
        const auto hasPods = [&](const kube::Workload& workload) {
            if (std::ranges::any_of(m_objects.pods, [&](const kube::Pod& pod) { return pod.meta.nameSpace == workload.meta.nameSpace && !workload.selector.labels.empty() && workload.selector.matches(pod.meta.labels); }))
                return true;
            return owned.contains({workload.meta.nameSpace, workload.meta.name});
        };
        std::vector<kube::Pod> made;
        for (const auto& workload : m_objects.workloads) {
            const bool isOwned = !workload.meta.owners.empty(); // a ReplicaSet of a Deployment: that one makes the pods
            if (isOwned || workload.kind == "CronJob" || workload.kind.starts_with("VirtualMachine") || hasPods(workload)) // a CronJob has none until its time comes; a virtual machine's is not made from a template of its own
                continue;
            const auto count = workload.kind == "DaemonSet" ? static_cast<std::int32_t>(m_objects.nodes.size()) : std::clamp(workload.replicas, 0, mostReplicas);
            for (std::int32_t i = 0; i < count && made.size() < mostPods; ++i) {
                kube::Pod pod;
                pod.meta = workload.podMeta;
                pod.meta.nameSpace = workload.meta.nameSpace;
                pod.meta.name = workload.meta.name + "-" + std::to_string(workload.kind == "StatefulSet" ? i : i + 1);
                pod.meta.owners = {{workload.kind, workload.meta.name, workload.meta.uid, true}};
                pod.spec = workload.podSpec;
                if (workload.kind == "DaemonSet")
                    pod.spec.nodeName = m_objects.nodes[static_cast<std::size_t>(i)].meta.name;
                made.push_back(std::move(pod));
            }
        }
        m_madePods = made.size();
        std::ranges::move(made, std::back_inserter(m_objects.pods));
    }

    void fillPods()
    {
        for (const auto& pod : m_objects.pods)
            for (const auto& address : pod.ips)
                take(address);
        std::map<std::string, std::uint32_t> next;
        std::size_t turn = 0;
        for (std::size_t i = 0; i < m_objects.pods.size(); ++i) {
            auto& pod = m_objects.pods[i];
            if (!pod.ips.empty() || !pod.phase.empty() || pod.isReady)
                continue;
            const bool isMade = i >= m_objects.pods.size() - m_madePods;
            m_placedPods += isMade ? 0 : 1;
            if (pod.spec.nodeName.empty())
                pod.spec.nodeName = m_objects.nodes[turn++ % m_objects.nodes.size()].meta.name;
            const auto node = std::ranges::find(m_objects.nodes, pod.spec.nodeName, [](const kube::Node& of) { return of.meta.name; });
            if (node == m_objects.nodes.end())
                continue;
            pod.phase = "Running";
            pod.isReady = true;
            if (pod.spec.hostNetwork) {
                for (const auto& own : node->addresses)
                    if (own.type == "InternalIP")
                        pod.ips.push_back(own.address);
                continue;
            }
            const auto block = Prefix::parse(node->podCidrs.front()).value_or(Prefix{Address::v4(0x0af40000), 16});
            auto& number = next[pod.spec.nodeName];
            std::string address;
            do {
                number += number == 0 ? 2 : 1; // .1 is the node's
                Address own = block.first();
                own.bits.low += number;
                address = own.text();
            } while (!take(address));
            pod.ips.push_back(address);
        }
    }

    void fillServices()
    {
        if (std::ranges::any_of(m_objects.services, [](const kube::Service& service) { return !service.clusterIps.empty() && !service.isHeadless(); }))
            return; // a cluster has seen them
        std::set<std::uint16_t> ports;
        for (const auto& service : m_objects.services) {
            for (const auto& address : service.clusterIps)
                take(address);
            for (const auto& port : service.ports)
                ports.insert(port.nodePort);
        }
        std::uint32_t next = 0x0a600001; // 10.96.0.1
        std::uint32_t nextPort = 30000;
        for (auto& service : m_objects.services) {
            bool isFilled = false;
            if (service.type == kube::ServiceType::ExternalName)
                continue;
            if (service.clusterIps.empty()) {
                std::string address;
                do
                    address = Address::v4(next++).text();
                while (!take(address));
                service.clusterIps.push_back(address);
                isFilled = true;
            }
            if (service.type != kube::ServiceType::ClusterIp && !service.isHeadless())
                for (auto& port : service.ports)
                    if (port.nodePort == 0 && nextPort <= 32767 && service.type == kube::ServiceType::NodePort) {
                        while (nextPort <= 32767 && ports.contains(static_cast<std::uint16_t>(nextPort)))
                            ++nextPort;
                        port.nodePort = static_cast<std::uint16_t>(nextPort++);
                        isFilled = true;
                    }
            m_filledServices += isFilled ? 1 : 0;
        }
    }

    kube::Objects m_objects;
    std::set<std::string> m_taken;
    std::uint32_t m_nextBlock = 0;
    std::size_t m_madeNodes = 0;
    std::size_t m_madePods = 0;
    std::size_t m_placedPods = 0;
    std::size_t m_filledServices = 0;
};

} // namespace

kube::Objects fillObjects(kube::Objects objects) { return Filler(std::move(objects)).fill(); }

} // namespace hoplens::cluster
