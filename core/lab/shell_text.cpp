// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/shell_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace hoplens::lab {
namespace {

constexpr int deepest = 20;
constexpr std::array<std::string_view, 8> notHere = {"if", "while", "until", "case", "function", "select", "{", "!"};

bool isNameCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// The word without its quotes where it has no variables; nullopt otherwise.
std::optional<std::string> plain(const Word& word)
{
    std::string text;
    for (const auto& piece : word.pieces) {
        if (piece.kind != Word::Piece::Kind::Text)
            return std::nullopt;
        text += piece.text;
    }
    return text;
}

class ScriptParser {
public:
    explicit ScriptParser(std::string_view text) : m_text(text) {}

    tl::expected<Script, ScriptError> parse()
    {
        auto script = list({});
        if (!m_pending.empty())
            fail("a here-document does not end", true);
        if (m_error)
            return tl::unexpected(*m_error);
        return script;
    }

private:
    void fail(std::string message, bool isUnfinished = false)
    {
        if (!m_error)
            m_error = ScriptError{m_line, std::move(message), isUnfinished};
        m_at = m_text.size();
    }

    void waitFor(std::string_view what, std::string message)
    {
        if (!m_error)
            m_error = ScriptError{m_line, std::move(message), true, std::string(what)};
        m_at = m_text.size();
    }

    bool atEnd() const { return m_at >= m_text.size(); }
    char peek(std::size_t ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }
    bool startsWith(std::string_view what) const { return m_text.substr(m_at).starts_with(what); }

    /// Past the backslash at a line's end. What it goes on with may yet be typed.
    void goOn(std::size_t length)
    {
        m_at += length;
        ++m_line;
        if (atEnd())
            fail("the line goes on behind its backslash, and nothing follows", true);
    }

    /// Blanks, comments and lines that go on; with lines, also their ends.
    void skip(bool overLines)
    {
        while (!atEnd()) {
            if (startsWith("\\\n")) {
                goOn(2);
            } else if (startsWith("\\\r\n")) {
                goOn(3);
            } else if (peek() == ' ' || peek() == '\t' || peek() == '\r') {
                ++m_at;
            } else if (peek() == '#') {
                m_at = std::min(m_text.find('\n', m_at), m_text.size());
            } else if (overLines && (peek() == '\n' || (peek() == ';' && peek(1) != ';'))) {
                if (m_text[m_at++] == '\n') {
                    ++m_line;
                    takeHereDocuments();
                }
            } else {
                return;
            }
        }
    }

    /// A here-document that was announced: its lines follow the line.
    struct Pending {
        std::shared_ptr<Word> text;
        std::string end;
        bool isLiteral = false; ///< a quoted end: no variables
        bool dropsTabs = false; ///< <<-
    };

    void takeHereDocuments()
    {
        for (const auto& pending : std::exchange(m_pending, {})) {
            std::string body;
            for (;;) {
                if (atEnd())
                    return waitFor(pending.end, "a here-document does not end: " + pending.end + " is missing");
                const auto end = std::min(m_text.find('\n', m_at), m_text.size());
                auto line = m_text.substr(m_at, end - m_at);
                m_at = std::min(end + 1, m_text.size());
                ++m_line;
                if (pending.dropsTabs)
                    line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
                if (line == pending.end)
                    break;
                body += std::string(line) + "\n";
            }
            if (pending.isLiteral)
                add(*pending.text, std::move(body), true);
            else {
                ScriptParser inside(body);
                *pending.text = inside.hereText();
                if (inside.m_error)
                    return fail(inside.m_error->message);
            }
        }
    }

    /// All of the text, with variables as within quotes.
    Word hereText()
    {
        Word made;
        add(made, "", true);
        while (!atEnd() && !m_error)
            if (peek() == '\\' && std::string_view("\\$`").find(peek(1)) != std::string_view::npos && peek(1) != '\0') {
                add(made, std::string(1, peek(1)), true);
                m_at += 2;
            } else if (peek() == '$') {
                variable(made, true);
            } else {
                add(made, std::string(1, m_text[m_at++]), true);
            }
        return made;
    }

