// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/nft_listing.h"

#include "filter/nft_listing_parser.h"

#include <algorithm>

namespace hoplens {
namespace nftables {

std::string_view TokenStream::next()
{
    return atEnd() ? std::string_view() : m_tokens[m_at++].text;
}

bool TokenStream::take(std::string_view word)
{
    if (atEnd() || m_tokens[m_at].isQuoted || m_tokens[m_at].text != word)
        return false;
    ++m_at;
    return true;
}

std::string TokenStream::rest() const
{
    std::string text;
    for (auto i = m_at; i < m_tokens.size(); ++i)
        text += (text.empty() ? "" : " ") + std::string(m_tokens[i].text);
    return text;
}

std::vector<Token> tokensOf(std::string_view text)
{
    std::vector<Token> tokens;
    std::uint32_t line = 1;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == '\n') {
            tokens.push_back({"\n", line++, false, at, at + 1});
            ++at;
        } else if (c == ' ' || c == '\t' || c == '\r') {
            ++at;
        } else if (c == '#') {
            at = std::min(text.find('\n', at), text.size());
        } else if (c == '\\' && at + 1 < text.size() && text[at + 1] == '\n') {
            at += 2;
            ++line;
        } else if (c == '"') {
            const auto end = text.find('"', at + 1);
            if (end == std::string_view::npos)
                throw BadListing{"a quotation does not end", line};
            tokens.push_back({text.substr(at + 1, end - at - 1), line, true, at, end + 1});
            line += static_cast<std::uint32_t>(std::ranges::count(tokens.back().text, '\n'));
            at = end + 1;
        } else if (c == ';') {
            tokens.push_back({"\n", line, false, at, at + 1});
            ++at;
        } else if (c == '{' || c == '}' || c == ',') {
            tokens.push_back({text.substr(at, 1), line, false, at, at + 1});
            ++at;
        } else {
            auto end = at;
            while (end < text.size() && std::string_view(" \t\r\n;{},\"").find(text[end]) == std::string_view::npos)
                ++end;
            tokens.push_back({text.substr(at, end - at), line, false, at, end});
            at = end;
        }
    }
    return tokens;
}

namespace {

class ListingParser {
public:
    ListingParser(std::string_view text, std::string_view file, RuleSet& rules) : m_tokens(tokensOf(text)), m_reader(file, rules) {}

    std::vector<Note> parse()
    {
        while (skipEnds(), m_at < m_tokens.size()) {
            if (isWord("table"))
                block();
            else if (isWord("add") || isWord("create"))
                command();
            else if (isWord("flush") || isWord("delete") || isWord("destroy"))
                throw BadListing{"the command \"" + std::string(m_tokens[m_at].text) + "\" changes what was there before: only what adds can be read", m_tokens[m_at].line};
            else
                throw BadListing{"\"" + std::string(m_tokens[m_at].text.substr(0, 60)) + "\" begins nothing that nft lists", m_tokens[m_at].line};
        }
        hand();
        return m_reader.finish();
    }

private:
    struct TableParts {
        Json table;
        std::vector<std::string> order; ///< of sets and maps
        std::map<std::string, Json> sets;
        std::vector<std::pair<std::string, Json>> chains;
        std::map<std::string, std::size_t> chainAt;
        std::vector<Json> rules;
    };

    bool isWord(std::string_view word) const { return m_at < m_tokens.size() && !m_tokens[m_at].isQuoted && m_tokens[m_at].text == word; }
    std::uint32_t line() const { return m_tokens.empty() ? 1 : m_tokens[std::min(m_at, m_tokens.size() - 1)].line; }
    std::string word()
    {
        if (m_at >= m_tokens.size() || m_tokens[m_at].text == "\n")
            throw BadListing{"the text ends too early", line()};
        return std::string(m_tokens[m_at++].text);
    }
    void skipEnds()
    {
        while (isWord("\n"))
            ++m_at;
    }
    void expect(std::string_view wanted)
    {
        if (!isWord(wanted))
            throw BadListing{"\"" + std::string(wanted) + "\" is expected here", line()};
        ++m_at;
    }

    /// The words up to the end of a statement; within braces line ends mean nothing.
    std::vector<Token> statement()
    {
        std::vector<Token> words;
        int depth = 0;
        for (; m_at < m_tokens.size(); ++m_at) {
            const auto& token = m_tokens[m_at];
            if (!token.isQuoted && token.text == "\n") {
                if (depth == 0)
                    break;
                continue;
            }
            if (!token.isQuoted && token.text == "}" && depth == 0)
                break; // of what it is in
            depth += token.isQuoted ? 0 : token.text == "{" ? 1 : token.text == "}" ? -1 : 0;
            words.push_back(token);
        }
        return words;
    }

    static bool isFamily(std::string_view word) { return word == "ip" || word == "ip6" || word == "inet" || word == "arp" || word == "bridge" || word == "netdev"; }
    std::string takeFamily() { return m_at < m_tokens.size() && isFamily(m_tokens[m_at].text) ? word() : "ip"; }

