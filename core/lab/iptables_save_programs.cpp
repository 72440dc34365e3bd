// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/call.h"
#include "lab/iptables_rule.h"
#include "lab/iptables_tables.h"

#include "filter/iptables_save.h"
#include "filter/rule_set_edit.h"

#include <algorithm>
#include <cstring>

namespace hoplens::lab {
namespace {

/// The words of a line, as iptables-restore takes them apart: what is between double quotes is one.
std::vector<std::string> wordsOf(std::string_view line)
{
    std::vector<std::string> words;
    bool isOpen = false; ///< within quotes
    bool isWord = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        const bool isBlank = !isOpen && (c == ' ' || c == '\t' || c == '\r');
        if (isBlank || c == '"') {
            isOpen = c == '"' ? !isOpen : isOpen;
            isWord = isWord && !isBlank;
            if (c == '"' && isOpen && !isWord) {
                words.emplace_back();
                isWord = true;
            }
            continue;
        }
        if (!isWord)
            words.emplace_back();
        isWord = true;
        words.back() += isOpen && c == '\\' && i + 1 < line.size() ? line[++i] : c;
    }
    return words;
}

/// Whether a text has more than iptables-save writes: commands other than -A.
bool hasCommands(std::string_view text)
{
    for (; !text.empty(); text.remove_prefix(std::min(text.find('\n') + 1, text.size()))) {
        if (text.starts_with('-') && !text.starts_with("-A "))
            return true;
        if (text.find('\n') == std::string_view::npos)
            break;
    }
    return false;
}

/// What iptables complained of, as its restore tells it of a line.
std::string complaintOf(std::string text, const std::string& name, std::size_t number)
{
    const auto line = std::to_string(number);
    if (text == name.substr(0, name.find('-')) + ": No chain/target/match by that name.\n")
        return name + ": line " + line + " failed: No chain/target/match by that name.\n";
    if (const auto kernel = text.find("):  "); kernel != std::string::npos)
        return text.replace(kernel, 4, "): \nline " + line + ": ");
    if (const auto advice = text.rfind("Try `"); advice != std::string::npos)
        text.insert(advice, "Error occurred at line: " + line + "\n");
    return text;
}

/// Each line is what somebody would type; where one fails, none was, and all is as it was before. Cost: each line looks at all rules.
int typeLines(Call& call, const RuleSet& before)
{
    constexpr std::size_t mostLines = 5000;
    const auto& name = call.words.front();
    const auto variant = variantOf(name, before);
    std::string table;
    std::size_t number = 0;
    const auto stop = [&](int status, const std::string& text) {
        call.world.change(call.space).rules = before;
        call.errors += text;
        return status;
    };
    const auto usage = [&](const std::string& what) { return stop(2, name + " " + std::string(iptablesVersion) + ": " + what + "\nError occurred at line: " + std::to_string(number) + "\nTry `" + name + " -h' or '" + name + " --help' for more information.\n"); };
    for (std::string_view rest = call.input; !rest.empty();) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (++number > mostLines)
            return stop(1, name + ": the lab adds " + std::to_string(mostLines) + " lines at once to tables that are there, at most\n");
        auto words = wordsOf(line);
        if (words.empty() || line.starts_with('#'))
            continue;
        if (line.starts_with('*')) {
            table = words.front().substr(1);
            if (std::ranges::find(builtIns(), table, &TableChains::table) == builtIns().end())
                return usage(name + ": line " + std::to_string(number) + " table name '" + table + "' invalid");
            continue;
        }
        if (line == "COMMIT") {
            table.clear();
            continue;
        }
        if (table.empty())
            return stop(1, name + ": line " + std::to_string(number) + " failed\n");
        if (words.front().starts_with(':') && words.size() > 1) { // a chain is there, empty, or has this policy
            const auto chain = words.front().substr(1);
            const auto own = tableNamed(call.here().rules, variant, table);
            const bool isThere = own.valid() && findChain(call.here().rules, own, chain).valid();
            if (words[1] != "-")
                words = {"-P", chain, words[1]};
            else
                words = {isThere ? "-F" : "-N", chain};
        } else if (words.front().starts_with('[') && words.size() > 1) {
            words.erase(words.begin()); // its counters
        }
        if (!words.front().starts_with('-'))
            return stop(2, "Bad argument `" + words.front() + "'\nError occurred at line: " + std::to_string(number) + "\nTry `" + name + " -h' or '" + name + " --help' for more information.\n");
        words.insert(words.begin(), {name, "-t", table});
        Call inner{call.world, call.space, std::move(words), {}, {}, {}, call.run};
        if (const int status = runIptables(inner); status != 0) {
            call.isUnknown = call.isUnknown || inner.isUnknown;
            return stop(status, complaintOf(inner.errors, name, number));
        }
    }
    if (!table.empty())
        return stop(1, name + ": COMMIT expected at line " + std::to_string(number + 1) + "\n");
    return 0;
}

} // namespace

