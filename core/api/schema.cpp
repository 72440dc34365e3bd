// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/schema.h"

#include "api/resource_kinds.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <utility>

namespace hoplens::api {
namespace {

/// The fields of a type: "name", or "name:Type" where it is known what they hold, which is another of these types, a list of one, or what Go calls it.
struct TypeFields {
    std::string_view type;
    std::string_view fields;
};

constexpr auto types = std::to_array<TypeFields>({
    {"ObjectMeta", "annotations:map[string]string creationTimestamp deletionGracePeriodSeconds deletionTimestamp finalizers generateName:string generation labels:map[string]string managedFields name:string namespace:string ownerReferences resourceVersion selfLink uid"},
    {"LabelSelector", "matchExpressions:[]LabelSelectorRequirement matchLabels:map[string]string"},
    {"LabelSelectorRequirement", "key:string operator:v1.LabelSelectorOperator values:[]string"},
    {"Service", "spec:ServiceSpec"},
    {"ServiceSpec", "allocateLoadBalancerNodePorts:bool clusterIP:string clusterIPs:[]string externalIPs:[]string externalName:string externalTrafficPolicy:v1.ServiceExternalTrafficPolicy healthCheckNodePort:int32 internalTrafficPolicy:v1.ServiceInternalTrafficPolicy ipFamilies:[]v1.IPFamily ipFamilyPolicy:v1.IPFamilyPolicy loadBalancerClass:string loadBalancerIP:string loadBalancerSourceRanges:[]string ports:[]ServicePort publishNotReadyAddresses:bool selector:map[string]string sessionAffinity:v1.ServiceAffinity sessionAffinityConfig:SessionAffinityConfig trafficDistribution:string type:v1.ServiceType"},
    {"ServicePort", "appProtocol:string name:string nodePort:int32 port:int32 protocol:v1.Protocol targetPort"},
    {"SessionAffinityConfig", "clientIP:ClientIPConfig"},
    {"ClientIPConfig", "timeoutSeconds:int32"},
    {"Endpoints", "subsets:[]EndpointSubset"},
    {"EndpointSubset", "addresses:[]EndpointAddress notReadyAddresses:[]EndpointAddress ports:[]EndpointPort"},
    {"EndpointAddress", "hostname:string ip:string nodeName:string targetRef"},
    {"EndpointPort", "appProtocol:string name:string port:int32 protocol:v1.Protocol"},
    {"EndpointSlice", "addressType:v1.AddressType endpoints:[]Endpoint ports:[]EndpointPort"},
    {"Endpoint", "addresses:[]string conditions:EndpointConditions deprecatedTopology hints hostname:string nodeName:string targetRef zone:string"},
    {"EndpointConditions", "ready:bool serving:bool terminating:bool"},
    {"Ingress", "spec:IngressSpec"},
    {"IngressSpec", "defaultBackend:IngressBackend ingressClassName:string rules:[]IngressRule tls:[]IngressTLS"},
    {"IngressTLS", "hosts:[]string secretName:string"},
    {"IngressRule", "host:string http:HTTPIngressRuleValue"},
    {"HTTPIngressRuleValue", "paths:[]HTTPIngressPath"},
    {"HTTPIngressPath", "backend:IngressBackend path:string pathType:v1.PathType"},
    {"IngressBackend", "resource service:IngressServiceBackend"},
    {"IngressServiceBackend", "name:string port:ServiceBackendPort"},
    {"ServiceBackendPort", "name:string number:int32"},
    {"IngressClass", "spec:IngressClassSpec"},
    {"IngressClassSpec", "controller:string parameters"},
    {"NetworkPolicy", "spec:NetworkPolicySpec"},
    {"NetworkPolicySpec", "egress:[]NetworkPolicyEgressRule ingress:[]NetworkPolicyIngressRule podSelector:LabelSelector policyTypes:[]v1.PolicyType"},
    {"NetworkPolicyIngressRule", "from:[]NetworkPolicyPeer ports:[]NetworkPolicyPort"},
    {"NetworkPolicyEgressRule", "ports:[]NetworkPolicyPort to:[]NetworkPolicyPeer"},
    {"NetworkPolicyPeer", "ipBlock:IPBlock namespaceSelector:LabelSelector podSelector:LabelSelector"},
    {"IPBlock", "cidr:string except:[]string"},
    {"NetworkPolicyPort", "endPort:int32 port protocol:v1.Protocol"},
    {"ConfigMap", "binaryData data:map[string]string immutable:bool"},
    {"ServiceAccount", "automountServiceAccountToken imagePullSecrets secrets"},
    {"Namespace", "spec:NamespaceSpec"},
    {"NamespaceSpec", "finalizers"},
    {"Node", "spec:NodeSpec"},
    {"NodeSpec", "configSource externalID podCIDR:string podCIDRs:[]string providerID:string taints unschedulable:bool"},
    {"Deployment", "spec:DeploymentSpec"},
    {"DeploymentSpec", "minReadySeconds:int32 paused:bool progressDeadlineSeconds:int32 replicas:int32 revisionHistoryLimit:int32 selector:LabelSelector strategy template:PodTemplateSpec"},
    {"ReplicaSet", "spec:ReplicaSetSpec"},
    {"ReplicaSetSpec", "minReadySeconds:int32 replicas:int32 selector:LabelSelector template:PodTemplateSpec"},
    {"DaemonSet", "spec:DaemonSetSpec"},
    {"DaemonSetSpec", "minReadySeconds:int32 revisionHistoryLimit:int32 selector:LabelSelector template:PodTemplateSpec updateStrategy"},
    {"StatefulSet", "spec:StatefulSetSpec"},
    {"StatefulSetSpec", "minReadySeconds:int32 ordinals persistentVolumeClaimRetentionPolicy podManagementPolicy:v1.PodManagementPolicyType replicas:int32 revisionHistoryLimit:int32 selector:LabelSelector serviceName:string template:PodTemplateSpec updateStrategy volumeClaimTemplates"},
    {"PodTemplateSpec", "metadata:ObjectMeta spec:PodSpec"},
    {"Pod", "spec:PodSpec"},
    {"PodSpec", "activeDeadlineSeconds affinity automountServiceAccountToken containers:[]Container dnsConfig:PodDNSConfig dnsPolicy:v1.DNSPolicy enableServiceLinks ephemeralContainers hostAliases:[]HostAlias hostIPC:bool hostNetwork:bool hostPID:bool hostUsers hostname:string hostnameOverride imagePullSecrets initContainers:[]Container nodeName:string nodeSelector:map[string]string os overhead preemptionPolicy priority:int32 priorityClassName readinessGates resourceClaims resources restartPolicy:v1.RestartPolicy runtimeClassName schedulerName:string schedulingGates securityContext serviceAccount serviceAccountName:string setHostnameAsFQDN shareProcessNamespace subdomain:string terminationGracePeriodSeconds:int64 tolerations topologySpreadConstraints volumes"},
    {"PodDNSConfig", "nameservers:[]string options searches:[]string"},
    {"HostAlias", "hostnames:[]string ip:string"},
    {"Container", "args:[]string command:[]string env envFrom image:string imagePullPolicy:v1.PullPolicy lifecycle livenessProbe name:string ports:[]ContainerPort readinessProbe resizePolicy resources restartPolicy restartPolicyRules securityContext startupProbe stdin:bool stdinOnce:bool terminationMessagePath terminationMessagePolicy tty:bool volumeDevices volumeMounts workingDir:string"},
    {"ContainerPort", "containerPort:int32 hostIP:string hostPort:int32 name:string protocol:v1.Protocol"},
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

class Look {
public:
    SchemaFaults faults;

    void at(const Document& object, std::string_view kind) { read(object, kind, {}); }

private:
    /// Where a value stands: the field of which type, as Go names it, and its path with the places in lists.
    struct Place {
        std::string_view owner;
        std::string field;
        std::string path;
    };

    static std::string below(const std::string& above, const std::string& key) { return above.empty() ? key : above + "." + key; }

    static std::string goType(std::string_view type)
    {
        const auto list = std::string_view(type.starts_with("[]") ? "[]" : "");
        const auto item = type.substr(list.size());
        return std::string(list) + (knownTypes().contains(item) ? "v1." : "") + std::string(item);
    }

    void refuse(const Document& value, std::string_view type, const Place& place)
    {
        if (!faults.wrongValue.empty())
            return;
        const auto isInteger = type.starts_with("int");
        const auto what = value.is_string() ? "string" : value.is_boolean() ? "bool" : value.is_array() ? "array" : value.is_object() ? "object" : isInteger ? "number " + value.dump() : "number";
        faults.wrongValue = "json: cannot unmarshal " + what + " into Go struct field " + std::string(place.owner) + "." + place.field + " of type " + goType(type);
    }

    void read(const Document& value, std::string_view type, const Place& place)
    {
        constexpr std::string_view map = "map[string]";
        if (value.is_null() || type.empty())
            return;
        if (type.starts_with("[]")) {
            if (!value.is_array())
                return refuse(value, type, place);
            for (std::size_t i = 0; i < value.size(); ++i)
                read(value[i], type.substr(2), {place.owner, place.field, place.path + "[" + std::to_string(i) + "]"});
        } else if (type.starts_with(map)) {
            if (!value.is_object())
                return refuse(value, type, place);
            for (const auto& [key, held] : value.items())
                read(held, type.substr(map.size()), {place.owner, place.field, below(place.path, key)});
        } else if (const auto known = knownTypes().find(type); known != knownTypes().end()) {
            if (!value.is_object())
                return refuse(value, type, place);
            for (const auto& [key, held] : value.items()) {
                if (const auto field = known->second.find(key); field != known->second.end())
                    read(held, field->second, {type, below(place.field, key), below(place.path, key)});
                else
                    faults.unknownFields.push_back(below(place.path, key));
            }
        } else if (!isOfScalar(value, type)) {
            refuse(value, type, place);
        }
    }

    static bool isOfScalar(const Document& value, std::string_view type)
    {
        if (type == "bool")
            return value.is_boolean();
        if (!type.starts_with("int"))
            return value.is_string();
        const auto most = type == "int32" ? std::numeric_limits<std::int32_t>::max() : std::numeric_limits<std::int64_t>::max();
        if (value.is_number_unsigned())
            return value.get<std::uint64_t>() <= static_cast<std::uint64_t>(most);
        return value.is_number_integer() && value.get<std::int64_t>() <= most && value.get<std::int64_t>() >= -most - 1;
    }
};

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

SchemaFaults schemaFaults(const Document& object)
{
    Look look;
    if (const auto kind = textAt(object, {"kind"}); resourceKind(kind))
        look.at(object, kind);
    return std::move(look.faults);
}

} // namespace hoplens::api
