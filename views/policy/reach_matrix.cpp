// SPDX-License-Identifier: GPL-3.0-or-later
#include "policy/reach_matrix.h"

#include "words/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>
#include <array>
#include <cmath>

namespace hoplens::views {
namespace {

constexpr int headWidth = 208;
constexpr int headHeight = 132;
constexpr int groupHead = 96; ///< where there is no room for names
constexpr int margin = 8; ///< behind the last row and column
constexpr double largestCell = 30;
constexpr double signCell = 15; ///< from which on cells have signs

enum class Amount { Nothing, Some, All, Unknown };

Amount amountOf(const policy::ReachTable::Cell& cell)
{
    if (!cell.unknown.isEmpty())
        return Amount::Unknown;
    return cell.ports.isEmpty() ? Amount::Nothing : cell.ports.isAll() ? Amount::All : Amount::Some;
}

QColor colorOf(Amount amount, Theme theme)
{
    switch (amount) {
    case Amount::Nothing: return color(Ink::Surface, theme);
    case Amount::Some: return color(Ink::Link, theme);
    case Amount::All: return color(Ink::Network, theme);
    case Amount::Unknown: return color(Ink::Filter, theme);
    }
    return {};
}

} // namespace

ReachMatrix::ReachMatrix(QWidget* parent) : QAbstractScrollArea(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setMinimumSize(320, 200);
    setAccessibleName(tr("Who reaches whom as a square"));
    setAccessibleDescription(tr("Arrow keys walk from pair to pair, Enter says why. The table beside it has the same in words."));
}

void ReachMatrix::setAnalysis(std::shared_ptr<const ReachAnalysis> analysis)
{
    const bool isOther = !m_analysis || !analysis || m_analysis->table.names != analysis->table.names;
    m_analysis = std::move(analysis);
    if (isOther) {
        m_row = m_column = -1;
        m_isFitted = true;
    }
    paintCells();
    fit();
    viewport()->update();
}

void ReachMatrix::setTypeSize(int pixels)
{
    m_type = pixels;
    m_isFitted = true;
    fit();
    viewport()->update();
}

double ReachMatrix::largest() const { return largestCell * m_type / usualType; }

void ReachMatrix::setTheme(Theme theme)
{
    m_theme = theme;
    paintCells();
    viewport()->update();
}

int ReachMatrix::rowHeads() const { return scaled(isNamed() ? headWidth : groupHead); }
int ReachMatrix::columnHeads() const { return scaled(isNamed() ? headHeight : groupHead); }

void ReachMatrix::paintCells()
{
    const int n = side();
    m_cells = QImage(std::max(n, 1), std::max(n, 1), QImage::Format_RGB32);
    m_cells.fill(colorOf(Amount::Nothing, m_theme));
    if (n == 0)
        return;
    std::vector<QRgb> colors;
    for (const auto& kind : m_analysis->table.kinds)
        colors.push_back(colorOf(amountOf(kind), m_theme).rgb());
    const auto none = color(Ink::Canvas, m_theme).rgb();
    for (int row = 0; row < n; ++row) {
        auto* line = reinterpret_cast<QRgb*>(m_cells.scanLine(row));
        for (int column = 0; column < n; ++column)
            line[column] = row == column ? none : colors[m_analysis->table.cells[static_cast<std::size_t>(row) * static_cast<std::size_t>(n) + static_cast<std::size_t>(column)]];
    }
}

void ReachMatrix::fit()
{
    if (m_isFitted && side() > 0) {
        const auto room = [&](int heads) { return static_cast<double>(std::min(viewport()->width() - heads, viewport()->height() - heads) - margin) / side(); };
        m_cell = std::min(room(scaled(headHeight)) >= smallestNamed() ? room(scaled(headHeight)) : std::min(room(scaled(groupHead)), smallestNamed() - 1), largest());
        m_cell = isNamed() ? std::floor(m_cell) : std::max(m_cell, 1.0);
    }
    updateBars();
}

void ReachMatrix::updateBars()
{
    const auto all = static_cast<int>(std::ceil(m_cell * side()));
    const auto set = [&](QScrollBar* bar, int room) {
        bar->setRange(0, std::max(0, all - room));
        bar->setPageStep(std::max(room, 1));
        bar->setSingleStep(std::max(1, static_cast<int>(m_cell)));
    };
    set(horizontalScrollBar(), viewport()->width() - rowHeads());
    set(verticalScrollBar(), viewport()->height() - columnHeads());
}

void ReachMatrix::setCell(double cell)
{
    m_isFitted = false;
    m_cell = std::clamp(cell, 1.0, largest());
    updateBars();
    viewport()->update();
}

QPoint ReachMatrix::cellAt(const QPoint& at) const
{
    const int column = static_cast<int>(std::floor((at.x() - rowHeads() + horizontalScrollBar()->value()) / m_cell));
    const int row = static_cast<int>(std::floor((at.y() - columnHeads() + verticalScrollBar()->value()) / m_cell));
    const bool isIn = at.x() >= rowHeads() && at.y() >= columnHeads() && column >= 0 && row >= 0 && column < side() && row < side();
    return isIn ? QPoint(column, row) : QPoint(-1, -1);
}

QPoint ReachMatrix::middleOf(int row, int column) const
{
    return {static_cast<int>(rowHeads() - horizontalScrollBar()->value() + (column + 0.5) * m_cell), static_cast<int>(columnHeads() - verticalScrollBar()->value() + (row + 0.5) * m_cell)};
}

QString ReachMatrix::words(int row, int column) const
{
    const auto& table = m_analysis->table;
    const auto from = text(table.names[static_cast<std::size_t>(row)]);
    const auto to = text(table.names[static_cast<std::size_t>(column)]);
    if (row == column)
        return from;
    const auto& cell = table.at(static_cast<std::size_t>(row), static_cast<std::size_t>(column));
    const auto amount = amountOf(cell);
    const auto what = amount == Amount::Nothing ? tr("nothing is allowed") : amount == Amount::All ? tr("all ports are allowed") : amount == Amount::Some ? tr("allowed: %1").arg(text(cell.ports.text())) : tr("unknown: %1").arg(text(cell.unknown.text()));
    return tr("%1 → %2: %3").arg(from, to, what);
}

void ReachMatrix::choose(int row, int column)
{
    if (row < 0 || column < 0 || row >= side() || column >= side())
        return;
    m_row = row;
    m_column = column;
    setAccessibleDescription(words(row, column));
    const auto at = middleOf(row, column);
    const auto half = static_cast<int>(m_cell);
    if (at.x() - half < rowHeads() || at.x() + half > viewport()->width())
        horizontalScrollBar()->setValue(static_cast<int>(column * m_cell) - (viewport()->width() - rowHeads()) / 2);
    if (at.y() - half < columnHeads() || at.y() + half > viewport()->height())
        verticalScrollBar()->setValue(static_cast<int>(row * m_cell) - (viewport()->height() - columnHeads()) / 2);
    viewport()->update();
    emit pairChosen(row, column);
}

void ReachMatrix::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), color(Ink::Canvas, m_theme));
    if (side() == 0)
        return;
    const QRect visible(rowHeads(), columnHeads(), viewport()->width() - rowHeads(), viewport()->height() - columnHeads());
    const QRectF square(rowHeads() - horizontalScrollBar()->value(), columnHeads() - verticalScrollBar()->value(), m_cell * side(), m_cell * side());
    painter.save();
    painter.setClipRect(visible);
    painter.drawImage(square, m_cells);
    const int firstRow = std::max(0, static_cast<int>((visible.top() - square.top()) / m_cell));
    const int lastRow = std::min(side() - 1, static_cast<int>((visible.bottom() - square.top()) / m_cell));
    const int firstColumn = std::max(0, static_cast<int>((visible.left() - square.left()) / m_cell));
    const int lastColumn = std::min(side() - 1, static_cast<int>((visible.right() - square.left()) / m_cell));
    const auto cellRect = [&](int row, int column) { return QRectF(square.left() + column * m_cell, square.top() + row * m_cell, m_cell, m_cell); };
    if (m_cell >= 5) {
        painter.setPen(QPen(color(Ink::Border, m_theme), 1));
        for (int row = firstRow; row <= lastRow + 1; ++row)
            painter.drawLine(QPointF(visible.left(), square.top() + row * m_cell), QPointF(std::min<double>(visible.right(), square.right()), square.top() + row * m_cell));
        for (int column = firstColumn; column <= lastColumn + 1; ++column)
            painter.drawLine(QPointF(square.left() + column * m_cell, visible.top()), QPointF(square.left() + column * m_cell, std::min<double>(visible.bottom(), square.bottom())));
    }
    if (m_cell >= signCell) { // the same without colours
        painter.setFont(fixedFont(std::min(m_cell * 0.62, 14.0 * m_type / usualType)));
        painter.setPen(color(Ink::Surface, m_theme));
        for (int row = firstRow; row <= lastRow; ++row)
            for (int column = firstColumn; column <= lastColumn; ++column) {
                const auto amount = row == column ? Amount::Nothing : amountOf(m_analysis->table.at(static_cast<std::size_t>(row), static_cast<std::size_t>(column)));
                if (amount == Amount::Some || amount == Amount::Unknown)
                    painter.drawText(cellRect(row, column), Qt::AlignCenter, amount == Amount::Some ? QStringLiteral("+") : QStringLiteral("?"));
            }
    }
    if (!m_analysis->changed.empty()) {
        painter.setPen(QPen(color(Ink::Problem, m_theme), std::clamp(m_cell / 6, 1.0, 3.0)));
        for (int row = firstRow; row <= lastRow; ++row)
            for (int column = firstColumn; column <= lastColumn; ++column)
                if (m_analysis->changed[static_cast<std::size_t>(row) * static_cast<std::size_t>(side()) + static_cast<std::size_t>(column)])
                    painter.drawRect(cellRect(row, column).adjusted(1, 1, -1, -1));
    }
    painter.setPen(QPen(color(Ink::Text, m_theme), 1));
    const auto& groups = m_analysis->table.groups;
    for (int i = 1; i < side(); ++i)
        if (groups[static_cast<std::size_t>(i)] != groups[static_cast<std::size_t>(i) - 1]) {
            painter.drawLine(QPointF(square.left() + i * m_cell, square.top()), QPointF(square.left() + i * m_cell, square.bottom()));
            painter.drawLine(QPointF(square.left(), square.top() + i * m_cell), QPointF(square.right(), square.top() + i * m_cell));
        }
    painter.drawRect(square);
    if (m_row >= 0) {
        for (const auto& [ink, width] : {std::pair(Ink::Surface, m_cell < 12 ? 3.0 : 5.0), {Ink::Text, m_cell < 12 ? 1.0 : 2.0}}) {
            painter.setPen(QPen(color(ink, m_theme), width));
            painter.drawRect(QRectF(square.left(), square.top() + m_row * m_cell, square.width(), m_cell));
            painter.drawRect(QRectF(square.left() + m_column * m_cell, square.top(), m_cell, square.height()));
        }
    }
    painter.restore();
    paintHeads(painter, visible);
}

