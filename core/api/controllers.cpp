// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/api_server.h"
#include "kube/objects.h"
#include "net/address.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace hoplens::api {
namespace {

constexpr std::size_t mostPods = 5000;

bool hasLabels(const Document& object, const Document& wanted)
{
    if (!wanted.is_object() || wanted.empty())
        return false;
    const auto& labels = at(object, {"metadata", "labels"});
    return std::ranges::all_of(wanted.items(), [&](const auto& item) { return labels.is_object() && labels.contains(item.key()) && labels[item.key()] == item.value(); });
}

Document ownerReference(const Document& owner) { return Document::array({{{"apiVersion", at(owner, {"apiVersion"})}, {"blockOwnerDeletion", true}, {"controller", true}, {"kind", at(owner, {"kind"})}, {"name", at(owner, {"metadata", "name"})}, {"uid", at(owner, {"metadata", "uid"})}}}); }

/// Everything that follows from the objects, until nothing does any more.
class Controllers {
public:
    explicit Controllers(ClusterState& state) : m_state(state) {}

    void run()
    {
        giveBlocks();
        findReplicaSets();
        for (const auto* deployment : m_state.list("Deployment"))
            runDeployment(*deployment);
        dropOrphans("ReplicaSet");
        for (const auto* set : m_state.list("ReplicaSet"))
            runSet(*set);
        for (const auto* set : m_state.list("StatefulSet"))
            runSet(*set);
        for (const auto* set : m_state.list("DaemonSet"))
            runDaemons(*set);
        dropOrphans("Pod");
        runPods();
        countAll();
        for (const auto* slice : m_state.list("EndpointSlice"))
            m_slices[textAt(*slice, {"metadata", "namespace"}) + "/" + textAt(*slice, {"metadata", "labels", "kubernetes.io/service-name"})].push_back(slice);
        for (const auto* service : m_state.list("Service"))
            runEndpoints(*service);
    }

private:
    /// Writes only what differs, so that versions do not run away.
    void write(const Document& old, Document object)
    {
        if (old != object)
            m_state.put(std::move(object));
    }

    void giveBlocks()
    {
        std::set<std::string> blocks;
        for (const auto* node : m_state.list("Node"))
            blocks.insert(textAt(*node, {"spec", "podCIDR"}));
        int next = 0;
        for (const auto* node : m_state.list("Node")) {
            if (!textAt(*node, {"spec", "podCIDR"}).empty() || at(*node, {"spec", "podCIDRs"}).is_array())
                continue;
            std::string block;
            do
                block = "10.244." + std::to_string(next++ % 256) + ".0/24";
            while (next < 256 && blocks.contains(block));
            auto changed = *node;
            changed["spec"]["podCIDR"] = block;
            changed["spec"]["podCIDRs"] = Document::array({block});
            m_state.put(std::move(changed));
        }
    }

    /// The pods by whom they belong to, in their order.
    struct PodIndex {
        using Places = std::vector<std::pair<std::size_t, const Document*>>;
        std::map<std::string, Places> ofOwner; ///< by uid
        std::map<std::string, Places> told;    ///< by namespace: those whose owners are not there
    };

    const PodIndex& pods() const
    {
        if (m_pods)
            return *m_pods;
        auto& index = m_pods.emplace();
        std::size_t place = 0;
        for (const auto* pod : m_state.list("Pod")) {
            const auto& owners = at(*pod, {"metadata", "ownerReferences"});
            const auto nameSpace = textAt(*pod, {"metadata", "namespace"});
            if (owners.is_array())
                for (const auto& owner : owners)
                    index.ofOwner[nameSpace + "/" + textAt(owner, {"uid"})].emplace_back(place, pod);
            if (owners.is_array() && !owners.empty() && !m_state.find({textAt(owners[0], {"kind"}), nameSpace, textAt(owners[0], {"name"})}))
                index.told[nameSpace].emplace_back(place, pod);
            ++place;
        }
        return index;
    }
    void putPod(Document pod)
    {
        m_state.put(std::move(pod));
        m_pods.reset();
    }
    void removePod(const ObjectKey& key)
    {
        m_state.remove(key);
        m_pods.reset();
    }

