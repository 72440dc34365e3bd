// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/arguments.h"
#include "lab/call.h"

#include "filter/iptables_save.h"

#include <algorithm>
#include <array>

namespace hoplens::lab {
namespace {

constexpr const char* version = " v1.8.9 (nf_tables): ";

struct TableChains {
    std::string_view table;
    std::vector<std::string_view> chains;
};

const std::vector<TableChains>& builtIns()
{
    static const std::vector<TableChains> all = {{"raw", {"PREROUTING", "OUTPUT"}}, {"mangle", {"PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"}}, {"nat", {"PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"}}, {"filter", {"INPUT", "FORWARD", "OUTPUT"}}, {"security", {"INPUT", "FORWARD", "OUTPUT"}}};
    return all;
}

/// The tables of one family as the lines of iptables-save, so that what is typed is read by the reader of every other input.
class SavedTables {
public:
    SavedTables(const RuleSet& rules, TableFamily family)
    {
        std::string_view text;
        const auto saved = writeIptablesSave(rules, family, RuleOrigin::IptablesNft, CounterStyle::Omit);
        text = saved;
        std::string table;
        while (!text.empty()) {
            const auto end = std::min(text.find('\n'), text.size());
            const std::string line(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
            if (line.starts_with('*'))
                m_tables.push_back({line.substr(1), {}, {}});
            else if (line.starts_with(':'))
                m_tables.back().chains.push_back(line.substr(1));
            else if (line.starts_with("-A "))
                m_tables.back().rules.push_back(line.substr(3));
        }
    }

    struct Table {
        std::string name;
        std::vector<std::string> chains; ///< "INPUT ACCEPT [0:0]"
        std::vector<std::string> rules;  ///< "INPUT -p tcp -j DROP"
    };

    /// Made with its built-in chains where it was not used before; null: there is no table of this name.
    Table* table(const std::string& name)
    {
        const auto known = std::ranges::find(builtIns(), name, &TableChains::table);
        if (known == builtIns().end())
            return nullptr;
        if (const auto at = std::ranges::find(m_tables, name, &Table::name); at != m_tables.end())
            return &*at;
        auto& made = m_tables.emplace_back(Table{name, {}, {}});
        for (const auto chain : known->chains)
            made.chains.push_back(std::string(chain) + " ACCEPT [0:0]");
        return &made;
    }

    std::string text() const
    {
        std::string text;
        for (const auto& table : m_tables) {
            text += "*" + table.name + "\n";
            for (const auto& chain : table.chains)
                text += ":" + chain + "\n";
            for (const auto& rule : table.rules)
                text += "-A " + rule + "\n";
            text += "COMMIT\n";
        }
        return text;
    }

private:
    std::vector<Table> m_tables;
};

std::string quoted(const std::string& word)
{
    if (word.find_first_of(" \t\"") == std::string::npos && !word.empty())
        return word;
    std::string text = "\"";
    for (const char c : word)
        text += (c == '"' || c == '\\') ? std::string("\\") + c : std::string(1, c);
    return text + "\"";
}

bool isOf(const std::string& line, const std::string& chain) { return line.starts_with(chain + " ") || line == chain; }

/// One run of iptables over the tables of its family.
class IptablesRun {
public:
    IptablesRun(Call& call, TableFamily family) : m_call(call), m_family(family), m_name(call.words.front()) {}

    int run()
    {
        Arguments words(std::span(m_call.words).subspan(1));
        std::string tableName = "filter";
        std::string command;
        std::string chain;
        std::vector<std::string> rest;
        while (!words.atEnd()) {
            const auto word = words.take();
            if ((word == "-t" || word == "--table") && !words.atEnd()) {
                tableName = words.take();
            } else if (command.empty() && shortOf(word)) {
                command = *shortOf(word);
                if (!words.atEnd() && !words.peek().starts_with('-'))
                    chain = words.take();
            } else {
                rest.push_back(word);
            }
        }
        if (command.empty())
            return fail(2, "no command specified", true);
        SavedTables tables(m_call.here().rules, m_family);
        auto* table = tables.table(tableName);
        if (!table)
            return fail(3, "table '" + tableName + "' does not exist", false, "\nPerhaps iptables or your kernel needs to be upgraded.");
        if (command == "-S")
            return print(*table, chain);
        if (command == "-L")
            return m_call.fail(1, m_name + ": the lab does not have -L yet: -S prints the rules");
        if (const int status = edit(*table, command, chain, rest); status != 0)
            return status;
        return commit(tables);
    }

private:
    static std::optional<std::string> shortOf(const std::string& word)
    {
        constexpr std::array<std::pair<std::string_view, std::string_view>, 10> all = {{{"-A", "--append"}, {"-I", "--insert"}, {"-D", "--delete"}, {"-F", "--flush"}, {"-N", "--new-chain"}, {"-X", "--delete-chain"}, {"-P", "--policy"}, {"-S", "--list-rules"}, {"-L", "--list"}, {"-R", "--replace"}}};
        for (const auto& [brief, whole] : all)
            if (word == brief || word == whole)
                return std::string(brief);
        return std::nullopt;
    }

