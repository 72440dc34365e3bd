// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/terminal.h"

#include <QKeyEvent>
#include <QMimeData>
#include <QScrollBar>
#include <QTextBlock>

namespace hoplens::views {
namespace {

constexpr int keptLines = 20'000;
constexpr int usualType = 13;
constexpr qsizetype longestAnswer = 100'000; ///< more of it nobody reads, and it takes long to lay out

/// What all words begin with.
QString commonBeginning(const QStringList& words)
{
    auto common = words.value(0);
    for (const auto& word : words)
        while (!word.startsWith(common))
            common.chop(1);
    return common;
}

} // namespace

Terminal::Terminal(QWidget* parent) : QPlainTextEdit(parent)
{
    setUndoRedoEnabled(false);
    setMaximumBlockCount(keptLines);
    setFrameShape(QFrame::NoFrame);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setTypeSize(usualType);
    setCursorWidth(8);
    setAccessibleName(tr("Console"));
    setTabChangesFocus(false);
    document()->setDocumentMargin(10);
    setTheme(Theme::Light);
}

void Terminal::setTheme(Theme theme)
{
    m_promptInk.setForeground(color(Ink::Network, theme));
    m_typedInk.setForeground(color(Ink::Link, theme));
    m_printedInk.setForeground(color(Ink::Text, theme));
    m_noteInk.setForeground(color(Ink::Translation, theme));
    setStyleSheet(QString("QPlainTextEdit { background: %1; color: %2; border: none; }").arg(color(Ink::Canvas, theme).name(), color(Ink::Text, theme).name()));
}

void Terminal::setTypeSize(int pixels)
{
    const auto face = fixedFont(pixels);
    setFont(face);
    for (auto* ink : {&m_promptInk, &m_typedInk, &m_printedInk, &m_noteInk})
        ink->setFont(face);
    auto all = QTextCursor(document()); // what is printed keeps its inks
    all.select(QTextCursor::Document);
    QTextCharFormat type;
    type.setFont(face);
    all.mergeCharFormat(type);
}

void Terminal::restart(const QString& greeting)
{
    clear();
    m_history.clear();
    m_pasted.clear();
    m_place = 0;
    m_isBusy = false;
    m_isOpen = false;
    m_shell.clear();
    append(greeting, m_noteInk);
    prompt();
}

void Terminal::append(const QString& text, const QTextCharFormat& format)
{
    auto end = QTextCursor(document());
    end.movePosition(QTextCursor::End);
    end.insertText(text, format);
}

void Terminal::prompt()
{
    append(m_isOpen ? "> " : m_shell.isEmpty() ? "$ " : "(" + m_shell + ") $ ", m_promptInk);
    auto end = QTextCursor(document());
    end.movePosition(QTextCursor::End);
    m_inputBegin = end.position();
    setTextCursor(end);
    setCurrentCharFormat(m_typedInk);
    ensureCursorVisible();
    m_isBusy = false;
    if (!m_pasted.isEmpty()) {
        const bool isWhole = m_pasted.size() > 1; // the last line waits for Enter
        replaceTyped(m_pasted.takeFirst());
        if (isWhole)
            enter();
    }
}

QString Terminal::typed() const
{
    if (m_isBusy)
        return {};
    auto input = QTextCursor(document());
    input.setPosition(m_inputBegin);
    input.movePosition(QTextCursor::End, QTextCursor::KeepAnchor);
    return input.selectedText().replace(QChar::ParagraphSeparator, '\n');
}

void Terminal::replaceTyped(const QString& text)
{
    auto input = QTextCursor(document());
    input.setPosition(m_inputBegin);
    input.movePosition(QTextCursor::End, QTextCursor::KeepAnchor);
    input.insertText(text, m_typedInk);
    setTextCursor(input);
    ensureCursorVisible();
}

void Terminal::showCommand(const QString& command)
{
    if (m_isBusy)
        return;
    replaceTyped(command);
    append("\n", m_printedInk);
    m_isBusy = true;
}

void Terminal::showAnswer(const QString& text, Wants wants, const QString& shell)
{
    m_isOpen = wants == Wants::MoreLines;
    if (!m_isOpen)
        m_shell = shell;
    if (text.size() > longestAnswer) {
        const auto begin = text.indexOf('\n', text.size() - longestAnswer) + 1;
        append(tr("(%1 earlier lines are left out)").arg(text.left(begin).count('\n')) + "\n", m_noteInk);
        append(text.mid(begin), m_printedInk);
    } else {
        append(text, m_printedInk);
    }
    if (!text.isEmpty() && !text.endsWith('\n'))
        append("\n", m_printedInk);
    prompt();
}

void Terminal::showNote(const QString& text)
{
    if (m_isBusy)
        return;
    const auto kept = typed();
    replaceTyped({});
    auto line = QTextCursor(document());
    line.movePosition(QTextCursor::End);
    line.movePosition(QTextCursor::StartOfBlock, QTextCursor::KeepAnchor);
    line.removeSelectedText();
    append(text + "\n", m_noteInk);
    prompt();
    replaceTyped(kept);
}

void Terminal::enter()
{
    const auto line = typed();
    if (!line.trimmed().isEmpty() && m_history.value(m_history.size() - 1) != line)
        m_history << line;
    m_place = m_history.size();
    m_unsent.clear();
    append("\n", m_printedInk);
    m_isBusy = true;
    emit entered(line);
}

void Terminal::recall(int by)
{
    if (m_place == m_history.size())
        m_unsent = typed();
    m_place = std::clamp<qsizetype>(m_place + by, 0, m_history.size());
    replaceTyped(m_place == m_history.size() ? m_unsent : m_history[m_place]);
}

void Terminal::completeTyped()
{
    if (!m_complete)
        return;
    const auto line = typed();
    const auto words = m_complete(line);
    const auto last = line.mid(line.lastIndexOf(' ') + 1);
    const auto common = commonBeginning(words);
    if (words.size() == 1)
        replaceTyped(line.chopped(last.size()) + words.front() + " ");
    else if (common.size() > last.size())
        replaceTyped(line.chopped(last.size()) + common);
    else if (words.size() > 1)
        showNote(words.join("  "));
}

void Terminal::keyPressEvent(QKeyEvent* event)
{
    const bool isControl = event->modifiers() == Qt::ControlModifier;
    if (isControl && event->key() == Qt::Key_C && !textCursor().hasSelection()) {
        m_pasted.clear();
        if (m_isBusy) {
            emit interrupted();
        } else {
            append("^C\n", m_printedInk);
            if (m_isOpen)
                emit interrupted();
            m_isOpen = false;
            prompt();
        }
        return;
    }
    if (event->matches(QKeySequence::Copy) || (event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier) && event->key() == Qt::Key_C)) {
        copy();
        return;
    }
    if (event->matches(QKeySequence::Paste) || (event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier) && event->key() == Qt::Key_V)) {
        paste();
        return;
    }
    if (event->matches(QKeySequence::SelectAll) || event->key() == Qt::Key_PageUp || event->key() == Qt::Key_PageDown) {
        QPlainTextEdit::keyPressEvent(event);
        return;
    }
    const bool isPlain = event->modifiers() == Qt::NoModifier || event->modifiers() == Qt::ShiftModifier || event->modifiers() == Qt::KeypadModifier;
    if (m_isBusy)
        return; // what it prints comes first
    if (isControl && event->key() == Qt::Key_L) {
        const auto kept = typed();
        clear();
        prompt();
        replaceTyped(kept);
        return;
    }
    if (isControl && event->key() == Qt::Key_U) {
        replaceTyped({});
        return;
    }
    if (!isPlain && event->text().isEmpty()) {
        QPlainTextEdit::keyPressEvent(event);
        return;
    }
    if (!isAtInput())
        moveCursor(QTextCursor::End);
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter: return enter();
    case Qt::Key_Up: return recall(-1);
    case Qt::Key_Down: return recall(1);
    case Qt::Key_Tab: return completeTyped();
    case Qt::Key_Home: {
        auto cursor = textCursor();
        cursor.setPosition(m_inputBegin);
        return setTextCursor(cursor);
    }
    case Qt::Key_Backspace:
    case Qt::Key_Left:
        if (!textCursor().hasSelection() && textCursor().position() <= m_inputBegin)
            return;
        break;
    default: break;
    }
    setCurrentCharFormat(m_typedInk);
    QPlainTextEdit::keyPressEvent(event);
}

void Terminal::insertFromMimeData(const QMimeData* source)
{
    if (!source->hasText() || m_isBusy)
        return;
    auto lines = source->text().split('\n');
    if (!isAtInput())
        moveCursor(QTextCursor::End);
    textCursor().insertText(lines.takeFirst(), m_typedInk);
    if (lines.isEmpty())
        return;
    m_pasted = lines;
    enter();
}

void Terminal::mouseReleaseEvent(QMouseEvent* event)
{
    QPlainTextEdit::mouseReleaseEvent(event);
    if (!textCursor().hasSelection() && !isAtInput() && !m_isBusy) // a click is no wish to type elsewhere
        moveCursor(QTextCursor::End);
}

} // namespace hoplens::views