/// Names of rows and columns, or of their namespaces where there is no room for more.
void ReachMatrix::paintHeads(QPainter& painter, const QRect& visible) const
{
    const auto& table = m_analysis->table;
    const std::array legend = {std::pair(Amount::All, tr("all ports")), std::pair(Amount::Some, tr("some")), std::pair(Amount::Nothing, tr("none")), std::pair(Amount::Unknown, tr("unknown"))};
    painter.setFont(sansFont(m_type));
    for (int i = 0; i < 4; ++i) {
        const QRect swatch(8, 8 + i * scaled(20), scaled(12), scaled(12));
        painter.fillRect(swatch, colorOf(legend[static_cast<std::size_t>(i)].first, m_theme));
        painter.setPen(color(Ink::Border, m_theme));
        painter.drawRect(swatch);
        painter.setPen(color(Ink::Muted, m_theme));
        painter.drawText(QRect(swatch.right() + 6, swatch.top() - scaled(4), visible.left() - swatch.right() - 6, scaled(20)), Qt::AlignLeft | Qt::AlignVCenter, legend[static_cast<std::size_t>(i)].second);
    }
    const auto draw = [&](int first, int count, const QString& name, bool isChosen, bool isRow) {
        const double size = m_cell * count;
        const double begin = (isRow ? visible.top() - verticalScrollBar()->value() : visible.left() - horizontalScrollBar()->value()) + first * m_cell;
        const int head = isRow ? visible.left() : visible.top();
        const int low = isRow ? visible.top() : visible.left();
        const int high = isRow ? visible.bottom() : visible.right();
        if (begin + size < low || begin > high || size < 9)
            return;
        painter.save();
        painter.setClipRect(isRow ? QRect(0, visible.top(), head, visible.height()) : QRect(visible.left(), 0, visible.width() + head, head));
        auto font = isNamed() ? fixedFont(m_type) : sansFont(m_type);
        font.setBold(isChosen);
        painter.setFont(font);
        painter.setPen(color(Ink::Text, m_theme));
        const auto shown = painter.fontMetrics().elidedText(name, Qt::ElideMiddle, head - 16);
        if (isRow) {
            painter.drawText(QRectF(8, begin, head - 16, size), Qt::AlignRight | Qt::AlignVCenter, shown);
        } else {
            painter.translate(begin + size / 2, head - 8);
            painter.rotate(-90);
            painter.drawText(QRectF(0, -scaled(10), head - 8, scaled(20)), Qt::AlignLeft | Qt::AlignVCenter, shown);
        }
        painter.restore();
    };
    for (const bool isRow : {true, false})
        for (int i = 0; i < side();) {
            int end = i + 1;
            while (!isNamed() && end < side() && table.groups[static_cast<std::size_t>(end)] == table.groups[static_cast<std::size_t>(i)])
                ++end;
            const auto& name = isNamed() || table.groups[static_cast<std::size_t>(i)].empty() ? table.names[static_cast<std::size_t>(i)] : table.groups[static_cast<std::size_t>(i)];
            const int chosen = isRow ? m_row : m_column;
            draw(i, end - i, text(std::string_view(name).substr(0, name.find('['))), chosen >= i && chosen < end, isRow);
            i = end;
        }
}

