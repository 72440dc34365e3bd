// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/nft_transaction.h"

#include "lab/nft_refusals.h"

#include "lab/nft_suggestion.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace hoplens::lab {

/// The message, the line, and marks below the words that it is about.
void NftTransaction::print(const Refused& refused)
{
    m_isUnknown = refused.isUnknown;
    if (refused.isUnknown) {
        m_errors += "nft: " + refused.what + "\n";
        return;
    }
    const auto begin = std::min(refused.begin, m_text.size());
    const auto before = begin == 0 ? std::string::npos : m_text.rfind('\n', begin - 1);
    const auto start = before == std::string::npos ? 0 : before + 1;
    const auto stop = std::min(m_text.find('\n', start), m_text.size());
    const auto length = std::max<std::size_t>(1, std::min(refused.end, stop + 1) - std::min(begin, std::min(refused.end, stop + 1)));
    if (!m_file.empty()) {
        const auto line = 1 + std::count(m_text.begin(), m_text.begin() + static_cast<std::ptrdiff_t>(start), '\n');
        m_errors += m_file + ":" + std::to_string(line) + ":" + std::to_string(begin - start + 1) + "-" + std::to_string(begin - start + length) + ": ";
    }
    m_errors += "Error: " + refused.what + "\n" + m_text.substr(start, stop - start) + "\n";
    for (auto i = start; i < begin; ++i)
        m_errors += m_text[i] == '\t' ? '\t' : i >= refused.otherBegin && i < refused.otherEnd ? '~' : ' ';
    m_errors += std::string(length, '^') + "\n";
    if (refused.isOpen)
        print({"syntax error, unexpected end of file", start, start + 1});
}

void NftTransaction::refuse(std::string what, std::size_t firstToken, std::size_t behind) const
{
    throw Refused{std::move(what), m_tokens.at(firstToken).begin, m_tokens.at(behind - 1).end};
}

void NftTransaction::kernelRefuses(int errorNumber, std::size_t firstToken, std::size_t behind) const { refuse(std::string(processing) + std::strerror(errorNumber), firstToken, behind); }

void NftTransaction::kernelRefusesAll(int errorNumber) const
{
    throw Refused{std::string(processing) + std::strerror(errorNumber), m_tokens[m_commandStart].begin, m_tokens[m_at - 1].end + 1};
}

std::string NftTransaction::suggestionOf(const NftSuggestion& like, const char* kind) const
{
    const auto& table = m_rules.tables[like.table.value];
    const auto family = std::string(hoplens::name(table.family));
    const auto place = like.name.empty() ? "table ‘" + table.name + "’ in family " + family : std::string(kind) + " ‘" + like.name + "’ in table " + family + " ‘" + table.name + "’";
    return std::string(notThere) + "; did you mean " + place + "?";
}

void NftTransaction::tableIsMissing(const Place& place) const
{
    const auto like = suggestTable(m_rules, place.table);
    refuse(like ? suggestionOf(*like, "table") : notThere, place.tableToken);
}

void NftTransaction::chainIsMissing(const std::string& wanted, std::size_t token) const
{
    const auto like = suggestChain(m_rules, wanted);
    refuse(like ? suggestionOf(*like, "chain") : notThere, token);
}

void NftTransaction::setIsMissing(const std::string& wanted, std::size_t token) const
{
    const auto like = suggestSet(m_rules, wanted);
    refuse(like ? suggestionOf(*like, "set") : notThere, token);
}

/// Refuses with a chain that is called alike; where the table itself is missing, with that one's. Otherwise says nothing.
void NftTransaction::suggestPlace(const Place& place, const std::string& chain, std::size_t chainToken) const
{
    const auto like = suggestChain(m_rules, chain);
    if (!like)
        return;
    const bool isHere = find(place).valid();
    if (isHere && like->name == chain) // it is in another table, rightly
        return;
    refuse(suggestionOf(isHere ? *like : NftSuggestion{like->table, {}}, "chain"), isHere ? chainToken : place.tableToken);
}

void NftTransaction::unknown(const std::string& what) const { throw Refused{"the lab does not know " + what, 0, 0, true}; }

void NftTransaction::syntaxError(std::string_view expecting) const
{
    const auto wanted = expecting.empty() ? std::string() : ", expecting " + std::string(expecting);
    if (m_at >= m_tokens.size() || m_tokens[m_at].text == "\n") {
        const bool isSemicolon = m_at < m_tokens.size() && m_text[m_tokens[m_at].begin] == ';';
        const auto place = m_at == 0 ? 0 : m_tokens[m_at - 1].end;
        throw Refused{std::string("syntax error, unexpected ") + (isSemicolon ? "semicolon" : "newline") + wanted, place, place + 1};
    }
    const auto word = m_tokens[m_at].text;
    const auto kind = m_tokens[m_at].isQuoted ? "quoted string" : word == "{" || word == "}" ? "'" + std::string(word) + "'" : !word.empty() && std::isdigit(static_cast<unsigned char>(word.front())) != 0 ? "number" : "string";
    throw Refused{"syntax error, unexpected " + std::string(kind) + wanted, m_tokens[m_at].begin, m_tokens[m_at].end};
}

} // namespace hoplens::lab