    TableParts& table(const std::string& family, const std::string& name)
    {
        const auto [at, isNew] = m_places.emplace(family + " " + name, m_tables.size());
        if (isNew) {
            m_tables.emplace_back();
            m_tables.back().table = {{"family", family}, {"name", name}};
        }
        return m_tables[at->second];
    }

    /// `table FAMILY NAME { … }`
    void block()
    {
        ++m_at;
        const auto family = takeFamily();
        const auto name = word();
        auto& own = table(family, name);
        skipEnds();
        expect("{");
        while (skipEnds(), !isWord("}")) {
            if (m_at >= m_tokens.size())
                throw BadListing{"table " + name + " does not end", line()};
            const auto what = word();
            if (what == "comment")
                word();
            else if (what == "flags")
                own.table["flags"] = Json::array({word()});
            else if (what == "set" || what == "map")
                setBlock(own, family, name, what);
            else if (what == "chain")
                chainBlock(own, family, name);
            else if (what == "counter" || what == "quota" || what == "limit" || what == "flowtable" || what == "ct" || what == "synproxy" || what == "secmark")
                passOver();
            else
                throw BadListing{"\"" + what.substr(0, 60) + "\" is nothing that a table has", line()};
        }
        ++m_at;
    }

    void passOver()
    {
        while (m_at < m_tokens.size() && !isWord("{") && !isWord("\n"))
            ++m_at;
        if (isWord("{"))
            ++m_at, statementsUntilBrace();
    }
    void statementsUntilBrace()
    {
        while (skipEnds(), m_at < m_tokens.size() && !isWord("}"))
            statement();
        expect("}");
    }

    void setBlock(TableParts& own, const std::string& family, const std::string& tableName, const std::string& what)
    {
        const auto name = word();
        skipEnds();
        expect("{");
        auto& set = declareSet(own, family, tableName, name, what);
        while (skipEnds(), !isWord("}")) {
            if (m_at >= m_tokens.size())
                throw BadListing{"set " + name + " does not end", line()};
            setProperty(set, statement());
        }
        ++m_at;
    }

    static Json& declareSet(TableParts& own, const std::string& family, const std::string& tableName, const std::string& name, const std::string& what)
    {
        if (!own.sets.contains(name)) {
            own.order.push_back(name);
            own.sets[name] = {{"kind", what}, {"family", family}, {"table", tableName}, {"name", name}, {"elem", Json::array()}};
        }
        return own.sets[name];
    }

    static void setProperty(Json& set, const std::vector<Token>& words)
    {
        TokenStream tokens(words);
        const auto what = tokens.next();
        const auto types = [&tokens] {
            Json list = Json::array();
            while (!tokens.atEnd() && tokens.peek() != ":") {
                const auto one = std::string(tokens.next());
                if (one != ".")
                    list.push_back(one);
            }
            return list.size() == 1 ? list.front() : list;
        };
        if (what == "type") {
            set["type"] = types();
            if (tokens.take(":"))
                set["map"] = types();
        } else if (what == "typeof") {
            set["type"] = "typeof " + tokens.rest(); // of fields: not a type that is known
            if (words.end() != std::ranges::find(words, std::string_view("verdict"), &Token::text))
                set["map"] = "verdict";
        } else if (what == "flags") {
            set["flags"] = Json::array();
            while (!tokens.atEnd())
                if (const auto flag = tokens.next(); flag != ",")
                    set["flags"].push_back(std::string(flag));
        } else if (what == "auto-merge") {
            set["auto-merge"] = true;
        } else if (what == "size" || what == "timeout" || what == "gc-interval" || what == "comment" || what == "policy") {
            set[std::string(what)] = std::string(tokens.next());
        } else if (what == "counter") {
            set["stmt"] = "counter";
        } else if (what == "elements") {
            if (!tokens.take("=") || !tokens.take("{"))
                throw BadListing{"elements = { … } is expected", tokens.line()};
            for (auto& element : setElements(tokens))
                set["elem"].push_back(std::move(element));
        }
    }

    void chainBlock(TableParts& own, const std::string& family, const std::string& tableName)
    {
        const auto name = word();
        auto& chain = declareChain(own, family, tableName, name);
        skipEnds();
        expect("{");
        while (skipEnds(), !isWord("}")) {
            if (m_at >= m_tokens.size())
                throw BadListing{"chain " + name + " does not end", line()};
            const auto words = statement();
            if (!chainProperty(chain, family, words))
                addRule(own, family, tableName, name, words);
        }
        ++m_at;
    }

    static Json& declareChain(TableParts& own, const std::string& family, const std::string& tableName, const std::string& name)
    {
        const auto [at, isNew] = own.chainAt.emplace(name, own.chains.size());
        if (!isNew)
            return own.chains[at->second].second;
        own.chains.emplace_back(name, Json{{"family", family}, {"table", tableName}, {"name", name}});
        return own.chains.back().second;
    }

