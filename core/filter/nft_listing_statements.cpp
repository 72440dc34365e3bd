// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/nft_listing_parser.h"

#include <algorithm>
#include <array>

namespace hoplens::nftables {
namespace {

constexpr int deepest = 20;

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words) { return std::ranges::find(words, word) != words.end(); }

/// A statement that this reader does not know.
struct UnknownStatement {};

Json numberOrText(std::string_view word)
{
    if (const auto number = parseNumber(word))
        return *number;
    return std::string(word);
}

/// A value: address, block, range, number, name, @set or { set }.
class ExpressionParser {
public:
    explicit ExpressionParser(TokenStream& tokens) : m_tokens(tokens) {}

    Json statement();
    Json elements();

private:
    Json value();
    Json values();
    Json mapped(const Json& key, bool isVerdict);
    Json verdict();
    Json field();
    Json operation();
    Json concatenation();
    Json natTarget(Json statement);
    Json setStatement(Json key);
    Json reject();
    Json limit();
    Json log();
    std::uint64_t wholeNumber();
    Json parenthesised();

    TokenStream& m_tokens;
    int m_depth = 0;
};

Json ExpressionParser::value()
{
    if (m_tokens.isQuoted())
        return std::string(m_tokens.next());
    if (m_tokens.peek().starts_with('('))
        return parenthesised();
    auto word = m_tokens.next();
    if (word.empty() || isOneOf(word, {"{", "}", ",", ":", "."}))
        throw UnknownStatement{};
    if (word.starts_with('@'))
        return std::string(word);
    if (const auto slash = word.find('/'); slash != std::string_view::npos && Prefix::parse(word))
        return {{"prefix", {{"addr", std::string(word.substr(0, slash))}, {"len", *parseNumber(word.substr(slash + 1), 128)}}}};
    if (const auto dash = word.find('-'); dash != std::string_view::npos && dash > 0 && dash + 1 < word.size()) {
        const auto low = word.substr(0, dash);
        const auto high = word.substr(dash + 1);
        const bool isRange = (parseNumber(low) && parseNumber(high)) || (Address::parse(low) && Address::parse(high));
        if (isRange)
            return {{"range", {numberOrText(low), numberOrText(high)}}};
    }
    return numberOrText(word);
}

/// "(fin|syn)", also with blanks between: one of these bits and those.
Json ExpressionParser::parenthesised()
{
    std::string text;
    do
        text += m_tokens.next();
    while (!text.ends_with(')') && !m_tokens.atEnd());
    Json bits = Json::array();
    for (std::string_view rest = std::string_view(text).substr(1); !rest.empty();) {
        const auto end = rest.find_first_of("|)");
        if (end == std::string_view::npos || end == 0)
            throw UnknownStatement{};
        bits.push_back(numberOrText(rest.substr(0, end)));
        rest.remove_prefix(end + 1);
    }
    return bits.size() == 1 ? bits.front() : Json{{"|", std::move(bits)}};
}

/// One value, a concatenation, several with commas, or a set.
Json ExpressionParser::values()
{
    if (m_tokens.take("{"))
        return {{"set", elements()}};
    const auto one = [this] {
        auto first = value();
        if (m_tokens.peek() != ".")
            return first;
        Json parts = Json::array({std::move(first)});
        while (m_tokens.take("."))
            parts.push_back(value());
        return Json{{"concat", std::move(parts)}};
    };
    auto first = one();
    if (m_tokens.peek() != ",")
        return first;
    Json list = Json::array({std::move(first)});
    while (m_tokens.take(","))
        list.push_back(one());
    return list;
}

Json ExpressionParser::verdict()
{
    const auto word = m_tokens.next();
    if (isOneOf(word, {"accept", "drop", "continue", "return"}))
        return {{std::string(word), nullptr}};
    if (isOneOf(word, {"jump", "goto"}))
        return {{std::string(word), {{"target", std::string(m_tokens.next())}}}};
    throw UnknownStatement{};
}

/// After the opening brace, up to the closing one.
Json ExpressionParser::elements()
{
    if (++m_depth > deepest)
        throw UnknownStatement{};
    Json all = Json::array();
    while (!m_tokens.take("}")) {
        if (m_tokens.atEnd())
            throw UnknownStatement{};
        auto element = m_tokens.take("{") ? Json{{"set", elements()}} : value();
        if (m_tokens.peek() == ".") {
            Json parts = Json::array({std::move(element)});
            while (m_tokens.take("."))
                parts.push_back(value());
            element = {{"concat", std::move(parts)}};
        }
        Json wrapped;
        for (;;) {
            if (m_tokens.take("comment"))
                wrapped["comment"] = std::string(m_tokens.next());
            else if (isOneOf(m_tokens.peek(), {"timeout", "expires"}) && !m_tokens.isQuoted())
                m_tokens.next(), m_tokens.next();
            else if (m_tokens.take("counter"))
                for (const char* count : {"packets", "bytes"})
                    if (m_tokens.take(count))
                        m_tokens.next();
                    else
                        break;
            else
                break;
        }
        if (!wrapped.is_null()) {
            wrapped["val"] = std::move(element);
            element = {{"elem", std::move(wrapped)}};
        }
        if (m_tokens.take(":")) {
            const bool isVerdict = isOneOf(m_tokens.peek(), {"accept", "drop", "continue", "return", "jump", "goto"});
            Json data = isVerdict ? verdict() : value();
            if (!isVerdict && m_tokens.peek() == ".") {
                Json parts = Json::array({std::move(data)});
                while (m_tokens.take("."))
                    parts.push_back(value());
                data = {{"concat", std::move(parts)}};
            }
            all.push_back(Json::array({std::move(element), std::move(data)}));
        } else {
            all.push_back(std::move(element));
        }
        if (!m_tokens.take(",") && m_tokens.peek() != "}")
            throw UnknownStatement{};
    }
    --m_depth;
    return all;
}

Json ExpressionParser::field()
{
    const auto word = m_tokens.peek();
    const auto take = [this] { return std::string(m_tokens.next()); };
    if (isOneOf(word, {"ip", "ip6", "tcp", "udp", "sctp", "dccp", "th", "icmp", "icmpv6", "ether", "arp", "vlan", "udplite", "ah", "esp"})) {
        const auto protocol = take();
        return {{"payload", {{"protocol", protocol}, {"field", take()}}}};
    }
    if (word == "meta") {
        take();
        return {{"meta", {{"key", take()}}}};
    }
    if (isOneOf(word, {"iif", "oif", "iifname", "oifname", "mark", "skuid", "skgid", "iiftype", "oiftype", "pkttype"}))
        return {{"meta", {{"key", take()}}}};
    if (word == "ct") {
        take();
        Json inner;
        if (isOneOf(m_tokens.peek(), {"original", "reply"}))
            inner["dir"] = take();
        if (isOneOf(m_tokens.peek(), {"ip", "ip6"}))
            inner["family"] = take();
        const auto key = take();
        if (inner.contains("family"))
            inner["key"] = inner["family"].get<std::string>() + " " + key, inner.erase("family");
        else
            inner["key"] = key;
        return {{"ct", inner}};
    }
    if (word == "fib") {
        take();
        Json flags = Json::array({take()});
        while (m_tokens.take("."))
            flags.push_back(take());
        return {{"fib", {{"result", take()}, {"flags", flags}}}};
    }
    if (word == "numgen") {
        take();
        Json inner{{"mode", take()}, {"offset", 0}};
        if (!m_tokens.take("mod"))
            throw UnknownStatement{};
        inner["mod"] = numberOrText(m_tokens.next());
        if (m_tokens.take("offset"))
            inner["offset"] = numberOrText(m_tokens.next());
        return {{"numgen", inner}};
    }
    throw UnknownStatement{};
}

/// A field, with what a mask makes of it.
Json ExpressionParser::operation()
{
    auto left = field();
    static constexpr std::array<std::pair<std::string_view, const char*>, 6> operators = {{{"&", "&"}, {"and", "&"}, {"|", "|"}, {"or", "|"}, {"^", "^"}, {"xor", "^"}}};
    for (;;) {
        const auto at = std::ranges::find(operators, m_tokens.peek(), &std::pair<std::string_view, const char*>::first);
        if (at == operators.end())
            return left;
        m_tokens.next();
        auto right = isOneOf(m_tokens.peek(), {"meta", "ct", "mark"}) ? field() : value();
        left = {{at->second, {std::move(left), std::move(right)}}};
    }
}

Json ExpressionParser::concatenation()
{
    auto first = operation();
    if (m_tokens.peek() != ".")
        return first;
    Json parts = Json::array({std::move(first)});
    while (m_tokens.take("."))
        parts.push_back(operation());
    return {{"concat", std::move(parts)}};
}

Json ExpressionParser::mapped(const Json& key, bool isVerdict)
{
    Json data = m_tokens.take("{") ? Json{{"set", elements()}} : value();
    return {{isVerdict ? "vmap" : "map", {{"key", key}, {"data", std::move(data)}}}};
}

Json ExpressionParser::natTarget(Json statement)
{
    const auto word = statement.begin().key();
    Json inner = Json::object();
    if (isOneOf(m_tokens.peek(), {"ip", "ip6"})) {
        inner["family"] = std::string(m_tokens.next());
        if (m_tokens.take("addr")) {
            if (!m_tokens.take("."))
                throw UnknownStatement{};
            m_tokens.next(); // port
        }
    }
    m_tokens.take("to");
    const auto isFlag = [this] { return isOneOf(m_tokens.peek(), {"random", "fully-random", "persistent"}); };
    if (isOneOf(m_tokens.peek(), {"numgen", "ip", "ip6", "tcp", "udp", "meta", "th", "ct", "jhash"})) {
        const auto key = concatenation();
        if (!m_tokens.take("map"))
            throw UnknownStatement{};
        inner["addr"] = mapped(key, false);
    } else if (!m_tokens.atEnd() && !isFlag() && m_tokens.peek() != "comment") {
        auto target = m_tokens.next();
        auto port = std::string_view();
        if (target == ":") { // redirect to :80 may be written apart
            port = m_tokens.next();
            target = {};
        } else if (target.starts_with('[')) {
            const auto close = target.find(']');
            if (close == std::string_view::npos)
                throw UnknownStatement{};
            port = close + 2 <= target.size() && target[close + 1] == ':' ? target.substr(close + 2) : std::string_view();
            target = target.substr(1, close - 1);
        } else if (std::ranges::count(target, ':') == 1) {
            port = target.substr(target.find(':') + 1);
            target = target.substr(0, target.find(':'));
        }
        const auto asRange = [](std::string_view text) -> Json {
            const auto dash = text.find('-');
            if (dash == std::string_view::npos)
                return numberOrText(text);
            return {{"range", {numberOrText(text.substr(0, dash)), numberOrText(text.substr(dash + 1))}}};
        };
        if (!target.empty())
            inner["addr"] = asRange(target);
        if (!port.empty())
            inner["port"] = asRange(port);
    }
    Json flags = Json::array();
    while (isFlag()) {
        flags.push_back(std::string(m_tokens.next()));
        m_tokens.take(",");
    }
    if (!flags.empty())
        inner["flags"] = std::move(flags);
    return {{word, inner.empty() ? Json() : std::move(inner)}};
}

Json ExpressionParser::setStatement(Json key)
{
    const bool isField = isOneOf(m_tokens.peek(), {"meta", "ct", "mark"});
    return {{"mangle", {{"key", std::move(key)}, {"value", isField ? operation() : value()}}}};
}

Json ExpressionParser::reject()
{
    if (!m_tokens.take("with"))
        return {{"reject", nullptr}};
    const auto type = std::string(m_tokens.next());
    if (type == "tcp") {
        m_tokens.next(); // reset
        return {{"reject", {{"type", "tcp reset"}}}};
    }
    m_tokens.take("type");
    return {{"reject", {{"type", type}, {"expr", std::string(m_tokens.next())}}}};
}

std::uint64_t ExpressionParser::wholeNumber()
{
    const auto number = parseNumber(m_tokens.next());
    if (!number)
        throw UnknownStatement{};
    return *number;
}

/// `limit rate [over] 10/second [burst 5 packets]`, after its first word.
Json ExpressionParser::limit()
{
    Json limit = Json::object();
    if (!m_tokens.take("rate"))
        throw UnknownStatement{};
    if (m_tokens.take("over"))
        limit["inv"] = true;
    auto rate = m_tokens.next();
    const auto slash = rate.find('/');
    const auto number = parseNumber(rate.substr(0, slash));
    if (!number)
        throw UnknownStatement{};
    limit["rate"] = *number;
    limit["burst"] = 5u;
    if (slash == std::string_view::npos) { // of bytes: `10 mbytes/second`
        rate = m_tokens.next();
        const auto at = rate.find('/');
        if (at == std::string_view::npos || !isOneOf(rate.substr(0, at), {"bytes", "kbytes", "mbytes"}))
            throw UnknownStatement{};
        limit["rate_unit"] = std::string(rate.substr(0, at));
        limit["burst"] = 0u;
    }
    limit["per"] = std::string(rate.substr(rate.find('/') + 1));
    if (!isOneOf(limit["per"].get_ref<const std::string&>(), {"second", "minute", "hour", "day", "week"}))
        throw UnknownStatement{};
    if (m_tokens.take("burst")) {
        limit["burst"] = wholeNumber();
        limit["burst_unit"] = std::string(m_tokens.next());
    }
    return {{"limit", std::move(limit)}};
}

/// After its first word.
Json ExpressionParser::log()
{
    Json log = Json::object();
    while (isOneOf(m_tokens.peek(), {"prefix", "level", "group", "snaplen", "queue-threshold", "flags"})) {
        const auto option = std::string(m_tokens.next());
        if (isOneOf(option, {"prefix", "level"})) {
            log[option] = std::string(m_tokens.next());
        } else if (option != "flags") {
            log[option] = wholeNumber();
        } else {
            auto flags = std::string(m_tokens.next());
            if (isOneOf(flags, {"tcp", "ip"}))
                flags += " " + std::string(m_tokens.next());
            log["flags"] = flags;
        }
    }
    return {{"log", log}};
}

Json ExpressionParser::statement()
{
    const auto word = m_tokens.peek();
    if (isOneOf(word, {"accept", "drop", "continue", "return", "jump", "goto"}))
        return verdict();
    if (m_tokens.take("counter")) {
        if (m_tokens.take("name"))
            return {{"counter", std::string(m_tokens.next())}};
        Json counts{{"packets", 0}, {"bytes", 0}};
        for (const char* count : {"packets", "bytes"})
            if (m_tokens.take(count))
                counts[count] = numberOrText(m_tokens.next());
        return {{"counter", counts}};
    }
    if (m_tokens.take("limit"))
        return limit();
    if (m_tokens.take("queue") && m_tokens.atEnd())
        return {{"queue", nullptr}};
    if (m_tokens.take("quota")) {
        Json quota = Json::object();
        if (m_tokens.take("over"))
            quota["inv"] = true;
        quota["val"] = wholeNumber();
        quota["val_unit"] = std::string(m_tokens.next());
        return {{"quota", std::move(quota)}};
    }
    if (word == "ct" && m_tokens.peek(1) == "count") {
        m_tokens.next(), m_tokens.next();
        Json count = Json::object();
        if (m_tokens.take("over"))
            count["inv"] = true;
        count["val"] = wholeNumber();
        return {{"ct count", std::move(count)}};
    }
    if (isOneOf(word, {"snat", "dnat", "masquerade", "redirect"}))
        return natTarget({{std::string(m_tokens.next()), nullptr}});
    if (m_tokens.take("reject"))
        return reject();
    if (m_tokens.take("notrack"))
        return {{"notrack", nullptr}};
    if (m_tokens.take("log"))
        return log();
    if (isOneOf(word, {"update", "add"}) && m_tokens.peek(1).starts_with('@')) {
        const auto operationName = std::string(m_tokens.next());
        const auto set = std::string(m_tokens.next());
        if (!m_tokens.take("{"))
            throw UnknownStatement{};
        auto element = concatenation();
        if (m_tokens.take("timeout"))
            m_tokens.next();
        if (!m_tokens.take("}")) // with a statement of its own: it may end the rule
            throw UnknownStatement{};
        return {{"set", {{"op", operationName}, {"elem", std::move(element)}, {"set", set}}}};
    }
    auto left = concatenation();
    if (m_tokens.take("set"))
        return setStatement(std::move(left));
    if (m_tokens.take("vmap"))
        return mapped(left, true);
    static constexpr std::array<std::pair<std::string_view, const char*>, 12> operators = {{{"==", "=="}, {"eq", "=="}, {"!=", "!="}, {"ne", "!="}, {"<", "<"}, {"lt", "<"}, {">", ">"}, {"gt", ">"}, {"<=", "<="}, {"le", "<="}, {">=", ">="}, {"ge", ">="}}};
    const auto at = std::ranges::find(operators, m_tokens.peek(), &std::pair<std::string_view, const char*>::first);
    std::string op = at == operators.end() ? "==" : at->second;
    if (at != operators.end())
        m_tokens.next();
    const auto& key = left.contains("ct") ? left["ct"]["key"] : Json();
    const bool isFlags = key == "state" || key == "status" || (left.contains("payload") && left["payload"]["field"] == "flags");
    const bool isTcpFlags = left.contains("payload") && left["payload"]["field"] == "flags";
    if (left.contains("fib") && isOneOf(m_tokens.peek(), {"exists", "missing"}))
        return {{"match", {{"op", "=="}, {"left", std::move(left)}, {"right", m_tokens.next() == "exists"}}}};
    auto right = values();
    if (isTcpFlags && m_tokens.take("/")) { // FLAGS / MASK
        left = {{"&", {std::move(left), values()}}};
        return {{"match", {{"op", at == operators.end() ? "==" : at->second}, {"left", std::move(left)}, {"right", std::move(right)}}}};
    }
    if (isFlags && at == operators.end())
        op = "in";
    else if (right.is_array() && !isFlags)
        throw UnknownStatement{};
    if (left.contains("meta") && isOneOf(left["meta"]["key"].get<std::string>(), {"iifname", "oifname", "iif", "oif"}) && right.is_number())
        right = std::to_string(right.get<std::uint64_t>());
    return {{"match", {{"op", op}, {"left", std::move(left)}, {"right", std::move(right)}}}};
}

} // namespace