    int fail(int status, const std::string& what, bool hasHelp, const std::string& more = {}) const { return m_call.fail(status, m_name + version + what + more + (hasHelp ? "\nTry `" + m_name + " -h' or '" + m_name + " --help' for more information." : "")); }

    static std::string nameOf(const std::string& chainLine) { return chainLine.substr(0, chainLine.find(' ')); }
    static bool hasChain(const SavedTables::Table& table, const std::string& chain) { return std::ranges::find(table.chains, chain, nameOf) != table.chains.end(); }
    static bool isBuiltIn(const SavedTables::Table& table, const std::string& chain)
    {
        const auto known = std::ranges::find(builtIns(), table.name, &TableChains::table);
        return std::ranges::find(known->chains, chain) != known->chains.end();
    }

    int print(const SavedTables::Table& table, const std::string& chain) const
    {
        if (!chain.empty() && !hasChain(table, chain))
            return fail(1, "chain `" + chain + "' in table `" + table.name + "' is incompatible, use 'nft' tool.", false);
        for (const auto& line : table.chains)
            if (chain.empty() || nameOf(line) == chain)
                m_call.output += isBuiltIn(table, nameOf(line)) ? "-P " + line.substr(0, line.find(" [")) + "\n" : "-N " + nameOf(line) + "\n";
        for (const auto& rule : table.rules)
            if (chain.empty() || isOf(rule, chain))
                m_call.output += "-A " + rule + "\n";
        return 0;
    }

    /// The place among all rules of the n-th of a chain, from 1; the end of the chain beyond.
    static std::optional<std::size_t> placeOf(const SavedTables::Table& table, const std::string& chain, std::size_t number)
    {
        std::size_t seen = 0;
        for (std::size_t i = 0; i < table.rules.size(); ++i)
            if (isOf(table.rules[i], chain) && ++seen == number)
                return i;
        return std::nullopt;
    }

    std::string line(const std::string& chain, const std::vector<std::string>& words) const
    {
        auto text = chain;
        for (const auto& word : words)
            text += " " + quoted(word);
        return text;
    }

    /// A rule as the reader and the writer make it, so that what is typed finds what is there.
    std::optional<std::string> canonical(const SavedTables::Table& table, const std::string& wanted) const
    {
        std::string text = "*" + table.name + "\n";
        for (const auto& chain : table.chains)
            text += ":" + chain + "\n";
        RuleSet rules;
        if (!parseIptablesSave(text + "-A " + wanted + "\nCOMMIT\n", m_name, m_family, RuleOrigin::IptablesNft, rules))
            return std::nullopt;
        SavedTables again(rules, m_family);
        const auto& lines = again.table(table.name)->rules;
        return lines.empty() ? std::nullopt : std::optional(lines.front());
    }

