// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/schema.h"

#include "api/resource_kinds.h"

#include <algorithm>
#include <array>
#include <map>

namespace hoplens::api {
namespace {

/// The fields of a type, "name" or "name:Type" where those below are known, too; of lists the type of their items.
struct TypeFields {
    std::string_view type;
    std::string_view fields;
};

constexpr auto types = std::to_array<TypeFields>({
    {"ObjectMeta", "annotations creationTimestamp deletionGracePeriodSeconds deletionTimestamp finalizers generateName generation labels managedFields name namespace ownerReferences resourceVersion selfLink uid"},
    {"LabelSelector", "matchExpressions:LabelSelectorRequirement matchLabels"},
    {"LabelSelectorRequirement", "key operator values"},
    {"Service", "spec:ServiceSpec"},
    {"ServiceSpec", "allocateLoadBalancerNodePorts clusterIP clusterIPs externalIPs externalName externalTrafficPolicy healthCheckNodePort internalTrafficPolicy ipFamilies ipFamilyPolicy loadBalancerClass loadBalancerIP loadBalancerSourceRanges ports:ServicePort publishNotReadyAddresses selector sessionAffinity sessionAffinityConfig:SessionAffinityConfig trafficDistribution type"},
    {"ServicePort", "appProtocol name nodePort port protocol targetPort"},
    {"SessionAffinityConfig", "clientIP:ClientIPConfig"},
    {"ClientIPConfig", "timeoutSeconds"},
    {"Endpoints", "subsets:EndpointSubset"},
    {"EndpointSubset", "addresses:EndpointAddress notReadyAddresses:EndpointAddress ports:EndpointPort"},
    {"EndpointAddress", "hostname ip nodeName targetRef"},
    {"EndpointPort", "appProtocol name port protocol"},
    {"EndpointSlice", "addressType endpoints:Endpoint ports:EndpointPort"},
    {"Endpoint", "addresses conditions:EndpointConditions deprecatedTopology hints hostname nodeName targetRef zone"},
    {"EndpointConditions", "ready serving terminating"},
    {"Ingress", "spec:IngressSpec"},
    {"IngressSpec", "defaultBackend:IngressBackend ingressClassName rules:IngressRule tls:IngressTLS"},
    {"IngressTLS", "hosts secretName"},
    {"IngressRule", "host http:HTTPIngressRuleValue"},
    {"HTTPIngressRuleValue", "paths:HTTPIngressPath"},
    {"HTTPIngressPath", "backend:IngressBackend path pathType"},
    {"IngressBackend", "resource service:IngressServiceBackend"},
    {"IngressServiceBackend", "name port:ServiceBackendPort"},
    {"ServiceBackendPort", "name number"},
    {"IngressClass", "spec:IngressClassSpec"},
    {"IngressClassSpec", "controller parameters"},
    {"NetworkPolicy", "spec:NetworkPolicySpec"},
    {"NetworkPolicySpec", "egress:NetworkPolicyEgressRule ingress:NetworkPolicyIngressRule podSelector:LabelSelector policyTypes"},
    {"NetworkPolicyIngressRule", "from:NetworkPolicyPeer ports:NetworkPolicyPort"},
    {"NetworkPolicyEgressRule", "ports:NetworkPolicyPort to:NetworkPolicyPeer"},
    {"NetworkPolicyPeer", "ipBlock:IPBlock namespaceSelector:LabelSelector podSelector:LabelSelector"},
    {"IPBlock", "cidr except"},
    {"NetworkPolicyPort", "endPort port protocol"},
    {"ConfigMap", "binaryData data immutable"},
    {"ServiceAccount", "automountServiceAccountToken imagePullSecrets secrets"},
    {"Namespace", "spec:NamespaceSpec"},
    {"NamespaceSpec", "finalizers"},
    {"Node", "spec:NodeSpec"},
    {"NodeSpec", "configSource externalID podCIDR podCIDRs providerID taints unschedulable"},
    {"Deployment", "spec:DeploymentSpec"},
    {"DeploymentSpec", "minReadySeconds paused progressDeadlineSeconds replicas revisionHistoryLimit selector:LabelSelector strategy template:PodTemplateSpec"},
    {"ReplicaSet", "spec:ReplicaSetSpec"},
    {"ReplicaSetSpec", "minReadySeconds replicas selector:LabelSelector template:PodTemplateSpec"},
    {"DaemonSet", "spec:DaemonSetSpec"},
    {"DaemonSetSpec", "minReadySeconds revisionHistoryLimit selector:LabelSelector template:PodTemplateSpec updateStrategy"},
    {"StatefulSet", "spec:StatefulSetSpec"},
    {"StatefulSetSpec", "minReadySeconds ordinals persistentVolumeClaimRetentionPolicy podManagementPolicy replicas revisionHistoryLimit selector:LabelSelector serviceName template:PodTemplateSpec updateStrategy volumeClaimTemplates"},
    {"PodTemplateSpec", "metadata:ObjectMeta spec:PodSpec"},
    {"Pod", "spec:PodSpec"},
    {"PodSpec", "activeDeadlineSeconds affinity automountServiceAccountToken containers:Container dnsConfig:PodDNSConfig dnsPolicy enableServiceLinks ephemeralContainers hostAliases:HostAlias hostIPC hostNetwork hostPID hostUsers hostname hostnameOverride imagePullSecrets initContainers:Container nodeName nodeSelector os overhead preemptionPolicy priority priorityClassName readinessGates resourceClaims resources restartPolicy runtimeClassName schedulerName schedulingGates securityContext serviceAccount serviceAccountName setHostnameAsFQDN shareProcessNamespace subdomain terminationGracePeriodSeconds tolerations topologySpreadConstraints volumes"},
    {"PodDNSConfig", "nameservers options searches"},
    {"HostAlias", "hostnames ip"},
    {"Container", "args command env envFrom image imagePullPolicy lifecycle livenessProbe name ports:ContainerPort readinessProbe resizePolicy resources restartPolicy restartPolicyRules securityContext startupProbe stdin stdinOnce terminationMessagePath terminationMessagePolicy tty volumeDevices volumeMounts workingDir"},
    {"ContainerPort", "containerPort hostIP hostPort name protocol"},
});

/// Of the groups that the server brings, the kinds that it stores and nothing here looks into.
constexpr auto others = std::to_array<std::string_view>({"Binding", "CSIDriver", "CSINode", "CertificateSigningRequest", "ClusterRole", "ClusterRoleBinding", "ControllerRevision", "CronJob", "CustomResourceDefinition", "Event", "FlowSchema", "HorizontalPodAutoscaler", "IPAddress", "Job", "Lease", "LimitRange", "MutatingWebhookConfiguration", "PersistentVolume", "PersistentVolumeClaim", "PodDisruptionBudget", "PodTemplate", "PriorityClass", "PriorityLevelConfiguration", "ReplicationController", "ResourceQuota", "Role", "RoleBinding", "RuntimeClass", "Secret", "ServiceCIDR", "StorageClass", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration", "VolumeAttachment", "APIService"});

using Types = std::map<std::string_view, std::map<std::string_view, std::string_view>>;

const Types& knownTypes()
{
    static const Types all = [] {
        Types made;
        for (const auto& [type, fields] : types)
            for (auto rest = fields; !rest.empty();) {
                const auto end = std::min(rest.find(' '), rest.size());
                const auto field = rest.substr(0, end);
                const auto colon = std::min(field.find(':'), field.size());
                made[type][field.substr(0, colon)] = field.substr(std::min(colon + 1, field.size()));
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        for (const auto& kind : resourceKinds())
            if (const auto found = made.find(kind.kind); found != made.end())
                found->second.insert({{"apiVersion", ""}, {"kind", ""}, {"metadata", "ObjectMeta"}, {"status", ""}});
        return made;
    }();
    return all;
}

void look(const Document& document, std::string_view type, const std::string& path, std::vector<std::string>& unknown)
{
    const auto known = knownTypes().find(type);
    if (known == knownTypes().end())
        return;
    if (document.is_array()) {
        for (std::size_t i = 0; i < document.size(); ++i)
            look(document[i], type, path + "[" + std::to_string(i) + "]", unknown);
        return;
    }
    if (!document.is_object())
        return;
    for (const auto& [key, value] : document.items()) {
        const auto here = path.empty() ? key : path + "." + key;
        if (const auto field = known->second.find(key); field == known->second.end())
            unknown.push_back(here);
        else if (!field->second.empty())
            look(value, field->second, here, unknown);
    }
}

} // namespace

bool isServed(std::string_view apiVersion, std::string_view kind)
{
    const auto slash = apiVersion.find('/');
    const auto group = slash == std::string_view::npos ? std::string_view() : apiVersion.substr(0, slash);
    if (group.find('.') != std::string_view::npos && !group.ends_with(".k8s.io"))
        return true;
    if (const auto* known = resourceKind(kind); known && known->kind == kind)
        return apiVersion == known->apiVersion() || (known->group == "discovery.k8s.io" && group == known->group);
    constexpr auto custom = std::to_array<std::string_view>({"gateway.networking.k8s.io", "policy.networking.k8s.io"}); // of working groups, yet not built in
    return std::ranges::find(custom, group) != custom.end() || std::ranges::find(others, kind) != others.end();
}

std::vector<std::string> unknownFields(const Document& object)
{
    std::vector<std::string> unknown;
    const auto kind = textAt(object, {"kind"});
    if (resourceKind(kind))
        look(object, kind, {}, unknown);
    return unknown;
}

} // namespace hoplens::api
