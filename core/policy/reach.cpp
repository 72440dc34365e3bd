// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/reach.h"

#include <algorithm>
#include <deque>
#include <set>

namespace hoplens::policy {
namespace {

/// Ports cut into parts that none of some sets divides.
struct Cuts {
    std::vector<PortSet> parts;
    std::vector<std::vector<std::uint32_t>> partsOf; ///< by the place of a set among those that it was made of
};

Cuts cut(const std::vector<PortSet>& sets)
{
    Cuts cuts;
    cuts.parts = {PortSet::all()};
    for (const auto& set : sets) {
        std::vector<PortSet> finer;
        for (auto& part : cuts.parts) {
            auto inside = part;
            inside.intersect(set);
            auto outside = part;
            outside.subtract(set);
            if (!inside.isEmpty())
                finer.push_back(std::move(inside));
            if (!outside.isEmpty())
                finer.push_back(std::move(outside));
        }
        cuts.parts = std::move(finer);
    }
    for (const auto& set : sets) {
        auto& own = cuts.partsOf.emplace_back();
        for (std::uint32_t i = 0; i < cuts.parts.size(); ++i) {
            auto outside = cuts.parts[i];
            outside.subtract(set);
            if (outside.isEmpty())
                own.push_back(i);
        }
    }
    return cuts;
}

/// A rule that has a say about the receiver at hand.
struct Say {
    const CompiledRule* rule = nullptr;
    const BitSet* senders = nullptr; ///< about whom; of an egress rule with `own` this is in scratch
    BitSet::Extent extent = {};      ///< of the senders
    std::uint32_t tier = 0;
    std::uint32_t ports = 0; ///< among the sets that the ports are cut by
};

/// What one direction says of one part of the ports.
struct Answer {
    BitSet undecided;
    BitSet allowed;
    BitSet passed;
    BitSet maybeAllow;
    BitSet maybeDeny;
};

} // namespace

struct Reach::Work {
    struct EgressRule {
        const CompiledPolicy* policy = nullptr;
        const CompiledRule* rule = nullptr;
        BitSet::Extent extent = {}; ///< of the policy's subject
    };
    std::vector<EgressRule> egressRules; ///< in the order of asking
    std::unordered_map<const CompiledRule*, BitSet::Extent> ingressExtents;
    BitSet everybody;
    BitSet hosts;
    std::vector<Say> says[2];
    std::vector<std::uint32_t> ids; ///< of the port sets of the receiver at hand
    std::vector<BitSet> scratch;
    std::vector<Answer> answers[2];
    std::vector<Arrivals> arrivals;
    std::map<std::vector<std::uint32_t>, Cuts> cuts;                                       ///< by ids of port sets
    std::vector<PortSet> sets;                                                              ///< by id
    std::unordered_map<std::string, std::uint32_t> setAt;
    std::map<std::pair<std::uint32_t, std::vector<NamedPort>>, std::uint32_t> resolved;     ///< port uses with names, by the names of a receiver
    std::vector<std::int64_t> plain;                                                        ///< ids of port uses without; -1: not asked yet