    /// A told pod that a workload's selector matches is its own, whoever made it: a dump has pods without their ReplicaSets.
    std::vector<const Document*> podsOf(const Document& workload) const
    {
        const auto nameSpace = textAt(workload, {"metadata", "namespace"});
        const auto& labels = at(workload, {"spec", "selector", "matchLabels"});
        PodIndex::Places found;
        if (const auto own = pods().ofOwner.find(nameSpace + "/" + textAt(workload, {"metadata", "uid"})); own != pods().ofOwner.end())
            found = own->second;
        if (const auto told = pods().told.find(nameSpace); told != pods().told.end())
            for (const auto& each : told->second)
                if (hasLabels(*each.second, labels))
                    found.push_back(each);
        std::ranges::sort(found);
        found.erase(std::unique(found.begin(), found.end()), found.end());
        std::vector<const Document*> list;
        for (const auto& each : found)
            list.push_back(each.second);
        return list;
    }

    void findReplicaSets()
    {
        m_replicaSets.clear();
        for (const auto* set : m_state.list("ReplicaSet"))
            if (const auto& owners = at(*set, {"metadata", "ownerReferences"}); owners.is_array())
                for (const auto& owner : owners)
                    m_replicaSets[textAt(*set, {"metadata", "namespace"}) + "/" + textAt(owner, {"uid"})].push_back(set);
    }
    /// As they were when they were last looked for.
    std::vector<const Document*> replicaSetsOf(const Document& deployment) const
    {
        const auto found = m_replicaSets.find(textAt(deployment, {"metadata", "namespace"}) + "/" + textAt(deployment, {"metadata", "uid"}));
        return found == m_replicaSets.end() ? std::vector<const Document*>() : found->second;
    }

    void runDeployment(const Document& deployment)
    {
        const auto& pods = at(deployment, {"spec", "template"});
        const auto sameTemplate = [&](const Document& set) {
            auto own = at(set, {"spec", "template"});
            if (own.is_object() && own.contains("metadata") && own["metadata"].contains("labels"))
                own["metadata"]["labels"].erase("pod-template-hash");
            return own == pods;
        };
        const Document* current = nullptr;
        std::vector<const Document*> sets;
        for (const auto* set : replicaSetsOf(deployment)) {
            sets.push_back(set);
            if (sameTemplate(*set))
                current = set;
        }
        if (!current && sets.empty() && !podsOf(deployment).empty())
            return; // its pods were told without their ReplicaSet: they stay as they are
        const auto replicas = at(deployment, {"spec", "replicas"});
        for (const auto* set : sets) {
            auto changed = *set;
            changed["spec"]["replicas"] = set == current ? replicas : Document(0);
            write(*set, std::move(changed));
        }
        if (current)
            return;
        const auto hash = hashOf(pods.dump(-1, ' ', false, Document::error_handler_t::replace), 10);
        auto labels = at(pods, {"metadata", "labels"});
        labels["pod-template-hash"] = hash;
        Document set{{"apiVersion", "apps/v1"}, {"kind", "ReplicaSet"}, {"metadata", {{"labels", labels}, {"name", textAt(deployment, {"metadata", "name"}) + "-" + hash}, {"namespace", at(deployment, {"metadata", "namespace"})}, {"ownerReferences", ownerReference(deployment)}}}};
        set["spec"] = {{"replicas", replicas}, {"selector", at(deployment, {"spec", "selector"})}, {"template", pods}};
        set["spec"]["selector"]["matchLabels"]["pod-template-hash"] = hash;
        set["spec"]["template"]["metadata"]["labels"] = labels;
        m_state.put(std::move(set));
        m_pods.reset(); // whose owner this is
    }

