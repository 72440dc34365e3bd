// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/step_row.h"

#include <QFontMetrics>
#include <QPainter>

namespace hoplens::views {
namespace {

constexpr int kindAt = 34;
constexpr int wordsAt = 118;
constexpr int widest = 460;

} // namespace

StepRow::StepRow(int layer, const QString& kind, Ink ink, const QString& words, Theme theme, int typeSize, QWidget* parent) : QAbstractButton(parent), m_layer(layer), m_kind(kind), m_ink(ink), m_theme(theme), m_type(typeSize)
{
    setText(words);
    setCheckable(true);
    setToolTip(words);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Layer %1, %2: %3").arg(layer).arg(kind, words));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize StepRow::sizeHint() const
{
    const int scale = m_type;
    return {std::min(widest * scale / 13, wordsAt * scale / 13 + QFontMetrics(fixedFont(scale - 1)).horizontalAdvance(text()) + 16), 26 * scale / 13};
}

void StepRow::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int size = m_type;
    const double unit = size / 13.0;
    if (isChecked() || underMouse() || hasFocus()) {
        painter.setPen(hasFocus() ? QPen(color(Ink::Link, m_theme), 1) : QPen(Qt::NoPen));
        painter.setBrush(isChecked() ? color(Ink::Selection, m_theme) : color(Ink::Raised, m_theme));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
    }
    const QColor ink = color(m_ink, m_theme);
    const QRectF badge(8 * unit, (height() - 16 * unit) / 2, 18 * unit, 16 * unit);
    painter.setPen(QPen(ink, 1.2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(badge, 4, 4);
    painter.setFont(sansFont(size - 2, true));
    painter.drawText(badge, Qt::AlignCenter, QString::number(m_layer));
    painter.setFont(sansFont(size - 1, true));
    painter.drawText(QRectF(kindAt * unit, 0, (wordsAt - kindAt - 4) * unit, height()), Qt::AlignVCenter, m_kind);
    painter.setPen(color(Ink::Text, m_theme));
    const QFont words = fixedFont(size - 1);
    painter.setFont(words);
    const double room = width() - wordsAt * unit - 8;
    painter.drawText(QRectF(wordsAt * unit, 0, room, height()), Qt::AlignVCenter, QFontMetrics(words).elidedText(text(), Qt::ElideRight, static_cast<int>(room)));
}

} // namespace hoplens::views
