// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/evaluator.h"

#include "base/words.h"
#include "filter/field_reader.h"
#include "filter/nft_text.h"

#include <algorithm>
#include <array>

namespace hoplens {
namespace {

constexpr std::size_t maximumDepth = 16; ///< NFT_JUMP_STACK_SIZE; iptables refuses loops when rules are loaded
constexpr std::size_t maximumKeyParts = 8;
constexpr std::size_t longestTrail = 4000;
constexpr std::size_t usualTrail = 12; ///< saves growing the list
constexpr std::size_t mostVisits = 2000000;

/// A match's answer. Chance carries a probability; negative when nobody can say.
enum class Answer : std::uint8_t { No, Yes, Unknown, Chance };

struct Frame {
    ChainId chain;
    std::uint32_t nextRule;
    std::uint32_t end;
    RuleIndex::Candidates candidates;
};

/// The chains that called each other, outermost first. Only those in use are copied.
class FrameStack {
public:
    FrameStack() = default;
    FrameStack(const FrameStack& other) : m_depth(other.m_depth) { std::copy_n(other.m_frames.begin(), m_depth, m_frames.begin()); }
    FrameStack& operator=(const FrameStack& other)
    {
        m_depth = other.m_depth;
        std::copy_n(other.m_frames.begin(), m_depth, m_frames.begin());
        return *this;
    }
    std::size_t depth() const { return m_depth; }
    Frame& top() { return m_frames[m_depth - 1]; }
    const Frame& top() const { return m_frames[m_depth - 1]; }
    void push(const Frame& frame) { m_frames[m_depth++] = frame; }
    void pop() { --m_depth; }

private:
    std::array<Frame, maximumDepth> m_frames; // not cleared: most chains are shallow
    std::size_t m_depth = 0;
};

/// The state of one branch.
struct Branch {
    FilterInput input;
    double probability = 1;
    bool untracked = false;
    FrameStack frames = {};
    std::vector<TrailEntry> trail = {};
    std::vector<std::string> assumptions = {};
    std::uint16_t startOperation = 0; ///< where to go on in the rule at hand after a branch point
};

double combine(double a, double b) { return a < 0 || b < 0 ? -1 : a * b; }

class Run {
public:
    Run(const RuleSet& rules, const RuleIndex& index, const FilterEnvironment& environment, std::vector<FilterResult>& results)
        : m_rules(rules), m_index(index), m_environment(environment), m_results(results), m_firstResult(results.size())
    {
    }

    void start(ChainId base, const FilterInput& input)
    {
        m_branch.input = input;
        m_branch.trail.reserve(usualTrail);
        enter(m_branch, base);
        m_base = base;
        for (;;) {
            follow(m_branch);
            if (m_pending.empty())
                return;
            m_branch = std::move(m_pending.back());
            m_pending.pop_back();
        }
    }

private:
    void enter(Branch& branch, ChainId chain)
    {
        const auto span = m_rules.chains[chain.value].rules;
        branch.frames.push({chain, span.first, span.first + span.count, m_index.candidates(chain, branch.input.packet.tuple)});
    }
    void follow(Branch& branch);
    /// Evaluates one rule. True when the branch has ended.
    bool rule(Branch& branch, RuleId id);
    bool verdict(Branch& branch, RuleId id, const Verdict& verdict);
    bool ended(Branch& branch, FilterAction action, RuleId rule, std::string reason = {});
    bool split(Branch& branch, RuleId id, std::uint16_t operation, double probability, std::string assumption, bool continueAfterRule);

    Answer compare(const Branch& branch, const Compare& compare, double& probability);
    Answer match(const Branch& branch, const Operation& operation, double& probability, std::string& assumption);
    Answer lookup(const Branch& branch, const SetLookup& lookup);
    Answer inSet(const Branch& branch, SetId set, std::span<const Value> key, std::uint32_t& element);
    FieldPresence readKey(const Branch& branch, PoolSpan span, std::array<Value, maximumKeyParts>& key, std::optional<std::size_t>& random);
    bool mapLookup(Branch& branch, RuleId id, std::uint16_t operation, SetId map, PoolSpan span, bool isVerdict, NatStatement nat, bool& finished);
    bool onlyPassive(const Rule& rule, std::uint16_t from) const;
    std::string because(RuleId id, const Operation& operation) const;

