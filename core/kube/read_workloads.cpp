// SPDX-License-Identifier: GPL-3.0-or-later
#include "kube/object_kinds.h"

namespace hoplens::kube {
namespace {

/// The condition of a type; nullopt: not told.
std::optional<bool> condition(ObjectReader& reader, const Field& conditions, std::string_view type)
{
    std::optional<bool> holds;
    reader.each(conditions, [&](const Field& item) {
        if (item["type"].text() == type)
            holds = item["status"].text() == "True";
    });
    return holds;
}

Container readContainer(ObjectReader& reader, const Field& field)
{
    Container container;
    reader.map(field, {"name", "image", "imagePullPolicy", "command", "args", "env", "envFrom", "ports", "resources", "volumeMounts", "volumeDevices", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "securityContext", "stdin", "stdinOnce", "tty", "terminationMessagePath", "terminationMessagePolicy", "workingDir", "resizePolicy", "restartPolicy", "restartPolicyRules"});
    container.name = reader.text(field["name"]);
    container.image = reader.text(field["image"]);
    reader.each(field["ports"], [&](const Field& item) {
        reader.map(item, {"name", "containerPort", "hostPort", "hostIP", "protocol"});
        container.ports.push_back({reader.text(item["name"]), reader.number<std::uint16_t>(item["containerPort"]), reader.number<std::uint16_t>(item["hostPort"]), reader.text(item["hostIP"]), reader.protocol(item["protocol"])});
    });
    return container;
}

PodSpec readPodSpec(ObjectReader& reader, const Field& field)
{
    PodSpec spec;
    if (!reader.map(field, {"nodeName", "hostNetwork", "enableServiceLinks", "hostname", "subdomain", "dnsPolicy", "dnsConfig", "containers", "initContainers", "ephemeralContainers", "volumes", "restartPolicy", "serviceAccount", "serviceAccountName", "automountServiceAccountToken", "nodeSelector", "affinity", "tolerations", "topologySpreadConstraints", "securityContext", "priority", "priorityClassName", "preemptionPolicy", "schedulerName", "schedulingGates", "terminationGracePeriodSeconds", "activeDeadlineSeconds", "hostAliases", "hostIPC", "hostPID", "hostUsers", "setHostnameAsFQDN", "shareProcessNamespace", "imagePullSecrets", "readinessGates", "resourceClaims", "resources", "runtimeClassName", "overhead", "os", "hostnameOverride", "workloadRef"}))
        return spec;
    spec.nodeName = reader.text(field["nodeName"]);
    spec.hostNetwork = reader.flag(field["hostNetwork"], false);
    spec.enableServiceLinks = reader.flag(field["enableServiceLinks"], true);
    spec.hostname = reader.text(field["hostname"]);
    spec.subdomain = reader.text(field["subdomain"]);
    for (const char* key : {"serviceAccount", "serviceAccountName"})
        if (field[key].isThere())
            spec.serviceAccount = reader.text(field[key]);
    if (field["dnsPolicy"].isThere())
        spec.dnsPolicy = reader.text(field["dnsPolicy"]);
    reader.each(field["containers"], [&](const Field& item) { spec.containers.push_back(readContainer(reader, item)); });
    reader.each(field["initContainers"], [&](const Field& item) {
        if (item["restartPolicy"].text() == "Always") // a sidecar: it runs, and its ports count, as a container's
            spec.containers.push_back(readContainer(reader, item));
    });
    return spec;
}

} // namespace

Node readNode(ObjectReader& reader, const Field& object)
{
    Node node;
    reader.map(object, {"apiVersion", "kind", "metadata", "spec", "status"});
    node.meta = reader.meta(object["metadata"]);
    const auto spec = object["spec"];
    reader.map(spec, {"podCIDR", "podCIDRs", "providerID", "taints", "unschedulable", "configSource", "externalID"});
    node.podCidrs = reader.texts(spec["podCIDRs"]);
    if (node.podCidrs.empty() && spec["podCIDR"].isThere())
        node.podCidrs.push_back(reader.text(spec["podCIDR"]));
    const auto status = object["status"];
    reader.map(status, {"addresses", "allocatable", "capacity", "conditions", "config", "daemonEndpoints", "declaredFeatures", "features", "images", "nodeInfo", "phase", "runtimeHandlers", "volumesAttached", "volumesInUse"});
    reader.each(status["addresses"], [&](const Field& item) { node.addresses.push_back({reader.text(item["type"]), reader.text(item["address"])}); });
    node.isReady = condition(reader, status["conditions"], "Ready");
    node.kubeProxyVersion = reader.text(status["nodeInfo"]["kubeProxyVersion"]);
    return node;
}

Pod readPod(ObjectReader& reader, const Field& object)
{
    Pod pod;
    reader.map(object, {"apiVersion", "kind", "metadata", "spec", "status"});
    pod.meta = reader.meta(object["metadata"]);
    pod.spec = readPodSpec(reader, object["spec"]);
    const auto status = object["status"];
    reader.map(status, {"phase", "podIP", "podIPs", "hostIP", "hostIPs", "conditions", "containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses", "message", "nominatedNodeName", "observedGeneration", "qosClass", "reason", "resize", "resourceClaimStatuses", "startTime", "allocatedResources", "extendedResourceClaimStatus", "resources"});
    pod.phase = reader.text(status["phase"]);
    reader.each(status["podIPs"], [&](const Field& item) { pod.ips.push_back(reader.text(item["ip"])); });
    if (pod.ips.empty() && status["podIP"].isThere())
        pod.ips.push_back(reader.text(status["podIP"]));
    std::erase(pod.ips, "");
    pod.hostIp = reader.text(status["hostIP"]);
    pod.isReady = condition(reader, status["conditions"], "Ready");
    return pod;
}

Workload readWorkload(ObjectReader& reader, const Field& object, std::string_view kind)
{
    Workload workload;
    workload.kind = kind;
    reader.map(object, {"apiVersion", "kind", "metadata", "spec", "status"});
    workload.meta = reader.meta(object["metadata"]);
    if (kind.starts_with("VirtualMachine")) { // its pod has its labels
        workload.meta = workload.podMeta = reader.meta(object["metadata"]);
        if (const auto pods = object["spec"]["template"]; kind == "VirtualMachine" && pods["metadata"].isThere())
            workload.podMeta = reader.meta(pods["metadata"]);
        return workload;
    }
    auto spec = object["spec"];
    if (kind == "CronJob")
        spec = spec["jobTemplate"]["spec"];
    reader.map(spec, {"replicas", "selector", "template", "serviceName", "strategy", "updateStrategy", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds", "paused", "podManagementPolicy", "volumeClaimTemplates", "persistentVolumeClaimRetentionPolicy", "ordinals", "completions", "parallelism", "backoffLimit", "backoffLimitPerIndex", "completionMode", "manualSelector", "maxFailedIndexes", "podFailurePolicy", "podReplacementPolicy", "successPolicy", "suspend", "ttlSecondsAfterFinished", "activeDeadlineSeconds", "managedBy"});
    workload.replicas = reader.number<std::int32_t>(spec[kind == "Job" ? "parallelism" : "replicas"], 1);
    if (kind == "ReplicationController")
        workload.selector.labels = reader.labels(spec["selector"]);
    else
        workload.selector = reader.selector(spec["selector"]);
    const auto pods = spec["template"];
    reader.map(pods, {"metadata", "spec"});
    workload.podMeta = reader.meta(pods["metadata"]);
    workload.podSpec = readPodSpec(reader, pods["spec"]);
    workload.serviceName = reader.text(spec["serviceName"]);
    return workload;
}

ConfigMap readConfigMap(ObjectReader& reader, const Field& object)
{
    ConfigMap map;
    reader.map(object, {"apiVersion", "kind", "metadata", "data", "binaryData", "immutable"});
    map.meta = reader.meta(object["metadata"]);
    map.data = reader.labels(object["data"]);
    return map;
}

} // namespace hoplens::kube