    Document podFrom(const Document& owner, const std::string& name) const
    {
        const auto& pods = at(owner, {"spec", "template"});
        Document pod{{"apiVersion", "v1"}, {"kind", "Pod"}, {"metadata", at(pods, {"metadata"}).is_object() ? at(pods, {"metadata"}) : Document::object()}, {"spec", at(pods, {"spec"})}};
        pod["metadata"].erase("creationTimestamp");
        pod["metadata"]["name"] = name;
        pod["metadata"]["namespace"] = at(owner, {"metadata", "namespace"});
        pod["metadata"]["ownerReferences"] = ownerReference(owner);
        return pod;
    }

    void addPod(Document pod)
    {
        if (m_state.list("Pod").size() >= mostPods)
            return;
        admit(m_state, pod);
        putPod(std::move(pod));
    }

    /// A ReplicaSet or StatefulSet: as many pods as it wants.
    void runSet(const Document& set)
    {
        const auto wanted = static_cast<std::size_t>(std::clamp<std::int64_t>(numberAt(set, {"spec", "replicas"}, 1), 0, mostReplicas));
        const auto name = textAt(set, {"metadata", "name"});
        auto pods = podsOf(set);
        if (textAt(set, {"kind"}) == "StatefulSet") {
            for (std::size_t i = 0; i < wanted; ++i)
                if (!m_state.find({"Pod", textAt(set, {"metadata", "namespace"}), name + "-" + std::to_string(i)})) {
                    auto pod = podFrom(set, name + "-" + std::to_string(i));
                    pod["metadata"]["labels"]["statefulset.kubernetes.io/pod-name"] = pod["metadata"]["name"];
                    pod["spec"]["hostname"] = pod["metadata"]["name"];
                    if (const auto service = textAt(set, {"spec", "serviceName"}); !service.empty())
                        pod["spec"]["subdomain"] = service;
                    addPod(std::move(pod));
                }
            for (const auto* pod : pods) {
                const auto own = textAt(*pod, {"metadata", "name"});
                if (own.starts_with(name + "-") && own.find_first_not_of("0123456789", name.size() + 1) == std::string::npos && own.size() > name.size() + 1 && own.size() < name.size() + 8 && std::stoull(own.substr(name.size() + 1)) >= wanted)
                    removePod(keyOf(*pod));
            }
            return;
        }
        for (auto i = pods.size(); i < wanted; ++i)
            addPod(podFrom(set, name + "-" + m_state.nextSuffix(5)));
        // The youngest go first.
        std::ranges::stable_sort(pods, [](const Document* a, const Document* b) { return textAt(*a, {"metadata", "creationTimestamp"}) < textAt(*b, {"metadata", "creationTimestamp"}); });
        while (pods.size() > wanted) {
            removePod(keyOf(*pods.back()));
            pods.pop_back();
        }
    }

    void runDaemons(const Document& set)
    {
        const auto pods = podsOf(set);
        const auto& selector = at(set, {"spec", "template", "spec", "nodeSelector"});
        for (const auto* node : m_state.list("Node")) {
            const auto name = textAt(*node, {"metadata", "name"});
            const bool isWanted = !selector.is_object() || selector.empty() || hasLabels(*node, selector);
            const auto own = std::ranges::find_if(pods, [&](const Document* pod) { return textAt(*pod, {"spec", "nodeName"}) == name; });
            if (isWanted && own == pods.end()) {
                auto pod = podFrom(set, textAt(set, {"metadata", "name"}) + "-" + m_state.nextSuffix(5));
                pod["spec"]["nodeName"] = name;
                addPod(std::move(pod));
            } else if (!isWanted && own != pods.end()) {
                removePod(keyOf(**own));
            }
        }
    }

    /// Those whose owner was here and is gone. The uid tells: an owner that was never told owns no less.
    void dropOrphans(const char* kind)
    {
        for (const auto* object : m_state.list(kind)) {
            const auto& owners = at(*object, {"metadata", "ownerReferences"});
            if (!owners.is_array() || owners.empty())
                continue;
            const auto* owner = m_state.find({textAt(owners[0], {"kind"}), textAt(*object, {"metadata", "namespace"}), textAt(owners[0], {"name"})});
            if (owner && textAt(*owner, {"metadata", "uid"}) != textAt(owners[0], {"uid"}))
                m_state.remove(keyOf(*object));
        }
        m_pods.reset();
    }

