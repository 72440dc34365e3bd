// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/arguments.h"
#include "lab/call.h"
#include "lab/iptables_rule.h"
#include "lab/iptables_tables.h"

#include "filter/iptables_listing.h"
#include "filter/iptables_save.h"
#include "filter/rule_set_edit.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <functional>

namespace hoplens::lab {
namespace {

std::string shortNumber(std::uint64_t number)
{
    if (number <= 99999)
        return std::to_string(number);
    for (const char* unit : {"K", "M", "G"}) {
        number = (number + 500) / 1000;
        if (number <= 9999)
            return std::to_string(number) + unit;
    }
    return std::to_string((number + 500) / 1000) + "T";
}

std::string leftPadded(std::string text, std::size_t width) { return text.size() < width ? std::string(width - text.size(), ' ') + text : text; }

enum class Action : std::uint8_t { None, Append, Insert, Replace, Delete, Check, Flush, NewChain, DeleteChain, RenameChain, Policy, ListRules, List, Zero };

struct ActionWord {
    char letter;
    std::string_view word;
    Action action;
    bool wantsChain;
};
constexpr std::array<ActionWord, 13> actions = {{{'A', "append", Action::Append, true}, {'I', "insert", Action::Insert, true}, {'R', "replace", Action::Replace, true}, {'D', "delete", Action::Delete, true}, {'C', "check", Action::Check, true}, {'F', "flush", Action::Flush, false}, {'N', "new-chain", Action::NewChain, true}, {'X', "delete-chain", Action::DeleteChain, false}, {'E', "rename-chain", Action::RenameChain, true}, {'P', "policy", Action::Policy, true}, {'S', "list-rules", Action::ListRules, false}, {'L', "list", Action::List, false}, {'Z', "zero", Action::Zero, false}}};

/// The option that a beginning of its name stands for, if of no other, too.
std::string_view wholeWord(std::string_view given)
{
    static constexpr std::array<std::string_view, 5> switches = {"numeric", "verbose", "exact", "line-numbers", "wait"};
    std::string_view found;
    std::size_t count = 0;
    const auto look = [&](std::string_view word) {
        if (word == given)
            count = 0;
        if (word.starts_with(given) && found != given) {
            found = word;
            ++count;
        }
    };
    for (const auto& action : actions)
        look(action.word);
    for (const auto word : switches)
        look(word);
    return count == 1 && given.size() > 1 ? found : given;
}

/// What one command line says.
struct Request {
    const ActionWord* action = nullptr;
    std::string table = "filter";
    std::string chain;
    std::vector<std::string> words; ///< of the rule, or what else follows the chain
    ListingNames names = ListingNames::Words;
    bool isVerbose = false;
    bool isExact = false;
    bool hasLineNumbers = false;
};

/// One run of iptables over the tables of its family.
class IptablesRun {
public:
    explicit IptablesRun(Call& call) : m_call(call), m_name(call.words.front()), m_variant(variantOf(m_name, call.here().rules)) {}

    int run()
    {
        if (const int status = read(); status != 0 || m_isDone)
            return status;
        if (std::ranges::find(builtIns(), m_request.table, &TableChains::table) == builtIns().end())
            return fail(3, "table '" + m_request.table + "' does not exist\nPerhaps iptables or your kernel needs to be upgraded.");
        m_rules = m_call.here().rules;
        m_table = tableNamed(m_rules, m_variant, m_request.table);
        if (!m_table.valid())
            m_table = makeTable(m_rules, m_variant, m_request.table);
        m_chain = findChain(m_rules, m_table, m_request.chain);
        const auto action = m_request.action->action;
        if (action == Action::List || action == Action::ListRules)
            return list();
        const bool isNewTable = !tableNamed(m_call.here().rules, m_variant, m_request.table).valid();
        const int status = edit(action);
        const bool isUsed = !isNewTable || std::ranges::any_of(m_rules.chains, [&](const Chain& chain) { return chain.table == m_table; }); // else it is not made
        const bool hasHandles = m_variant.origin == RuleOrigin::IptablesNft && (isNewTable || m_rules.tables[m_table.value].handle != 0); // else those that are there are not known
        if (status == 0 && action != Action::Check && isUsed && hasHandles)
            giveHandles(m_rules, m_table);
        if (status == 0 && action != Action::Check && isUsed)
            m_call.world.change(m_call.space).rules = std::move(m_rules);
        return status;
    }

private:
    int fail(int status, const std::string& what) const { return m_call.fail(status, m_name + " " + std::string(iptablesVersion) + ": " + what); }
    int usage(const std::string& what) const { return fail(2, what + "\nTry `" + m_name + " -h' or '" + m_name + " --help' for more information."); }
    /// What the kernel or the cache of its rules answers.
    int refuse(const std::string& what) const { return m_call.fail(1, m_name.substr(0, m_name.find('-')) + ": " + what); }
    int noSuchChain() const { return refuse("No chain/target/match by that name."); }
    int badArgument(const std::string& word) const { return m_call.fail(2, "Bad argument `" + word + "'\nTry `" + m_name + " -h' or '" + m_name + " --help' for more information."); }