    /// Pipelines until one of the words that end the list stands where a command would; the word is taken.
    Script list(std::initializer_list<std::string_view> ends)
    {
        Script script;
        auto when = Pipeline::When::Always;
        for (;;) {
            skip(when == Pipeline::When::Always);
            if (when != Pipeline::When::Always)
                skip(true);
            if (atEnd()) {
                if (ends.size() > 0 || when != Pipeline::When::Always)
                    fail(ends.size() > 0 ? "a loop does not end: done is missing" : "a command is missing at the end", true);
                return script;
            }
            const auto begin = m_at;
            for (const auto end : ends)
                if (startsWith(end) && !isNameCharacter(peek(end.size()))) {
                    m_at = begin + end.size();
                    return script;
                }
            auto one = pipeline();
            if (m_error)
                return script;
            one.when = when;
            script.pipelines.push_back(std::move(one));
            skip(false);
            when = Pipeline::When::Always;
            if (startsWith("&&") || startsWith("||")) {
                when = peek() == '&' ? Pipeline::When::AfterSuccess : Pipeline::When::AfterFailure;
                m_at += 2;
            } else if (!atEnd() && peek() != '\n' && peek() != ';') {
                fail(std::string("syntax error near \"") + peek() + "\"");
            }
        }
    }

    Pipeline pipeline()
    {
        Pipeline all;
        for (;;) {
            skip(!all.commands.empty());
            all.commands.push_back(command());
            if (m_error)
                return all;
            skip(false);
            if (peek() != '|' || peek(1) == '|')
                return all;
            ++m_at;
        }
    }

    Command command()
    {
        Command made;
        made.line = m_line;
        if (startsWith("for") && (peek(3) == ' ' || peek(3) == '\t'))
            return loop(std::move(made));
        for (;;) {
            skip(false);
            if (atEnd() || isEnd())
                break;
            if (redirection(made))
                continue;
            if (peek() == '<' && source(made))
                continue;
            if (std::string_view("<()`").find(peek()) != std::string_view::npos || (peek() == '&')) {
                fail(std::string("this shell does not have ") + peek());
                return made;
            }
            made.words.push_back(word());
            if (made.words.size() == 1 && std::ranges::find(notHere, plain(made.words.front()).value_or("")) != notHere.end())
                fail("this shell does not have " + *plain(made.words.front()));
            if (m_error)
                return made;
        }
        if (made.words.empty())
            fail(atEnd() ? "a command is missing at the end" : std::string("syntax error near \"") + peek() + "\"", atEnd());
        return made;
    }

    /// > FILE, >> FILE, 2>&1, 2>/dev/null. False: none stands here.
    bool redirection(Command& made)
    {
        if (startsWith("2>&1")) {
            m_at += 4;
            made.mergesErrors = true;
            return true;
        }
        const bool isOfErrors = startsWith("2>");
        if (!isOfErrors && peek() != '>')
            return false;
        m_at += isOfErrors ? 1 : 0;
        const bool appends = peek(1) == '>';
        m_at += appends ? 2 : 1;
        skip(false);
        auto target = word();
        if (target.pieces.empty())
            fail("a file is missing behind >");
        else if (isOfErrors && plain(target) != "/dev/null")
            fail("this shell keeps errors in no file: 2> /dev/null drops them");
        else if (isOfErrors)
            made.dropsErrors = true;
        else
            made.output = Redirection{std::move(target), appends};
        return true;
    }

    /// < FILE, << END, <<- END. False: none of them.
    bool source(Command& made)
    {
        if (peek(1) == '(' || startsWith("<<<"))
            return false;
        Pending pending;
        const bool isHere = peek(1) == '<';
        m_at += isHere ? 2 : 1;
        if (isHere && peek() == '-') {
            pending.dropsTabs = true;
            ++m_at;
        }
        skip(false);
        auto target = word();
        if (target.pieces.empty()) {
            fail("a file is missing behind <");
        } else if (!isHere) {
            made.input = std::move(target);
        } else {
            pending.end = plain(target).value_or("");
            pending.isLiteral = target.pieces.front().isQuoted;
            pending.text = std::make_shared<Word>();
            made.hereDocument = pending.text;
            m_pending.push_back(std::move(pending));
        }
        return true;
    }

    bool isEnd() const { return peek() == '\n' || peek() == ';' || peek() == '|' || startsWith("&&"); }

