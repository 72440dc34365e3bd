// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "topology/picture_renderer.h"

#include <QAbstractScrollArea>

namespace hoplens::views {

/// A picture that is scrolled through; Ctrl and the wheel zoom.
class PictureView : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit PictureView(QWidget* parent = nullptr);
    void setTheme(Theme theme);
    /// A picture that is less wide than the view grows up to this; 1 as it comes.
    void setLargestScale(double scale);

protected:
    void setPicture(const DisplayList& picture);
    /// Where in the picture a place of the viewport is.
    QPointF toPicture(QPointF position) const;
    void bringIntoSight(const hoplens::Box& box);
    void scrollToBegin();
    /// Makes a picture that is somewhat too wide smaller, until it fits or is hard to read; and larger, where that is wanted.
    void fitWidth();
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    void wheelEvent(QWheelEvent*) override;

private:
    void fitScrollBars();

    Theme m_theme = Theme::Light;
    double m_scale = 1;
    double m_largest = 1;
    DisplayList m_picture;
    std::unique_ptr<PictureRenderer> m_renderer;
};

} // namespace hoplens::views
