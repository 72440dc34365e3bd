// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/command_palette.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace hoplens::views {
namespace {

constexpr int shownAtMost = 200;

} // namespace

int matchCost(const QString& letters, const QString& name)
{
    int cost = 0;
    qsizetype at = -1;
    for (const QChar letter : letters) {
        if (letter.isSpace())
            continue;
        const auto next = name.indexOf(letter, at + 1, Qt::CaseInsensitive);
        if (next < 0)
            return -1;
        cost += static_cast<int>(next - at - 1);
        at = next;
    }
    return cost;
}

CommandPalette::CommandPalette(std::vector<Command> commands, QWidget* parent) : QDialog(parent), m_commands(std::move(commands)), m_edit(new QLineEdit(this)), m_list(new QListWidget(this))
{
    setWindowTitle(tr("Commands"));
    resize(560, 420);
    auto* layout = new QVBoxLayout(this);
    m_edit->setPlaceholderText(tr("An action, a namespace, an interface, an address…"));
    m_edit->setAccessibleName(tr("Search"));
    m_edit->installEventFilter(this);
    m_list->setAccessibleName(tr("Found"));
    layout->addWidget(m_edit);
    layout->addWidget(m_list);
    connect(m_edit, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_edit, &QLineEdit::returnPressed, this, &CommandPalette::runCurrent);
    connect(m_list, &QListWidget::itemActivated, this, &CommandPalette::runCurrent);
    filter({});
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Up) {
            const int row = m_list->currentRow() + (key == Qt::Key_Down ? 1 : -1);
            m_list->setCurrentRow(std::clamp(row, 0, std::max(0, m_list->count() - 1)));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void CommandPalette::filter(const QString& letters)
{
    std::vector<std::pair<int, std::size_t>> found;
    for (std::size_t i = 0; i < m_commands.size(); ++i)
        if (const int cost = matchCost(letters, m_commands[i].name + " " + m_commands[i].detail); cost >= 0)
            found.emplace_back(cost, i);
    std::ranges::stable_sort(found, {}, &std::pair<int, std::size_t>::first);
    m_list->clear();
    for (std::size_t i = 0; i < found.size() && i < shownAtMost; ++i) {
        const auto& command = m_commands[found[i].second];
        auto* item = new QListWidgetItem(command.detail.isEmpty() ? command.name : command.name + "    " + command.detail, m_list);
        item->setData(Qt::UserRole, static_cast<qulonglong>(found[i].second));
    }
    m_list->setCurrentRow(0);
}

void CommandPalette::runCurrent()
{
    const auto* item = m_list->currentItem();
    if (!item)
        return;
    const auto run = m_commands[item->data(Qt::UserRole).toULongLong()].run;
    accept();
    run();
}

} // namespace hoplens::views