    Command loop(Command made)
    {
        if (++m_depth > deepest) {
            fail("loops are nested more than " + std::to_string(deepest) + " deep");
            return made;
        }
        m_at += 3;
        skip(false);
        made.variable = plain(word()).value_or("");
        skip(false);
        const auto in = plain(word());
        if (made.variable.empty() || !std::ranges::all_of(made.variable, isNameCharacter) || in != "in") {
            fail("a loop is written: for NAME in WORDS; do COMMANDS; done", atEnd());
            return made;
        }
        for (skip(false); !atEnd() && peek() != '\n' && peek() != ';'; skip(false)) {
            made.words.push_back(word());
            if (made.words.back().pieces.empty()) {
                fail(std::string("syntax error near \"") + peek() + "\"");
                return made;
            }
        }
        skip(true);
        if (const auto wanted = plain(word()); wanted != "do") {
            fail("a loop wants do behind its words", wanted == "");
            return made;
        }
        made.body = std::make_shared<const Script>(list({"done"}));
        --m_depth;
        skip(false);
        while (!m_error && !atEnd() && redirection(made))
            skip(false);
        return made;
    }

    void add(Word& word, std::string text, bool isQuoted)
    {
        if (!word.pieces.empty() && word.pieces.back().kind == Word::Piece::Kind::Text && word.pieces.back().isQuoted == isQuoted)
            word.pieces.back().text += text;
        else
            word.pieces.push_back({Word::Piece::Kind::Text, std::move(text), isQuoted});
    }

    void variable(Word& word, bool isQuoted)
    {
        ++m_at;
        const bool hasBraces = peek() == '{';
        if (hasBraces)
            ++m_at;
        std::string name;
        if (peek() == '?')
            name = m_text[m_at++];
        else
            while (!atEnd() && isNameCharacter(peek()))
                name += m_text[m_at++];
        if (hasBraces && peek() == '}')
            ++m_at;
        else if (hasBraces || peek() == '(')
            return fail("this shell has $NAME and ${NAME} alone");
        if (name.empty())
            return add(word, "$", isQuoted);
        word.pieces.push_back({Word::Piece::Kind::Variable, std::move(name), isQuoted});
    }

    Word word()
    {
        Word made;
        while (!atEnd() && !m_error) {
            const char c = peek();
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ';' || c == '|' || c == '>' || c == '<' || startsWith("&&"))
                break;
            if (c == '\'') {
                const auto end = m_text.find('\'', m_at + 1);
                if (end == std::string_view::npos) {
                    waitFor("'", "a quote does not end");
                    break;
                }
                add(made, std::string(m_text.substr(m_at + 1, end - m_at - 1)), true);
                m_line += static_cast<std::uint32_t>(std::ranges::count(m_text.substr(m_at, end - m_at), '\n'));
                m_at = end + 1;
            } else if (c == '"') {
                quoted(made);
            } else if (c == '\\') {
                if (m_at + 1 >= m_text.size()) {
                    fail("a line that goes on does not", true);
                } else if (peek(1) == '\n') {
                    goOn(2);
                } else {
                    add(made, std::string(1, peek(1)), true);
                    m_at += 2;
                }
            } else if (c == '$') {
                variable(made, false);
            } else {
                add(made, std::string(1, c), false);
                ++m_at;
            }
        }
        return made;
    }

    void quoted(Word& made)
    {
        ++m_at;
        add(made, "", true); // "" is a word, too
        while (!atEnd() && peek() != '"' && !m_error) {
            if (peek() == '\\' && std::string_view("\"\\$`").find(peek(1)) != std::string_view::npos && peek(1) != '\0') {
                add(made, std::string(1, peek(1)), true);
                m_at += 2;
            } else if (peek() == '$') {
                variable(made, true);
            } else {
                m_line += peek() == '\n' ? 1 : 0;
                add(made, std::string(1, m_text[m_at++]), true);
            }
        }
        if (atEnd())
            return waitFor("\"", "a quote does not end");
        ++m_at;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::uint32_t m_line = 1;
    int m_depth = 0;
    std::vector<Pending> m_pending;
    std::optional<ScriptError> m_error;
};

} // namespace

tl::expected<Script, ScriptError> parseScript(std::string_view text) { return ScriptParser(text).parse(); }

} // namespace hoplens::lab