    int read();
    int readAction(const ActionWord& action, Arguments& words);
    int list();
    void listChain(const ListedChain& listed, std::optional<std::uint32_t> only);
    void printChain(ChainId chain, std::optional<std::uint32_t> only);
    void useChain();
    int edit(Action action);
    int editRules(Action action);
    int deleteChains();
    /// Those of the table that the kernel has; the one that was named, if there is one.
    std::vector<ChainId> askedChains() const
    {
        if (!m_request.chain.empty())
            return std::vector<ChainId>(m_chain.valid() ? 1 : 0, m_chain);
        std::vector<ChainId> chains;
        for (const auto& listed : listedChains(m_rules, m_table))
            if (listed.id.valid())
                chains.push_back(listed.id);
        return chains;
    }
    bool namesBuiltIn() const { return isBuiltInName(m_request.table, m_request.chain); }
    int newChain();
    int setPolicy();
    int checkRule(const std::vector<std::string>& bodies);
    int place(Action action, std::optional<std::uint32_t> number, const std::vector<std::string>& bodies);
    /// Adds it at the end of the chain; the status where it is none.
    int append(const std::string& body);
    std::optional<std::uint32_t> find(const std::string& body);
    std::uint32_t ruleCount() const { return m_rules.chains[m_chain.value].rules.count; }
    RuleId ruleAt(std::uint32_t place) const { return RuleId{m_rules.chains[m_chain.value].rules.first + place}; }