    void runPods()
    {
        const auto nodes = m_state.list("Node");
        std::map<std::string, std::size_t> counts;
        std::set<std::string> taken;
        for (const auto* pod : m_state.list("Pod")) {
            ++counts[textAt(*pod, {"spec", "nodeName"})];
            taken.insert(textAt(*pod, {"status", "podIP"}));
        }
        for (const auto* pod : m_state.list("Pod")) {
            if (at(*pod, {"status", "phase"}).is_string() || nodes.empty())
                continue;
            auto made = *pod;
            auto name = textAt(made, {"spec", "nodeName"});
            if (name.empty()) {
                const auto least = std::ranges::min_element(nodes, {}, [&](const Document* node) { return counts[textAt(*node, {"metadata", "name"})]; });
                name = textAt(**least, {"metadata", "name"});
                made["spec"]["nodeName"] = name;
                ++counts[name];
            }
            const auto* node = m_state.find({"Node", {}, name});
            if (!node)
                continue;
            start(made, *node, taken);
            putPod(std::move(made));
        }
    }

    void start(Document& pod, const Document& node, std::set<std::string>& taken) const
    {
        std::string host;
        if (const auto& addresses = at(node, {"status", "addresses"}); addresses.is_array())
            for (const auto& own : addresses)
                if (textAt(own, {"type"}) == "InternalIP" && host.empty())
                    host = textAt(own, {"address"});
        auto address = host;
        if (at(pod, {"spec", "hostNetwork"}) != true) {
            const auto block = Prefix::parse(textAt(node, {"spec", "podCIDR"})).value_or(Prefix{Address::v4(0x0af40000), 16});
            auto next = block.first();
            next.bits.low += 1; // the node's own
            do {
                next.bits.low += 1;
                address = next.text();
            } while (!taken.insert(address).second);
        }
        const auto now = m_state.timestamp();
        auto statuses = Document::array();
        for (const auto& container : at(pod, {"spec", "containers"}))
            statuses.push_back({{"image", at(container, {"image"})}, {"name", at(container, {"name"})}, {"ready", true}, {"restartCount", 0}, {"started", true}, {"state", {{"running", {{"startedAt", now}}}}}});
        auto conditions = Document::array();
        for (const char* type : {"PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"})
            conditions.push_back({{"status", "True"}, {"type", type}});
        pod["status"] = {{"conditions", conditions}, {"containerStatuses", statuses}, {"hostIP", host}, {"phase", "Running"}, {"podIP", address}, {"podIPs", Document::array({{{"ip", address}}})}, {"qosClass", "BestEffort"}, {"startTime", now}};
    }

    void countAll()
    {
        for (const char* kind : {"ReplicaSet", "StatefulSet", "DaemonSet"})
            for (const auto* workload : m_state.list(kind))
                count(*workload);
        findReplicaSets(); // as they are counted now
        for (const auto* deployment : m_state.list("Deployment"))
            count(*deployment);
    }

    void count(const Document& workload)
    {
        auto pods = podsOf(workload);
        if (textAt(workload, {"kind"}) == "Deployment")
            for (const auto* set : replicaSetsOf(workload))
                std::ranges::copy(podsOf(*set), std::back_inserter(pods));
        std::ranges::sort(pods);
        pods.erase(std::unique(pods.begin(), pods.end()), pods.end());
        const auto total = static_cast<std::int64_t>(pods.size());
        const auto ready = std::ranges::count_if(pods, [](const Document* pod) { return isReady(*pod); });
        auto changed = workload;
        auto& status = changed["status"];
        const auto kind = textAt(workload, {"kind"});
        if (kind == "DaemonSet") {
            const auto wanted = static_cast<std::int64_t>(std::ranges::count_if(m_state.list("Node"), [&](const Document* node) { const auto& selector = at(workload, {"spec", "template", "spec", "nodeSelector"}); return !selector.is_object() || selector.empty() || hasLabels(*node, selector); }));
            status = {{"currentNumberScheduled", total}, {"desiredNumberScheduled", wanted}, {"numberAvailable", ready}, {"numberMisscheduled", 0}, {"numberReady", ready}, {"updatedNumberScheduled", total}};
        } else {
            status = {{"availableReplicas", ready}, {"readyReplicas", ready}, {"replicas", total}};
            if (kind != "ReplicaSet")
                status["updatedReplicas"] = total;
        }
        write(workload, std::move(changed));
    }

