// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology/picture_view.h"

#include "words/theme.h"

#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace hoplens::views {

PictureView::PictureView(QWidget* parent) : QAbstractScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumHeight(120);
}

void PictureView::setTheme(Theme theme)
{
    m_theme = theme;
    viewport()->update();
}

void PictureView::setPicture(const DisplayList& picture)
{
    m_renderer.reset();
    m_picture = picture;
    m_renderer = std::make_unique<PictureRenderer>(m_picture);
    fitScrollBars();
    viewport()->update();
}

QPointF PictureView::toPicture(QPointF position) const { return (position + QPointF(horizontalScrollBar()->value(), verticalScrollBar()->value())) / m_scale; }

void PictureView::scrollToBegin()
{
    horizontalScrollBar()->setValue(0);
    verticalScrollBar()->setValue(0);
}

void PictureView::setLargestScale(double scale)
{
    m_largest = scale;
    fitWidth();
}

void PictureView::fitWidth()
{
    constexpr double smallest = 0.75;
    if (m_picture.width > 0)
        m_scale = std::clamp(viewport()->width() / m_picture.width, smallest, m_largest);
    fitScrollBars();
    viewport()->update();
}

void PictureView::fitScrollBars()
{
    const auto fit = [](QScrollBar* bar, double whole, int page) {
        bar->setRange(0, std::max(0, static_cast<int>(std::ceil(whole)) - page));
        bar->setPageStep(page);
        bar->setSingleStep(24);
    };
    fit(horizontalScrollBar(), m_picture.width * m_scale, viewport()->width());
    fit(verticalScrollBar(), m_picture.height * m_scale, viewport()->height());
}

void PictureView::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), color(Ink::Canvas, m_theme));
    if (!m_renderer)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    const QPointF corner(horizontalScrollBar()->value(), verticalScrollBar()->value());
    painter.translate(-corner);
    painter.scale(m_scale, m_scale);
    m_renderer->paint(painter, QRectF(corner / m_scale, QSizeF(viewport()->size()) / m_scale), m_scale * devicePixelRatioF(), m_theme);
}

void PictureView::resizeEvent(QResizeEvent*) { fitScrollBars(); }

void PictureView::wheelEvent(QWheelEvent* event)
{
    if ((event->modifiers() & Qt::ControlModifier) == 0)
        return QAbstractScrollArea::wheelEvent(event);
    m_scale = std::clamp(m_scale * std::pow(1.0015, event->angleDelta().y()), 0.2, 4.0);
    fitScrollBars();
    viewport()->update();
    event->accept();
}

void PictureView::bringIntoSight(const hoplens::Box& box)
{
    const auto bring = [](QScrollBar* bar, double low, double high, int page) {
        if (low - 24 < bar->value())
            bar->setValue(static_cast<int>(low) - 24);
        else if (high + 24 > bar->value() + page)
            bar->setValue(static_cast<int>(high) + 24 - page);
    };
    bring(horizontalScrollBar(), box.x * m_scale, box.right() * m_scale, viewport()->width());
    bring(verticalScrollBar(), box.y * m_scale, box.bottom() * m_scale, viewport()->height());
}

} // namespace hoplens::views
