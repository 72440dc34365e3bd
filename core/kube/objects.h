// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kube/policies.h"

/// The objects of the Kubernetes API as far as networking looks at them, with the API's names. A field that a manifest leaves out has the
/// API server's default, where it has one. Source: the Kubernetes API reference, v1, apps/v1, batch/v1, discovery.k8s.io/v1,
/// networking.k8s.io/v1.
namespace hoplens::kube {

struct Node {
    ObjectMeta meta;
    std::vector<std::string> podCidrs; ///< as written
    struct NodeAddress {
        std::string type; ///< "InternalIP"
        std::string address;
        bool operator==(const NodeAddress&) const = default;
    };
    std::vector<NodeAddress> addresses;
    std::optional<bool> isReady; ///< condition Ready; nullopt: not told
    std::string kubeProxyVersion;
    bool operator==(const Node&) const = default;
};

struct Namespace {
    ObjectMeta meta;
    bool operator==(const Namespace&) const = default;
};

struct ContainerPort {
    std::string name;
    std::uint16_t port = 0;
    std::uint16_t hostPort = 0; ///< 0: none
    std::string hostIp;
    Protocol protocol = Protocol::Tcp;
    bool operator==(const ContainerPort&) const = default;
};

struct Container {
    std::string name;
    std::string image;
    std::vector<ContainerPort> ports;
    bool operator==(const Container&) const = default;
};

struct PodSpec {
    std::string nodeName;
    bool hostNetwork = false;
    bool enableServiceLinks = true;
    std::string serviceAccount = "default";
    std::string hostname;
    std::string subdomain;
    std::string dnsPolicy = "ClusterFirst";
    std::vector<Container> containers;
    bool operator==(const PodSpec&) const = default;
};

struct Pod {
    ObjectMeta meta;
    PodSpec spec;
    std::string phase;            ///< "Running"; empty: not told
    std::vector<std::string> ips; ///< status.podIPs, or podIP
    std::string hostIp;
    std::optional<bool> isReady;  ///< condition Ready; nullopt: not told
    bool operator==(const Pod&) const = default;
};

enum class ServiceType : std::uint8_t { ClusterIp, NodePort, LoadBalancer, ExternalName };
/// "ClusterIP".
std::string_view name(ServiceType type);
enum class TrafficPolicy : std::uint8_t { Cluster, Local };

struct ServicePort {
    std::string name;
    Protocol protocol = Protocol::Tcp;
    std::uint16_t port = 0;
    PortReference targetPort = 0; ///< 0: the same as port
    std::uint16_t nodePort = 0;   ///< 0: none
    std::string appProtocol;
    bool operator==(const ServicePort&) const = default;
};

struct LoadBalancerIngress {
    std::string ip; ///< empty: told by host name alone
    std::string hostname;
    bool isProxied = false; ///< ipMode Proxy
    bool operator==(const LoadBalancerIngress&) const = default;
};

struct Service {
    ObjectMeta meta;
    ServiceType type = ServiceType::ClusterIp;
    Labels selector;
    std::vector<std::string> clusterIps; ///< "None": headless; empty: not given yet
    std::vector<IpFamily> ipFamilies;
    std::vector<ServicePort> ports;
    std::vector<std::string> externalIps;
    std::string externalName;
    std::vector<std::string> loadBalancerSourceRanges;
    std::vector<LoadBalancerIngress> loadBalancer; ///< status.loadBalancer.ingress
    std::string loadBalancerClass;
    TrafficPolicy externalTrafficPolicy = TrafficPolicy::Cluster;
    TrafficPolicy internalTrafficPolicy = TrafficPolicy::Cluster;
    std::string trafficDistribution;
    bool hasClientIpAffinity = false;
    std::int32_t affinitySeconds = 10800;
    std::uint16_t healthCheckNodePort = 0; ///< 0: none
    bool publishNotReadyAddresses = false;
    bool operator==(const Service&) const = default;
    bool isHeadless() const { return !clusterIps.empty() && clusterIps.front() == "None"; }
};

struct EndpointPort {
    std::string name;
    Protocol protocol = Protocol::Tcp;
    std::uint16_t port = 0; ///< 0: any
    bool operator==(const EndpointPort&) const = default;
};

/// What an endpoint stands for.
struct TargetReference {
    std::string kind;
    std::string nameSpace;
    std::string name;
    bool operator==(const TargetReference&) const = default;
};

struct Endpoint {
    std::vector<std::string> addresses;
    std::optional<bool> ready;
    std::optional<bool> serving;
    std::optional<bool> terminating;
    std::string nodeName;
    std::string hostname;
    std::vector<std::string> zoneHints;
    std::vector<std::string> nodeHints;
    std::optional<TargetReference> target;
    bool operator==(const Endpoint&) const = default;
};

struct EndpointSlice {
    ObjectMeta meta;
    std::string addressType; ///< "IPv4", "IPv6", "FQDN"
    std::vector<Endpoint> endpoints;
    std::vector<EndpointPort> ports;
    bool operator==(const EndpointSlice&) const = default;
};

/// The older kind: one object for a Service.
struct Endpoints {
    ObjectMeta meta;
    struct Address {
        std::string ip;
        std::string hostname;
        std::string nodeName;
        std::optional<TargetReference> target;
        bool operator==(const Address&) const = default;
    };
    struct Subset {
        std::vector<Address> ready;
        std::vector<Address> notReady;
        std::vector<EndpointPort> ports;
        bool operator==(const Subset&) const = default;
    };
    std::vector<Subset> subsets;
    bool operator==(const Endpoints&) const = default;
};

struct IngressBackend {
    std::string service;
    PortReference port = 0;
    std::string resource; ///< "Kind/name", where it is no Service
    bool operator==(const IngressBackend&) const = default;
};

struct Ingress {
    ObjectMeta meta;
    std::string className;
    std::optional<IngressBackend> defaultBackend;
    struct Path {
        std::string path;
        std::string type; ///< "Prefix"
        IngressBackend backend;
        bool operator==(const Path&) const = default;
    };
    struct Rule {
        std::string host; ///< empty: all
        std::vector<Path> paths;
        bool operator==(const Rule&) const = default;
    };
    std::vector<Rule> rules;
    std::vector<std::string> tlsHosts;
    std::vector<LoadBalancerIngress> loadBalancer;
    bool operator==(const Ingress&) const = default;
};

/// What pods run as: Calico's policies can select them by its labels.
struct ServiceAccount {
    ObjectMeta meta;
    bool operator==(const ServiceAccount&) const = default;
};

/// Calico's: an interface of a host that policies isolate, which is not modelled.
struct HostEndpoint {
    ObjectMeta meta;
    bool operator==(const HostEndpoint&) const = default;
};

/// A way in, like an Ingress: route.openshift.io, or a route of the Gateway API.
struct Route {
    struct Backend {
        std::string nameSpace; ///< empty: the route's own
        std::string service;
        PortReference port = 0; ///< of the Service, and in OpenShift's of its pods, too; 0: all
        bool operator==(const Backend&) const = default;
    };
    std::string kind; ///< "Route", "HTTPRoute"
    ObjectMeta meta;
    std::vector<Backend> backends;
    bool operator==(const Route&) const = default;
};

/// gateway.networking.k8s.io: which routes may name Services of this namespace.
struct ReferenceGrant {
    struct From {
        std::string kind; ///< of routes
        std::string nameSpace;
        bool operator==(const From&) const = default;
    };
    ObjectMeta meta;
    std::vector<From> from;
    std::vector<std::string> services; ///< an empty name: all
    bool operator==(const ReferenceGrant&) const = default;
};

struct IngressClass {
    ObjectMeta meta;
    std::string controller;
    bool isDefault = false;
    bool operator==(const IngressClass&) const = default;
};

struct ConfigMap {
    ObjectMeta meta;
    std::map<std::string, std::string, std::less<>> data;
    bool operator==(const ConfigMap&) const = default;
};

/// Deployment, ReplicaSet, ReplicationController, StatefulSet, DaemonSet, Job, CronJob, VirtualMachine, VirtualMachineInstance: what makes pods.
struct Workload {
    std::string kind;
    ObjectMeta meta;
    std::int32_t replicas = 1;
    LabelSelector selector;
    ObjectMeta podMeta;
    PodSpec podSpec;
    std::string serviceName; ///< of a StatefulSet
    bool operator==(const Workload&) const = default;
};

/// A range that cluster IPs are given from.
struct ServiceCidr {
    ObjectMeta meta;
    std::vector<std::string> cidrs;
    bool operator==(const ServiceCidr&) const = default;
};

/// What could not be taken as it stands. where: "file:line:column" or "file, item 3".
struct ObjectNote {
    std::string text;
    std::string where;
    bool operator==(const ObjectNote&) const = default;
};

/// Everything that manifests said, each kind in the order of reading; of an object that is told twice, the last.
struct Objects {
    std::vector<Node> nodes;
    std::vector<Namespace> namespaces;
    std::vector<Pod> pods;
    std::vector<Service> services;
    std::vector<Endpoints> endpoints;
    std::vector<EndpointSlice> endpointSlices;
    std::vector<NetworkPolicy> networkPolicies;
    std::vector<ClusterPolicy> clusterPolicies;
    std::vector<CalicoPolicy> calicoPolicies;
    std::vector<CalicoTier> calicoTiers;
    std::vector<CalicoNetworkSet> calicoNetworkSets;
    std::vector<OtherPolicy> otherPolicies;
    std::vector<UserDefinedNetwork> userDefinedNetworks;
    std::vector<Ingress> ingresses;
    std::vector<ServiceAccount> serviceAccounts;
    std::vector<HostEndpoint> hostEndpoints;
    std::vector<Route> routes;
    std::vector<ReferenceGrant> referenceGrants;
    std::vector<IngressClass> ingressClasses;
    std::vector<ConfigMap> configMaps;
    std::vector<Workload> workloads;
    std::vector<ServiceCidr> serviceCidrs;
    std::vector<ObjectNote> notes;
    std::vector<ObjectNote> lostPolicies; ///< of the notes those that cost a policy: what policies allow is not known without it

    std::size_t size() const;
    bool operator==(const Objects&) const = default;
};

} // namespace hoplens::kube
