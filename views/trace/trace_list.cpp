// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/trace_list.h"

#include "trace/words.h"
#include "words/theme.h"

#include <QListWidget>
#include <QPushButton>
#include <QTime>
#include <QVBoxLayout>
#include <algorithm>

namespace hoplens::views {
namespace {

constexpr std::size_t keptTraces = 30; ///< each holds its network

bool isGood(const TraceBranch& branch) { return isAnswered(branch) || (branch.outcome == Outcome::Departed && branch.mayAnswerReturn); }

} // namespace

std::pair<QString, Ink> markOf(const Trace& trace)
{
    if (!trace.branches.empty() && std::ranges::all_of(trace.branches, isGood))
        return {"✓", Ink::Network};
    const bool isUnknown = std::ranges::any_of(trace.branches, [](const TraceBranch& way) { return way.outcome == Outcome::Unknown; });
    return isUnknown ? std::pair(QString("?"), Ink::Muted) : std::pair(QString("✕"), Ink::Problem);
}

QString questionText(const TraceQuestion& question)
{
    QString words = question.from + " → " + question.to;
    if (!question.protocol.isEmpty())
        words += " " + question.protocol;
    if (question.age == FlowAge::Established)
        words += " " + TraceList::tr("(known flow)");
    return words;
}

TraceList::TraceList(QWidget* parent) : QWidget(parent), m_list(new QListWidget(this)), m_compare(new QPushButton(tr("Compare two"), this)), m_remove(new QPushButton(tr("Remove"), this))
{
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setAccessibleName(tr("Traces"));
    m_list->setWordWrap(false);
    m_list->setTextElideMode(Qt::ElideRight);
    m_compare->setToolTip(tr("Choose two traces (Ctrl and a click) to see them side by side"));
    auto* side = new QVBoxLayout;
    side->addWidget(m_compare);
    side->addWidget(m_remove);
    side->addStretch(1);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 8, 16, 8);
    layout->addWidget(m_list, 1);
    layout->addLayout(side);
    connect(m_list, &QListWidget::itemSelectionChanged, this, &TraceList::tellSelection);
    connect(m_list, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) { emit wanted(m_results[static_cast<std::size_t>(m_list->row(item))]); });
    connect(m_list, &QListWidget::itemClicked, this, [this](const QListWidgetItem* item) {
        if (selected().size() == 1)
            emit wanted(m_results[static_cast<std::size_t>(m_list->row(item))]);
    });
    connect(m_compare, &QPushButton::clicked, this, [this] {
        if (const auto both = selected(); both.size() == 2)
            emit comparisonWanted(both[1], both[0]); // the older to the left
    });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        const auto gone = selected();
        for (std::size_t i = m_results.size(); i-- > 0;)
            if (std::ranges::find(gone, m_results[i]) != gone.end()) {
                m_results.erase(m_results.begin() + static_cast<std::ptrdiff_t>(i));
                m_times.erase(m_times.begin() + static_cast<std::ptrdiff_t>(i));
            }
        fill();
    });
    tellSelection();
}

void TraceList::add(std::shared_ptr<const TraceResult> result)
{
    const auto now = QTime::currentTime().toString("HH:mm:ss");
    // The network that is followed has changed: the same question, the newest answer.
    if (!m_results.empty() && m_results.front()->question == result->question && m_results.front()->trace.branches.size() == result->trace.branches.size() && describeTrace(*m_results.front()->scene->world, m_results.front()->trace) == describeTrace(*result->scene->world, result->trace)) {
        m_results.front() = std::move(result);
        return;
    }
    m_results.insert(m_results.begin(), std::move(result));
    m_times.insert(m_times.begin(), now);
    if (m_results.size() > keptTraces) {
        m_results.pop_back();
        m_times.pop_back();
    }
    fill();
}

void TraceList::setTheme(Theme theme)
{
    m_theme = theme;
    fill();
}

void TraceList::fill()
{
    m_list->clear();
    for (std::size_t i = 0; i < m_results.size(); ++i) {
        const auto& result = *m_results[i];
        const auto [mark, ink] = markOf(result.trace);
        auto* item = new QListWidgetItem(mark + "  " + m_times[i] + "  " + questionText(result.question) + "   " + text(describeTrace(*result.scene->world, result.trace)), m_list);
        item->setForeground(color(ink == Ink::Network ? Ink::Text : ink, m_theme));
        item->setToolTip(text(describeTrace(*result.scene->world, result.trace)));
    }
    tellSelection();
}

std::vector<std::shared_ptr<const TraceResult>> TraceList::selected() const
{
    std::vector<int> rows;
    for (const auto* item : m_list->selectedItems())
        rows.push_back(m_list->row(item));
    std::ranges::sort(rows);
    std::vector<std::shared_ptr<const TraceResult>> results;
    for (const int row : rows)
        results.push_back(m_results[static_cast<std::size_t>(row)]);
    return results;
}

void TraceList::select(const std::vector<int>& rows)
{
    m_list->clearSelection();
    for (const int row : rows)
        if (auto* item = m_list->item(row))
            item->setSelected(true);
}

void TraceList::tellSelection()
{
    const auto count = m_list->selectedItems().size();
    m_compare->setEnabled(count == 2);
    m_remove->setEnabled(count > 0);
}

} // namespace hoplens::views
