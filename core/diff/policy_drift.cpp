// SPDX-License-Identifier: GPL-3.0-or-later
#include "diff/policy_drift.h"

#include "filter/calico_chains.h"
#include "filter/evaluator.h"
#include "kube/service_endpoints.h"
#include "policy/reach.h"
#include "policy/verdict.h"
#include "proxy/chain_names.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

// What is compared is what becomes of connections, not the words of rules: releases of Calico write the same in other words, and names of sets
// are hashes of selectors. Which policies a chain asks is told besides, where they have names.

namespace hoplens {
namespace {

using policy::Direction;

constexpr std::size_t mostDetails = 12;
constexpr std::size_t mostPorts = 48; ///< of a protocol, asked about for one pod
constexpr std::size_t mostConnections = 20'000'000;
constexpr std::uint16_t vxlanPort = 4789;
constexpr std::uint16_t anySourcePort = 40000;

/// The chains of a workload's interface, of one family and direction.
struct WorkloadChain {
    std::string interface;
    ChainId chain;
    IpFamily family = IpFamily::V4;
    bool isIngress = false;
};

/// Chains of workloads do not ask the routes.
class NoRoutes final : public FilterEnvironment {
public:
    std::optional<RouteType> addressType(const Address&, std::int32_t) const override { return std::nullopt; }
    std::optional<std::int32_t> routeInterface(const Address&, std::int32_t, std::uint32_t) const override { return std::nullopt; }
    std::optional<bool> reversePathPasses(const Packet&, const Link&, const RpfilterMatch&, std::uint32_t) const override { return std::nullopt; }
};

IpFamily familyOf(const Table& table) { return table.family == TableFamily::Ip6 ? IpFamily::V6 : IpFamily::V4; }

/// The names that Calico gives a policy of the model, each with its tier.
std::vector<std::pair<std::string, std::string>> calicoNames(const std::string& called)
{
    const auto blank = called.rfind(' ');
    const auto kind = called.substr(0, blank);
    const auto full = called.substr(blank + 1);
    const auto slash = full.find('/');
    const auto space = slash == std::string::npos ? std::string() : full.substr(0, slash + 1);
    const auto own = slash == std::string::npos ? full : full.substr(slash + 1);
    if (kind == "NetworkPolicy")
        return {{"default", space + "knp.default." + own}};
    if (kind == "AdminNetworkPolicy")
        return {{"adminnetworkpolicy", "kanp.adminnetworkpolicy." + own}};
    if (kind == "BaselineAdminNetworkPolicy")
        return {{"baselineadminnetworkpolicy", "kbanp.baselineadminnetworkpolicy." + own}};
    const auto dot = own.find('.');
    std::vector<std::pair<std::string, std::string>> names = {{"default", space + "default." + own}, {"default", space + own}};
    if (dot != std::string::npos)
        names.emplace_back(own.substr(0, dot), space + own);
    return names;
}

/// The name of a chain, which Calico shortens by a hash where it is too long.
std::string chainName(std::string_view prefix, const std::string& suffix)
{
    constexpr std::size_t longest = 28;
    if (prefix.size() + suffix.size() <= longest)
        return std::string(prefix) + suffix;
    return std::string(prefix) + "_" + proxy::urlHashName(suffix, longest - 1 - prefix.size());
}

class PolicyDriftFinder {
public:
    PolicyDriftFinder(const Namespace& node, const policy::PolicyModel& model) : m_node(node), m_rules(node.rules), m_index(node.rules), m_model(model), m_reach(model)
    {
        for (std::uint32_t p = 0; p < model.policies().size(); ++p)
            for (const auto& [tier, called] : calicoNames(model.policies()[p].name)) {
                m_policyAt.emplace(called, p);
                for (const auto* prefix : {"cali-pi-", "cali-po-"})
                    for (const auto& suffix : {tier + "/" + called, called})
                        m_policyAt.emplace(chainName(prefix, suffix), p);
            }
        for (const auto& policy : model.objects().calicoPolicies)
            if (!policy.unmodelled.empty())
                for (const auto& [tier, called] : calicoNames("Calico " + policy.kind + " " + (policy.kind == "GlobalNetworkPolicy" ? "" : policy.meta.nameSpace + "/") + policy.meta.name))
                    m_notModelled.insert(called);
        for (const auto& pod : model.objects().pods)
            for (const auto& text : pod.ips)
                if (const auto address = Address::parse(text); address && !pod.spec.hostNetwork && !kube::isFinished(pod))
                    m_pods.emplace(*address, &pod);
        for (const auto& workload : model.peers().workloads())
            m_peerOf.emplace(workload.name, workload.classes.front());
    }