int runIptablesSave(Call& call)
{
    const auto& name = call.words.front();
    auto rules = call.here().rules; // where -t asks for a table that nobody used, it is shown as if somebody had
    const auto variant = variantOf(name, rules);
    auto counters = CounterStyle::Omit;
    std::string only;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        if (call.words[i] == "-t" && i + 1 < call.words.size())
            only = call.words[++i];
        else if (call.words[i] == "-c")
            counters = CounterStyle::Print;
        else
            return call.fail(1, "Unknown arguments found on commandline");
    }
    if (!only.empty() && std::ranges::find(builtIns(), only, &TableChains::table) == builtIns().end())
        return call.fail(1, "Table `" + only + "' does not exist");
    // In the order of the tables, and of the chains that iptables lists.
    for (const auto& known : builtIns()) {
        auto table = tableNamed(rules, variant, known.table);
        if ((!only.empty() && known.table != only) || (only.empty() && !table.valid()))
            continue;
        if (!table.valid())
            table = makeTable(rules, variant, only);
        call.output += "# Generated by " + name + " " + std::string(iptablesVersion) + "\n*" + std::string(known.table) + "\n";
        const auto chains = listedChains(rules, table);
        for (const auto& listed : chains) {
            const Chain* chain = listed.id.valid() ? &rules.chains[listed.id.value] : nullptr;
            call.output += ":" + listed.name + (chain && !chain->isBuiltIn ? " -" : chain && chain->dropPolicy ? " DROP" : " ACCEPT") + " " + counted(chain && counters == CounterStyle::Print ? chain->counters : Counters{}) + "\n";
        }
        for (const auto& listed : chains) {
            const auto rulesOf = listed.id.valid() ? rules.chains[listed.id.value].rules : PoolSpan{};
            for (auto i = rulesOf.first; i < rulesOf.first + rulesOf.count; ++i) {
                const auto text = iptablesRuleText(rules, RuleId{i});
                call.output += (counters == CounterStyle::Print ? counted(rules.rules[i].counters) + " " : "") + "-A " + listed.name + (text.empty() ? "" : " " + text) + "\n";
            }
        }
        call.output += "COMMIT\n# Completed\n";
    }
    return 0;
}

int runIptablesRestore(Call& call)
{
    const auto& name = call.words.front();
    bool isKept = false;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        if (call.words[i] == "-n" || call.words[i] == "--noflush")
            isKept = true;
        else if (call.words[i] != "-c" && call.words[i] != "--counters")
            return call.fail(1, name + ": the lab does not have the option " + call.words[i]);
    }
    auto rules = call.here().rules;
    const auto variant = variantOf(name, rules);
    if (isKept)
        return typeLines(call, rules);
    if (hasCommands(call.input)) {
        const auto before = rules;
        for (const auto& known : builtIns())
            if (const auto table = tableNamed(rules, variant, known.table); table.valid() && ("\n" + call.input).find("\n*" + std::string(known.table) + "\n") != std::string::npos)
                emptyTable(rules, table);
        call.world.change(call.space).rules = std::move(rules);
        return typeLines(call, before);
    }
    // Each table that the text names begins anew.
    std::string text;
    for (std::string_view rest = call.input; !rest.empty();) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        const auto table = line.starts_with('*') ? tableNamed(rules, variant, line.substr(1)) : TableId{};
        if (table.valid()) {
            emptyTable(rules, table);
            rules.tables[table.value].handle = rules.tables[table.value].lastHandle = 0;
        }
        const bool isTable = line.starts_with('*') && std::ranges::find(builtIns(), line.substr(1), &TableChains::table) != builtIns().end();
        text += std::string(line) + "\n";
        const auto inTable = isTable ? "\n" + std::string(rest.substr(0, rest.find("\nCOMMIT"))) : std::string();
        if (isTable) // built-in ones need no declaration
            for (const auto chain : builtInsOf(line.substr(1)))
                if (inTable.find("\n:" + std::string(chain) + " ") == std::string::npos && inTable.find("-A " + std::string(chain) + " ") != std::string::npos)
                    text += ":" + std::string(chain) + " ACCEPT [0:0]\n";
    }
    const auto read = parseIptablesSave(text, name, variant.family, variant.origin, rules);
    if (!read)
        return call.fail(1, name + " " + std::string(iptablesVersion) + ": " + describe(read.error()));
    for (const auto& known : builtIns()) {
        const auto table = tableNamed(rules, variant, known.table);
        if (const int refused = table.valid() ? refusalOf(rules, table) : 0; refused != 0)
            return call.fail(4, name + " " + std::string(iptablesVersion) + ": table " + std::string(known.table) + ": " + std::strerror(refused));
        const bool isMadeAnew = ("\n" + text).find("\n*" + std::string(known.table) + "\n") != std::string::npos;
        if (table.valid() && isMadeAnew && variant.origin == RuleOrigin::IptablesNft)
            giveHandles(rules, table);
    }
    for (const auto& note : *read)
        call.errors += name + ": " + note.text + "\n";
    call.world.change(call.space).rules = std::move(rules);
    return 0;
}

} // namespace hoplens::lab
