// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <functional>

class QLineEdit;
class QListWidget;

namespace hoplens::views {

/// Something that the palette can do: an action, or going to an object.
struct Command {
    QString name;
    QString detail;
    std::function<void()> run;
};

/// A list of everything that can be done or shown, found by some letters of its name.
class CommandPalette : public QDialog {
    Q_OBJECT
public:
    CommandPalette(std::vector<Command> commands, QWidget* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filter(const QString& letters);
    void runCurrent();

    std::vector<Command> m_commands;
    QLineEdit* m_edit;
    QListWidget* m_list;
};

/// Whether the letters occur in the name in their order; the less apart the better (0 is best). -1: they do not.
int matchCost(const QString& letters, const QString& name);

} // namespace hoplens::views