    PolicyDrift find()
    {
        findPlaces();
        std::set<std::pair<std::string, IpFamily>> seen;
        for (const auto& chain : workloadChains()) {
            seen.emplace(chain.interface, chain.family);
            const auto at = m_addressOf.find({chain.interface, chain.family});
            if (at == m_addressOf.end())
                continue; // no route leads there: the pod has no address of this family
            const auto pod = m_pods.find(at->second);
            if (pod == m_pods.end()) {
                leaveOut("the pod behind " + chain.interface + " (" + at->second.text() + ") is not among the objects");
                continue;
            }
            compare(chain, *pod->second, at->second);
        }
        for (const auto& [place, address] : m_addressOf)
            if (const auto pod = m_pods.find(address); pod != m_pods.end() && !seen.contains(place))
                m_drift.entries.push_back({PolicyDriftKind::WorkloadMissing, place.second, nameOf(*pod->second), true, nameOf(*pod->second) + ": no chains of Calico's are about its interface " + place.first + ": nothing enforces its policies", {}});
        m_drift.workloads = m_comparedPods.size();
        m_drift.notes = m_model.notes();
        return std::move(m_drift);
    }

private:
    static std::string nameOf(const kube::Pod& pod) { return pod.meta.nameSpace + "/" + pod.meta.name; }
    std::size_t peerOf(const kube::Pod& pod) const { return m_peerOf.at(nameOf(pod) + "[Pod]"); }
    void leaveOut(std::string sentence)
    {
        if (m_leftOut.insert(sentence).second)
            m_drift.notCompared.push_back(std::move(sentence));
    }

    /// Which address is behind which interface: the node has a route to each pod.
    void findPlaces()
    {
        for (const auto& route : m_node.routes)
            if (route.destination.length == (route.destination.address.family == IpFamily::V4 ? 32 : 128))
                for (const auto& hop : route.nextHops)
                    if (const auto* link = m_node.link(hop.linkIndex); link && link->name.starts_with("cali"))
                        m_addressOf.emplace(std::pair(link->name, route.destination.address.family), route.destination.address);
    }

    std::vector<WorkloadChain> workloadChains() const
    {
        std::vector<WorkloadChain> found;
        for (std::uint32_t c = 0; c < m_rules.chains.size(); ++c)
            if (const auto chain = calicoChain(m_rules, ChainId{c}); chain && chain->kind == CalicoChain::Kind::Workload && !chain->subject.empty() && (m_rules.tableOf(ChainId{c}).name == "filter" || m_rules.tableOf(ChainId{c}).origin == RuleOrigin::Nftables))
                found.push_back({chain->subject, ChainId{c}, familyOf(m_rules.tableOf(ChainId{c})), chain->isIngress});
        std::ranges::sort(found, {}, [](const WorkloadChain& chain) { return std::tuple(chain.interface, chain.family, !chain.isIngress); });
        return found;
    }

    /// What a chain asks, its own rules' words without its name: chains with the same do the same.
    struct Asked {
        std::vector<std::uint32_t> policies;  ///< of the model
        std::vector<std::string> leftOver;    ///< that no object tells of
        bool hasNameless = false;             ///< a policy's chain tells no name that is known
        std::set<std::uint16_t> ports;        ///< at which its rules change their mind
    };