void ReachMatrix::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    fit();
}

void ReachMatrix::mousePressEvent(QMouseEvent* event)
{
    const auto at = cellAt(event->position().toPoint());
    choose(at.y(), at.x());
}

void ReachMatrix::wheelEvent(QWheelEvent* event)
{
    if ((event->modifiers() & Qt::ControlModifier) == 0)
        return QAbstractScrollArea::wheelEvent(event);
    setCell(m_cell * (event->angleDelta().y() > 0 ? 1.2 : 1 / 1.2));
}

void ReachMatrix::keyPressEvent(QKeyEvent* event)
{
    const int row = std::max(m_row, 0);
    const int column = std::max(m_column, 0);
    switch (event->key()) {
    case Qt::Key_Up: return choose(std::max(row - 1, 0), column);
    case Qt::Key_Down: return choose(std::min(row + 1, side() - 1), column);
    case Qt::Key_Left: return choose(row, std::max(column - 1, 0));
    case Qt::Key_Right: return choose(row, std::min(column + 1, side() - 1));
    case Qt::Key_Return:
    case Qt::Key_Enter: return choose(row, column);
    case Qt::Key_Plus: return setCell(m_cell * 1.2);
    case Qt::Key_Minus: return setCell(m_cell / 1.2);
    case Qt::Key_0:
        m_isFitted = true;
        fit();
        return viewport()->update();
    default: return QAbstractScrollArea::keyPressEvent(event);
    }
}

bool ReachMatrix::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip && side() > 0) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto at = cellAt(help->pos());
        if (at.x() >= 0)
            QToolTip::showText(help->globalPos(), words(at.y(), at.x()), viewport());
        else
            QToolTip::hideText();
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace hoplens::views