    Call& m_call;
    std::string m_name;
    Variant m_variant;
    Request m_request;
    RuleSet m_rules; ///< those of the namespace, to be changed
    TableId m_table;
    ChainId m_chain;
    bool m_isDone = false;
};

int IptablesRun::readAction(const ActionWord& action, Arguments& words)
{
    if (m_request.action)
        return usage(std::string("Cannot use -") + action.letter + " with -" + m_request.action->letter);
    m_request.action = &action;
    if (!words.atEnd() && (!words.peek().starts_with('-') || action.action == Action::NewChain))
        m_request.chain = words.take();
    else if (action.wantsChain)
        return usage(std::string("option \"-") + action.letter + "\" requires an argument");
    return 0;
}

int IptablesRun::read()
{
    Arguments words(std::span(m_call.words).subspan(1));
    while (!words.atEnd()) {
        const auto word = words.take();
        const bool isLong = word.starts_with("--");
        if ((word == "-t" || word == "--table") && !words.atEnd()) {
            m_request.table = words.take();
            continue;
        }
        if (word == "-V" || word == "--version" || word == "-h" || word == "--help") {
            m_call.output += m_name + " " + std::string(iptablesVersion) + "\n";
            if (word == "-h" || word == "--help")
                m_call.output += "\nUsage: " + m_name + " -[ACD] chain rule-specification [options]\n       " + m_name + " -I chain [rulenum] rule-specification [options]\n       " + m_name + " -R chain rulenum rule-specification [options]\n       " + m_name + " -[LSFZ] [chain] [-n] [-v] [-x] [--line-numbers]\n       " + m_name + " -[NX] chain\n       " + m_name + " -E old-chain-name new-chain-name\n       " + m_name + " -P chain target [options]\n";
            m_isDone = true;
            return 0;
        }
        if (isLong) {
            const auto name = wholeWord(std::string_view(word).substr(2));
            const auto known = std::ranges::find(actions, name, &ActionWord::word);
            if (known != actions.end()) {
                if (const int status = readAction(*known, words); status != 0)
                    return status;
            } else if (name == "numeric" || name == "verbose" || name == "exact" || name == "line-numbers" || name == "wait") {
                m_request.names = name == "numeric" ? ListingNames::Numbers : m_request.names;
                m_request.isVerbose = m_request.isVerbose || name == "verbose";
                m_request.isExact = m_request.isExact || name == "exact";
                m_request.hasLineNumbers = m_request.hasLineNumbers || name == "line-numbers";
            } else {
                m_request.words.push_back(word);
            }
            continue;
        }
        // "-nvL": letters of options that take nothing, and at last perhaps a command.
        const bool isLetters = word.size() > 1 && word[0] == '-' && std::ranges::all_of(word.substr(1), [&](const char& c) { return std::string_view("nvxw").find(c) != std::string_view::npos || std::ranges::find(actions, c, &ActionWord::letter) != actions.end(); });
        if (!isLetters) {
            m_request.words.push_back(word);
            continue;
        }
        for (const char letter : word.substr(1)) {
            if (const auto known = std::ranges::find(actions, letter, &ActionWord::letter); known != actions.end()) {
                if (const int status = readAction(*known, words); status != 0)
                    return status;
            }
            m_request.names = letter == 'n' ? ListingNames::Numbers : m_request.names;
            m_request.isVerbose = m_request.isVerbose || letter == 'v';
            m_request.isExact = m_request.isExact || letter == 'x';
        }
    }
    return m_request.action ? 0 : usage("no command specified");
}

/// Makes the built-in chain that is named, where the kernel has not got it yet.
void IptablesRun::useChain()
{
    if (m_chain.valid() || !namesBuiltIn())
        return;
    parseIptablesSave("*" + m_request.table + "\n:" + m_request.chain + " ACCEPT [0:0]\nCOMMIT\n", m_name, m_variant.family, m_variant.origin, m_rules).value();
    m_chain = findChain(m_rules, m_table, m_request.chain);
}

void IptablesRun::listChain(const ListedChain& listedChain, std::optional<std::uint32_t> only)
{
    static const Chain unused{{}, {}, {}, ChainType::Filter, 0, false, true, {}, {}, {}};
    const auto& chain = listedChain.id.valid() ? m_rules.chains[listedChain.id.value] : unused;
    const auto number = [&](std::uint64_t count) { return m_request.isExact ? leftPadded(std::to_string(count), 8) : leftPadded(shortNumber(count), 5); };
    auto& out = m_call.output;
    if (!only) {
        const auto bare = [&](std::uint64_t count) { return m_request.isExact ? std::to_string(count) : shortNumber(count); };
        out += "Chain " + listedChain.name + " (";
        if (chain.isBuiltIn)
            out += std::string("policy ") + (chain.dropPolicy ? "DROP" : "ACCEPT") + (m_request.isVerbose ? " " + bare(chain.counters.packets) + " packets, " + bare(chain.counters.bytes) + " bytes" : "");
        else
            out += std::to_string(referencesTo(m_rules, listedChain.id)) + " references";
        out += ")\n";
        out += m_request.hasLineNumbers ? "num  " : "";
        out += !m_request.isVerbose ? "" : m_request.isExact ? "    pkts      bytes " : " pkts bytes ";
        out += std::string("target     prot opt ") + (m_request.isVerbose ? "in     out     " : "") + "source               destination         \n";
    }
    for (std::uint32_t i = 0; i < chain.rules.count; ++i) {
        if (only && *only != i)
            continue;
        const RuleId rule{chain.rules.first + i};
        const auto listed = listIptablesRule(m_rules, rule, m_request.names);
        if (m_request.hasLineNumbers) {
            auto label = std::to_string(i + 1);
            label.resize(std::max<std::size_t>(label.size(), 4), ' ');
            out += label + " ";
        }
        if (m_request.isVerbose)
            out += number(m_rules.rules[rule.value].counters.packets) + " " + number(m_rules.rules[rule.value].counters.bytes) + " ";
        out += listingColumns(listed, m_request.isVerbose) + (listed.unlisted.empty() ? "" : " (the lab does not know the columns of: " + listed.unlisted + ")") + "\n";
    }
}

void IptablesRun::printChain(ChainId id, std::optional<std::uint32_t> only)
{
    const auto& chain = m_rules.chains[id.value];
    for (std::uint32_t i = 0; i < chain.rules.count; ++i) {
        if (only && *only != i)
            continue;
        const RuleId rule{chain.rules.first + i};
        auto text = iptablesRuleText(m_rules, rule);
        if (m_request.isVerbose) { // before the target
            const auto& counters = m_rules.rules[rule.value].counters;
            const auto counted = "-c " + std::to_string(counters.packets) + " " + std::to_string(counters.bytes);
            const auto target = std::min(text.rfind("-j "), text.rfind("-g "));
            text = target == std::string::npos ? text + (text.empty() ? "" : " ") + counted : text.substr(0, target) + counted + " " + text.substr(target);
        }
        m_call.output += "-A " + std::string(m_rules.text(chain.name)) + (text.empty() ? "" : " " + text) + "\n";
    }
}

int IptablesRun::list()
{
    if (!m_request.chain.empty() && !m_chain.valid() && !namesBuiltIn())
        return fail(1, "chain `" + m_request.chain + "' in table `" + m_request.table + "' is incompatible, use 'nft' tool.");
    std::optional<std::uint32_t> only;
    if (!m_request.words.empty()) {
        const auto number = parseNumber(m_request.words.front(), 1'000'000);
        if (number && *number == 0)
            return usage("Invalid rule number `0'");
        if (m_request.chain.empty() || !number)
            return m_request.chain.empty() ? badArgument(m_request.words.front()) : usage("Invalid rule number `" + m_request.words.front() + "'");
        only = static_cast<std::uint32_t>(*number - 1);
    }
    auto chains = listedChains(m_rules, m_table);
    if (!m_request.chain.empty())
        std::erase_if(chains, [&](const ListedChain& listed) { return listed.name != m_request.chain; });
    if (m_request.action->action == Action::List) {
        for (std::size_t i = 0; i < chains.size(); ++i) {
            m_call.output += i > 0 ? "\n" : "";
            listChain(chains[i], only);
        }
        return 0;
    }
    for (const auto& listed : chains) {
        if (only)
            break;
        const Chain* chain = listed.id.valid() ? &m_rules.chains[listed.id.value] : nullptr;
        const auto counters = chain ? chain->counters : Counters{};
        const bool isBuiltIn = !chain || chain->isBuiltIn;
        m_call.output += isBuiltIn ? "-P " + listed.name + (chain && chain->dropPolicy ? " DROP" : " ACCEPT") + (m_request.isVerbose ? " -c " + std::to_string(counters.packets) + " " + std::to_string(counters.bytes) : "") + "\n" : "-N " + listed.name + "\n";
    }
    for (const auto& listed : chains)
        if (listed.id.valid())
            printChain(listed.id, only);
    return 0;
}

int IptablesRun::edit(Action action)
{
    const auto& words = m_request.words;
    const bool takesRule = action == Action::Append || action == Action::Insert || action == Action::Replace || action == Action::Delete || action == Action::Check;
    if (takesRule)
        return editRules(action);
    const std::size_t expected = action == Action::Policy || action == Action::RenameChain ? 1 : 0;
    if (action == Action::Policy && words.empty())
        return usage("-P requires a chain and a policy");
    if (action == Action::RenameChain && words.empty())
        return usage("-E requires old-chain-name and new-chain-name");
    if (words.size() > expected && !(action == Action::Zero && words.size() == 1))
        return badArgument(words[expected]);
    const bool namesMissing = !m_request.chain.empty() && !m_chain.valid();
    switch (action) {
    case Action::NewChain: return newChain();
    case Action::DeleteChain: return deleteChains();
    case Action::Policy: return setPolicy();
    case Action::Flush:
        if (namesMissing && !namesBuiltIn())
            return noSuchChain();
        useChain();
        for (const auto id : askedChains())
            removeRulesOf(m_rules, id);
        return 0;
    case Action::RenameChain:
        if (findChain(m_rules, m_table, words[0]).valid())
            return refuse("File exists.");
        if (namesMissing)
            return noSuchChain();
        if (namesBuiltIn())
            return m_call.fail(1, m_name + ": the lab does not give a built-in chain another name");
        m_rules.chains[m_chain.value].name = m_rules.strings.add(words[0]);
        return 0;
    case Action::Zero: {
        if (namesMissing)
            return noSuchChain();
        if (!words.empty() && m_request.chain.empty())
            return badArgument(words[0]);
        if (!m_chain.valid() && namesBuiltIn())
            return noSuchChain();
        const auto number = words.empty() ? std::nullopt : parseNumber(words[0], 1'000'000);
        if (!words.empty() && (!number || *number == 0))
            return usage("Invalid rule number `" + words[0] + "'");
        if (number && *number > ruleCount())
            return refuse("Bad rule (does a matching rule exist in that chain?).");
        for (const auto id : askedChains()) {
            auto& chain = m_rules.chains[id.value];
            if (!number)
                chain.counters = {};
            for (std::uint32_t i = 0; i < chain.rules.count; ++i)
                if (!number || *number == i + 1)
                    m_rules.rules[chain.rules.first + i].counters = {};
        }
        return 0;
    }
    default: return 0;
    }
}

int IptablesRun::newChain()
{
    const auto& name = m_request.chain;
    constexpr std::size_t longest = 28;
    constexpr std::array<std::string_view, 4> verdicts = {"ACCEPT", "DROP", "RETURN", "QUEUE"};
    if (name.starts_with('-') || name.starts_with('!'))
        return usage(std::string("chain name not allowed to start with `") + name[0] + "'");
    if (name.empty() || name.size() > longest)
        return usage("chain name `" + name + "' too long (must be under 29 chars)");
    if (std::ranges::find(verdicts, name) != verdicts.end() || isTargetName(name))
        return usage("chain name may not clash with target name");
    if (std::ranges::any_of(name, [](unsigned char c) { return std::isspace(c) != 0 || std::iscntrl(c) != 0; }))
        return usage("Invalid chain name `" + name + "'");
    if (m_chain.valid() || namesBuiltIn())
        return refuse("Chain already exists.");
    const Chain chain{m_table, m_rules.strings.add(name), {}, ChainType::Filter, 0, false, false, {}, {static_cast<std::uint32_t>(m_rules.rules.size()), 0}, {}};
    m_rules.chains.push_back(chain);
    return 0;
}

int IptablesRun::deleteChains()
{
    if (!m_request.chain.empty() && !m_chain.valid())
        return noSuchChain();
    auto chains = askedChains();
    const auto isBusy = [&](ChainId chain) { return m_rules.chains[chain.value].rules.count > 0 || referencesTo(m_rules, chain) > 0; };
    const auto isKept = [&](ChainId chain) { return m_rules.chains[chain.value].isBuiltIn && (isBusy(chain) || m_rules.chains[chain.value].dropPolicy); };
    if (m_request.chain.empty())
        std::erase_if(chains, isKept); // without a word
    else if (m_rules.chains[m_chain.value].dropPolicy)
        return refuse("Directory not empty.");
    if (const auto busy = std::find_if(chains.rbegin(), chains.rend(), isBusy); busy != chains.rend()) // it tells of the last
        return fail(4, " CHAIN_DEL failed (Device or resource busy): chain " + std::string(m_rules.chainName(*busy)));
    std::ranges::sort(chains, std::greater<>());
    for (const auto chain : chains)
        removeChain(m_rules, chain);
    return 0;
}

int IptablesRun::setPolicy()
{
    if (m_request.table == "nat" && m_request.words[0] == "DROP")
        return usage(noFilteringInNat);
    if (!namesBuiltIn())
        return refuse("Bad built-in chain name.");
    useChain();
    const auto& policy = m_request.words[0];
    if (policy != "ACCEPT" && policy != "DROP")
        return refuse("Bad policy name. Run `dmesg' for more information.");
    m_rules.chains[m_chain.value].dropPolicy = policy == "DROP";
    m_rules.chains[m_chain.value].countsPolicy = true;
    m_rules.chains[m_chain.value].counters = {};
    return 0;
}

int IptablesRun::append(const std::string& body)
{
    const auto read = parseIptablesSave("*" + m_request.table + "\n-A " + m_request.chain + " " + body + "\nCOMMIT\n", m_name, m_variant.family, m_variant.origin, m_rules);
    if (!read)
        return usage("the lab cannot read this rule: " + read.error().message);
    if (!read->empty()) {
        const auto& text = read->front().text; // "iptables:2: why; verdicts …"
        const auto why = text.substr(std::min(text.find(": ") + 2, text.size()));
        return usage("the lab does not know this rule: " + why.substr(0, why.find(';')));
    }
    return 0;
}

/// The place of the first rule that says the same as the body does.
std::optional<std::uint32_t> IptablesRun::find(const std::string& body)
{
    if (append(body) != 0)
        return std::nullopt;
    const auto last = ruleCount() - 1;
    const auto wanted = iptablesRuleText(m_rules, ruleAt(last));
    std::optional<std::uint32_t> found;
    for (std::uint32_t i = 0; i < last && !found; ++i)
        if (iptablesRuleText(m_rules, ruleAt(i)) == wanted)
            found = i;
    removeRule(m_rules, ruleAt(last));
    return found;
}

int IptablesRun::editRules(Action action)
{
    auto words = m_request.words;
    std::optional<std::uint32_t> number;
    const bool takesNumber = action == Action::Insert || action == Action::Replace || action == Action::Delete;
    if (takesNumber && !words.empty() && !words[0].starts_with('-') && words[0] != "!") {
        const auto read = parseNumber(words[0], 1'000'000);
        if (!read || *read == 0)
            return usage("Invalid rule number `" + words[0] + "'");
        number = static_cast<std::uint32_t>(*read);
        words.erase(words.begin());
        if (action == Action::Delete && !words.empty())
            return badArgument(words[0]);
    }
    if (action == Action::Replace && !number)
        return usage("-R requires a rule number");
    if (action == Action::Delete && number) {
        if (!m_chain.valid())
            return noSuchChain();
        if (*number > ruleCount())
            return refuse("Index of deletion too big.");
        removeRule(m_rules, ruleAt(*number - 1));
        return 0;
    }
    const auto bodies = readTypedRule({m_rules, m_table, m_variant.family, m_request.chain}, words);
    if (!bodies)
        return bodies.error().hasVersion ? usage(bodies.error().text) : m_call.fail(2, bodies.error().text + "\nTry `" + m_name + " -h' or '" + m_name + " --help' for more information.");
    if (action == Action::Append || action == Action::Insert)
        useChain();
    if (!m_chain.valid())
        return action == Action::Delete || action == Action::Check ? refuse("Bad rule (does a matching rule exist in that chain?).") : noSuchChain();
    if (action == Action::Delete || action == Action::Check)
        return checkRule(*bodies);
    return place(action, number, *bodies);
}

int IptablesRun::checkRule(const std::vector<std::string>& bodies)
{
    for (const auto& body : bodies) {
        const auto errors = m_call.errors.size();
        const auto at = find(body);
        if (!at)
            return m_call.errors.size() > errors ? 2 : refuse("Bad rule (does a matching rule exist in that chain?).");
        if (m_request.action->action == Action::Delete)
            removeRule(m_rules, ruleAt(*at));
    }
    return 0;
}

int IptablesRun::place(Action action, std::optional<std::uint32_t> number, const std::vector<std::string>& bodies)
{
    if (action == Action::Insert && number.value_or(1) > ruleCount() + 1)
        return refuse("Index of insertion too big.");
    if (action == Action::Replace && *number > ruleCount())
        return refuse("Index of replacement too big.");
    if (action == Action::Replace && bodies.size() > 1)
        return usage("Replacement rule does not specify a unique address");
    if (action == Action::Append) {
        std::string all; // read at once: each reading looks at all rules
        for (const auto& body : bodies)
            all += (all.empty() ? "" : "\n-A " + m_request.chain + " ") + body;
        if (const int status = append(all); status != 0)
            return status;
    }
    for (const auto& body : bodies) {
        if (action == Action::Append)
            break;
        if (const int status = append(body); status != 0)
            return status;
        moveLastRule(m_rules, m_chain, number.value_or(1) - 1);
        if (action == Action::Replace)
            removeRule(m_rules, ruleAt(*number));
    }
    if (const int refused = refusalOf(m_rules, m_table); refused != 0)
        return fail(4, std::string(" ") + (action == Action::Append ? "RULE_APPEND" : action == Action::Insert ? "RULE_INSERT" : "RULE_REPLACE") + " failed (" + std::strerror(refused) + "): rule in chain " + m_request.chain);
    return 0;
}

} // namespace

int runIptables(Call& call) { return IptablesRun(call).run(); }

} // namespace hoplens::lab