    template <class Take> void eachTarget(ChainId chain, Take take) const
    {
        const auto& span = m_rules.chains[chain.value].rules;
        for (std::uint32_t r = span.first; r < span.first + span.count; ++r)
            for (std::uint16_t o = 0; o < m_rules.rules[r].operationCount; ++o)
                if (const auto* verdict = std::get_if<Verdict>(&m_rules.operations[m_rules.rules[r].firstOperation + o]); verdict && verdict->chain.valid())
                    take(verdict->chain);
    }

    void addPorts(ChainId chain, Asked& asked) const
    {
        const auto& span = m_rules.chains[chain.value].rules;
        for (std::uint32_t r = span.first; r < span.first + span.count; ++r)
            for (std::uint16_t o = 0; o < m_rules.rules[r].operationCount; ++o)
                if (const auto* compare = std::get_if<Compare>(&m_rules.operations[m_rules.rules[r].firstOperation + o]); compare && compare->field == Field::DestinationPort)
                    for (const auto& interval : m_rules.intervalsOf(*compare))
                        for (const auto port : {interval.low.low, interval.high.low, interval.low.low - 1, interval.high.low + 1})
                            if (port >= 1 && port <= 65535)
                                asked.ports.insert(static_cast<std::uint16_t>(port));
    }

    void follow(ChainId chain, Asked& asked, std::unordered_set<std::uint32_t>& visited) const
    {
        if (!visited.insert(chain.value).second)
            return;
        const auto of = calicoChain(m_rules, chain);
        if (of && of->kind == CalicoChain::Kind::Policy) {
            addPorts(chain, asked);
            auto known = m_policyAt.find(of->subject);
            if (known == m_policyAt.end())
                known = m_policyAt.find(std::string(m_rules.chainName(chain)));
            if (known != m_policyAt.end())
                asked.policies.push_back(known->second);
            else if (of->subject.empty())
                asked.hasNameless = true;
            else if (!m_notModelled.contains(of->subject)) // what these do the model leaves to doubt
                asked.leftOver.push_back(calicoPolicyName(of->subject));
            return;
        }
        eachTarget(chain, [&](ChainId target) { follow(target, asked, visited); }); // policies in groups, too
    }


    void compare(const WorkloadChain& chain, const kube::Pod& pod, const Address& address)
    {
        m_comparedPods.insert(nameOf(pod));
        Asked asked;
        std::unordered_set<std::uint32_t> visited;
        follow(chain.chain, asked, visited);
        comparePolicies(chain, pod, asked);
        const auto self = peerOf(pod);
        auto key = std::tuple(self, chain.isIngress, chain.family, policyChains(chain.chain));
        if (!m_asked.insert(std::move(key)).second)
            return; // another pod that policies do not tell from this one, with the same rules
        compareConnections(chain, pod, address, self, asked);
    }

    std::vector<std::uint32_t> policyChains(ChainId chain) const
    {
        std::vector<std::uint32_t> all;
        eachTarget(chain, [&](ChainId target) { all.push_back(target.value); });
        return all;
    }

    void comparePolicies(const WorkloadChain& chain, const kube::Pod& pod, const Asked& asked)
    {
        const auto direction = chain.isIngress ? Direction::Ingress : Direction::Egress;
        const auto about = nameOf(pod) + ", " + std::string(policy::name(direction)) + ": ";
        const auto& expected = m_model.selecting(direction, peerOf(pod));
        if (asked.hasNameless)
            leaveOut("chains of policies at " + chain.interface + " tell no name: whether they are those of the objects is seen by what they do alone");
        for (const auto p : expected)
            if (!asked.hasNameless && std::ranges::find(asked.policies, p) == asked.policies.end())
                m_drift.entries.push_back({PolicyDriftKind::PolicyMissing, chain.family, nameOf(pod), chain.isIngress, about + m_model.policies()[p].name + " selects it, and the chains of " + chain.interface + " do not ask it", {}});
        for (const auto p : asked.policies)
            if (std::ranges::find(expected, p) == expected.end())
                m_drift.entries.push_back({PolicyDriftKind::PolicyLeftOver, chain.family, nameOf(pod), chain.isIngress, about + m_model.policies()[p].name + " does not select it, and the chains of " + chain.interface + " ask it", {}});
        for (const auto& called : asked.leftOver)
            m_drift.entries.push_back({PolicyDriftKind::PolicyLeftOver, chain.family, nameOf(pod), chain.isIngress, about + called + " is none of the objects', and the chains of " + chain.interface + " ask it", {}});
    }

