// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "filter/nft_json_reader.h"

#include <map>

/// The parser of nft's language, in two files: nft_listing.cpp takes tables, chains and sets, nft_listing_statements.cpp what a rule
/// says. It makes of each the JSON that nft itself would print of it (libnftables-json(5)), which NftJsonReader takes.
namespace hoplens::nftables {

struct Token {
    std::string_view text;
    std::uint32_t line = 0;
    bool isQuoted = false;
    std::size_t begin = 0; ///< place in the text, quotation marks included
    std::size_t end = 0;
};

/// A text that is not what nft reads.
struct BadListing {
    std::string what;
    std::uint32_t line = 0;
};

/// Words, and the ends of statements (of lines, and ";") as words "\n" of their own. Throws BadListing. The text must outlive them.
std::vector<Token> tokensOf(std::string_view text);

/// The words of one statement or definition, in order.
class TokenStream {
public:
    explicit TokenStream(std::span<const Token> tokens) : m_tokens(tokens) {}

    bool atEnd() const { return m_at >= m_tokens.size(); }
    std::string_view peek(std::size_t ahead = 0) const { return m_at + ahead < m_tokens.size() ? m_tokens[m_at + ahead].text : std::string_view(); }
    bool isQuoted() const { return !atEnd() && m_tokens[m_at].isQuoted; }
    std::string_view next();
    bool take(std::string_view word);
    std::uint32_t line() const { return m_tokens.empty() ? 0 : m_tokens[std::min(m_at, m_tokens.size() - 1)].line; }
    /// What is left, as text.
    std::string rest() const;

private:
    std::span<const Token> m_tokens;
    std::size_t m_at = 0;
};

/// One rule's words as the list of its expressions; what is not known is an expression that nobody knows. comment: of the rule.
Json ruleExpressions(TokenStream& tokens, std::string& comment);
/// `{ a, b : verdict }` after its brace was taken, up to the closing one. isMap: elements have data.
Json setElements(TokenStream& tokens);
/// "filter - 10", "dstnat", "-110": the number that it is in a family.
std::int64_t priorityNumber(TokenStream& tokens, std::string_view family);

} // namespace hoplens::nftables