    std::uint32_t intern(PortSet set)
    {
        const auto [at, isNew] = setAt.emplace(set.text(), static_cast<std::uint32_t>(sets.size()));
        if (isNew)
            sets.push_back(std::move(set));
        return at->second;
    }
    std::uint32_t idOf(const PolicyModel& model, std::uint32_t use, std::size_t to)
    {
        if (model.portUse(use).names.empty() || !model.peers().isPod(to)) {
            if (plain[use] < 0)
                plain[use] = intern(model.portsAt(use, model.peers().anyPod()));
            return static_cast<std::uint32_t>(plain[use]);
        }
        const auto [at, isNew] = resolved.try_emplace({use, model.peers().classes()[to].ports}, 0);
        if (isNew)
            at->second = intern(model.portsAt(use, to));
        return at->second;
    }
    /// The place of a port set among those that the ports are cut by.
    std::uint32_t placeOf(std::uint32_t id)
    {
        const auto at = std::ranges::find(ids, id);
        if (at != ids.end())
            return static_cast<std::uint32_t>(at - ids.begin());
        ids.push_back(id);
        return static_cast<std::uint32_t>(ids.size() - 1);
    }
};

Reach::Reach(const PolicyModel& model) : Reach(model, model.peers().all()) {}

Reach::Reach(const PolicyModel& model, const BitSet& senders) : m_model(model), m_work(std::make_unique<Work>())
{
    auto& work = *m_work;
    work.everybody = model.peers().all();
    work.hosts = model.peers().none();
    for (std::size_t c = 0; c < model.peers().classes().size(); ++c)
        if (model.peers().classes()[c].isHostNetwork)
            work.hosts.set(c);
    work.plain.assign(model.portUseCount(), -1);
    for (const auto& tier : model.tiers())
        for (const auto p : tier.policies) {
            const auto& policy = model.policies()[p];
            const auto extent = policy.subject.extent();
            if (policy.isDirection[1] && policy.subject.intersects(senders))
                for (const auto& rule : policy.rules[1])
                    if (rule.action != kube::PolicyAction::Log)
                        work.egressRules.push_back({&policy, &rule, extent});
            for (const auto& rule : policy.rules[0])
                work.ingressExtents.emplace(&rule, rule.peers.extent());
        }
}

Reach::~Reach() = default;

std::span<const Arrivals> Reach::arrivals(std::size_t to)
{
    auto& work = *m_work;
    const auto& peers = m_model.peers();
    const bool isPod = peers.isPod(to);
    work.ids.clear();
    work.scratch.clear();
    for (auto& says : work.says)
        says.clear();
    work.scratch.reserve(work.egressRules.size());
    for (const auto& [policy, rule, extent] : work.egressRules) {
        if (!rule->peers.test(to))
            continue;
        const BitSet* senders = &policy->subject;
        if (rule->own) {
            work.scratch.push_back(policy->subject);
            senders = &(work.scratch.back() &= *rule->own);
        }
        work.says[1].push_back({rule, senders, extent, policy->tier, work.placeOf(work.idOf(m_model, rule->ports, to))});
    }
    if (isPod)
        for (const auto p : m_model.selecting(Direction::Ingress, to)) {
            const auto& policy = m_model.policies()[p];
            for (const auto& rule : policy.rules[0])
                if (rule.action != kube::PolicyAction::Log && (!rule.own || rule.own->test(to)))
                    work.says[0].push_back({&rule, &rule.peers, work.ingressExtents.at(&rule), policy.tier, work.placeOf(work.idOf(m_model, rule.ports, to))});
        }
    // The cut does not hang on the order of the sets but for the places, which are mapped here.
    auto key = work.ids;
    std::ranges::sort(key);
    const auto [at, isNew] = work.cuts.try_emplace(std::move(key));
    if (isNew) {
        std::vector<PortSet> sets;
        for (const auto id : at->first)
            sets.push_back(work.sets[id]);
        at->second = cut(sets);
    }
    const auto& cuts = at->second;
    std::vector<const std::vector<std::uint32_t>*> partsOf;
    for (const auto id : work.ids)
        partsOf.push_back(&cuts.partsOf[static_cast<std::size_t>(std::ranges::lower_bound(at->first, id) - at->first.begin())]);

    const auto count = cuts.parts.size();
    for (int d = 0; d < 2; ++d) {
        auto& answers = work.answers[d];
        while (answers.size() < count)
            answers.push_back({peers.none(), peers.none(), peers.none(), peers.none(), peers.none()});
        for (std::size_t i = 0; i < count; ++i) {
            answers[i].undecided = work.everybody;
            answers[i].allowed.clear();
            if (m_model.hasDoubtfulRules())
                for (auto* set : {&answers[i].maybeAllow, &answers[i].maybeDeny})
                    set->clear();
        }
        std::size_t next = 0;
        const auto& says = work.says[d];
        for (std::uint32_t t = 0; t < m_model.tiers().size(); ++t) {
            const auto& tier = m_model.tiers()[t];
            const bool isAbout = d == 1 ? tier.isolated[1].any() : isPod && tier.isolated[0].test(to);
            bool hasPassed = false;
            for (; next < says.size() && says[next].tier == t; ++next) {
                const auto& say = says[next];
                for (const auto part : *partsOf[say.ports]) {
                    auto& answer = answers[part];
                    if (!say.rule->doubt.empty()) {
                        auto about = answer.undecided;
                        about &= *say.senders;
                        if (say.rule->action != kube::PolicyAction::Deny)
                            answer.maybeAllow |= about;
                        if (say.rule->action != kube::PolicyAction::Allow)
                            answer.maybeDeny |= about;
                        continue;
                    }
                    switch (say.rule->action) {
                    case kube::PolicyAction::Allow: answer.undecided.moveTo(answer.allowed, *say.senders, say.extent); break;
                    case kube::PolicyAction::Deny: answer.undecided -= *say.senders; break;
                    case kube::PolicyAction::Pass: hasPassed = answer.undecided.moveTo(answer.passed, *say.senders, say.extent) || hasPassed; break;
                    case kube::PolicyAction::Log: break;
                    }
                }
            }
            for (std::size_t i = 0; i < count && isAbout; ++i) {
                if (!tier.passesRest && d == 1)
                    answers[i].undecided -= tier.isolated[1];
                else if (!tier.passesRest)
                    answers[i].undecided.clear();
                if (hasPassed) {
                    answers[i].undecided |= answers[i].passed;
                    answers[i].passed.clear();
                }
            }
        }
        for (std::size_t i = 0; i < count; ++i)
            answers[i].allowed |= answers[i].undecided;
    }

    work.arrivals.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        auto& arrivals = work.arrivals[i];
        arrivals.ports = cuts.parts[i];
        arrivals.allowed = work.answers[0][i].allowed;
        arrivals.allowed &= work.answers[1][i].allowed;
        if (arrivals.unknown.size() == 0)
            arrivals.unknown = peers.none();
        if (m_model.hasDoubtfulRules() || !m_model.doubts().empty())
            arrivals.unknown.clear();
        if (m_model.hasDoubtfulRules()) {
            BitSet known[2];
            BitSet may[2];
            for (int d = 0; d < 2; ++d) {
                const auto& answer = work.answers[d][i];
                may[d] = answer.allowed;
                may[d] |= answer.maybeAllow;
                known[d] = answer.allowed;
                known[d] -= answer.maybeDeny;
            }
            arrivals.unknown = may[0];
            arrivals.unknown &= may[1];
            arrivals.allowed = known[0];
            arrivals.allowed &= known[1];
            arrivals.unknown -= arrivals.allowed;
        }
        for (const auto& doubt : m_model.doubts()) {
            if (isPod && doubt.about.test(to))
                arrivals.unknown = work.everybody;
            else
                arrivals.unknown |= doubt.about;
        }
        if (!m_model.doubts().empty()) { // what one side denies for sure stays denied
            for (int d = 0; d < 2; ++d) {
                auto denied = work.everybody;
                denied -= work.answers[d][i].allowed;
                denied -= work.answers[d][i].maybeAllow;
                for (const auto& doubt : m_model.doubts())
                    if (d == 1)
                        denied -= doubt.about;
                    else if (isPod && doubt.about.test(to))
                        denied = peers.none();
                arrivals.unknown -= denied;
            }
            arrivals.allowed -= arrivals.unknown;
        }
        if (!isPod) { // between two outside nobody asks
            arrivals.allowed -= peers.outside();
            arrivals.unknown -= peers.outside();
        }
    }
    return {work.arrivals.data(), count};
}