    /// True for what defines a chain, false for a rule.
    static bool chainProperty(Json& chain, const std::string& family, const std::vector<Token>& words)
    {
        TokenStream tokens(words);
        if (tokens.take("type")) {
            chain["type"] = std::string(tokens.next());
            while (!tokens.atEnd()) {
                if (tokens.take("hook"))
                    chain["hook"] = std::string(tokens.next());
                else if (tokens.take("device"))
                    chain["dev"] = std::string(tokens.next());
                else if (tokens.take("devices"))
                    tokens.take("="), tokens.take("{"), chain["dev"] = setElements(tokens);
                else if (tokens.take("priority"))
                    chain["prio"] = priorityNumber(tokens, family);
                else
                    throw BadListing{"\"" + std::string(tokens.peek()) + "\" is nothing that a chain has", tokens.line()};
            }
            return true;
        }
        if (tokens.take("policy")) {
            chain["policy"] = std::string(tokens.next());
            return true;
        }
        return words.size() == 2 && words[0].text == "comment" && words[1].isQuoted;
    }

    static void addRule(TableParts& own, const std::string& family, const std::string& tableName, const std::string& chain, const std::vector<Token>& words)
    {
        if (words.empty())
            return;
        TokenStream tokens(words);
        std::string comment;
        Json rule{{"family", family}, {"table", tableName}, {"chain", chain}, {"expr", ruleExpressions(tokens, comment)}};
        if (!comment.empty())
            rule["comment"] = comment;
        own.rules.push_back({{"rule", std::move(rule)}});
    }

    /// `add chain ip NAME CHAIN { … }` and its like.
    void command()
    {
        ++m_at;
        const auto what = word();
        const auto family = takeFamily();
        const auto tableName = word();
        auto& own = table(family, tableName);
        if (what == "table") {
            if (isWord("{"))
                ++m_at, statementsUntilBrace();
            return;
        }
        const auto name = word();
        if (what == "rule")
            return addRule(own, family, tableName, name, statement());
        if (what == "element") {
            const auto set = own.sets.find(name);
            if (set == own.sets.end())
                throw BadListing{"the set " + name + " is used before it is declared", line()};
            const auto words = statement();
            TokenStream tokens(words);
            if (!tokens.take("{"))
                throw BadListing{"{ … } is expected", line()};
            for (auto& element : setElements(tokens))
                set->second["elem"].push_back(std::move(element));
            return;
        }
        const bool isSet = what == "set" || what == "map";
        if (!isSet && what != "chain")
            throw BadListing{"\"add " + what.substr(0, 60) + "\" is not read", line()};
        Json& object = isSet ? declareSet(own, family, tableName, name, what) : declareChain(own, family, tableName, name);
        if (!isWord("{"))
            return;
        ++m_at;
        while (skipEnds(), !isWord("}")) {
            if (m_at >= m_tokens.size())
                throw BadListing{"what is in braces does not end", line()};
            const auto words = statement();
            if (isSet)
                setProperty(object, words);
            else
                chainProperty(object, family, words);
        }
        ++m_at;
    }

    /// To the reader, in the order that it needs: what is referred to before what refers.
    void hand()
    {
        for (auto& own : m_tables) {
            m_reader.take({{"table", own.table}});
            for (const auto& name : own.order) {
                auto& set = own.sets[name];
                const auto kind = set["kind"].get<std::string>();
                set.erase("kind");
                m_reader.take({{kind, set}});
            }
            for (const auto& [name, chain] : own.chains)
                m_reader.take({{"chain", chain}});
            std::map<std::string, std::vector<const Json*>> byChain; // the reader wants a chain's rules one after the other
            for (const auto& rule : own.rules)
                byChain[rule["rule"]["chain"].get<std::string>()].push_back(&rule);
            for (const auto& [name, chain] : own.chains)
                for (const auto* rule : byChain[name])
                    m_reader.take(*rule);
            for (const auto& [name, list] : byChain) // of chains that were there before; or that nobody declares, which the reader says
                if (!own.chainAt.contains(name))
                    for (const auto* rule : list)
                        m_reader.take(*rule);
        }
    }

    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
    NftJsonReader m_reader;
    std::vector<TableParts> m_tables;
    std::map<std::string, std::size_t> m_places;
};

} // namespace
} // namespace nftables

Result<std::vector<Note>> parseNftListing(std::string_view text, std::string_view file, RuleSet& rules)
{
    const auto refuse = [&](const std::string& what, std::uint32_t line) { return failure({ErrorCode::InvalidInput, "reading nft's rules: " + what, std::string(file) + (line == 0 ? "" : ":" + std::to_string(line)), 0, "It wants what nft list ruleset prints, or commands that add."}); };
    try {
        return nftables::ListingParser(text, file, rules).parse();
    } catch (const nftables::BadListing& bad) {
        return refuse(bad.what, bad.line);
    } catch (const nftables::Broken& broken) {
        return refuse(broken.what, 0);
    } catch (const nftables::Json::exception& bad) {
        return refuse(bad.what(), 0);
    }
}

} // namespace hoplens
