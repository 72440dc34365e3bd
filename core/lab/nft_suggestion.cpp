// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/nft_suggestion.h"

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

namespace hoplens::lab {
namespace {

/// Edits between two words. nft's own measure has its ways, which are kept, since they decide what it prints: it passes over the first letters,
/// takes the end for a letter, and its rows share a cell.
unsigned distance(const std::string& a, const std::string& b)
{
    const auto columns = b.size();
    std::vector<unsigned> cells((a.size() + 1) * (b.size() + 1) + 1);
    const auto cell = [&](std::size_t i, std::size_t j) -> unsigned& { return cells[i * columns + j]; };
    for (std::size_t i = 0; i <= a.size(); ++i)
        cell(i, 0) = static_cast<unsigned>(i);
    for (std::size_t j = 0; j <= b.size(); ++j)
        cell(0, j) = static_cast<unsigned>(j);
    for (std::size_t i = 1; i <= a.size(); ++i)
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const unsigned other = a.c_str()[i] == b.c_str()[j] ? 0 : 1;
            unsigned least = std::min({cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + other});
            if (i > 1 && j > 1 && a.c_str()[i] == b.c_str()[j - 1] && a.c_str()[i - 1] == b.c_str()[j])
                least = std::min(least, cell(i - 2, j - 2) + other);
            cell(i, j) = least;
        }
    return cell(a.size(), b.size());
}

/// The most alike of what it is shown, the first of several.
class Nearest {
public:
    explicit Nearest(const std::string& wanted) : m_wanted(wanted) {}

    void look(const std::string& name, NftSuggestion what)
    {
        const auto longer = std::max(name.size(), m_wanted.size());
        const auto shorter = std::min(name.size(), m_wanted.size());
        if (longer <= 1)
            return;
        constexpr std::size_t longestName = 127; // longer ones are none of the kernel's
        if (longer > longestName)
            return;
        const auto most = longer - shorter <= 1 ? std::max<std::size_t>((longer + 2) / 3, 1) : (longer + 4) / 3;
        const auto edits = distance(name, m_wanted);
        if (edits <= most && edits < m_least) {
            m_least = edits;
            m_found = std::move(what);
        }
    }
    std::optional<NftSuggestion> found() const { return m_found; }

private:
    const std::string& m_wanted;
    unsigned m_least = std::numeric_limits<unsigned>::max();
    std::optional<NftSuggestion> m_found;
};

bool isOfNft(const RuleSet& rules, TableId table) { return table.valid() && rules.tables[table.value].origin != RuleOrigin::IptablesLegacy; }

} // namespace

std::optional<NftSuggestion> suggestTable(const RuleSet& rules, const std::string& wanted)
{
    Nearest nearest(wanted);
    for (std::uint32_t i = 0; i < rules.tables.size(); ++i)
        if (isOfNft(rules, TableId{i}))
            nearest.look(rules.tables[i].name, {TableId{i}, {}});
    return nearest.found();
}

std::optional<NftSuggestion> suggestChain(const RuleSet& rules, const std::string& wanted)
{
    Nearest nearest(wanted);
    for (std::uint32_t i = 0; i < rules.tables.size(); ++i)
        for (const auto& chain : rules.chains)
            if (const auto name = std::string(rules.text(chain.name)); chain.table == TableId{i} && isOfNft(rules, chain.table)) {
                if (name == wanted && name.size() > 1) // of another table
                    return NftSuggestion{chain.table, name};
                nearest.look(name, {chain.table, name});
            }
    return nearest.found();
}

std::optional<NftSuggestion> suggestSet(const RuleSet& rules, const std::string& wanted)
{
    Nearest nearest(wanted);
    for (const auto& set : rules.sets)
        if (!set.isAnonymous && isOfNft(rules, set.table)) {
            if (set.name == wanted)
                return NftSuggestion{set.table, set.name};
            nearest.look(set.name, {set.table, set.name});
        }
    return nearest.found();
}

} // namespace hoplens::lab