Json ruleExpressions(TokenStream& tokens, std::string& comment)
{
    Json list = Json::array();
    while (!tokens.atEnd()) {
        if (tokens.peek() == "comment" && !tokens.isQuoted()) {
            tokens.next();
            comment = std::string(tokens.next());
            continue;
        }
        const auto left = tokens.rest();
        try {
            list.push_back(ExpressionParser(tokens).statement());
        } catch (const UnknownStatement&) {
            list.push_back({{"statement", left.substr(0, longestQuotation)}}); // nobody knows one of this name
            return list;
        }
    }
    return list;
}

Json setElements(TokenStream& tokens)
{
    const auto line = tokens.line();
    try {
        return ExpressionParser(tokens).elements();
    } catch (const UnknownStatement&) {
        throw BadListing{"the elements of a set are not understood", line};
    }
}

std::int64_t priorityNumber(TokenStream& tokens, std::string_view family)
{
    struct Named {
        std::string_view name;
        int usual;
        int bridge;
    };
    static constexpr std::array<Named, 8> named = {{{"raw", -300, -300}, {"mangle", -150, -150}, {"dstnat", -100, -300}, {"filter", 0, -200}, {"security", 50, 50}, {"srcnat", 100, 300}, {"out", 100, 100}, {"conntrack", -200, -200}}};
    const auto signedNumber = [](std::string_view text) -> std::optional<std::int64_t> {
        const bool isNegative = text.starts_with('-');
        const auto number = parseNumber(isNegative ? text.substr(1) : text, 0x7fffffff);
        return number ? std::optional(isNegative ? -static_cast<std::int64_t>(*number) : static_cast<std::int64_t>(*number)) : std::nullopt;
    };
    const auto line = tokens.line();
    const auto word = tokens.next();
    std::optional<std::int64_t> number = signedNumber(word);
    if (const auto at = std::ranges::find(named, word, &Named::name); at != named.end())
        number = family == "bridge" ? at->bridge : at->usual;
    if (!number)
        throw BadListing{"the priority \"" + std::string(word) + "\" is not known", line};
    while (tokens.peek() == "+" || tokens.peek() == "-") {
        const bool isMinus = tokens.next() == "-";
        const auto step = signedNumber(tokens.next());
        if (!step)
            throw BadListing{"a priority has no number behind its sign", line};
        *number += isMinus ? -*step : *step;
    }
    return *number;
}

} // namespace hoplens::nftables