    struct Other {
        Address address;
        std::size_t peer;
        std::string name;
    };

    const std::vector<Other>& others(IpFamily family)
    {
        auto& all = m_others[family == IpFamily::V6];
        if (!all.empty())
            return all;
        for (const auto& [address, pod] : m_pods)
            if (address.family == family)
                all.push_back({address, peerOf(*pod), nameOf(*pod)});
        std::ranges::sort(all, {}, &Other::name);
        const auto& peers = m_model.peers();
        for (std::size_t s = 0; s < peers.segments().size(); ++s) {
            const auto& segment = peers.segments()[s];
            if (segment.first.family != family)
                continue;
            for (const auto& address : {segment.first, segment.last})
                if (!m_pods.contains(address) && (all.empty() || all.back().address != address))
                    all.push_back({address, peers.classes().size() + s, address.text()});
        }
        return all;
    }

    /// The ports at which policies or rules may change their mind.
    std::vector<std::pair<kube::Protocol, std::uint16_t>> portsOf(std::size_t to, const Asked& asked)
    {
        std::vector<std::pair<kube::Protocol, std::uint16_t>> all;
        for (const auto protocol : policy::allProtocols) {
            std::set<std::uint16_t> ports;
            for (const auto& arrivals : m_reach.arrivals(to))
                for (const auto& range : arrivals.ports.ranges(protocol)) {
                    ports.insert(range.first);
                    ports.insert(range.last);
                }
            ports.insert(asked.ports.begin(), asked.ports.end());
            if (ports.size() > mostPorts) {
                leaveOut("of the ports at which something changes not all are asked about: they are more than " + std::to_string(mostPorts));
                ports.erase(std::next(ports.begin(), mostPorts), ports.end());
            }
            for (const auto port : ports)
                all.emplace_back(protocol, port);
        }
        return all;
    }

    void compareConnections(const WorkloadChain& chain, const kube::Pod& pod, const Address& address, std::size_t self, const Asked& asked)
    {
        std::vector<std::string> details;
        std::size_t count = 0;
        std::map<std::size_t, std::vector<std::pair<kube::Protocol, std::uint16_t>>> portsTo; // by receiver
        for (const auto& other : others(chain.family)) {
            if (other.address == address)
                continue;
            const auto from = chain.isIngress ? other.peer : self;
            const auto to = chain.isIngress ? self : other.peer;
            const auto [ports, isNew] = portsTo.try_emplace(to);
            if (isNew)
                ports->second = portsOf(to, asked);
            for (const auto& [protocol, port] : ports->second) {
                if (!chain.isIngress && protocol == kube::Protocol::Udp && port == vxlanPort)
                    continue; // Calico lets no workload send it
                if (m_drift.connections >= mostConnections)
                    return leaveOut("not all connections are asked about: they are more than " + std::to_string(mostConnections));
                ++m_drift.connections;
                const auto verdict = policy::decide(m_model, from, to, protocol, port);
                const auto& side = chain.isIngress ? verdict.ingress : verdict.egress;
                const auto seen = passes(chain, chain.isIngress ? other.address : address, chain.isIngress ? address : other.address, protocol, port);
                if (side.decision == policy::Decision::Unknown) {
                    leaveOut("what policies say of some connections is not known: " + side.doubt);
                    continue;
                }
                if (!seen) {
                    leaveOut("what the chains of " + chain.interface + " do with some connections is not known");
                    continue;
                }
                if (*seen == (side.decision == policy::Decision::Allowed))
                    continue;
                ++count;
                if (details.size() < mostDetails)
                    details.push_back((chain.isIngress ? "from " : "to ") + other.name + ", " + std::string(kube::name(protocol)) + " port " + std::to_string(port) + ": " + (*seen ? "policies deny it, the rules let it pass" : "policies allow it" + (side.policy ? " (" + side.policy->name + ")" : std::string()) + ", the rules drop it"));
            }
        }
        if (count == 0)
            return;
        if (count > details.size())
            details.push_back("and " + std::to_string(count - details.size()) + " more");
        m_drift.entries.push_back({PolicyDriftKind::ConnectionDiffers, chain.family, nameOf(pod), chain.isIngress, nameOf(pod) + ", " + std::string(policy::name(chain.isIngress ? Direction::Ingress : Direction::Egress)) + ": the rules at " + chain.interface + " do otherwise than the policies say, for " + std::to_string(count) + (count == 1 ? " connection" : " connections") + " asked about", std::move(details)});
    }

