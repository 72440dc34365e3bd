// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file.h"
#include "filter/iptables_save.h"
#include "filter/iptables_words.h"
#include "filter/rule_set_builder.h"

/// The reader of iptables-save text, in three files: iptables_save_parser.cpp takes lines and words, iptables_save_matches.cpp
/// what a rule compares, iptables_save_targets.cpp what it does.
namespace hoplens {

/// Why one rule could not be understood; it becomes an unknown rule.
struct Misunderstood {
    std::string why;
};

/// "80", "80:90", ":90", "80:".
std::optional<Interval> parsePortRange(std::string_view text);
/// "FROM-TO" or one address.
std::optional<Interval> parseAddressRange(std::string_view text);
/// Two numbers, or one.
std::optional<Interval> parseDashRange(std::string_view text, char separator);

class IptablesSaveParser {
public:
    /// size: of the text in bytes, as far as it is known.
    IptablesSaveParser(std::size_t size, std::string_view file, TableFamily family, RuleOrigin origin, RuleSet& rules);

    /// Takes the text line by line, without the ends of lines.
    Result<void> take(std::string_view line);
    Result<std::vector<Note>> finish();

private:
    using Step = tl::expected<void, Misunderstood>;

    std::string here() const { return std::string(m_file) + ":" + std::to_string(m_line); }
    tl::unexpected<Error> broken(std::string message, std::string remedy = {}) const
    {
        return failure({ErrorCode::InvalidInput, std::move(message), here(), 0, std::move(remedy)});
    }
    static tl::unexpected<Misunderstood> unclear(std::string why) { return tl::unexpected(Misunderstood{std::move(why)}); }
    bool isV4() const { return m_family == TableFamily::Ip; }

    Result<void> parseLine(std::string_view line);
    Result<void> parseChain(std::string_view line);
    Result<void> parseRule(std::string_view line, Counters counters);
    Result<void> split(std::string_view line);
    Step parseOptions();
    Step parseBase(std::string_view option, bool& handled);
    Step parseMatch(std::string_view option);
    Step parseConntrack(std::string_view option);
    Step parseSocketAndSet(std::string_view option);
    Step parseTarget(std::string_view name, VerdictKind kind);
    Step parseNat(std::string_view name);
    Step parseMarkTarget(std::string_view name);
    Step addAddress(Field v4, Field v6, std::string_view list, Spelling spelling);
    static std::optional<std::pair<Spelling, std::uint8_t>> transportOf(std::string_view module);
    Step endModule();
    Step addRecent(std::string_view first);
    Step addPorts(Field field, std::string_view text, Spelling spelling);
    Step addMarkCompare(Field field, Spelling spelling);
    Step addIcmp(std::string_view text);
    Step addFlagMask(Field field, Spelling spelling, std::string_view list, std::optional<std::uint32_t> (*find)(std::string_view));
    std::string_view next();
    bool done() const { return m_at >= m_words.size(); }
    /// Joins the words of the match that starts at `from` up to the next module or target, as they stand.
    std::string rest(std::size_t from);
    /// The match that this naming of a module has begun: another -m of the same begins another. null: none yet.
    template <class Match> Match* begun()
    {
        auto& operations = m_builder.rules().operations;
        return operations.size() > m_moduleStart ? std::get_if<Match>(&operations.back()) : nullptr;
    }
    template <class Match> Match& begin()
    {
        if (!begun<Match>())
            m_builder.add(Match{});
        return std::get<Match>(m_builder.rules().operations.back());
    }
    bool takeNegation()
    {
        const bool negated = m_negated;
        m_negated = false;
        return negated;
    }

    std::string_view m_file;
    TableFamily m_family;
    RuleOrigin m_origin;
    RuleSetBuilder m_builder;
    TableId m_table = {};
    std::string m_tableName;
    std::uint32_t m_line = 0;
    bool m_sawAnything = false; ///< a table or a comment
    bool m_sawText = false;
    std::vector<Note> m_notes;

    // the rule at hand
    std::vector<std::string_view> m_words;
    std::vector<std::string> m_unquoted;
    std::size_t m_at = 0;
    std::string_view m_module;
    std::size_t m_moduleStart = 0; ///< how many operations there were when it was named
    bool m_isBare = false; ///< none of the module's options came yet
    bool m_negated = false;
};

} // namespace hoplens
