// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "words/theme.h"

#include <QPlainTextEdit>
#include <QTextCharFormat>
#include <functional>

namespace hoplens::views {

/// A place to type commands, with what they print above: a prompt, a history (Up and Down), completion (Tab), paste of many lines.
/// Only the last line can be changed.
class Terminal : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit Terminal(QWidget* parent = nullptr);

    void setTheme(Theme theme);
    /// Height of the type in pixels.
    void setTypeSize(int pixels);
    /// Words that could stand where a line ends.
    void setCompletion(std::function<QStringList(const QString& line)> complete) { m_complete = std::move(complete); }
    /// Everything goes, the history too.
    void restart(const QString& greeting);

    /// A command that did not come by the keys is shown as if it had.
    void showCommand(const QString& command);
    enum class Wants : std::uint8_t { Command, MoreLines };
    /// What a command printed; a new prompt follows. shell: the namespace that the next one runs in, empty for the outermost shell's.
    void showAnswer(const QString& text, Wants wants, const QString& shell);
    /// Words of the lesson's, in another ink.
    void showNote(const QString& text);
    /// What stands behind the prompt.
    QString typed() const;

signals:
    void entered(const QString& line);
    void interrupted();

protected:
    void keyPressEvent(QKeyEvent*) override;
    void insertFromMimeData(const QMimeData* source) override;
    void mouseReleaseEvent(QMouseEvent*) override;

private:
    void append(const QString& text, const QTextCharFormat& format);
    void prompt();
    void enter();
    void replaceTyped(const QString& text);
    void recall(int by);
    void completeTyped();
    bool isAtInput() const { return textCursor().selectionStart() >= m_inputBegin; }

    std::function<QStringList(const QString&)> m_complete;
    QTextCharFormat m_promptInk;
    QTextCharFormat m_typedInk;
    QTextCharFormat m_printedInk;
    QTextCharFormat m_noteInk;
    QStringList m_history;
    qsizetype m_place = 0; ///< in the history; its end: what is typed now
    QString m_unsent;      ///< typed before the history was looked at
    int m_inputBegin = 0;
    bool m_isBusy = false;
    bool m_isOpen = false;
    QString m_shell; ///< the namespace that the next command runs in
    QStringList m_pasted; ///< lines that wait until the one before has its answer
};

} // namespace hoplens::views