    static bool isReady(const Document& pod)
    {
        const auto& conditions = at(pod, {"status", "conditions"});
        return conditions.is_array() && std::ranges::any_of(conditions, [](const Document& condition) { return textAt(condition, {"type"}) == "Ready" && textAt(condition, {"status"}) == "True"; });
    }

    /// The port of a pod that a Service's target port means; nullopt: no container has such a name.
    static std::optional<std::int64_t> targetOf(const Document& port, const Document& pod)
    {
        const auto& target = at(port, {"targetPort"});
        if (target.is_number_integer())
            return target.get<std::int64_t>();
        if (!target.is_string())
            return numberAt(port, {"port"});
        for (const auto& container : at(pod, {"spec", "containers"}))
            if (const auto& ports = at(container, {"ports"}); ports.is_array())
                for (const auto& own : ports)
                    if (textAt(own, {"name"}) == target.get<std::string>() && textAt(own, {"protocol"}) == textAt(port, {"protocol"}))
                        return numberAt(own, {"containerPort"});
        return std::nullopt;
    }

    /// Addresses of pods that have the same ports, by these.
    struct Subset {
        Document ready;
        Document others;
        Document endpoints; ///< as an EndpointSlice has all of them
        Document endpoints6; ///< of the other family
    };
    using Subsets = std::map<Document, Subset>;

    static bool isMade(const Document& endpoints)
    {
        const auto& labels = at(endpoints, {"metadata", "labels"});
        return labels.is_object() && (labels.contains("endpoints.kubernetes.io/managed-by") || textAt(endpoints, {"metadata", "labels", "endpointslice.kubernetes.io/managed-by"}) == "endpointslice-controller.k8s.io");
    }

    /// Endpoints and an EndpointSlice out of the pods that the selector matches. What was told by somebody else stays.
    void runEndpoints(const Document& service)
    {
        const auto& selector = at(service, {"spec", "selector"});
        if (!selector.is_object() || selector.empty() || textAt(service, {"spec", "type"}) == "ExternalName")
            return;
        const auto name = textAt(service, {"metadata", "name"});
        const auto nameSpace = textAt(service, {"metadata", "namespace"});
        Subsets subsets;
        for (const auto* pod : m_state.list("Pod", nameSpace)) {
            const auto address = textAt(*pod, {"status", "podIP"});
            const auto phase = textAt(*pod, {"status", "phase"});
            if (address.empty() || phase == "Succeeded" || phase == "Failed" || !hasLabels(*pod, selector))
                continue;
            auto ports = Document::array();
            if (const auto& own = at(service, {"spec", "ports"}); own.is_array())
                for (const auto& port : own)
                    if (const auto number = targetOf(port, *pod)) {
                        ports.push_back({{"port", *number}, {"protocol", at(port, {"protocol"})}});
                        if (const auto named = textAt(port, {"name"}); !named.empty())
                            ports.back()["name"] = named;
                    }
            const bool isTaken = isReady(*pod) || at(service, {"spec", "publishNotReadyAddresses"}) == true;
            const Document target{{"kind", "Pod"}, {"name", (*pod)["metadata"]["name"]}, {"namespace", nameSpace}, {"uid", (*pod)["metadata"]["uid"]}};
            auto& subset = subsets[ports];
            (isTaken ? subset.ready : subset.others).push_back({{"ip", address}, {"nodeName", textAt(*pod, {"spec", "nodeName"})}, {"targetRef", target}});
            (address.find(':') == std::string::npos ? subset.endpoints : subset.endpoints6).push_back({{"addresses", Document::array({address})}, {"conditions", {{"ready", isTaken}, {"serving", isReady(*pod)}, {"terminating", false}}}, {"nodeName", textAt(*pod, {"spec", "nodeName"})}, {"targetRef", target}});
        }
        for (auto& [ports, subset] : subsets)
            for (auto* addresses : {&subset.ready, &subset.others})
                if (addresses->is_array())
                    std::sort(addresses->begin(), addresses->end(), [](const Document& a, const Document& b) { return Address::parse(textAt(a, {"ip"})) < Address::parse(textAt(b, {"ip"})); });
        writeEndpoints(service, name, nameSpace, subsets);
        writeSlices(service, name, nameSpace, subsets);
    }