    int edit(SavedTables::Table& table, const std::string& command, const std::string& chain, std::vector<std::string> words)
    {
        const bool wantsChain = command != "-F" && command != "-X";
        if (wantsChain && chain.empty())
            return fail(2, "option \"" + command + "\" requires an argument", true);
        const bool isRule = command == "-A" || command == "-I" || command == "-D" || command == "-R";
        if ((isRule || (command == "-F" && !chain.empty())) && !hasChain(table, chain))
            return fail(isRule && command == "-D" ? 1 : 1, command == "-A" || command == "-I" ? "Chain '" + chain + "' does not exist" : "Chain '" + chain + "' does not exist", command == "-A" || command == "-I" || command == "-D");
        if (command == "-F") {
            std::erase_if(table.rules, [&](const std::string& rule) { return chain.empty() || isOf(rule, chain); });
            return 0;
        }
        if (command == "-N") {
            if (hasChain(table, chain))
                return fail(1, "Chain already exists.", false);
            table.chains.push_back(chain + " - [0:0]");
            return 0;
        }
        if (command == "-X") {
            for (const auto& own : std::vector(table.chains)) {
                const auto called = nameOf(own);
                if (isBuiltIn(table, called) || (!chain.empty() && called != chain))
                    continue;
                const bool isUsed = std::ranges::any_of(table.rules, [&](const std::string& rule) { return isOf(rule, called) || rule.find("-j " + called) != std::string::npos || rule.find("-g " + called) != std::string::npos; });
                if (isUsed)
                    return fail(4, " CHAIN_DEL failed (Device or resource busy): chain " + called, false);
                std::erase(table.chains, own);
            }
            return 0;
        }
        if (command == "-P") {
            if (!isBuiltIn(table, chain) || words.size() != 1 || (words[0] != "ACCEPT" && words[0] != "DROP"))
                return fail(1, words.size() == 1 && isBuiltIn(table, chain) ? "Bad policy name. Run `dmesg' for more information." : "Bad built-in chain name. Run `dmesg' for more information.", false);
            for (auto& own : table.chains)
                if (nameOf(own) == chain)
                    own = chain + " " + words[0] + " [0:0]";
            return 0;
        }
        std::optional<std::size_t> number;
        if (!words.empty() && !words[0].starts_with('-') && words[0] != "!") {
            number = parseNumber(words[0], 1'000'000);
            if (!number)
                return fail(2, "Invalid rule number `" + words[0] + "'", true);
            words.erase(words.begin());
        }
        if (command == "-D" && number) {
            const auto place = placeOf(table, chain, *number);
            if (!place)
                return fail(1, "Index of deletion too big.", false);
            table.rules.erase(table.rules.begin() + static_cast<std::ptrdiff_t>(*place));
            return 0;
        }
        const auto wanted = canonical(table, line(chain, words));
        if (!wanted)
            return fail(2, "the lab does not know this rule: " + line(chain, words), true);
        if (command == "-D") {
            const auto at = std::ranges::find(table.rules, *wanted);
            if (at == table.rules.end())
                return fail(1, "Bad rule (does a matching rule exist in that chain?).", false);
            table.rules.erase(at);
            return 0;
        }
        if (command == "-R") {
            const auto place = placeOf(table, chain, number.value_or(0));
            if (!place)
                return fail(1, "Index of replacement too big.", false);
            table.rules[*place] = *wanted;
            return 0;
        }
        const auto place = command == "-I" ? placeOf(table, chain, number.value_or(1)) : std::nullopt;
        table.rules.insert(place ? table.rules.begin() + static_cast<std::ptrdiff_t>(*place) : table.rules.end(), *wanted);
        return 0;
    }

    int commit(const SavedTables& tables)
    {
        const auto& before = m_call.here().rules;
        const auto isForeign = [](const Table& table) { return table.origin != RuleOrigin::IptablesNft; };
        if (std::ranges::any_of(before.tables, isForeign) || !before.sets.empty())
            return m_call.fail(4, m_name + ": the lab does not change rules beside nftables' own tables, legacy ones or sets yet");
        const auto other = m_family == TableFamily::Ip ? TableFamily::Ip6 : TableFamily::Ip;
        const auto kept = writeIptablesSave(before, other, RuleOrigin::IptablesNft, CounterStyle::Omit);
        RuleSet rules;
        for (const auto& [text, family] : {std::pair(kept, other), {tables.text(), m_family}}) {
            const auto read = text.empty() ? Result<std::vector<Note>>(std::vector<Note>{}) : parseIptablesSave(text, m_name, family, RuleOrigin::IptablesNft, rules);
            if (!read)
                return fail(2, read.error().message, true);
            if (!read->empty())
                return fail(2, read->front().text, true);
        }
        m_call.world.change(m_call.space).rules = std::move(rules);
        return 0;
    }

    Call& m_call;
    TableFamily m_family;
    std::string m_name;
};

} // namespace

int runIptables(Call& call) { return IptablesRun(call, call.words.front() == "ip6tables" ? TableFamily::Ip6 : TableFamily::Ip).run(); }

} // namespace hoplens::lab