namespace {

/// What one sender may open.
struct Opening {
    PortSet ports;
    PortSet unknown;
    bool operator==(const Opening&) const = default;
};

/// The openings of all senders to one receiver; kinds: each that there is once, for them to point to.
std::vector<const Opening*> openings(std::span<const Arrivals> arrivals, std::size_t peers, std::deque<Opening>& kinds)
{
    kinds.emplace_back();
    std::vector<std::uint32_t> kindOf(peers, 0);
    for (const auto& part : arrivals)
        for (const bool isKnown : {true, false}) {
            std::map<std::uint32_t, std::uint32_t> with; // the kinds so far, and what they are with this part
            (isKnown ? part.allowed : part.unknown).each([&](std::size_t peer) {
                const auto [at, isNew] = with.try_emplace(kindOf[peer], static_cast<std::uint32_t>(kinds.size()));
                if (isNew) {
                    kinds.push_back(kinds[kindOf[peer]]);
                    (isKnown ? kinds.back().ports : kinds.back().unknown).unite(part.ports);
                }
                kindOf[peer] = at->second;
            });
        }
    std::vector<const Opening*> all(peers);
    for (std::size_t peer = 0; peer < peers; ++peer)
        all[peer] = &kinds[kindOf[peer]];
    return all;
}

std::string rangeName(const Segment& first, const Segment& last) { return first.first.text() + "-" + last.last.text(); }

class ConnectionLister {
public:
    ConnectionLister(const PolicyModel& model, const std::function<void(const Connection&)>& take) : m_model(model), m_take(take), m_reach(model)
    {
        for (std::uint32_t w = 0; w < model.peers().workloads().size(); ++w)
            m_byName.push_back(w);
        std::ranges::sort(m_byName, {}, [&](std::uint32_t w) { return std::string_view(workload(w).name); });
    }

    Result<void> list()
    {
        if (auto done = listOutside(); !done)
            return done;
        for (const auto w : m_byName)
            if (auto done = listWorkload(workload(w)); !done)
                return done;
        return {};
    }

private:
    const Workload& workload(std::uint32_t w) const { return m_model.peers().workloads()[w]; }