    /// Whether the first packet of a connection gets through the chains of an interface; nullopt: that is not known.
    std::optional<bool> passes(const WorkloadChain& chain, const Address& source, const Address& destination, kube::Protocol protocol, std::uint16_t port)
    {
        FilterInput input;
        input.packet.tuple = {source, destination, anySourcePort, port, kube::protocolNumber(protocol)};
        (chain.isIngress ? input.out : input.in) = m_node.link(chain.interface);
        m_results.clear();
        FilterEvaluator(m_rules, m_index).evaluate(chain.chain, input, m_noRoutes, m_results);
        const auto isPass = [](const FilterResult& result) { return result.action == FilterAction::Accept; };
        const auto isStop = [](const FilterResult& result) { return result.action == FilterAction::Drop || result.action == FilterAction::Reject; };
        if (std::ranges::all_of(m_results, isPass) && !m_results.empty())
            return true;
        return std::ranges::all_of(m_results, isStop) && !m_results.empty() ? std::optional(false) : std::nullopt;
    }

    const Namespace& m_node;
    const RuleSet& m_rules;
    RuleIndex m_index;
    const policy::PolicyModel& m_model;
    policy::Reach m_reach;
    NoRoutes m_noRoutes;
    std::unordered_map<std::string, std::uint32_t> m_policyAt;        ///< by Calico's names of them and of their chains
    std::unordered_set<std::string> m_notModelled;                    ///< Calico's names of policies of which the model knows only that they are there
    std::unordered_map<Address, const kube::Pod*> m_pods;
    std::unordered_map<std::string, std::size_t> m_peerOf;            ///< by workload
    std::map<std::pair<std::string, IpFamily>, Address> m_addressOf;  ///< by interface
    std::array<std::vector<Other>, 2> m_others;                       ///< by family
    std::set<std::tuple<std::size_t, bool, IpFamily, std::vector<std::uint32_t>>> m_asked;
    std::set<std::string> m_comparedPods;
    std::set<std::string> m_leftOut;
    std::vector<FilterResult> m_results;
    PolicyDrift m_drift;
};

} // namespace

std::string_view name(PolicyDriftKind kind)
{
    constexpr std::array<std::string_view, 4> names = {"workload-missing", "policy-missing", "policy-left-over", "connection-differs"};
    return names[static_cast<std::size_t>(kind)];
}

bool hasCalicoChains(const RuleSet& rules)
{
    for (std::uint32_t c = 0; c < rules.chains.size(); ++c)
        if (const auto chain = calicoChain(rules, ChainId{c}); chain && chain->kind == CalicoChain::Kind::Workload)
            return true;
    return false;
}

Result<PolicyDrift> findPolicyDrift(const Namespace& node, const kube::Objects& objects)
{
    const bool hasIpv6 = std::ranges::any_of(node.routes, [](const Route& route) { return route.destination.address.family == IpFamily::V6; });
    const auto model = policy::PolicyModel::make(objects, {true, true, hasIpv6}); // Calico takes blocks for pods' addresses, too
    if (!model)
        return failure(model.error());
    return PolicyDriftFinder(node, *model).find();
}

} // namespace hoplens