    void writeEndpoints(const Document& service, const std::string& name, const std::string& nameSpace, const Subsets& subsets)
    {
        const auto* known = m_state.find({"Endpoints", nameSpace, name});
        if (known && !isMade(*known))
            return;
        auto labels = at(service, {"metadata", "labels"}).is_object() ? at(service, {"metadata", "labels"}) : Document::object();
        labels["endpoints.kubernetes.io/managed-by"] = "endpoint-controller";
        Document made = known ? *known : Document{{"apiVersion", "v1"}, {"kind", "Endpoints"}, {"metadata", {{"name", name}, {"namespace", nameSpace}}}};
        made["metadata"]["labels"] = labels;
        made.erase("subsets");
        for (const auto& [ports, addresses] : subsets) {
            Document subset{{"ports", ports}};
            if (!addresses.ready.is_null())
                subset["addresses"] = addresses.ready;
            if (!addresses.others.is_null())
                subset["notReadyAddresses"] = addresses.others;
            made["subsets"].push_back(std::move(subset));
        }
        write(known ? *known : Document(), std::move(made));
    }

    /// One slice for each family and list of ports.
    void writeSlices(const Document& service, const std::string& name, const std::string& nameSpace, const Subsets& subsets)
    {
        const auto known = std::exchange(m_slices[nameSpace + "/" + name], {});
        if (!std::ranges::all_of(known, [](const Document* slice) { return isMade(*slice); }))
            return;
        auto labels = at(service, {"metadata", "labels"}).is_object() ? at(service, {"metadata", "labels"}) : Document::object();
        labels["endpointslice.kubernetes.io/managed-by"] = "endpointslice-controller.k8s.io";
        labels["kubernetes.io/service-name"] = name;
        std::size_t index = 0;
        const auto add = [&](const Document& ports, const Document& endpoints, const char* type) {
            const auto* old = index < known.size() ? known[index] : nullptr;
            ++index;
            Document made = old ? *old : Document{{"apiVersion", "discovery.k8s.io/v1"}, {"kind", "EndpointSlice"}, {"metadata", {{"name", name + "-" + m_state.nextSuffix(5)}, {"namespace", nameSpace}, {"ownerReferences", ownerReference(service)}}}};
            made["metadata"]["labels"] = labels;
            made["addressType"] = type;
            made["endpoints"] = endpoints;
            made["ports"] = ports;
            write(old ? *old : Document(), std::move(made));
        };
        for (const auto& [ports, addresses] : subsets)
            for (const auto& [type, endpoints] : {std::pair("IPv4", &addresses.endpoints), {"IPv6", &addresses.endpoints6}})
                if (!endpoints->empty())
                    add(ports, *endpoints, type);
        if (subsets.empty())
            add(Document(), Document::array(), "IPv4");
        for (; index < known.size(); ++index)
            m_state.remove(keyOf(*known[index]));
    }

    ClusterState& m_state;
    mutable std::optional<PodIndex> m_pods; ///< until one of them changes
    std::map<std::string, std::vector<const Document*>> m_replicaSets; ///< by namespace and uid of whom they belong to
    std::map<std::string, std::vector<const Document*>> m_slices; ///< by namespace and Service, as they were before its endpoints are made
};

} // namespace

void reconcile(ClusterState& state) { Controllers(state).run(); }

} // namespace hoplens::api
