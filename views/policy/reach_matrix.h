// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture/network_picture.h"
#include "policy/reach_analysis.h"

#include <QAbstractScrollArea>
#include <QImage>

namespace hoplens::views {

/// Who reaches whom as a square: a row a source, a column a destination, a colour and a sign for how much. Arrow keys walk, Enter chooses,
/// + and - (or the wheel with Ctrl) zoom. The table beside it has the same in words.
class ReachMatrix : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit ReachMatrix(QWidget* parent = nullptr);
    void setAnalysis(std::shared_ptr<const ReachAnalysis> analysis);
    void setTheme(Theme theme);
    /// Of names and signs, in pixels; the square grows with it.
    void setTypeSize(int pixels);
    static constexpr int usualType = 12;
    /// Row and column, or -1.
    QPoint chosen() const { return {m_column, m_row}; }
    void choose(int row, int column);
    /// The middle of a cell, in the viewport.
    QPoint middleOf(int row, int column) const;

signals:
    void pairChosen(int row, int column);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    int side() const { return m_analysis ? static_cast<int>(m_analysis->table.names.size()) : 0; }
    bool isNamed() const { return m_cell >= smallestNamed(); }
    double smallestNamed() const { return 13.0 * m_type / usualType; }
    double largest() const;
    int scaled(int size) const { return size * m_type / usualType; }
    int rowHeads() const;
    int columnHeads() const;
    void fit();
    void setCell(double cell);
    void updateBars();
    void paintCells();
    void paintHeads(QPainter& painter, const QRect& visible) const;
    QPoint cellAt(const QPoint& at) const;
    QString words(int row, int column) const;

    std::shared_ptr<const ReachAnalysis> m_analysis;
    Theme m_theme = Theme::Light;
    QImage m_cells; ///< a pixel a cell
    double m_cell = 16;
    int m_type = usualType;
    bool m_isFitted = true; ///< nobody has zoomed
    int m_row = -1;
    int m_column = -1;
};

} // namespace hoplens::views
