// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/trace_comparison.h"

#include "trace/trace_list.h"
#include "trace/words.h"
#include "words/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

namespace hoplens::views {
namespace {

struct Line {
    QString where;
    QString words;
    bool operator==(const Line&) const = default;
};

std::vector<Line> linesOf(const TraceResult& result)
{
    std::vector<Line> lines;
    const auto& world = *result.scene->world;
    const auto take = [&](const TraceBranch& branch, const QString& prefix) {
        constexpr std::size_t most = 2000; // side by side costs their product
        for (const auto& step : branch.steps)
            if (!isQuiet(step) && lines.size() < most)
                lines.push_back({prefix + text(world.space(step.space).data.name), text(describeKind(step.kind)) + "  " + text(describeStep(world, step))});
    };
    if (!result.trace.branches.empty()) {
        take(result.trace.branches.front(), {});
        if (!result.trace.branches.front().replies.empty())
            take(result.trace.branches.front().replies.front(), "↩ ");
    }
    return lines;
}

} // namespace

ComparisonModel::ComparisonModel(const std::shared_ptr<const TraceResult>& left, const std::shared_ptr<const TraceResult>& right, Theme theme, QObject* parent) : QAbstractTableModel(parent), m_questions{questionText(left->question), questionText(right->question)}, m_theme(theme)
{
    const auto a = linesOf(*left);
    const auto b = linesOf(*right);
    // The longest run of lines that both have, in order (dynamic programming from the end).
    std::vector<std::vector<std::uint16_t>> common(a.size() + 1, std::vector<std::uint16_t>(b.size() + 1, 0));
    for (std::size_t i = a.size(); i-- > 0;)
        for (std::size_t k = b.size(); k-- > 0;)
            common[i][k] = a[i] == b[k] ? static_cast<std::uint16_t>(common[i + 1][k + 1] + 1) : std::max(common[i + 1][k], common[i][k + 1]);
    std::size_t i = 0;
    std::size_t k = 0;
    while (i < a.size() || k < b.size()) {
        if (i < a.size() && k < b.size() && a[i] == b[k]) {
            m_rows.push_back({a[i].where, a[i].words, b[k].words});
            ++i;
            ++k;
        } else if (k == b.size() || (i < a.size() && common[i + 1][k] >= common[i][k + 1])) {
            m_rows.push_back({a[i].where, a[i].words, {}});
            ++i;
        } else {
            m_rows.push_back({b[k].where, {}, b[k].words});
            ++k;
        }
    }
}

QVariant ComparisonModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto& row = m_rows[static_cast<std::size_t>(index.row())];
    const bool differs = row.left != row.right;
    switch (role) {
    case Qt::DisplayRole: return index.column() == WhereColumn ? (differs ? "≠ " : "   ") + row.where : index.column() == LeftColumn ? row.left : row.right;
    case Qt::ToolTipRole: return index.column() == RightColumn ? row.right : row.left;
    case Qt::FontRole: return index.column() == WhereColumn ? sansFont(13, differs) : fixedFont(12);
    case Qt::BackgroundRole: return differs ? QVariant(QBrush(color(Ink::Selection, m_theme))) : QVariant();
    case DiffersRole: return differs;
    default: return {};
    }
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == WhereColumn ? tr("Where") : m_questions.value(section - 1);
}

TraceComparison::TraceComparison(const std::shared_ptr<const TraceResult>& left, const std::shared_ptr<const TraceResult>& right, Theme theme, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("Two traces"));
    resize(1000, 600);
    auto* layout = new QVBoxLayout(this);
    auto* heads = new QHBoxLayout;
    for (const auto& result : {left, right}) {
        const auto [mark, ink] = markOf(result->trace);
        auto* head = new QLabel(QString("<span style='color:%1; font-weight:600'>%2</span> %3").arg(color(ink, theme).name(), mark, text(describeTrace(*result->scene->world, result->trace)).toHtmlEscaped()));
        head->setWordWrap(true);
        head->setTextInteractionFlags(Qt::TextSelectableByMouse);
        heads->addWidget(head, 1);
    }
    layout->addLayout(heads);
    auto* table = new QTableView;
    table->setModel(new ComparisonModel(left, right, theme, table));
    table->setShowGrid(false);
    table->setFrameShape(QFrame::NoFrame);
    table->setWordWrap(false);
    table->setAccessibleName(tr("Steps side by side"));
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(26);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    layout->addWidget(table, 1);
}

} // namespace hoplens::views
