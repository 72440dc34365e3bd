// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lab/nft_suggestion.h"

#include "filter/nft_listing_parser.h"
#include "filter/nft_text.h"

namespace hoplens::lab {

/// The commands of one run of nft over the rules of a namespace: they are all done, or none is.
/// Source: nft and the kernel, asked the same (tests/kernel/tst_same_script).
class NftTransaction {
public:
    /// The rules are changed in place: hand it a copy, and keep that if run() says so. text: the commands; file: where they are from,
    /// empty for the command line.
    /// links: of the namespace; rules name them.
    NftTransaction(RuleSet& rules, const std::vector<Link>& links, std::string text, std::string file, const NftListing& listing);

    /// False: a command was refused.
    bool run();
    const std::string& output() const { return m_output; }
    const std::string& errors() const { return m_errors; }
    /// The commands may be right: this program does not know them.
    bool isUnknown() const { return m_isUnknown; }

private:
    /// Why a command is refused, and which words are to blame.
    struct Refused {
        std::string what;
        std::size_t begin = 0;
        std::size_t end = 0;
        bool isUnknown = false;
        std::size_t otherBegin = 0; ///< what it does not go with
        std::size_t otherEnd = 0;
        bool isOpen = false; ///< the block is open then, up to the end of the text, which is told, too
    };
    struct Place {
        std::string family;
        std::string table;
        std::size_t tableToken = 0;
    };
    /// A piece of a block: the tokens of one statement.
    struct Statement {
        std::size_t first = 0;
        std::size_t last = 0; ///< behind
    };

    // words
    bool atEnd() const { return m_at >= m_tokens.size() || (!m_tokens[m_at].isQuoted && m_tokens[m_at].text == "\n"); }
    bool isWord(std::string_view word) const { return !atEnd() && !m_tokens[m_at].isQuoted && m_tokens[m_at].text == word; }
    std::string_view peek() const { return atEnd() ? std::string_view() : m_tokens[m_at].text; }
    std::string name(std::string_view expecting);
    std::uint64_t handle();
    std::string slice(std::size_t first, std::size_t behind) const;
    std::size_t blockEnd() const;
    /// The last statement of a block has an end of its own.
    void checkBlockEnd(std::size_t open, std::size_t close) const;
    std::vector<Statement> statements(std::size_t first, std::size_t behind) const;
    [[noreturn]] void syntaxError(std::string_view expecting = {}) const;
    [[noreturn]] void refuse(std::string what, std::size_t firstToken, std::size_t behind) const;
    [[noreturn]] void refuse(std::string what, std::size_t token) const { refuse(std::move(what), token, token + 1); }
    [[noreturn]] void kernelRefuses(int errorNumber, std::size_t firstToken, std::size_t behind) const;
    [[noreturn]] void kernelRefuses(int errorNumber, std::size_t token) const { kernelRefuses(errorNumber, token, token + 1); }
    /// The same about all of the command at hand.
    [[noreturn]] void kernelRefusesAll(int errorNumber) const;
    [[noreturn]] void unknown(const std::string& what) const;
    void print(const Refused& refused);
    std::string suggestionOf(const NftSuggestion& like, const char* kind) const;
    [[noreturn]] void tableIsMissing(const Place& place) const;
    [[noreturn]] void chainIsMissing(const std::string& wanted, std::size_t token) const;
    [[noreturn]] void setIsMissing(const std::string& wanted, std::size_t token) const;
    void suggestPlace(const Place& place, const std::string& chain, std::size_t chainToken) const;

    // what they name
    std::optional<std::string> family();
    Place place();
    TableId find(const Place& place) const;
    /// The same, also of those that are iptables' own.
    TableId findAny(const Place& place) const;
    TableId known(const Place& place) const;
    SetId findSet(TableId table, std::string_view name) const;
    void parse(const std::string& text);

    // commands
    void command();
    void add(std::string_view action);
    void addTable(std::string_view action);
    void addChain(std::string_view action);
    void checkChainBlock(std::size_t first, std::size_t behind, const Place& place, ChainId chain);
    void addRule(std::string_view action);
    void checkRange(std::size_t token) const;
    void checkRule(std::size_t first, std::size_t behind, const Place& place) const;
    void checkInterface(std::size_t token, std::size_t behind) const;
    void checkBeginning(std::size_t first, std::size_t behind) const;
    void checkPorts(std::size_t first, std::size_t behind, const Place& place) const;
    void tellOfUnnamedSets(std::size_t first, std::size_t behind, std::size_t tableToken);
    void checkJumps(std::size_t first, std::size_t behind, TableId table) const;
    void checkValue(std::string_view field, std::size_t token, TableId table) const;
    void checkChains(TableId table) const;
    void addSet(std::string_view action, bool isMap);
    void elements(std::string_view action);
    void remove();
    void flush();
    void rename();
    bool isListedAsOwn(TableId table) const;
    void list();

    RuleSet& m_rules;
    const std::vector<Link>& m_links;
    std::string m_text;
    std::string m_file;
    NftListing m_listing;
    std::vector<nftables::Token> m_tokens;
    std::size_t m_at = 0;
    std::size_t m_commandStart = 0;
    std::string m_output;
    std::string m_errors;
    bool m_isUnknown = false;
};

} // namespace hoplens::lab