    void hand(const std::string& source, const std::string& destination, const Opening& opening)
    {
        if (!opening.ports.isEmpty() || !opening.unknown.isEmpty())
            m_take({source, destination, opening.ports, opening.unknown});
    }

    Result<void> differ(const Workload& of, const std::string& what) const
    {
        return failure({ErrorCode::InvalidInput, "the pods of " + of.name + " have different labels, and policies tell them apart " + what + ": there is no one answer for all of them", "", 0, "Ask by pod: --by pod."});
    }

    /// One opening for all classes of a sender; null: they differ.
    static const Opening* common(const Workload& source, const std::vector<const Opening*>& all)
    {
        const auto* first = all[source.classes.front()];
        for (const auto c : source.classes)
            if (all[c] != first && *all[c] != *first)
                return nullptr;
        return first;
    }

    /// What leaves the cluster: neighbouring segments with the same answer become one range.
    Result<void> listOutside()
    {
        const auto& peers = m_model.peers();
        const auto& segments = peers.segments();
        std::vector<Opening> kinds; // few, of very many pairs
        std::map<std::pair<std::string, std::string>, std::uint32_t> kindAt;
        std::vector<std::vector<std::uint32_t>> bySegment; // by segment, by workload
        for (std::size_t s = 0; s < segments.size(); ++s) {
            std::deque<Opening> known;
            const auto all = openings(m_reach.arrivals(peers.classes().size() + s), peers.size(), known);
            std::unordered_map<const Opening*, std::uint32_t> kindOf;
            for (const auto& opening : known) {
                const auto [at, isNew] = kindAt.try_emplace({opening.ports.text(), opening.unknown.text()}, static_cast<std::uint32_t>(kinds.size()));
                if (isNew)
                    kinds.push_back(opening);
                kindOf.emplace(&opening, at->second);
            }
            auto& own = bySegment.emplace_back();
            for (const auto w : m_byName) {
                const auto* opening = common(workload(w), all);
                if (!opening)
                    return differ(workload(w), "on their way out");
                own.push_back(kindOf.at(opening));
            }
        }
        for (std::size_t s = 0, end = 0; s < segments.size(); s = end) {
            end = s + 1;
            while (end < segments.size() && segments[end].first.family == segments[s].first.family && bySegment[end] == bySegment[s])
                ++end;
            for (std::size_t i = 0; i < m_byName.size(); ++i)
                hand(workload(m_byName[i]).name, rangeName(segments[s], segments[end - 1]), kinds[bySegment[s][i]]);
        }
        return {};
    }

    Result<void> listWorkload(const Workload& destination)
    {
        const auto& peers = m_model.peers();
        const auto& segments = peers.segments();
        std::vector<Opening> first;
        std::map<std::string, Opening> found;
        for (const auto c : destination.classes) {
            std::deque<Opening> known;
            const auto all = openings(m_reach.arrivals(c), peers.size(), known);
            std::vector<Opening> own;
            for (const auto w : m_byName) {
                const auto* opening = common(workload(w), all);
                if (!opening && &workload(w) != &destination)
                    return differ(workload(w), "on their way to " + destination.name);
                own.push_back(&workload(w) == &destination ? Opening{} : *opening);
            }
            for (std::size_t s = 0; s < segments.size(); ++s)
                own.push_back(*all[peers.classes().size() + s]);
            Opening fromIngress;
            if (const auto* ports = m_model.waysIn().find(c)) {
                fromIngress = *all[peers.anyPod()];
                fromIngress.ports.intersect(*ports);
                fromIngress.unknown.intersect(*ports);
            }
            own.push_back(std::move(fromIngress));
            if (c != destination.classes.front() && own != first)
                return differ(destination, "by who may reach them");
            first = std::move(own);
        }
        for (std::size_t i = 0; i < m_byName.size(); ++i)
            hand(workload(m_byName[i]).name, destination.name, first[i]);
        for (std::size_t s = 0, end = 0; s < segments.size(); s = end) {
            end = s + 1;
            while (end < segments.size() && segments[end].first.family == segments[s].first.family && first[m_byName.size() + end] == first[m_byName.size() + s])
                ++end;
            hand(rangeName(segments[s], segments[end - 1]), destination.name, first[m_byName.size() + s]);
        }
        hand("{ingress-controller}", destination.name, first.back());
        return {};
    }

    const PolicyModel& m_model;
    const std::function<void(const Connection&)>& m_take;
    Reach m_reach;
    std::vector<std::uint32_t> m_byName;
};

} // namespace

Result<void> eachConnection(const PolicyModel& model, const std::function<void(const Connection&)>& take) { return ConnectionLister(model, take).list(); }

} // namespace hoplens::policy