    const RuleSet& m_rules;
    const RuleIndex& m_index;
    const FilterEnvironment& m_environment;
    std::vector<FilterResult>& m_results;
    std::size_t m_firstResult;
    std::vector<Branch> m_pending;
    Branch m_branch;
    ChainId m_base = {};
    std::vector<std::uint32_t> m_elements;
    std::size_t m_visits = 0;
};

std::string Run::because(RuleId id, const Operation& operation) const
{
    return say("trace", "%1 cannot be evaluated: %2")(ruleLocation(m_rules, id), nftOperationText(m_rules, operation));
}

bool Run::ended(Branch& branch, FilterAction action, RuleId rule, std::string reason)
{
    FilterResult result;
    result.action = action;
    result.probability = branch.probability;
    result.rule = rule;
    result.untracked = branch.untracked;
    result.packet = branch.input.packet;
    result.mark = branch.input.mark;
    result.conntrackMark = branch.input.conntrack.mark;
    result.unknownReason = std::move(reason);
    result.trail = std::move(branch.trail);
    result.assumptions = std::move(branch.assumptions);
    m_results.push_back(std::move(result));
    return true;
}

void Run::follow(Branch& branch)
{
    for (;;) {
        auto& frame = branch.frames.top();
        const std::uint32_t at = RuleIndex::next(frame.candidates, frame.nextRule, frame.end);
        if (at >= frame.end) {
            const ChainId chain = frame.chain;
            branch.frames.pop();
            if (branch.frames.depth() > 0) {
                branch.trail.push_back({chain, RuleId{}, TrailAction::EndOfChain});
                continue;
            }
            branch.trail.push_back({m_base, RuleId{}, TrailAction::Policy});
            ended(branch, m_rules.chains[m_base.value].dropPolicy ? FilterAction::Drop : FilterAction::Accept, RuleId{});
            return;
        }
        frame.nextRule = at + 1;
        if (rule(branch, RuleId{at}))
            return;
    }
}

/// True when the rest of a rule can change neither packet nor verdict.
bool Run::onlyPassive(const Rule& rule, std::uint16_t from) const
{
    for (std::uint16_t i = from; i < rule.operationCount; ++i) {
        const auto& operation = m_rules.operations[rule.firstOperation + i];
        const bool isMatch = operation.index() < Operation(UnknownOperation{}).index();
        const auto* unknown = std::get_if<UnknownOperation>(&operation);
        if (!isMatch && !std::holds_alternative<Passive>(operation) && !(unknown && !unknown->isStatement))
            return false;
    }
    return true;
}

bool Run::split(Branch& branch, RuleId id, std::uint16_t operation, double probability, std::string assumption, bool continueAfterRule)
{
    if (m_results.size() - m_firstResult + m_pending.size() >= FilterEvaluator::maximumBranches)
        return false;
    Branch other = branch;
    other.probability = combine(branch.probability, probability < 0 ? -1 : 1 - probability);
    other.startOperation = 0;
    if (!assumption.empty())
        other.assumptions.push_back("not " + assumption);
    if (!continueAfterRule) {
        other.frames.top().nextRule = id.value;
        other.startOperation = operation;
    }
    other.trail.reserve(branch.trail.size() + usualTrail);
    m_pending.push_back(std::move(other));
    branch.probability = combine(branch.probability, probability);
    if (!assumption.empty())
        branch.assumptions.push_back(std::move(assumption));
    return true;
}

bool Run::rule(Branch& branch, RuleId id)
{
    if (branch.trail.size() > longestTrail || ++m_visits > mostVisits)
        return ended(branch, FilterAction::Unknown, id, "the chains are so entangled that a packet passes more than " + std::to_string(longestTrail) + " rules");
    const auto& rule = m_rules.rules[id.value];
    const std::size_t firstMatch = branch.startOperation;
    branch.startOperation = 0;
    double chance = 1;
    bool hasChance = false;
    std::string assumption;
    const Operation* unknown = nullptr;
    for (auto i = static_cast<std::uint16_t>(firstMatch); i < rule.operationCount; ++i) {
        const auto& operation = m_rules.operations[rule.firstOperation + i];
        const bool isMatch = operation.index() <= Operation(UnknownOperation{}).index() && !(std::holds_alternative<UnknownOperation>(operation) && std::get<UnknownOperation>(operation).isStatement);
        if (isMatch) {
            double probability = 1;
            const Answer answer = match(branch, operation, probability, assumption);
            if (answer == Answer::No)
                return false;
            if (answer == Answer::Unknown)
                unknown = unknown ? unknown : &operation;
            if (answer == Answer::Chance) {
                hasChance = true;
                chance = combine(chance, probability);
            }
            const bool lastMatch = i + 1 == rule.operationCount || m_rules.operations[rule.firstOperation + i + 1].index() > Operation(UnknownOperation{}).index() ||
                                   (std::holds_alternative<UnknownOperation>(m_rules.operations[rule.firstOperation + i + 1]) && std::get<UnknownOperation>(m_rules.operations[rule.firstOperation + i + 1]).isStatement);
            if (!lastMatch)
                continue;
            if (onlyPassive(rule, static_cast<std::uint16_t>(i + 1))) {
                if (!unknown && !hasChance)
                    branch.trail.push_back({branch.frames.top().chain, id, TrailAction::Passed});
                return false;
            }
            if (unknown)
                return ended(branch, FilterAction::Unknown, id, because(id, *unknown));
            if (hasChance) {
                hasChance = false;
                if (chance == 0)
                    return false;
                if (chance != 1 && !split(branch, id, 0, chance, std::move(assumption), true))
                    return ended(branch, FilterAction::Unknown, id, "more than " + std::to_string(FilterEvaluator::maximumBranches) + " branches meet in this chain");
                chance = 1;
            }
            continue;
        }
        if (const auto* verdictOperation = std::get_if<Verdict>(&operation))
            return verdict(branch, id, *verdictOperation);
        if (const auto* map = std::get_if<VerdictMap>(&operation)) {
            bool finished = false;
            if (mapLookup(branch, id, i, map->map, map->key, true, {}, finished))
                return finished;
            return false;
        }
        if (const auto* map = std::get_if<NatMap>(&operation)) {
            if (map->family != branch.input.packet.tuple.source.family) // in an inet table: no business of this packet's
                continue;
            bool finished = false;
            NatStatement nat{map->kind};
            nat.family = map->family;
            if (mapLookup(branch, id, i, map->map, map->key, false, nat, finished))
                return finished;
            return false;
        }
        if (std::holds_alternative<UnknownOperation>(operation))
            return ended(branch, FilterAction::Unknown, id, because(id, operation));
        if (const auto* reject = std::get_if<RejectStatement>(&operation)) {
            branch.trail.push_back({branch.frames.top().chain, id, TrailAction::Verdict});
            ended(branch, FilterAction::Reject, id);
            m_results.back().reject = reject->type;
            return true;
        }
        if (const auto* nat = std::get_if<NatStatement>(&operation)) {
            if (nat->hasAddress && nat->family != branch.input.packet.tuple.source.family)
                continue;
            branch.trail.push_back({branch.frames.top().chain, id, TrailAction::Verdict});
            ended(branch, FilterAction::Nat, id);
            m_results.back().nat = *nat;
            m_results.back().natAddresses = m_rules.addresses(*nat);
            return true;
        }
        if (const auto* set = std::get_if<SetField>(&operation)) {
            auto& input = branch.input;
            const std::uint32_t source = set->source == SetSource::Mark ? input.mark : set->source == SetSource::ConntrackMark ? input.conntrack.mark : set->source == SetSource::TimeToLive ? input.packet.ttl : 0;
            const auto compute = [&](std::uint32_t target) {
                const auto value = static_cast<std::int64_t>((target & set->keep) ^ (source & set->sourceMask) ^ set->constant) + set->addend;
                return static_cast<std::uint32_t>(std::max<std::int64_t>(value, 0));
            };
            switch (set->target) {
            case SetTarget::Mark: input.mark = compute(input.mark); break;
            case SetTarget::ConntrackMark: input.conntrack.mark = compute(input.conntrack.mark); break;
            case SetTarget::TimeToLive: input.packet.ttl = static_cast<std::uint8_t>(std::min(compute(input.packet.ttl), 255u)); break;
            case SetTarget::TypeOfService: input.packet.typeOfService = static_cast<std::uint8_t>(compute(input.packet.typeOfService)); break;
            }
        }
        if (std::holds_alternative<Untrack>(operation) && !branch.input.conntrack.isAttached) {
            branch.untracked = true;
            branch.input.conntrack.state = ctstate::untracked;
        }
    }
    branch.trail.push_back({branch.frames.top().chain, id, TrailAction::Passed});
    return false;
}

bool Run::verdict(Branch& branch, RuleId id, const Verdict& verdict)
{
    const ChainId chain = branch.frames.top().chain;
    switch (verdict.kind) {
    case VerdictKind::Accept:
    case VerdictKind::Drop:
        branch.trail.push_back({chain, id, TrailAction::Verdict});
        return ended(branch, verdict.kind == VerdictKind::Accept ? FilterAction::Accept : FilterAction::Drop, id);
    case VerdictKind::Queue:
        return ended(branch, FilterAction::Queue, id, ruleLocation(m_rules, id) + " hands the packet to a program (NFQUEUE)");
    case VerdictKind::Continue: branch.trail.push_back({chain, id, TrailAction::Passed}); return false;
    case VerdictKind::Return:
        branch.trail.push_back({chain, id, TrailAction::Return});
        branch.frames.top().nextRule = branch.frames.top().end;
        if (branch.frames.depth() > 1) {
            branch.frames.pop();
            return false;
        }
        branch.trail.push_back({m_base, RuleId{}, TrailAction::Policy});
        return ended(branch, m_rules.chains[m_base.value].dropPolicy ? FilterAction::Drop : FilterAction::Accept, RuleId{});
    case VerdictKind::Jump:
        branch.trail.push_back({chain, id, TrailAction::Jump});
        if (branch.frames.depth() == maximumDepth)
            return ended(branch, FilterAction::Unknown, id, ruleLocation(m_rules, id) + " jumps deeper than " + std::to_string(maximumDepth) + " chains");
        enter(branch, verdict.chain);
        return false;
    case VerdictKind::Goto:
        branch.trail.push_back({chain, id, TrailAction::Goto});
        branch.frames.pop();
        enter(branch, verdict.chain);
        return false;
    }
    return false;
}

FieldPresence Run::readKey(const Branch& branch, PoolSpan span, std::array<Value, maximumKeyParts>& key, std::optional<std::size_t>& random)
{
    if (span.count > maximumKeyParts)
        return FieldPresence::Unknown;
    for (std::uint32_t i = 0; i < span.count; ++i) {
        const auto& part = m_rules.keys[span.first + i];
        if (part.field == Field::Random) {
            random = i;
            continue;
        }
        if (part.field == Field::Constant) {
            key[i] = Value::of(part.offset);
            continue;
        }
        const auto presence = readField(part.field, branch.input, m_environment, key[i]);
        if (presence != FieldPresence::Known)
            return presence;
        key[i].low &= part.mask;
        if (part.field == Field::ConntrackState)
            key[i].low &= 0x7f; // iptables' own bits for translated connections are no elements of nftables
    }
    return FieldPresence::Known;
}

/// The narrowest element that holds the key; ipset exceptions (nomatch) answer no.
Answer Run::inSet(const Branch& branch, SetId id, std::span<const Value> key, std::uint32_t& element)
{
    const auto& set = m_rules.sets[id.value];
    if (!set.isReadable || (!set.elements.empty() && key.size() != set.dimensions))
        return Answer::Unknown;
    m_elements.clear();
    m_index.possibleElements(id, key, m_elements);
    const SetElement* best = nullptr;
    for (const auto e : m_elements) {
        const auto& candidate = set.elements[e];
        bool holds = true;
        bool narrower = true;
        for (std::size_t d = 0; d < key.size() && holds; ++d) {
            const auto& interval = m_rules.intervals[candidate.firstInterval + d];
            holds = interval.low <= key[d] && key[d] <= interval.high;
            if (best) {
                const auto& other = m_rules.intervals[best->firstInterval + d];
                narrower = narrower && other.low <= interval.low && interval.high <= other.high;
            }
        }
        if (holds && narrower) {
            best = &candidate;
            element = e;
        }
    }
    (void)branch;
    return best && !best->nomatch ? Answer::Yes : Answer::No;
}

Answer Run::lookup(const Branch& branch, const SetLookup& lookup)
{
    if (!lookup.set.valid())
        return Answer::Unknown;
    const auto& set = m_rules.sets[lookup.set.value];
    if (lookup.isIpset && set.type == "list:set") {
        Answer any = Answer::No;
        for (const auto member : set.members) {
            SetLookup inner = lookup;
            inner.set = member;
            inner.negated = false;
            const Answer answer = this->lookup(branch, inner);
            any = answer == Answer::Yes ? Answer::Yes : any == Answer::No ? answer : any;
        }
        return any == Answer::Unknown ? any : (any == Answer::Yes) != lookup.negated ? Answer::Yes : Answer::No;
    }
    std::array<Value, maximumKeyParts> key;
    std::optional<std::size_t> random;
    const auto presence = readKey(branch, lookup.key, key, random);
    if (presence == FieldPresence::Unknown || random)
        return Answer::Unknown;
    if (presence == FieldPresence::Absent)
        return lookup.isIpset && lookup.negated ? Answer::Yes : Answer::No;
    std::uint32_t element = 0;
    const Answer answer = inSet(branch, lookup.set, std::span(key).first(lookup.key.count), element);
    if (answer == Answer::Unknown)
        return answer;
    return (answer == Answer::Yes) != lookup.negated ? Answer::Yes : Answer::No;
}

/// Looks up a verdict map or NAT map and acts on what it finds, splitting when the key holds a random number.
/// Returns false when the map has no entry for the key (the rule ends there). finished: the branch has ended.
bool Run::mapLookup(Branch& branch, RuleId id, std::uint16_t operation, SetId map, PoolSpan span, bool isVerdict, NatStatement nat, bool& finished)
{
    std::array<Value, maximumKeyParts> key;
    std::optional<std::size_t> random;
    const auto& set = m_rules.sets[map.value];
    const auto presence = readKey(branch, span, key, random);
    if (presence == FieldPresence::Unknown || !set.isReadable) {
        finished = ended(branch, FilterAction::Unknown, id, because(id, m_rules.operations[m_rules.rules[id.value].firstOperation + operation]));
        return true;
    }
    if (presence == FieldPresence::Absent)
        return false;
    const auto act = [&](Branch& target, std::uint32_t element) {
        const auto& found = set.elements[element];
        if (isVerdict)
            return verdict(target, id, found.verdict);
        NatStatement resolved = nat;
        resolved.hasAddress = true;
        if (found.dataPort != 0) {
            resolved.hasPort = true;
            resolved.portLow = resolved.portHigh = found.dataPort;
        }
        target.trail.push_back({target.frames.top().chain, id, TrailAction::Verdict});
        ended(target, FilterAction::Nat, id);
        m_results.back().nat = resolved;
        m_results.back().natAddresses = {found.data, found.data};
        return true;
    };
    std::uint32_t element = 0;
    if (!random) {
        if (inSet(branch, map, std::span(key).first(span.count), element) != Answer::Yes)
            return false;
        finished = act(branch, element);
        return true;
    }
    const auto& part = m_rules.keys[span.first + *random];
    std::vector<std::pair<std::uint32_t, std::uint32_t>> counts; // element, how many random values
    std::uint32_t without = 0;
    for (std::uint32_t number = 0; number < std::min(part.modulus, 4096u); ++number) {
        key[*random] = Value::of(std::uint64_t{number} + part.offset);
        if (inSet(branch, map, std::span(key).first(span.count), element) != Answer::Yes) {
            ++without;
            continue;
        }
        const auto at = std::ranges::find(counts, element, &std::pair<std::uint32_t, std::uint32_t>::first);
        if (at == counts.end())
            counts.emplace_back(element, 1);
        else
            ++at->second;
    }
    if (m_results.size() - m_firstResult + m_pending.size() + counts.size() > FilterEvaluator::maximumBranches) {
        finished = ended(branch, FilterAction::Unknown, id, "more than " + std::to_string(FilterEvaluator::maximumBranches) + " branches meet in this chain");
        return true;
    }
    const Branch base = branch;
    for (const auto& [choice, count] : counts) {
        Branch other = base;
        other.probability = combine(base.probability, static_cast<double>(count) / part.modulus);
        other.assumptions.push_back("choice " + std::to_string(&choice - &counts.front().first) + " of " + std::to_string(part.modulus));
        if (!act(other, choice))
            m_pending.push_back(std::move(other));
    }
    if (without > 0) {
        branch.probability = combine(base.probability, static_cast<double>(without) / part.modulus);
        return false;
    }
    finished = true;
    return true;
}

Answer Run::compare(const Branch& branch, const Compare& compare, double& probability)
{
    const auto holds = [&](Value value) {
        value.low &= compare.mask;
        if (compare.mask != ~0ull)
            value.high = 0;
        return std::ranges::any_of(m_rules.intervalsOf(compare), [&](const Interval& interval) { return interval.low <= value && value <= interval.high; });
    };
    const auto& packet = branch.input.packet;
    if (compare.field == Field::EitherPort) {
        if (!packet.isIp() || !hasPorts(packet.tuple.protocol))
            return Answer::No;
        const bool either = holds(Value::of(packet.tuple.sourcePort)) || holds(Value::of(packet.tuple.destinationPort));
        return either != compare.negated ? Answer::Yes : Answer::No;
    }
    (void)probability;
    Value value;
    switch (readField(compare.field, branch.input, m_environment, value)) {
    case FieldPresence::Absent: return compare.spelling == Spelling::Owner && compare.negated ? Answer::Yes : Answer::No;
    case FieldPresence::Unknown: return Answer::Unknown;
    case FieldPresence::Known: break;
    }
    return holds(value) != compare.negated ? Answer::Yes : Answer::No;
}

Answer yesIf(bool condition) { return condition ? Answer::Yes : Answer::No; }

Answer Run::match(const Branch& branch, const Operation& operation, double& probability, std::string& assumption)
{
    const auto& input = branch.input;
    if (const auto* comparison = std::get_if<Compare>(&operation))
        return compare(branch, *comparison, probability);
    if (const auto* match = std::get_if<InterfaceMatch>(&operation)) {
        const std::array links = {input.in, input.out, input.physicalIn, input.physicalOut};
        const Link* link = links[static_cast<std::size_t>(match->role)];
        const auto wanted = m_rules.text(match->name);
        const std::string_view actual = link ? std::string_view(link->name) : std::string_view();
        return yesIf((match->isPrefix ? actual.starts_with(wanted) : actual == wanted) != match->negated);
    }
    if (const auto* set = std::get_if<SetLookup>(&operation))
        return lookup(branch, *set);
    if (const auto* match = std::get_if<AddressTypeMatch>(&operation)) {
        const std::int32_t link = match->limitIn && input.in ? input.in->index : match->limitOut && input.out ? input.out->index : 0;
        for (const bool source : {true, false}) {
            const auto types = source ? match->sources : match->destinations;
            if (types == 0)
                continue;
            if (!input.packet.isIp())
                return Answer::No;
            const auto type = m_environment.addressType(source ? input.packet.tuple.source : input.packet.tuple.destination, link);
            if (!type)
                return Answer::Unknown;
            const bool isOne = (types >> static_cast<unsigned>(*type) & 1) != 0;
            if (isOne == (source ? match->sourceNegated : match->destinationNegated))
                return Answer::No;
        }
        return Answer::Yes;
    }
    if (const auto* match = std::get_if<StatisticMatch>(&operation)) {
        probability = match->nth ? 1.0 / std::max(match->every, 1u) : match->threshold / 2147483648.0;
        if (match->negated)
            probability = 1 - probability;
        return probability >= 1 ? Answer::Yes : probability <= 0 ? Answer::No : Answer::Chance;
    }
    if (const auto* match = std::get_if<RateMatch>(&operation)) {
        if (match->kind == RateKind::RecentSet || match->kind == RateKind::Account)
            return Answer::Yes;
        probability = -1;
        assumption = "matched by " + std::string(m_rules.text(match->text));
        return Answer::Chance;
    }
    if (const auto* match = std::get_if<PhysdevMatch>(&operation)) {
        const auto test = [&](unsigned bit, bool answer) { return (match->flags >> bit & 1) == 0 || answer != ((match->inverted >> bit & 1) != 0); };
        const auto nameIs = [&](const Link* link, StringId wanted) {
            auto text = m_rules.text(wanted);
            const std::string_view actual = link ? std::string_view(link->name) : std::string_view();
            if (!text.ends_with('+'))
                return actual == text;
            text.remove_suffix(1);
            return link != nullptr && actual.starts_with(text);
        };
        if (!input.physicalIn && !input.physicalOut && !input.isBridged) // not a bridged packet: only inverted questions hold
            return yesIf((match->flags & ~match->inverted & 31) == 0);
        return yesIf(test(2, input.isBridged) && test(3, input.physicalIn != nullptr) && test(4, input.physicalOut != nullptr) && test(0, nameIs(input.physicalIn, match->in)) && test(1, nameIs(input.physicalOut, match->out)));
    }
    if (const auto* match = std::get_if<RpfilterMatch>(&operation)) {
        if (!input.in)
            return Answer::No;
        const auto passes = m_environment.reversePathPasses(input.packet, *input.in, *match, input.mark);
        return passes ? yesIf(*passes != match->inverted) : Answer::Unknown;
    }
    return Answer::Unknown;
}

} // namespace

void FilterEvaluator::evaluate(ChainId base, const FilterInput& input, const FilterEnvironment& environment, std::vector<FilterResult>& results) const
{
    Run(*m_rules, *m_index, environment, results).start(base, input);
}

} // namespace hoplens
